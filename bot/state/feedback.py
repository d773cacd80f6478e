"""Thumbs up and down for answers: one a person and message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from bot.state.counts import DIRECT, count
from bot.state.database import Database

Thumb = Literal["up", "down"]
Outcome = Literal["given", "changed", "taken_back"]
"""What a press did: a thumb where there was none, the other one in its place, or none in the place of the same."""


class Feedback:
    """What people think of answers; the counts of the day follow it."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def press(self, thumb: Thumb, *, message: int, person: int, server: int | None) -> Outcome:
        """Give a thumb, change it, or take it back where it was given already."""
        now, where = self._clock(), server or DIRECT
        with self._database.writing() as writing:
            before = writing.execute(
                "DELETE FROM feedback WHERE message = ? AND person = ? RETURNING thumb, server, at", (message, person)
            ).fetchall()
            for old, there, at in before:
                if old in ("up", "down"):
                    count(writing, there, old, at, -1)
            if before and before[0][0] == thumb:
                return "taken_back"
            writing.execute("INSERT INTO feedback VALUES (?, ?, ?, ?, ?)", (message, person, where, thumb, now))
            count(writing, where, thumb, now)
        return "changed" if before else "given"

    def of_message(self, message: int) -> tuple[int, int]:
        """Return how many thumbs point up and how many down."""
        query = "SELECT count(*) FILTER (WHERE thumb = 'up'), count(*) FILTER (WHERE thumb = 'down') FROM feedback"
        with self._database.reading() as reading:
            up, down = reading.execute(f"{query} WHERE message = ?", (message,)).fetchone()
        return up, down
