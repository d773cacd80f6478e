"""Hand-written answers and a desk that serves them, for driving the real bot in a simulated Discord."""

from __future__ import annotations

import asyncio
import atexit
import sys
import threading
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from bot.answering.answer import Answer, Citation, Entry, Heading
from bot.answering.fates import Fate
from bot.answering.followups import Meant, Turn, meant
from bot.answering.news import Looked
from bot.discord_app.article_list import ArticlePage
from bot.discord_app.asker import Asker
from bot.discord_app.client import BelegBot
from bot.discord_app.desk import Desk
from bot.discord_app.endpoint import rest_base
from bot.discord_app.index_process import Reindexer
from bot.discord_app.question import Question
from bot.sent import Sent
from bot.settings import LimitSettings, StateSettings, WatchSettings
from bot.state.preferences import PersonalSettings, Preferences
from bot.state.state import State
from bot.state.watches import Subject
from retrieval.datatypes import Article, Query, Retrieval
from retrieval.indexing.history import ArticleHistory
from retrieval.names import same_person
from retrieval.search.query import understand
from retrieval.search.standing import Quoted, Standing
from retrieval.store.records import Freshness, text_hash
from retrieval.text.wording import fingerprint
from tests.bot.answers import answer, entry, silent
from tests.bot.dialogues import TODAY
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


HEADING = Heading("Ilva Tarn", (), 1, 1)
ANSWER = answer(entry(citation(1), manner=("reported speech",)), heading=HEADING)
ABSTENTION = silent("Who won the race?", "en", "not_in_articles")


LIMITS = LimitSettings(person=5, channel=150, server=300, seconds=30, waiting=300, answer_seconds=30)
WATCHING = WatchSettings(person=3, server=5, messages=2, digest_hour=6)
LONG = answer(*(entry(citation(n)) for n in range(1, 31)), question="Tell me everything")
"""An answer of several messages."""


ASKED = Question(Asker(5, 70, 60, "en-GB"), ANSWER.question, conversation="c70p5")
"""The question that the mayor's answer is for, as a member of a server asks it."""


class Shelf:
    """A desk over hand-written answers: the question picks one, `failure` is raised instead if it is set.

    `asked` holds each question with its filters and the thread it was answered in. `hold` is called in that thread
    before the answer is given. A question without an answer of its own gets that of the mayor. `seen` holds which
    shelves were asked for and which languages are understood.
    """

    def __init__(self, *answers: Answer, articles: Sequence[Article] = (ARTICLE,)) -> None:
        self.answers = {answer.question: answer for answer in answers}
        self.articles = {article.article_id: article for article in articles}
        self.asked: list[tuple[str, str | None, str | None, str | None, int]] = []
        self.seen: list[tuple[frozenset[str], tuple[str, ...]]] = []
        self.people = ["Ilva Tarn", "Odo Brandis", "Wim Holt"]
        self.failure: Exception | None = None
        self.hold: Callable[[Query], object] = lambda _: None
        self.found: Retrieval | None = None
        self.closed = False
        self.edition = 1

    def understand(
        self,
        question: str,
        *,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        turns: Sequence[Turn] = (),
        shelves: frozenset[str] = frozenset({""}),
        reads: tuple[str, ...] = (),
    ) -> Meant:
        self.seen.append((shelves, reads))
        typed = partial(understand, speaker=speaker, since=since, until=until)
        return meant(question, turns, typed, self.known, today=TODAY)

    def answer(self, meaning: Meant) -> Answer:
        query = meaning.query
        self.asked.append((query.question, query.speaker, query.since, query.until, threading.get_ident()))
        self.hold(query)
        if self.failure:
            raise self.failure
        given = self.answers.get(query.question, ANSWER)
        return replace(given, question=query.question, carried=meaning.carried)

    def answer_with(self, meaning: Meant) -> tuple[Retrieval | None, Answer]:
        return self.found, self.answer(meaning)

    def known(self, name: str) -> str | None:
        return next((one for one in self.people if same_person(name, one)), None)

    def speakers_like(self, prefix: str, language: str, shelves: frozenset[str]) -> Sequence[str]:
        self.seen.append((shelves, (language,)))
        return [name for name in self.people if any(word.startswith(prefix) for word in name.split())]

    def article(self, article_id: str, shelves: frozenset[str]) -> Article | None:
        self.seen.append((shelves, ()))
        return self.articles.get(article_id)

    def standing(self, quoted: Quoted, shelves: frozenset[str] | None) -> Standing:
        of = self.articles.get(quoted.article_id)
        if of is None:
            return Standing("gone")
        if fingerprint(of.text[quoted.start : quoted.end]) == quoted.fingerprint:
            return Standing("stands", of, quoted.start, quoted.end)
        return Standing("changed", of)

    def generation(self) -> int:
        return self.edition

    def versions(self, article_ids: Collection[str]) -> Mapping[str, int]:
        return {one: self.articles[one].version if one in self.articles else 0 for one in article_ids}

    def fate(self, quoted: Quoted, speaker: str | None) -> Fate:
        found = self.standing(quoted, None)
        return Fate(found.state, found.article.title if found.article else "", found.when)

    def quoted_again(
        self, places: Sequence[tuple[int, Quoted]], language: str, shelves: frozenset[str], *, limit: int | None = None
    ) -> Sequence[Entry]:
        del language, limit
        found = [(n, self.standing(one, shelves), self.articles.get(one.article_id)) for n, one in places]
        return [
            entry(citation(n, of.text[one.start : one.end], of))
            for n, one, of in found
            if of and one.state == "stands" and one.start is not None
        ]

    def texts(self) -> Mapping[str, str]:
        return {one.article_id: text_hash(one.text).hex() for one in self.articles.values()}

    def news(self, subject: Subject, words: str, looked: Looked, shelves: frozenset[str]) -> Sequence[Quoted]:
        del subject, words, looked
        self.seen.append((shelves, ()))
        return ()

    def links(self, citations: Sequence[Citation], shelves: frozenset[str]) -> Mapping[int, str]:
        del shelves
        return {one.n: one.url for one in citations if one.url}

    def freshness(self, shelves: frozenset[str] | None = None) -> Freshness:
        del shelves
        return Freshness(len(self.articles), newest=1641772800.0, last_run=1641772800.0, newest_day="2022-01-10")

    def warm(self) -> None: ...

    def listed(
        self,
        shelves: frozenset[str],
        *,
        search: str = "",
        since: str = "",
        until: str = "~",
        page: int = 0,
        most: int = 8,
    ) -> ArticlePage:
        return ArticlePage((), 0, 1, 0)

    def history(self, article_id: str, shelves: frozenset[str]) -> ArticleHistory | None:
        return None

    def close(self) -> None:
        self.closed = True


def child(script: str) -> Reindexer:
    """Return a reindexer whose child runs a Python `script` instead of indexing."""
    return Reindexer([sys.executable, "-I", "-c", script], {})


_MEMORIES = TemporaryDirectory(prefix="beleg-memories-")
atexit.register(_MEMORIES.cleanup)

NOTHING_SENT = Sent(Path("/nowhere"), most_bytes=0, most_of_one=0, suffixes=())


def memory() -> State:
    """Return a memory of its own for a bot, which remembers questions."""
    settings = StateSettings(answer_days=90, questions=True, conversation_hours=6, watch_days=365, count_days=400)
    return State(Path(mkdtemp(dir=_MEMORIES.name)), settings)


def bot(
    shelf: Desk | Callable[[], Desk],
    reindexer: Reindexer | None = None,
    *,
    state: State | None = None,
    limits: LimitSettings = LIMITS,
    sent: Sent = NOTHING_SENT,
    shard_count: int | None = 1,
    cards: bool = False,
    **given: Any,
) -> BelegBot:
    """Return the real bot over `shelf`, or over what opens another desk; every server is answered unless told else."""
    open_desk: Callable[[], Desk] = shelf if callable(shelf) else lambda: shelf
    kept = state or memory()
    given.setdefault("everybody", True)
    if not cards:  # everybody here has chosen plain text
        kept.people = Preferences(kept._database, "people", PersonalSettings(plain=True))
    return BelegBot(
        open_desk,
        reindexer or child(""),
        limits,
        state=kept,
        sent=sent,
        watching=WATCHING,
        shard_count=shard_count,
        **given,
    )


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
