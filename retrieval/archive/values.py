"""A line of an archive → the article or the removed article that it describes, every value checked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from retrieval.archive.format import Root
from retrieval.articles import metadata
from retrieval.datatypes import Article, Source
from retrieval.errors import ArticleError
from retrieval.indexing import sources
from retrieval.shelves import SHARED, is_shelf
from retrieval.store.records import ArticleRecord, Version, text_hash
from retrieval.store.source_records import ReadFrom, Tombstone

T = TypeVar("T")
OVERHEAD = 1 << 20
"""Bytes of a line beside the text: metadata, sources, versions."""

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError, ArticleError)
"""What is raised here for a line that makes no sense."""

_LONGEST_ADDRESS = 4_096  # characters; Linux takes paths of as many bytes, and web addresses are shorter
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_ID = re.compile("[0-9a-f]{12}")
_SHA = re.compile("[0-9a-f]{64}")
_MOMENT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def decoded(line: bytes) -> Any:
    """Return the JSON value of a line; raises one of `UNREADABLE`.

    A line of many megabytes may be one text, and not millions of values, each of which takes far more memory than line.
    """
    if len(line) > OVERHEAD and not _is_mostly_text(line):
        raise ValueError("too many values")
    return _DECODER.decode(line.decode())


def article_record(value: Any, max_bytes: int) -> ArticleRecord:
    """Return the article that a decoded line describes, with its history; raises one of `UNREADABLE`.

    A text may have as many characters as a file may have bytes: in the encodings of one byte a character, which most
    old files have, that is a whole file, and as UTF-8 up to three times as long.

    Its path is that of the source that leads. What the sources' bytes were is not taken on trust: the digests are
    empty, so that each source is read when it is next asked for.
    """
    text = _typed(value["text"], str)
    text.encode()
    if not text:
        raise ValueError("no text")
    if len(text) > max_bytes:
        raise ArticleError(
            f"it has {len(text):,} characters, at most {max_bytes:,} were expected; raise the limit.",
            "too_large",
            most=max_bytes,
        )
    article = Article(
        article_id=_matching(value["article_id"], _ID),
        title=metadata.line(_typed(value["title"], str), metadata.LONGEST_TITLE) or "",
        text=text,
        language=metadata.language(_typed(value["language"], str)),
        publisher=_optional(value["publisher"], lambda given: metadata.line(given, metadata.LONGEST_PUBLISHER)),
        published=_optional(value["published"], metadata.published),
        url=_optional(value["url"], metadata.canonical_url),
        path=_optional(value["path"], _path),
        identity=_optional(value["identity"], _identity),
        shelf=_shelf(value),
    )
    read = tuple(map(_read_from, _typed(value["sources"], list)))
    if read:
        article = replace(article, path=read[0].source.path)
    return ArticleRecord(article, read, _history(value["versions"], text))


def tombstone(value: Any) -> Tombstone:
    """Return the removed article that a decoded line describes; raises one of `UNREADABLE`."""
    where = _optional(value["address"], address)
    text_hash = bytes.fromhex(_matching(value["sha256"], _SHA))
    return Tombstone(_matching(value["article_id"], _ID), where, text_hash, _shelf(value))


def root(value: Any) -> Root:
    """Return what was followed; raises one of `UNREADABLE`. The first format has its address only."""
    return Root(address(value)) if isinstance(value, str) else Root(address(value["address"]), _shelf(value))


def address(value: object) -> str:
    """Return an address as `sources.address` spells it; raises ValueError for any other spelling."""
    text = _typed(value, str)
    text.encode()
    if "\0" in text or len(text) > _LONGEST_ADDRESS or sources.address(text) != text:
        raise ValueError("an address of another form")
    return text


def count(value: object) -> int:
    """Return a whole number; raises TypeError for anything else."""
    return _typed(value, int)


def _is_mostly_text(line: bytes) -> bool:
    """Return whether a line has few strings and little outside of them; the rest of one that has not is not read."""
    beside = last = 0
    for string in _STRING.finditer(line):
        beside += string.start() - last + 1
        last = string.end()
        if beside > OVERHEAD:
            return False
    return beside + len(line) - last <= OVERHEAD


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name that stands there twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)


def _read_from(value: Any) -> ReadFrom:
    where = address(value["address"])
    path, url = _optional(value["path"], _path), _optional(value["url"], metadata.canonical_url)
    if path != (None if sources.is_url(where) else where):
        raise ValueError("a path that is not its address")
    return ReadFrom(where, Source(path, url), b"")


def _history(value: object, text: str) -> tuple[Version, ...]:
    versions = tuple(
        Version(count(one["version"]), _moment(one["indexed"]), _matching(one["sha256"], _SHA))
        for one in _typed(value, list)
    )
    if [one.version for one in versions] != list(range(1, len(versions) + 1)) or not versions:
        raise ValueError("its versions are not numbered from 1")
    if versions[-1].sha256 != text_hash(text).hex():
        raise ValueError("its text is not that of its last version")
    return versions


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{kind.__name__} expected")
    return value


def _matching(value: object, form: re.Pattern[str]) -> str:
    if not form.fullmatch(text := _typed(value, str)):
        raise ValueError("an id, a hash or a moment of another form")
    return text


def _moment(value: object) -> str:
    text = _matching(value, _MOMENT)
    datetime.fromisoformat(text)  # raises ValueError for a day that no calendar has
    return text


def _shelf(value: Any) -> str:
    """Return the shelf that a decoded line names; the first format names none."""
    name = _typed(value.get("shelf", SHARED), str)
    if not is_shelf(name):
        raise ValueError("a shelf of another form")
    return name


def _optional(value: object, parse: Callable[[str], T]) -> T | None:
    return None if value is None else parse(_typed(value, str))


def _identity(value: str) -> str:
    value.encode()
    if not 0 < len(value) <= metadata.LONGEST_IDENTITY:
        raise ValueError("an identity that is too long")
    return value


def _path(value: str) -> str:
    if not Path(value).is_absolute():
        raise ValueError("a path that is not absolute")
    return address(value)
