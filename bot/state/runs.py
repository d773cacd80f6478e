"""The index runs that were begun from Discord, so that one that was killed is told of at the next start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class BegunRun:
    """A run that `person` began in `channel` at a moment (seconds since 1970); `message` shows its progress."""

    number: int
    channel: int
    message: int | None
    person: int
    at: int


class BegunRuns:
    """The runs that have begun and not ended."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def begin(self, *, channel: int, person: int, message: int | None = None) -> int:
        """Note that a run begins; return its number."""
        row = channel, message, person, self._clock()
        with self._database.writing() as writing:
            number = writing.execute("INSERT INTO runs (channel, message, person, at) VALUES (?, ?, ?, ?)", row)
            return int(number.lastrowid or 0)

    def shown(self, number: int, message: int) -> None:
        """Note which message shows the progress of a run."""
        with self._database.writing() as writing:
            writing.execute("UPDATE runs SET message = ? WHERE number = ?", (message, number))

    def end(self, number: int) -> None:
        """Forget a run that has ended, or of whose end somebody was told."""
        with self._database.writing() as writing:
            writing.execute("DELETE FROM runs WHERE number = ?", (number,))

    def unfinished(self) -> list[BegunRun]:
        """Return the runs that have not ended, the oldest first: at a start, those that were killed."""
        query = "SELECT number, channel, message, person, at FROM runs ORDER BY number"
        with self._database.reading() as reading:
            return [BegunRun(*row) for row in reading.execute(query)]
