"""What is kept about one person, and forgetting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.state import orders
from bot.state.database import Database
from bot.state.preferences import Preferences

# What is kept about a person, by what counts it.
_COUNTED = {
    "answers": "SELECT count(*) FROM answers WHERE asker = :person",
    "questions": "SELECT count(*) FROM answers WHERE asker = :person AND question IS NOT NULL",
    "turns": "SELECT count(*) FROM turns WHERE asker = :person",
    "thumbs": "SELECT count(*) FROM feedback WHERE person = :person",
    "watches": "SELECT count(*) FROM watches WHERE person = :person",
    "settings": "SELECT count(*) FROM people WHERE id = :person",
    "runs": "SELECT count(*) FROM runs WHERE person = :person",
}
# An answer on a server stays without its asker, so that it is corrected when an article changes. A direct message is
# known by its channel whose it is.
_FORGOTTEN = (
    "DELETE FROM answers WHERE asker = ? AND server IS NULL",
    "UPDATE answers SET asker = NULL, question = NULL WHERE asker = ?",
    "DELETE FROM turns WHERE asker = ?",
    "DELETE FROM feedback WHERE person = ?",
    "DELETE FROM watches WHERE person = ?",
    "DELETE FROM people WHERE id = ?",
    "DELETE FROM runs WHERE person = ?",
)
_LEFT = (
    "DELETE FROM servers WHERE id = ?",
    "DELETE FROM watches WHERE server = ?",
    "DELETE FROM days WHERE server = ?",
)


@dataclass(frozen=True, slots=True)
class KeptAbout:
    """How much is kept about a person: answers to them, questions by their words, turns of conversations, thumbs,
    watches, settings, and index runs under way that they began."""

    answers: int = 0
    questions: int = 0
    turns: int = 0
    thumbs: int = 0
    watches: int = 0
    settings: int = 0
    runs: int = 0


class Privacy:
    """What is kept about people."""

    def __init__(self, database: Database, preferences: Sequence[Preferences[Any]]) -> None:
        """`preferences` are in memory, too."""
        self._database = database
        self._preferences = preferences

    def about(self, person: int) -> KeptAbout:
        """Return how much is kept about a person."""
        with self._database.reading() as reading:
            given = {"person": person}
            return KeptAbout(**{name: reading.execute(query, given).fetchone()[0] for name, query in _COUNTED.items()})

    def forget(self, person: int) -> None:
        """Forget a person: afterwards no file holds anything about them, and damaged ones are gone.

        Raises:
            StateError: the file could not be written anew; what was deleted stays so, and `purge` does the rest.
        """
        self._forget(_FORGOTTEN, person)
        for damaged in self._database.set_aside():
            damaged.unlink(missing_ok=True)

    def forget_server(self, server: int) -> None:
        """Forget a server that the bot has left: its settings, its watches and its counts; raises as `forget`."""
        self._forget(_LEFT, server)

    def _forget(self, queries: Sequence[str], whom: int) -> None:
        with self._database.writing() as writing:
            for query in queries:
                writing.execute(query, (whom,))
            orders.order(writing)
        for preferences in self._preferences:
            preferences.load()
        orders.carry_out(self._database)
