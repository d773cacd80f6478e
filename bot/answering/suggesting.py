"""What can be asked instead: for a question that the articles do not answer, and for a greeting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import zip_longest
from time import perf_counter

from bot.answering.answer import Headline, Suggestions
from bot.answering.answerer import Retrieves
from bot.answering.wording.asking import asking
from retrieval import names
from retrieval.datatypes import Article, Query, Reason, Retrieval
from retrieval.errors import QueryError
from retrieval.names.roles import role
from retrieval.names.transliteration import CYRILLIC, is_cyrillic
from retrieval.search import days
from retrieval.search.courtesies import Courtesy, courtesy
from retrieval.search.query import clean

BUDGET_MS = 150.0
_QUESTIONS, _NAMES, _HEADLINES = 3, 3, 3
_LONGEST = 100
"""Characters of a question that is offered: what Discord takes for a choice."""
_TOPIC = 60
_REMEMBERED = 1_000  # questions that were tried
# Nothing is near a question that cannot be searched for.
_NOTHING_NEAR: frozenset[Reason] = frozenset({"no_articles", "unknown_name", "who_is_meant", "nothing_more"})


@dataclass(frozen=True, slots=True)
class Greeted:
    """What is said to a message that asks for nothing: a sentence, and questions to begin with."""

    kind: Courtesy
    language: str
    sentence: str
    questions: tuple[str, ...]


class Suggesting:
    """Makes suggestions from what a retriever finds; each costs some retrievals, which end with the budget.

    `understand` reads a question as the asker's own are read, and may raise `QueryError`. `speakers` are the most
    quoted people, by language and shelves. `generation` is the number of the state of the index: what was answered
    stays answered until it changes.
    """

    def __init__(
        self,
        retriever: Retrieves,
        understand: Callable[[str], Query],
        speakers: Callable[[str, frozenset[str] | None], Sequence[str]],
        generation: Callable[[], int],
        *,
        budget_ms: float = BUDGET_MS,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._retriever = retriever
        self._understand = understand
        self._speakers = speakers
        self._generation = generation
        self._answered: dict[tuple[int, Query], bool] = {}
        self._budget_ms = budget_ms
        self._clock = clock

    def suggest(self, retrieval: Retrieval, *, today: date | None = None) -> Suggestions:
        """Return what the asker of a question without an answer can do; nothing for one that has an answer.

        Raises:
            RetrievalError: the index cannot be read.
        """
        reason, query = retrieval.reason, retrieval.query
        if reason in (None, "no_articles"):
            return Suggestions()
        shelves = query.shelves
        checked = _Checked(partial(self._is_answered, shelves=shelves), self._ends())
        language = query.answer_language or query.language
        undated = next(checked.answered(_without_days(query, today or datetime.now(UTC).date()), 1), None)
        # Only now: where an option gave the days, the question without them is the same.
        checked.leave_out(query.question)
        meant = tuple(checked.answered(_meant(retrieval, language), _NAMES))
        near = self._near(retrieval, language) if reason not in _NOTHING_NEAR else iter(())
        most = self._openings(language, shelves, besides=query)
        questions = tuple(checked.answered((question for some in (near, most) for question in some), _QUESTIONS))
        return Suggestions(meant, undated, questions, () if reason in _NOTHING_NEAR else _headlines(retrieval))

    def greeted(self, message: str, language: str, shelves: frozenset[str] | None = None) -> Greeted | None:
        """Return what to say to a message that only greets or thanks, None for any other.

        `language` is the asker's, `shelves` are those that they see, None for all.

        Raises:
            RetrievalError: the index cannot be read.
        """
        kind = courtesy(clean(message))
        if kind is None:
            return None
        checked = _Checked(partial(self._is_answered, shelves=shelves), self._ends())
        questions = tuple(checked.answered(self._openings(language, shelves, besides=None), _QUESTIONS))
        return Greeted(kind, language, asking(language).replies[kind], questions)

    def _ends(self) -> Callable[[], bool]:
        ends = self._clock() + self._budget_ms / 1000
        return lambda: self._clock() >= ends

    def _near(self, retrieval: Retrieval, language: str) -> Iterator[str]:
        """Yield questions about the articles near a question: who is quoted there, what they are about."""
        quoted = dict.fromkeys(one.speaker for found in retrieval.evidence for one in found.statements if one.speaker)
        topics = (_topic(article) for article in _articles(retrieval) if article.language == language)
        about = (asking(language).about.format(topic=topic) for topic in topics if topic)
        known = self._speakers(language, retrieval.query.shelves)
        shown = dict.fromkeys(_spelt(name, language, known) for name in quoted)
        for pair in zip_longest(_asked_of(shown, language, besides=retrieval.query), about):
            yield from filter(None, pair)

    def _is_answered(self, question: str, *, shelves: frozenset[str] | None) -> bool:
        if len(question) > _LONGEST or clean(question) != question:
            return False
        try:
            query = replace(self._understand(question), shelves=shelves)
        except QueryError:
            return False
        known = self._generation(), query
        answered = self._answered.get(known)
        if answered is None:
            found = self._retriever.retrieve(query)
            answered = all(one.reason is None for one in (found, *found.further))
            if len(self._answered) >= _REMEMBERED:
                self._answered.clear()
            self._answered[known] = answered
        return answered

    def _openings(self, language: str, shelves: frozenset[str] | None, *, besides: Query | None) -> Iterator[str]:
        yield from _asked_of(self._speakers(language, shelves), language, besides=besides)


class _Checked:
    """Lets through what is answered, each question once, until the time is up."""

    def __init__(self, is_answered: Callable[[str], bool], is_over: Callable[[], bool]) -> None:
        self._is_answered = is_answered
        self._is_over = is_over
        self._tried: set[str] = set()

    def leave_out(self, question: str) -> None:
        """Let a question through no more."""
        self._tried.add(question.casefold())

    def answered(self, questions: Iterable[str], most: int) -> Iterator[str]:
        """Yield at most `most` of the questions that are answered."""
        for question in questions:
            if most <= 0 or self._is_over():
                return
            if question.casefold() not in self._tried and self._is_answered(question):
                most -= 1
                yield question
            self.leave_out(question)


def _meant(retrieval: Retrieval, language: str) -> Iterator[str]:
    """Yield the question with each similar name in place of the unknown one, and what these people said."""
    searched, question = retrieval.searched, retrieval.query.question
    for name in searched.did_you_mean:
        unknown = searched.unknown[0] if searched.unknown else ""
        if unknown and unknown in question:
            yield question.replace(unknown, name)
    yield from _asked_of(searched.did_you_mean, language, besides=None)


def _without_days(query: Query, today: date) -> Iterator[str]:
    """Yield the question without the days that limit it."""
    if not (query.since or query.until):
        return
    words = query.asked
    limit = days.named(words, query.language, today)
    cut = f"{words[: limit.start].rstrip()} {words[limit.end :].lstrip()}" if limit else words
    cut = cut.replace(" ?", "?" if query.language != "fr" else " ?").strip()
    yield cut[:1].upper() + cut[1:]


def _asked_of(speakers: Iterable[str], language: str, *, besides: Query | None) -> Iterator[str]:
    """Yield what people said, as a question each, but for whoever was asked for."""
    asked = (besides.speaker, *besides.further_speakers) if besides else ()
    for name in speakers:
        if role(name) is None and not any(one and names.same_person(one, name) for one in asked):
            yield asking(language).said.format(name=name)


def _spelt(name: str, language: str, known: Iterable[str]) -> str:
    """Return a name as it is known in a language, else in its script, else as it is."""
    own = next((one for one in known if names.same_person(one, name)), None)
    cyrillic = language in CYRILLIC
    return own or next((one for one in names.variants(name) if is_cyrillic(one) == cyrillic), name)


def _articles(retrieval: Retrieval) -> Iterator[Article]:
    return iter({found.article.article_id: found.article for found in retrieval.evidence}.values())


def _headlines(retrieval: Retrieval) -> tuple[Headline, ...]:
    listed = [
        Headline(one.article_id, clean(one.title), one.published, one.url)
        for one in _articles(retrieval)
        if clean(one.title)
    ]
    return tuple(listed[:_HEADLINES])


def _topic(article: Article) -> str | None:
    """Return what a title is about: what stands before its colon, else all of it where that is short."""
    title = clean(article.title).rstrip(" ?!.…")
    topic = title.partition(": ")[0]
    return topic if 0 < len(topic) <= _TOPIC and any(map(str.isalpha, topic)) else None
