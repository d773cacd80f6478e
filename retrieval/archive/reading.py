"""The file of `beleg export`, read with distrust: it may come from anywhere.

Nothing in an archive is ever unpacked to the disk: its three members are read line by line, each line up to a limit,
and each value is checked. A compressed archive is refused, so that none unpacks to more than it is.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from retrieval.archive.format import ABOUT, ARTICLES, FORMAT, TOMBSTONES, About
from retrieval.articles import metadata
from retrieval.datatypes import Article, Source
from retrieval.errors import ArchiveError, ArticleError
from retrieval.indexing import sources
from retrieval.store.records import ArticleRecord, Version, text_hash
from retrieval.store.source_records import ReadFrom, Tombstone

T = TypeVar("T")
_OVERHEAD = 1 << 20  # bytes of a line beside the text: metadata, sources, versions
_ESCAPED = 6  # bytes that JSON may take for one byte of text: \\u001f
_ONE_READ = 1 << 26  # bytes; tarfile reads a header's extension in one go, whatever size it claims
_ID = re.compile("[0-9a-f]{12}")
_SHA = re.compile("[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class Archive:
    """An archive that is open for reading; its form is checked before anything in it is used."""

    def __init__(self, file: Path, *, max_bytes: int) -> None:
        """`max_bytes` limits the text of one article.

        Raises:
            ArchiveError: it is no archive of Beleg, or not all of one.
        """
        self._name = sources.shown(str(file))
        self._longest = _ESCAPED * max_bytes + _OVERHEAD
        self._max_bytes = max_bytes
        with self._reading():
            self._file = _Bounded(file)
            try:
                self._members = self._checked()
                self.about = self._described()
            except BaseException:
                self._file.close()
                raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def articles(self) -> Iterator[tuple[str, ArticleRecord | None, str]]:
        """Yield (where, record, "") for each article, or (where, None, sentence) for a line that is none."""
        yield from self._values(ARTICLES, self._record)

    def tombstones(self) -> Iterator[tuple[str, Tombstone | None, str]]:
        """Yield each removed article as `articles` does."""
        yield from self._values(TOMBSTONES, _tombstone)

    def _checked(self) -> dict[str, tarfile.TarInfo]:
        """Return the members after a look at each: the three expected, plain files, as long as they say."""
        found: dict[str, tarfile.TarInfo] = {}
        self._tar = tarfile.open(fileobj=self._file, mode="r:")  # noqa: SIM115 - closed with the file
        while (member := self._tar.next()) is not None:
            known = member.name in (ABOUT, ARTICLES, TOMBSTONES) and member.name not in found
            if not known or not member.isreg() or member.issparse() or member.size > self._file.size:
                raise self._refused(f"holds {metadata.line(member.name, 60)!r}, which no export holds")
            if member.offset_data + member.size > self._file.size:
                raise self._refused("ends too early")
            found[member.name] = member
        missing = {ABOUT, ARTICLES, TOMBSTONES} - found.keys()
        if missing:
            raise self._refused(f"lacks {min(missing)}")
        return found

    def _described(self) -> About:
        lines = list(self._lines(ABOUT))
        with self._values_of("its description"):
            found = json.loads(lines[0]) if lines else {}
            if found["format"] != FORMAT:
                raise self._refused(f"has the format {found['format']!r}, where {FORMAT} is known")
            counts = (_typed(found["articles"], int), _typed(found["tombstones"], int))
            about = About(*counts, tuple(_address(root) for root in found["roots"]))
        for name, count in ((ARTICLES, about.articles), (TOMBSTONES, about.tombstones)):
            if sum(1 for _ in self._lines(name)) != count:
                raise self._refused(f"has another number of lines in {name} than it says")
        return about

    def _lines(self, name: str) -> Iterator[bytes]:
        with self._reading():
            member = self._tar.extractfile(self._members[name])
            if member is None:
                raise self._refused(f"lacks {name}")
            while line := member.readline(self._longest + 1):
                if len(line) > self._longest:
                    raise self._refused(f"has a line in {name} of more than {self._longest:,} bytes")
                yield line

    def _values(self, name: str, parse: Callable[[Any], T]) -> Iterator[tuple[str, T | None, str]]:
        for number, line in enumerate(self._lines(name), 1):
            where = f"{self._name}, {name} line {number}"
            try:
                yield where, parse(json.loads(line)), ""
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ArticleError) as exc:
                reason = metadata.line(str(exc), 120) or type(exc).__name__
                yield where, None, f"{where} is no article of an export ({reason}): export again."

    def _record(self, value: Any) -> ArticleRecord:
        text = _typed(value["text"], str)
        if not text or len(text.encode()) > self._max_bytes:
            raise ValueError(f"its text has not 1 to {self._max_bytes:,} bytes")
        url, path = _optional(value["url"], metadata.canonical_url), _optional(value["path"], _path)
        article = Article(
            article_id=_matching(value["article_id"], _ID),
            title=metadata.line(_typed(value["title"], str), metadata.LONGEST_TITLE) or "",
            text=text,
            language=metadata.language(_typed(value["language"], str)),
            publisher=_optional(value["publisher"], lambda given: metadata.line(given, metadata.LONGEST_PUBLISHER)),
            published=_optional(value["published"], metadata.published),
            url=url,
            path=path,
            identity=_optional(value["identity"], _identity),
        )
        read = tuple(
            ReadFrom(
                _address(one["address"]),
                Source(_optional(one["path"], _path), _optional(one["url"], metadata.canonical_url)),
                bytes.fromhex(_matching(one["sha256"], _SHA)) if one["sha256"] else b"",
            )
            for one in value["sources"]
        )
        versions = tuple(
            Version(_typed(one["version"], int), _matching(one["indexed"], _MOMENT), _matching(one["sha256"], _SHA))
            for one in value["versions"]
        )
        if [one.version for one in versions] != list(range(1, len(versions) + 1)) or not versions:
            raise ValueError("its versions are not numbered from 1")
        if versions[-1].sha256 != text_hash(text).hex():
            raise ValueError("its text is not that of its last version")
        return ArticleRecord(article, read, versions)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (tarfile.TarError, EOFError) as exc:
            raise self._refused("is no tar file, or not all of one") from exc
        except OSError as exc:
            raise ArchiveError(f"{self._name} cannot be read ({exc.strerror}): check the file.") from exc

    @contextlib.contextmanager
    def _values_of(self, what: str) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, KeyError, RecursionError, ArticleError) as exc:
            raise self._refused(f"makes no sense in {what}") from exc

    def _refused(self, why: str) -> ArchiveError:
        return ArchiveError(f"{self._name} {why}: name a file that beleg export wrote.")


class _Bounded(io.FileIO):
    """A file of which nobody reads more than `_ONE_READ` bytes at once."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, "rb")
        self.size = os.fstat(self.fileno()).st_size

    def read(self, count: int | None = -1, /) -> bytes:
        """Return up to `count` bytes; raises tarfile.ReadError for too many."""
        if count is None or not 0 <= count <= _ONE_READ:
            raise tarfile.ReadError("a header that is too long")
        return super().read(count) or b""


def _tombstone(value: Any) -> Tombstone:
    address = _optional(value["address"], _address)
    return Tombstone(_matching(value["article_id"], _ID), address, bytes.fromhex(_matching(value["sha256"], _SHA)))


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{kind.__name__} expected")
    return value


def _matching(value: object, form: re.Pattern[str]) -> str:
    if not form.fullmatch(text := _typed(value, str)):
        raise ValueError("an id, a hash or a moment of another form")
    return text


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
    return _address(value)


def _address(value: object) -> str:
    """Return an address as `sources.address` spells it; raises ValueError for any other spelling."""
    text = _typed(value, str)
    text.encode()
    if "\0" in text or len(text) > metadata.LONGEST_IDENTITY or sources.address(text) != text:
        raise ValueError("an address of another form")
    return text
