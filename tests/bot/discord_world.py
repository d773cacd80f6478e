"""Hand-written answers and a desk that serves them, for driving the real bot in a simulated Discord."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.answering.answer import Answer, Citation
from bot.discord_app.client import BelegBot
from bot.discord_app.endpoint import rest_base
from bot.discord_app.index_process import Reindexer
from bot.settings import LimitSettings
from retrieval.datatypes import Article, Query
from retrieval.search.query import understand
from tests.bot.discord_server import TOKEN, DiscordServer, discord_server

TEXT = (
    "Harbour council meets\n\nThe council of Port Ember met on Monday. Mayor Ilva Tarn said the quay *must* be rebuilt "
    "before winter. “We have no time to lose,” she told the Ember Post. The opposition asked for a second opinion."
)
QUOTE = "Mayor Ilva Tarn said the quay *must* be rebuilt before winter."
ARTICLE = Article(
    article_id="0123456789ab",
    title="Harbour council meets",
    text=TEXT,
    language="en",
    publisher="Ember Post",
    published="2022-01-10",
    url="https://ember.example/quay",
)


def citation(n: int, quote: str = QUOTE, article: Article = ARTICLE) -> Citation:
    """Return the citation of `quote` where it first stands in `article`."""
    start = article.text.index(quote)
    return Citation(
        n=n,
        quote=quote,
        article_id=article.article_id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        path=article.path,
        language=article.language,
        start=start,
        end=start + len(quote),
        kind="indirect",
        speaker="Ilva Tarn",
    )


ANSWER = Answer(
    question="What did the mayor say?",
    language="en",
    text=f"Ilva Tarn · 1 statement in 1 article\n\n│ “{QUOTE}”\n[1] reported speech · 10 Jan 2022",
    abstained=False,
    reason=None,
    citations=(citation(1),),
)
ABSTENTION = Answer(
    question="Who won the race?",
    language="en",
    text="I found nothing in the articles that answers this question.",
    abstained=True,
    reason="not_in_articles",
)


LIMITS = LimitSettings(person=5, channel=150, server=300, seconds=30, waiting=300, answer_seconds=30)
LONG = replace(
    ANSWER,
    question="Tell me everything",
    text="\n\n".join(f"│ “{QUOTE}”\n[{n}] 10 Jan 2022" for n in range(1, 31)),
    citations=tuple(citation(n) for n in range(1, 31)),
)
"""An answer of several messages."""


class Shelf:
    """A desk over hand-written answers: the question picks one, `failure` is raised instead if it is set.

    `asked` holds each question with its filters and the thread it was answered in. `hold` is called in that thread
    before the answer is given.
    """

    def __init__(self, *answers: Answer, articles: Sequence[Article] = (ARTICLE,)) -> None:
        self.answers = {answer.question: answer for answer in answers}
        self.articles = {article.article_id: article for article in articles}
        self.asked: list[tuple[str, str | None, str | None, str | None, int]] = []
        self.failure: Exception | None = None
        self.hold: Callable[[Query], object] = lambda _: None
        self.closed = False

    def understand(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Query:
        return understand(question, speaker=speaker, since=since, until=until)

    def answer(self, query: Query) -> Answer:
        self.asked.append((query.question, query.speaker, query.since, query.until, threading.get_ident()))
        self.hold(query)
        if self.failure:
            raise self.failure
        return self.answers[query.question]

    def article(self, article_id: str) -> Article | None:
        return self.articles.get(article_id)

    def close(self) -> None:
        self.closed = True


def child(script: str) -> Reindexer:
    """Return a reindexer whose child runs a Python `script` instead of indexing."""
    return Reindexer([sys.executable, "-I", "-c", script], {})


def bot(
    shelf: Shelf,
    reindexer: Reindexer | None = None,
    *,
    limits: LimitSettings = LIMITS,
    shard_count: int | None = 1,
) -> BelegBot:
    """Return the real bot over `shelf`."""
    open_desk: Callable[[], Shelf] = lambda: shelf  # noqa: E731
    return BelegBot(open_desk, reindexer or child(""), limits, shard_count=shard_count)


@asynccontextmanager
async def connected(client: BelegBot) -> AsyncIterator[DiscordServer]:
    """Connect a bot with a small Discord on this machine, until the end of the context."""
    async with discord_server() as server:
        with rest_base(server.api_base):
            running = asyncio.create_task(client.start(TOKEN))
            await server.until(lambda: server.identified)
            try:
                yield server
            finally:
                await client.close()
                await running


async def replied(client: BelegBot, server: DiscordServer, *tokens: str) -> None:
    """Wait until interactions have their replies and the bot has ended what it was at."""
    await server.until(lambda: all(server.replies[token].state not in {"", "thinking"} for token in tokens))
    async with asyncio.timeout(10):
        while tasks := set(client.under_way.tasks):
            await asyncio.wait(tasks)
