"""`Desk`: what the bot needs of Beleg. `Host`: what commands and buttons need of the bot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.answering.answer import Answer
from bot.discord_app.index_process import Reindexer
from retrieval.datatypes import Article
from retrieval.search.query import understand

if TYPE_CHECKING:
    from bot.settings import Settings

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
    """The desk of an index, open for questions; opening takes seconds."""

    def __init__(self, settings: Settings) -> None:
        from bot.assembly import answerer_of, open_reading

        self._index = open_reading(settings)
        self._answerer = answerer_of(self._index, settings)
        self._longest_question = settings.questions.max_characters
        self.close = self._index.close

    def answer(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Answer:
        """Answer a question; raises `QueryError` when it cannot be asked."""
        query = understand(question, speaker=speaker, since=since, until=until, max_characters=self._longest_question)
        return self._answerer.answer(query)

    def article(self, article_id: str) -> Article | None:
        """Return an article, None if it is not (or no longer) indexed."""
        return self._index.catalog.articles([article_id]).get(article_id)


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
