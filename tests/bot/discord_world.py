"""Hand-written answers and a desk that serves them, for driving the real bot in a simulated Discord."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence

from bot.answering.answer import Answer, Citation
from bot.discord_app.client import BelegBot
from bot.discord_app.index_process import Reindexer
from retrieval.datatypes import Article

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


class Shelf:
    """A desk over hand-written answers: the question picks one, `failure` is raised instead if it is set.

    `asked` holds each question with its filters and the thread it was answered in.
    """

    def __init__(self, *answers: Answer, articles: Sequence[Article] = (ARTICLE,)) -> None:
        self.answers = {answer.question: answer for answer in answers}
        self.articles = {article.article_id: article for article in articles}
        self.asked: list[tuple[str, str | None, str | None, str | None, int]] = []
        self.failure: Exception | None = None
        self.closed = False

    def answer(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Answer:
        self.asked.append((question, speaker, since, until, threading.get_ident()))
        if self.failure:
            raise self.failure
        return self.answers[question]

    def article(self, article_id: str) -> Article | None:
        return self.articles.get(article_id)

    def close(self) -> None:
        self.closed = True


def child(script: str) -> Reindexer:
    """Return a reindexer whose child runs a Python `script` instead of indexing."""
    return Reindexer([sys.executable, "-I", "-c", script], {})


def bot(shelf: Shelf, reindexer: Reindexer | None = None, *, shard_count: int | None = 1) -> BelegBot:
    """Return the real bot over `shelf`."""
    open_desk: Callable[[], Shelf] = lambda: shelf  # noqa: E731
    return BelegBot(open_desk, reindexer or child(""), shard_count=shard_count)
