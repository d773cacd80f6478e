"""A file into an article, by its suffix."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from retrieval import mail_boxes
from retrieval.articles import worker
from retrieval.articles.formats import SUFFIXES
from retrieval.articles.metadata import LONGEST_TITLE, article, line
from retrieval.articles.newsml import HEAD, begins_as_news_item
from retrieval.articles.page import RawArticle
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.regular_files import NotRegularError, OutsideError, TooLongError, open_regular

KNOWN_SUFFIXES = frozenset(SUFFIXES)
"""Suffixes of files that `load` can read, lower case."""


def load(
    path: Path, *, max_bytes: int, within: Sequence[str] = (), warn: Callable[[str], None] | None = None
) -> Article:
    """Read the article in the file at `path`, at most `max_bytes` long; `path` need not be absolute.

    `within` are folders that links must not lead out of, `warn` is given a sentence about what the article says of
    itself and nobody could read. Raises ArticleError where there is no such file, where it
    cannot be read, and where it is no usable article.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", resolve would follow links
    name = shown(absolute)
    _check_name(absolute, name)
    with _translated(absolute, name, max_bytes):
        kind = SUFFIXES.get(absolute.suffix.lower())
        if kind is None:
            open_regular(absolute, within=within).close()  # what is wrong with the path itself comes first
            kinds = ", ".join(sorted(KNOWN_SUFFIXES))
            raise ArticleError(
                f"{name} is no known kind of file, one of {kinds} was expected; convert it first.", "wrong_kind"
            )
        raw = mail_boxes.read(str(absolute), max_bytes, within=within)
    text, metadata = worker.read(kind, RawArticle(raw, name, max_bytes=max_bytes))
    if metadata.warning and warn:
        warn(metadata.warning)
    title = line(absolute.stem, LONGEST_TITLE) or "untitled"
    return article(text, metadata, title=title, path=str(absolute))


def mails(box: Path, *, within: Sequence[str] = ()) -> list[str]:
    """Return the paths of the mails in a box, each of which `load` reads; `within` as there.

    Raises:
        ArticleError: it is no box, holds too many mails, or cannot be read.
    """
    name = shown(box)
    _check_name(box, name)
    with _translated(box, name, 0):
        return mail_boxes.mails(str(box), within=within)


def may_be_article(path: Path) -> bool:
    """Return whether a file found in a folder is of a known kind, or a box of mails; of XML files, news items are."""
    suffix = path.suffix.lower()
    if mail_boxes.is_box(str(path)):
        return True
    if suffix != ".xml" or path.is_symlink():
        return suffix in KNOWN_SUFFIXES
    try:
        with open_regular(path) as file:
            return begins_as_news_item(file.read(HEAD))
    except (OSError, ValueError):
        return True  # it fails by name when it is read


def shown(path: Path) -> str:
    """Return a path for messages: on one line, control characters gone, undecodable bytes as question marks."""
    return line(str(path).encode("utf-8", "replace").decode(), 1_000) or "the file"


def outside(path: Path, indexed: str | None = None) -> str:
    """Return the sentence about a path that links lead out of the folder it was found in, or to what is hidden there.

    `indexed` is the id of an article that was read from it before.
    """
    what = "is a link" if path.is_symlink() else "lies behind a link"
    left = "is not read" if indexed is None else "is not read again, but its article stays in the index"
    todo = "" if indexed is None else f"run beleg remove {indexed}, "
    return (
        f"{shown(path)} {what} out of its folder or to a hidden file, {shown(Path(os.path.realpath(path)))}, and "
        f"{left}; {todo}name the link itself or add --follow-links."
    )


@contextmanager
def _translated(path: Path, name: str, max_bytes: int) -> Iterator[None]:
    """Turn what the system says about a file into one sentence."""
    try:
        yield
    except NotRegularError as exc:
        raise ArticleError(f"{name} is {exc.kind}, a file was expected; name the article's file.", "no_file") from exc
    except OutsideError as exc:
        raise ArticleError(outside(path), "outside") from exc
    except TooLongError as exc:
        raise ArticleError(
            f"{name} has {exc.size} bytes, at most {max_bytes} were expected; split it or raise the limit.",
            "too_large",
            most=max_bytes,
        ) from exc
    except FileNotFoundError as exc:
        what = "is a link to a file that is gone" if path.is_symlink() else "does not exist"
        raise ArticleError(f"{name} {what}, a file was expected; check the path.", "missing") from exc
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or "it is no path"
        raise ArticleError(f"{name} cannot be read ({why}); check its permissions and its disk.", "no_access") from exc


def _check_name(path: Path, name: str) -> None:
    """Refuse a file whose name cannot be kept."""
    try:
        str(path).encode()
    except UnicodeEncodeError as exc:
        raise ArticleError(
            f"{name} has a name that is not UTF-8, so it cannot be kept; rename the file.", "bad_name"
        ) from exc
