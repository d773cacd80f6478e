"""What a user names as PATH or URL → the files to index, in a fixed order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.articles import KNOWN_SUFFIXES, files
from retrieval.articles.metadata import canonical_url
from retrieval.errors import ArticleError
from retrieval.store.source_records import Stamp


@dataclass(slots=True)
class Scan:
    """What one PATH or URL holds.

    `files` are absolute paths (of a URL: the URL) with their stamps, None where there is none to be had. `skipped`
    counts files of unknown kinds. `failed` are (path, sentence). `complete` is false where a folder in it could not
    be read, `exists` where nothing is there at all.
    """

    address: str
    is_folder: bool = False
    exists: bool = True
    complete: bool = True
    files: list[tuple[str, Stamp | None]] = field(default_factory=list)
    skipped: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def is_url(source: str) -> bool:
    """Return whether a source is an address of the web and no path."""
    return source.lower().startswith(("http://", "https://"))


def address(source: str) -> str:
    """Return the one spelling of a source: the canonical URL, or the absolute path without ``.``, ``..``, ``//``.

    Links stay what they are: the user sees the path that was given.

    Raises:
        ArticleError: it looks like a URL but is none.
    """
    if not is_url(source):
        return os.path.abspath(os.path.expanduser(source))  # noqa: PTH100, PTH111 - keeps links, never raises
    try:
        return canonical_url(source)
    except ValueError as exc:
        raise ArticleError(f"{source[:200]!r} is no address of a page ({exc}): check how it is written.") from exc


def scan(where: str) -> Scan:
    """List what there is at an address of `address`; folders are walked in the order of their names."""
    found = Scan(where)
    if is_url(where):
        found.files.append((where, None))
        return found
    path = Path(where)
    if path.is_dir():
        found.is_folder = True
        _walk(path, found)
    elif os.path.lexists(path):
        found.files.append((where, stamp(path)))
    else:
        found.exists = False
        found.failed.append((where, f"{shown(where)} does not exist: check the path."))
    return found


def is_gone(source: str) -> bool:
    """Return whether a file is no longer there; a URL never is, nor a link to nothing."""
    return not is_url(source) and not os.path.lexists(source)


def shown(source: str) -> str:
    """Return a source for messages: on one line, without control characters."""
    return source if is_url(source) else files.shown(Path(source))


def stamp(path: Path) -> Stamp | None:
    """Return the stamp of an ordinary file, None of anything else."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _walk(folder: Path, found: Scan) -> None:
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
            found.failed.append(
                (shown(str(here)), f"{shown(str(here))} cannot be read ({exc.strerror}): allow reading it.")
            )
            continue
        if (status.st_dev, status.st_ino) in visited:
            continue
        visited.add((status.st_dev, status.st_ino))
        visible = [entry for entry in entries if not entry.name.startswith(".")]
        waiting += [Path(entry.path) for entry in reversed(visible) if _is_folder(entry)]
        for path in _files(visible, found):
            found.files.append((str(path), stamp(path)))


def _files(entries: list[os.DirEntry[str]], found: Scan) -> Iterator[Path]:
    """Yield the entries that may be articles, and count those that can't."""
    for entry in entries:
        if _is_folder(entry):
            continue
        path = Path(entry.path)
        # A link to nothing may have been an article: it fails by name and is not counted as another kind of file.
        if path.suffix.lower() in KNOWN_SUFFIXES and (entry.is_symlink() or entry.is_file()):
            yield path
        else:
            found.skipped += 1


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
