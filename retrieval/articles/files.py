"""A file into an article, by its suffix."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.articles import worker
from retrieval.articles.formats import SUFFIXES
from retrieval.articles.metadata import LONGEST_TITLE, article, line
from retrieval.datatypes import Article
from retrieval.errors import ArticleError

KNOWN_SUFFIXES = frozenset(SUFFIXES)
"""Suffixes of files that `load` can read, lower case."""


def load(path: Path, *, max_bytes: int) -> Article:
    """Read the article in the file at `path`, at most `max_bytes` long; `path` need not be absolute.

    Raises ArticleError where there is no such file, where it cannot be read, and where it is no usable article.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", resolve would follow links
    name = shown(absolute)
    with _translated(absolute, name):
        size = _checked_size(absolute, name)
        kind = SUFFIXES.get(absolute.suffix.lower())
        if kind is None:
            kinds = ", ".join(sorted(KNOWN_SUFFIXES))
            raise ArticleError(f"{name} is no known kind of file, one of {kinds} was expected; convert it first.")
        raw = b""
        if size <= max_bytes:
            with absolute.open("rb") as file:
                raw = file.read(max_bytes + 1)
        if max(size, len(raw)) > max_bytes:
            raise ArticleError(
                f"{name} has {size} bytes, at most {max_bytes} were expected; split it or raise the limit."
            )
    text, metadata = worker.read(kind, raw, name)
    title = line(absolute.stem, LONGEST_TITLE) or "untitled"
    return article(text, metadata, title=title, path=str(absolute))


def shown(path: Path) -> str:
    """Return a path for messages: on one line, control characters gone, undecodable bytes as question marks."""
    return line(str(path).encode("utf-8", "replace").decode(), 1_000) or "the file"


@contextmanager
def _translated(path: Path, name: str) -> Iterator[None]:
    """Turn what the system says about a file into one sentence."""
    try:
        yield
    except FileNotFoundError as exc:
        what = "is a link to a file that is gone" if path.is_symlink() else "does not exist"
        raise ArticleError(f"{name} {what}, a file was expected; check the path.") from exc
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or "it is no path"
        raise ArticleError(f"{name} cannot be read ({why}); check its permissions and its disk.") from exc


def _checked_size(path: Path, name: str) -> int:
    """Return the size of the file in bytes, if it is an ordinary file whose name can be kept."""
    try:
        str(path).encode()
    except UnicodeEncodeError as exc:
        raise ArticleError(f"{name} has a name that is not UTF-8, so it cannot be kept; rename the file.") from exc
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
        raise ArticleError(f"{name} is {kind}, a file was expected; name the article's file.")
    return found.st_size
