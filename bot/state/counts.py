"""How many questions each server asked on each day, and what came of them; days are in UTC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bot.state.database import Connection, Database

Counted = Literal["questions", "answered", "refused", "up", "down"]
"""Questions that were asked, answered, and refused for want of an answer; thumbs that people gave."""

DIRECT = 0
"""Stands for the server of what was asked outside of any."""


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The counts of one day on one server."""

    questions: int = 0
    answered: int = 0
    refused: int = 0
    up: int = 0
    down: int = 0


class Counts:
    """The counts of the days."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def add(self, server: int | None, *what: Counted) -> None:
        """Count one more of each today."""
        with self._database.writing() as writing:
            for one in what:
                count(writing, server or DIRECT, one, self._clock())

    def take(self, server: int | None, most: int | None) -> bool:
        """Count one more question today; return False, and count none, where there were `most` already."""
        with self._database.writing() as writing:
            asked = "SELECT questions FROM days WHERE day = ? AND server = ?"
            row = writing.execute(asked, (day_of(self._clock()), server or DIRECT)).fetchone()
            if most is not None and (row[0] if row else 0) >= most:
                return False
            count(writing, server or DIRECT, "questions", self._clock())
        return True

    def give_back(self, server: int | None) -> None:
        """Count a question of today no longer."""
        with self._database.writing() as writing:
            count(writing, server or DIRECT, "questions", self._clock(), by=-1)

    def of(self, server: int | None, day: str | None = None) -> DayCounts:
        """Return the counts of a day (``YYYY-MM-DD``), else of today."""
        query = "SELECT questions, answered, refused, up, down FROM days WHERE day = ? AND server = ?"
        with self._database.reading() as reading:
            row = reading.execute(query, (day or day_of(self._clock()), server or DIRECT)).fetchone()
        return DayCounts(*row) if row else DayCounts()


def count(writing: Connection, server: int, what: Counted, at: int, by: int = 1) -> None:
    """Change a count of the day of `at`, inside a transaction; none falls below 0."""
    day = day_of(at)
    writing.execute("INSERT OR IGNORE INTO days (day, server) VALUES (?, ?)", (day, server))
    writing.execute(f"UPDATE days SET {what} = max(0, {what} + ?) WHERE day = ? AND server = ?", (by, day, server))


def day_of(at: int) -> str:
    """Return the day of a moment in seconds since 1970."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()
