"""`Desk`: what the bot needs of Beleg. `Host`: what commands and buttons need of the bot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.answering.answer import Answer
from bot.discord_app.index_process import Reindexer
from retrieval.datatypes import Article
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

    def answer(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Answer:
        """Answer a question; raises `QueryError` when it cannot be asked."""

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

    def answer(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Answer:
        """Answer a question.

        Raises:
            QueryError: it cannot be asked.
            DataFolderMissingError: the index was taken away.
        """
        longest = self._settings.questions.max_characters
        query = understand(question, speaker=speaker, since=since, until=until, max_characters=longest)
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


class Host(Protocol):
    """What commands and buttons need of the bot, so that none of them imports the client.

    `command_ids` are Discord's ids of the registered commands, by name.
    """

    reindexer: Reindexer
    command_ids: dict[str, int]

    @property
    def desk(self) -> Desk:
        """The opened desk; its methods block, so call them through `in_thread`."""

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Return the result of blocking `work`, done in one of the bot's threads."""
