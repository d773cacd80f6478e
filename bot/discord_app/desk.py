"""`Desk`: what the bot needs of the rest of Beleg, and the one over an index."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.answering import news
from bot.answering.answer import Answer, Citation, Entry
from bot.answering.conversation import answered
from bot.answering.fates import Fate, fate
from bot.answering.followups import Meant, Turn, meant
from bot.answering.news import Looked
from bot.answering.requoting import quoted_again
from bot.discord_app.article_list import PAGE, ArticlePage, page_of
from bot.discord_app.sources import page
from bot.state.watches import Subject
from retrieval.datatypes import Article, Query, Retrieval
from retrieval.errors import IndexReplacedError
from retrieval.indexing.history import ArticleHistory, history
from retrieval.search.completion import Completion
from retrieval.search.people import full_name
from retrieval.search.query import understand
from retrieval.search.standing import Quoted, Standing, standing
from retrieval.shelves import SHARED
from retrieval.store.records import Freshness

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer
    from bot.settings import Settings
    from retrieval.opening import OpenIndex
    from retrieval.store.reading import Catalog
    from retrieval.text.lexicon import Lexicon

log = logging.getLogger(__name__)

T = TypeVar("T")

# What finds the questions that can be asked, a few at a time.
_GREETINGS, _WARMING = {"en": "hello", "de": "hallo"}, 4


class Desk(Protocol):
    """What the bot needs of the rest of Beleg; its methods block and are called from several threads."""

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
        """Understand a question as it was typed, in a moment; raises `QueryError` when it cannot be asked.

        `turns` are those it may go on from, the last one last; `shelves` whose articles may answer, `reads` the
        languages that are understood where it was asked.
        """

    def answer(self, meaning: Meant) -> Answer:
        """Answer a question."""

    def answer_with(self, meaning: Meant) -> tuple[Retrieval | None, Answer]:
        """Answer a question; before the answer comes what was found for it, None for a greeting."""

    def article(self, article_id: str, shelves: frozenset[str]) -> Article | None:
        """Return an article of these shelves, None if it is not (or no longer) indexed there."""

    def speakers_like(self, prefix: str, language: str, shelves: frozenset[str]) -> Sequence[str]:
        """Return the names of whom the articles of these shelves quote, as far as words of theirs begin so.

        They are in the script that was typed, else in that of `language` (ISO 639-1).
        """

    def standing(self, quoted: Quoted, shelves: frozenset[str] | None) -> Standing:
        """Tell how a quotation stands now, as far as these shelves go, None for all."""

    def generation(self) -> int:
        """Return a number that grows with every change of the index."""

    def versions(self, article_ids: Collection[str]) -> Mapping[str, int]:
        """Return the version that each article has now: 0 for one that is gone, -1 for one removed on purpose."""

    def fate(self, quoted: Quoted, speaker: str | None) -> Fate:
        """Tell what became of words that were quoted as those of `speaker`, on whatever shelf."""

    def quoted_again(
        self, places: Sequence[tuple[int, Quoted]], language: str, shelves: frozenset[str], *, limit: int | None = None
    ) -> Sequence[Entry]:
        """Return the quotations of an answer in `language` whose words still stand in articles of these shelves.

        Each is shortened to `limit` code points, where one is given.
        """

    def texts(self) -> Mapping[str, str]:
        """Return a hash of the text of every article, by the articles' ids."""

    def news(self, subject: Subject, words: str, looked: Looked, shelves: frozenset[str]) -> Sequence[Quoted]:
        """Return what fresh articles of these shelves bring of a speaker or on a topic; raises `QueryError`."""

    def links(self, citations: Sequence[Citation], shelves: frozenset[str]) -> Mapping[int, str]:
        """Return the addresses that lead to the words of citations, by number, as far as their articles have pages."""

    def freshness(self, shelves: frozenset[str] | None = None) -> Freshness:
        """Return how many articles there are on these shelves, on all for None, and how new."""

    def warm(self) -> None:
        """Get ready what the first question would have to wait for: names, and questions that can be asked."""

    def listed(
        self,
        shelves: frozenset[str],
        *,
        search: str = "",
        since: str = "",
        until: str = "~",
        page: int = 0,
        most: int = PAGE,
    ) -> ArticlePage:
        """Return a page of the articles of these shelves; see `page_of`."""

    def history(self, article_id: str, shelves: frozenset[str]) -> ArticleHistory | None:
        """Return what is known of an article, None if it is not indexed on these shelves."""

    def close(self) -> None:
        """Close the index; nothing is asked after that."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open index, and what reads from it."""

    index: OpenIndex
    answerer: Answerer
    completion: Completion
    lexicon: Lexicon


class IndexDesk:
    """The desk of an index, open for questions; opening takes seconds.

    Where the data folder was replaced meanwhile, the next question opens what is there now.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._opened = self._open()

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
        """Understand a question as it was typed, and after those before it.

        Raises:
            QueryError: it cannot be asked.
            DataFolderMissingError: the index was taken away.
        """
        longest = self._settings.questions.max_characters
        given = partial(understand, speaker=speaker, since=since, until=until, max_characters=longest)
        typed = partial(given, shelves=shelves, reads=reads)
        today = datetime.now(UTC).date()

        def work(opened: _Opened) -> Meant:
            known = partial(full_name, catalog=opened.index.catalog.on(shelves))
            meaning = meant(question, turns, typed, known, today=today)
            # What a turn before was allowed to see says nothing of what this one is.
            return replace(meaning, query=replace(meaning.query, shelves=shelves, reads=reads))

        return self._of_now(work)

    def answer(self, meaning: Meant) -> Answer:
        """Answer a question.

        Raises:
            DataFolderMissingError: the index was taken away.
        """
        return self.answer_with(meaning)[1]

    def answer_with(self, meaning: Meant) -> tuple[Retrieval | None, Answer]:
        """Answer as `answer` does, with what was found for it, None for a greeting.

        Raises:
            DataFolderMissingError: the index was taken away.
        """
        return self._of_now(lambda opened: answered(meaning, opened.answerer.answer_with))

    def article(self, article_id: str, shelves: frozenset[str]) -> Article | None:
        """Return an article of these shelves, None if it is not (or no longer) indexed there."""
        return self._of_now(lambda opened: opened.index.catalog.on(shelves).articles([article_id]).get(article_id))

    def speakers_like(self, prefix: str, language: str, shelves: frozenset[str]) -> Sequence[str]:
        """Return the names of whom the articles of these shelves quote, as far as words of theirs begin so."""
        return self._of_now(lambda opened: opened.completion.speakers_like(prefix, language=language, shelves=shelves))

    def standing(self, quoted: Quoted, shelves: frozenset[str] | None) -> Standing:
        """Tell how a quotation stands now."""
        return self._of_now(lambda opened: standing(quoted, opened.index.catalog, shelves))

    def generation(self) -> int:
        """Return a number that grows with every change of the index."""
        return self._of_now(lambda opened: opened.index.catalog.generation())

    def versions(self, article_ids: Collection[str]) -> Mapping[str, int]:
        """Return the version that each article has now: 0 for one that is gone, -1 for one removed on purpose."""
        return self._of_now(lambda opened: {one: _version(one, opened.index.catalog) for one in article_ids})

    def fate(self, quoted: Quoted, speaker: str | None) -> Fate:
        """Tell what became of words that were quoted as those of `speaker`, on whatever shelf."""
        return self._of_now(lambda opened: fate(quoted, speaker, opened.index.catalog))

    def quoted_again(
        self, places: Sequence[tuple[int, Quoted]], language: str, shelves: frozenset[str], *, limit: int | None = None
    ) -> Sequence[Entry]:
        """Return the quotations of an answer in `language` whose words still stand in articles of these shelves."""
        return self._of_now(lambda opened: quoted_again(places, opened.index.catalog, language, shelves, limit=limit))

    def texts(self) -> Mapping[str, str]:
        """Return a hash of the text of every article, by the articles' ids."""
        return self._of_now(
            lambda opened: {one.article_id: one.text_hash.hex() for one in opened.index.catalog.known_articles()}
        )

    def news(self, subject: Subject, words: str, looked: Looked, shelves: frozenset[str]) -> Sequence[Quoted]:
        """Return what fresh articles of these shelves bring of a speaker or on a topic; raises `QueryError`."""

        def work(opened: _Opened) -> Sequence[Quoted]:
            catalog = opened.index.catalog
            with catalog.snapshot():
                if subject == "speaker":
                    return news.statements(words, looked, catalog.on(shelves), opened.lexicon)

                def retrieve(query: Query) -> Retrieval:
                    return opened.index.retriever.retrieve(replace(query, shelves=shelves))

                return news.reports(words, looked, catalog.on(shelves), retrieve)

        return self._of_now(work)

    def links(self, citations: Sequence[Citation], shelves: frozenset[str]) -> Mapping[int, str]:
        """Return the addresses that lead to the words of citations, by number, as far as their articles have pages."""
        paged = [one for one in citations if one.url]
        ids = {one.article_id for one in paged}
        articles = self._of_now(lambda opened: opened.index.catalog.on(shelves).articles(ids))
        return {
            one.n: address
            for one in paged
            if one.article_id in articles and (address := page(articles[one.article_id], one.start, one.end))
        }

    def freshness(self, shelves: frozenset[str] | None = None) -> Freshness:
        """Return how many articles there are on these shelves, on all for None, and how new.

        Raises:
            DataFolderMissingError: the index was taken away.
        """
        return self._of_now(lambda opened: opened.index.catalog.on(shelves).freshness())

    def warm(self) -> None:
        """Get ready what the first question would have to wait for: names, and questions that can be asked."""
        for language, greeting in _GREETINGS.items():
            query = understand(greeting, shelves=frozenset({SHARED}), reads=(language,))
            for _ in range(_WARMING):
                self.answer(Meant(query, ""))

    def listed(
        self,
        shelves: frozenset[str],
        *,
        search: str = "",
        since: str = "",
        until: str = "~",
        page: int = 0,
        most: int = PAGE,
    ) -> ArticlePage:
        """Return a page of the articles of these shelves; see `page_of`."""
        found = partial(page_of, search=search, since=since, until=until, page=page, most=most)
        return self._of_now(lambda opened: found(opened.index.catalog.on(shelves)))

    def history(self, article_id: str, shelves: frozenset[str]) -> ArticleHistory | None:
        """Return what is known of an article, None if it is not indexed on these shelves."""
        return self._of_now(lambda opened: history(opened.index.catalog, article_id, shelves))

    def close(self) -> None:
        """Close the index; nothing is asked after that."""
        self._opened.index.close()

    def _of_now(self, work: Callable[[_Opened], T]) -> T:
        """Return what `work` makes of the index that stands in the data folder now."""
        opened = self._opened
        try:
            return work(opened)
        except IndexReplacedError as exc:
            log.warning("%s", exc)
            with self._lock:
                if self._opened is opened:  # no other thread was faster
                    self._opened = self._open()
                    opened.index.close()
            return work(self._opened)

    def _open(self) -> _Opened:
        from bot.assembly import answerer_of, open_lexicon, open_reading

        index = open_reading(self._settings)
        completion = Completion(index.catalog)
        return _Opened(index, answerer_of(index, self._settings, completion), completion, open_lexicon())


def _version(article_id: str, catalog: Catalog) -> int:
    if history := catalog.versions(article_id):
        return history[-1].version
    return 0 if catalog.removed(article_id) is None else -1
