"""`Desk`: what the bot needs of the rest of Beleg, and the one over an index."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.answering.answer import Answer
from retrieval.datatypes import Article, Query
from retrieval.errors import IndexReplacedError
from retrieval.search.query import understand

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer
    from bot.settings import Settings
    from retrieval.opening import OpenIndex

log = logging.getLogger(__name__)

T = TypeVar("T")


class Desk(Protocol):
    """What the bot needs of the rest of Beleg; its methods block and are called from several threads."""

    def understand(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Query:
        """Understand a question as it was typed, in a moment; raises `QueryError` when it cannot be asked."""

    def answer(self, query: Query) -> Answer:
        """Answer a question."""

    def article(self, article_id: str) -> Article | None:
        """Return an article, None if it is not (or no longer) indexed."""

    def close(self) -> None:
        """Close the index; nothing is asked after that."""


class IndexDesk:
    """The desk of an index, open for questions; opening takes seconds.

    Where the data folder was replaced meanwhile, the next question opens what is there now.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._opened = self._open()

    def understand(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Query:
        """Understand a question as it was typed; the index is not needed for it.

        Raises:
            QueryError: it cannot be asked.
        """
        longest = self._settings.questions.max_characters
        return understand(question, speaker=speaker, since=since, until=until, max_characters=longest)

    def answer(self, query: Query) -> Answer:
        """Answer a question.

        Raises:
            DataFolderMissingError: the index was taken away.
        """
        return self._of_now(lambda opened: opened[1].answer(query))

    def article(self, article_id: str) -> Article | None:
        """Return an article, None if it is not (or no longer) indexed."""
        return self._of_now(lambda opened: opened[0].catalog.articles([article_id]).get(article_id))

    def close(self) -> None:
        """Close the index; nothing is asked after that."""
        self._opened[0].close()

    def _of_now(self, work: Callable[[tuple[OpenIndex, Answerer]], T]) -> T:
        """Return what `work` makes of the index that stands in the data folder now."""
        opened = self._opened
        try:
            return work(opened)
        except IndexReplacedError as exc:
            log.warning("%s", exc)
            with self._lock:
                if self._opened is opened:  # no other thread was faster
                    self._opened = self._open()
                    opened[0].close()
            return work(self._opened)

    def _open(self) -> tuple[OpenIndex, Answerer]:
        from bot.assembly import answerer_of, open_reading

        index = open_reading(self._settings)
        return index, answerer_of(index, self._settings)
