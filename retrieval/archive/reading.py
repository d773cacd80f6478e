"""The file of `beleg export`, read with distrust: it may come from anywhere.

Nothing in an archive is ever unpacked to the disk: its three members are read line by line, each line up to a limit,
and each value is checked. A compressed archive is refused, so that none unpacks to more than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from retrieval.archive import values
from retrieval.archive.format import ABOUT, ARTICLES, KNOWN_FORMATS, TOMBSTONES, About
from retrieval.archive.members import Members
from retrieval.articles import metadata
from retrieval.errors import ArticleError
from retrieval.store.records import ArticleRecord
from retrieval.store.source_records import Tombstone

T = TypeVar("T")
_ESCAPED = 6  # bytes that JSON may take for one byte of text: \\u001f
_SHORTEST = 64  # bytes; the hash alone is as long
_MOST_NAMED = 1_000  # lines of a member that fail each by its own sentence, which takes more than the line may


class Archive:
    """An archive that is open for reading; its form is checked before anything in it is used."""

    def __init__(self, file: Path, *, max_bytes: int) -> None:
        """`max_bytes` limits what one article was made of.

        Raises:
            ArchiveError: it is no archive of Beleg, or not all of one.
        """
        self._longest = _ESCAPED * max_bytes + values.OVERHEAD
        self._max_bytes = max_bytes
        self._members = Members(file)
        try:
            self.about = self._described()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._members.close()

    def articles(self) -> Iterator[tuple[str, ArticleRecord | None, str]]:
        """Yield (where, record, "") for each article, or (where, None, sentence) for a line that is none."""
        yield from self._values(ARTICLES, lambda value: values.article_record(value, self._max_bytes))

    def tombstones(self) -> Iterator[tuple[str, Tombstone | None, str]]:
        """Yield each removed article as `articles` does."""
        yield from self._values(TOMBSTONES, values.tombstone)

    def _described(self) -> About:
        refused = self._members.refused
        try:
            found = values.decoded(next(self._lines(ABOUT), b"{}"))
            if found["format"] not in KNOWN_FORMATS:
                known = " and ".join(map(str, KNOWN_FORMATS))
                raise refused(f"has the format {metadata.line(str(found['format']), 20)!r}, where {known} are known")
            counts = values.count(found["articles"]), values.count(found["tombstones"])
            about = About(*counts, tuple(map(values.root, found["roots"])))
        except values.UNREADABLE as exc:
            raise refused("makes no sense in its description") from exc
        for name, count in ((ARTICLES, about.articles), (TOMBSTONES, about.tombstones)):
            if sum(1 for _ in self._lines(name)) != count:
                raise refused(f"has another number of lines in {name} than it says")
        return about

    def _lines(self, name: str) -> Iterator[bytes]:
        return self._members.lines(name, self._longest)

    def _values(self, name: str, parse: Callable[[Any], T]) -> Iterator[tuple[str, T | None, str]]:
        failed = 0
        for number, line in enumerate(self._lines(name), 1):
            if failed >= _MOST_NAMED and len(line) < _SHORTEST:
                failed += 1
                continue
            where = f"{self._members.name}, {name} line {number}"
            try:
                value = parse(values.decoded(line))
            except values.UNREADABLE as exc:
                failed += 1
                if failed <= _MOST_NAMED:
                    yield where, None, _failure(where, exc)
            else:
                yield where, value, ""
        if failed > _MOST_NAMED:
            where = f"{self._members.name}, {name}"
            yield where, None, f"{where} has {failed - _MOST_NAMED:,} more lines that are no articles: export again."


def _failure(where: str, exc: Exception) -> str:
    if isinstance(exc, ArticleError):
        return f"{where}: {exc}"
    return f"{where} is no article of an export ({metadata.line(str(exc), 120) or type(exc).__name__}): export again."
