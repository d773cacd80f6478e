"""The last turns of each conversation, for some hours."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.answering.conversation import REMEMBERED
from bot.answering.followups import Turn
from bot.state import turns
from bot.state.database import Database
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)


class Conversations:
    """The turns that questions may go on from, by the key of their conversation.

    What a key stands for, a thread or a person in a channel, is up to who makes it: who shares it shares the turns.
    """

    def __init__(self, database: Database, clock: Callable[[], int], *, seconds: int) -> None:
        """`seconds` is how long a turn is remembered."""
        self._database = database
        self._clock = clock
        self._seconds = seconds

    def load(self, key: str) -> tuple[Turn, ...]:
        """Return the last turns, the last one last; what cannot be read counts as forgotten, so nothing is raised."""
        query = "SELECT turn FROM turns WHERE conversation = ? AND at > ? ORDER BY number DESC LIMIT ?"
        try:
            with self._database.reading() as reading:
                rows = reading.execute(query, (key, self._clock() - self._seconds, REMEMBERED)).fetchall()
        except RetrievalError as exc:
            log.warning("A conversation counts as forgotten: %s", exc)
            return ()
        found = [turns.load(text) for (text,) in reversed(rows)]
        if None in found:
            log.warning("A turn of a conversation could not be read and was left out.")
        return tuple(turn for turn in found if turn is not None)

    def add(self, key: str, turn: Turn, *, asker: int) -> None:
        """Remember a turn that was `asker`'s; turns too many to go on from are forgotten."""
        row = key, asker, self._clock(), turns.dump(turn)
        with self._database.writing() as writing:
            writing.execute("INSERT INTO turns (conversation, asker, at, turn) VALUES (?, ?, ?, ?)", row)
            writing.execute(
                "DELETE FROM turns WHERE number IN (SELECT number FROM turns WHERE conversation = ? "
                "ORDER BY number DESC LIMIT -1 OFFSET ?)",
                (key, REMEMBERED),
            )

    def end(self, key: str) -> None:
        """Forget a conversation: the next question stands alone."""
        with self._database.writing() as writing:
            writing.execute("DELETE FROM turns WHERE conversation = ?", (key,))
