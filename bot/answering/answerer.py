"""A query to an answer: retrieve and compose, each timed."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from bot.answering.answer import Answer, Suggestions, reason_of
from bot.answering.composing import Composer, Limits
from bot.answering.marks import printable
from bot.answering.unseen import Place, unseen
from retrieval.datatypes import Query, Retrieval


class Retrieves(Protocol):
    """The read path, as far as an answer needs it."""

    def retrieve(self, query: Query) -> Retrieval: ...  # noqa: D102


class Greets(Protocol):
    """What is said to a message that asks for nothing."""

    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def sentence(self) -> str: ...  # noqa: D102
    @property
    def questions(self) -> tuple[str, ...]: ...  # noqa: D102


class Suggests(Protocol):
    """What knows what can be asked instead."""

    def suggest(self, retrieval: Retrieval) -> Suggestions: ...  # noqa: D102
    def greeted(self, message: str, language: str, shelves: frozenset[str] | None) -> Greets | None: ...  # noqa: D102


class Answerer:
    """Answers questions from what a retriever finds; as safe to share between threads as its parts are.

    `suggests` adds to an abstention what can be asked instead, and answers greetings.
    """

    def __init__(
        self, retriever: Retrieves, compose: Composer, limits: Limits, suggests: Suggests | None = None
    ) -> None:
        self._retriever = retriever
        self._compose = compose
        self._limits = limits
        self._suggests = suggests

    def answer(self, query: Query, *, besides: AbstractSet[Place] = frozenset()) -> Answer:
        """Answer as `answer_with` does."""
        return self.answer_with(query, besides=besides)[1]

    def answer_with(
        self, query: Query, *, besides: AbstractSet[Place] = frozenset()
    ) -> tuple[Retrieval | None, Answer]:
        """Answer a question that was understood, or abstain with a reason; quote nothing of what is at `besides`.

        With the answer comes what was found for it, None for a greeting.

        Raises:
            RetrievalError: the index cannot be read.
        """
        began = perf_counter()
        if greeting := self._greeting(query):
            return None, greeting
        retrieval = unseen(self._retriever.retrieve(query), besides)
        retrieved = perf_counter()
        answer = self.answer_from(retrieval)
        done = perf_counter()
        timings = {
            **retrieval.timings_ms,
            "retrieve": 1000 * (retrieved - began),
            "compose": 1000 * (done - retrieved),
            "total": 1000 * (done - began),
        }
        return retrieval, replace(answer, timings_ms=timings)

    def _greeting(self, query: Query) -> Answer | None:
        """Return the answer to a message that asks for nothing."""
        # One word tells little of its language; whoever reads another first has it said in that.
        language = query.reads[0] if query.reads else query.language
        greeted = self._suggests.greeted(query.question, language, query.shelves) if self._suggests else None
        if greeted is None:
            return None
        suggestions = Suggestions(questions=greeted.questions)
        return Answer(query.question, greeted.language, (), suggestions=suggestions, greeting=greeted.sentence)

    def answer_from(self, retrieval: Retrieval) -> Answer:
        """Answer from what was found already; the answer's timings are those of the retrieval."""
        composed = self._compose(retrieval, self._limits)
        abstained = reason_of(composed.sections) is not None
        names = {
            name: spellings
            for found in (retrieval, *retrieval.further)
            for name, spellings in found.searched.names.items()
        }
        return Answer(
            question=retrieval.query.question,
            language=retrieval.query.answer_language or retrieval.query.language,
            sections=composed.sections,
            also_searched=tuple(dict.fromkeys(printable(s) for name in names for s in names[name] if s not in names)),
            namesakes=tuple(map(printable, retrieval.searched.namesakes)),
            suggestions=self._suggests.suggest(retrieval) if self._suggests and abstained else Suggestions(),
            timings_ms=retrieval.timings_ms,
            mode=composed.mode,
        )
