"""What a user names as PATH or URL → the files to index, in a fixed order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval import mail_boxes
from retrieval.articles import files
from retrieval.articles.metadata import canonical_url
from retrieval.errors import ArticleError
from retrieval.indexing.report import FailedSource
from retrieval.regular_files import parts_below
from retrieval.store.source_records import Stamp


@dataclass(slots=True)
class Scan:
    """What one PATH or URL holds.

    `files` are absolute paths (of a URL: the URL) with their stamps, None where there is none to be had; a box of mails
    is a folder of these. `links` are
    files and folders that are not read because links lead out to them. `skipped` counts files of unknown kinds.
    `complete` is false where a folder in it could not be read, `exists` where nothing
    is there at all.
    """

    address: str
    is_folder: bool = False
    exists: bool = True
    complete: bool = True
    files: list[tuple[str, Stamp | None]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    skipped: int = 0
    failed: list[FailedSource] = field(default_factory=list)


def is_url(source: str) -> bool:
    """Return whether a source is an address of the web and no path."""
    return source.lower().startswith(("http://", "https://"))


def address(source: str) -> str:
    """Return the one spelling of a source: the canonical URL, or the absolute path without ``.``, ``..``, ``//``.

    Links stay what they are: the user sees the path that was given.

    Raises:
        ArticleError: it looks like a URL but is none, or it is a path that is not UTF-8.
    """
    if not is_url(source):
        path = os.path.abspath(os.path.expanduser(source))  # noqa: PTH100, PTH111 - keeps links, never raises
        try:
            path.encode()
        except UnicodeEncodeError as exc:
            raise ArticleError(
                f"{shown(path)} has a name that is not UTF-8, so it cannot be kept; rename it.", "bad_name"
            ) from exc
        return path
    try:
        return canonical_url(source)
    except ValueError as exc:
        raise ArticleError(
            f"{source[:200]!r} is no address of a page ({exc}): check how it is written.", "bad_address"
        ) from exc


def scan(where: str, *, follow_links: bool = False) -> Scan:
    """List what there is at an address of `address`; folders are walked in the order of their names.

    Links in a folder are followed where they stay in it, `follow_links` has all of them followed.
    """
    found = Scan(where)
    if is_url(where):
        found.files.append((where, None))
        return found
    path = Path(where)
    if os.path.isdir(path):  # noqa: PTH112 - false, not an error, for a name that is too long
        found.is_folder = True
        _walk(path, found, follow_links=follow_links)
    elif mail_boxes.is_box(where) and os.path.lexists(path):
        found.is_folder = True
        _add(path, found)
    elif os.path.lexists(path):
        found.files.append((where, stamp(path)))
    else:
        found.exists = False
        missing = ArticleError(f"{shown(where)} does not exist: check the path.", "missing")
        found.failed.append(FailedSource.of(where, where, missing))
    return found


def is_gone(source: str) -> bool:
    """Return whether a file, or a mail in a box, is no longer there; a URL never is, nor a link to nothing."""
    return not is_url(source) and not os.path.lexists(source) and not mail_boxes.is_there(source)


def stays_inside(path: str | Path, folder: str) -> bool:
    """Return whether a path in a folder really lies there, links followed, and is not hidden."""
    parts = parts_below(path, folder)
    return parts is not None and not any(part.startswith(".") for part in parts)


def above(path: str) -> Iterator[str]:
    """Yield the folders above an absolute path, the innermost first."""
    while (folder := os.path.dirname(path)) != path:  # noqa: PTH120 - text in, text out, for each of many files
        yield folder
        path = folder


def shown(source: str) -> str:
    """Return a source for messages: on one line, without control characters."""
    return source if is_url(source) else files.shown(Path(source))


def stamp(path: Path) -> Stamp | None:
    """Return the stamp of an ordinary file, or of a mail in a box; None of anything else."""
    try:
        if of_mail := mail_boxes.status(str(path)):
            return Stamp(*of_mail)
        status = path.stat()
    except (ArticleError, OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _walk(folder: Path, found: Scan, *, follow_links: bool) -> None:
    """Collect the files under `folder`; each folder once, so that links in a circle end."""
    visited: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            status = here.stat()
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as exc:
            found.complete = False
            name = shown(str(here))
            refused = ArticleError(f"{name} cannot be read ({exc.strerror}): allow reading it.", "no_access")
            found.failed.append(FailedSource.of(str(here), name, refused))
            continue
        if (status.st_dev, status.st_ino) in visited:
            continue
        visited.add((status.st_dev, status.st_ino))
        visible = [entry for entry in entries if not entry.name.startswith(".")]
        waiting += reversed(list(_folders(visible, found, follow_links=follow_links)))
        for path in _files(visible, found, follow_links=follow_links):
            _add(path, found, within=() if follow_links else (found.address,))


def _add(path: Path, found: Scan, within: Sequence[str] = ()) -> None:
    """Add a file, or each mail of a box."""
    if not mail_boxes.is_box(str(path)):
        found.files.append((str(path), stamp(path)))
        return
    try:
        found.files += [(mail, stamp(Path(mail))) for mail in files.mails(path, within=within)]
    except ArticleError as exc:
        found.complete = False
        found.failed.append(FailedSource.of(str(path), shown(str(path)), exc))


def _folders(entries: list[os.DirEntry[str]], found: Scan, *, follow_links: bool) -> Iterator[Path]:
    """Yield the folders to walk; one that a link leads to inside the scanned folder is walked by its own name."""
    for entry in entries:
        if not _is_folder(entry):
            continue
        if not entry.is_symlink():
            yield Path(entry.path)
        elif not stays_inside(entry.path, found.address):
            if follow_links:
                yield Path(entry.path)
            else:
                found.links.append(entry.path)


def _files(entries: list[os.DirEntry[str]], found: Scan, *, follow_links: bool) -> Iterator[Path]:
    """Yield the entries that may be articles, and count those that can't."""
    for entry in entries:
        if _is_folder(entry):
            continue
        path = Path(entry.path)
        # A link to nothing may have been an article: it fails by name and is not counted as another kind of file.
        if not files.may_be_article(path) or not (entry.is_symlink() or entry.is_file()):
            found.skipped += 1
        elif follow_links or not entry.is_symlink() or _leads_nowhere(path) or stays_inside(path, found.address):
            yield path
        else:
            found.links.append(entry.path)


def _leads_nowhere(link: Path) -> bool:
    return not os.path.exists(link)  # noqa: PTH110 - false, not an error, for what may not be looked at


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
