"""Which sources could not be read when they were last tried, and why: kept until they can be, or their article goes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from retrieval.errors import ARTICLE_PROBLEMS, ArticleProblem
from retrieval.indexing.report import FailedSource
from retrieval.indexing.sources import is_gone
from retrieval.store.writing import Writer

MOST = 1_000
"""Failures that are kept of a shelf; of more, the first."""


class Remembered(Protocol):
    """Where values are remembered by name: an open catalog, or its writer."""

    def meta(self, name: str) -> str | None:
        """Return a remembered value, or None."""


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """Why a source cannot be read, and since when: the first run that failed so, ``YYYY-MM-DDTHH:MM:SSZ``."""

    problem: ArticleProblem
    given: Mapping[str, int]
    since: str


def known_failures(index: Remembered, shelf: str) -> dict[str, KnownFailure]:
    """Return what is remembered of a shelf, by source.

    What is not of the form, as somebody else may have made it, is dropped.
    """
    try:
        rows = json.loads(index.meta(_name(shelf)) or "[]")
    except (ValueError, RecursionError):
        return {}
    return dict(found for row in rows[:MOST] if (found := _row(row))) if isinstance(rows, list) else {}


def _row(row: Any) -> tuple[str, KnownFailure] | None:
    match row:
        case [str(source), str(problem), dict(given), str(since)] if problem in ARTICLE_PROBLEMS:
            figures = {str(name): number for name, number in given.items() if isinstance(number, int)}
            return source, KnownFailure(problem, figures, since)  # type: ignore[arg-type]
    return None


def note_failures(writer: Writer, shelf: str, visited: Mapping[str, FailedSource | None], *, began: str) -> None:
    """Remember how the sources of a shelf that a run tried have fared; `began` is when the run did."""
    before = known_failures(writer, shelf)
    now = {source: failure for source, failure in before.items() if source not in visited and not is_gone(source)}
    for source, failure in visited.items():
        if failure is not None and failure.problem != "missing":
            known = before.get(source)
            same = known is not None and (known.problem, known.given) == (failure.problem, dict(failure.given))
            now[source] = known if known and same else KnownFailure(failure.problem, failure.given, began)
    if now != before:
        with writer.transaction(visible=False):
            writer.set_meta(_name(shelf), _text(now))


def forget_failures(writer: Writer, shelf: str, sources: Collection[str]) -> None:
    """Forget what is remembered of a shelf's sources whose article is removed; call it inside a transaction."""
    before = known_failures(writer, shelf)
    now = {source: failure for source, failure in before.items() if source not in sources}
    if now != before:
        writer.set_meta(_name(shelf), _text(now))


def _name(shelf: str) -> str:
    return f"failures {shelf}".rstrip()


def _text(failures: Mapping[str, KnownFailure]) -> str | None:
    rows = [[source, one.problem, dict(one.given), one.since] for source, one in list(failures.items())[:MOST]]
    # In ASCII, since a path may hold bytes that are no UTF-8.
    return json.dumps(rows, separators=(",", ":")) if rows else None
