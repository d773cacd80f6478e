"""A query to an answer: retrieve and compose, each timed."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from bot.answering.answer import Answer
from bot.answering.composing import Composer, Limits
from bot.answering.marks import printable
from bot.answering.unseen import Place, unseen
from retrieval.datatypes import Query, Retrieval


class Retrieves(Protocol):
    """The read path, as far as an answer needs it."""

    def retrieve(self, query: Query) -> Retrieval: ...  # noqa: D102


class Answerer:
    """Answers questions from what a retriever finds; as safe to share between threads as its parts are."""

    def __init__(self, retriever: Retrieves, compose: Composer, limits: Limits) -> None:
        self._retriever = retriever
        self._compose = compose
        self._limits = limits

    def answer(self, query: Query, *, besides: AbstractSet[Place] = frozenset()) -> Answer:
        """Answer a question that was understood, or abstain with a reason; quote nothing of what is at `besides`.

        Raises:
            RetrievalError: the index cannot be read.
        """
        began = perf_counter()
        retrieval = unseen(self._retriever.retrieve(query), besides)
        retrieved = perf_counter()
        answer = self.answer_from(retrieval)
        done = perf_counter()
        return replace(
            answer,
            timings_ms={
                **retrieval.timings_ms,
                "retrieve": 1000 * (retrieved - began),
                "compose": 1000 * (done - retrieved),
                "total": 1000 * (done - began),
            },
        )

    def answer_from(self, retrieval: Retrieval) -> Answer:
        """Answer from what was found already; the answer's timings are those of the retrieval."""
        composed = self._compose(retrieval, self._limits)
        names = {
            name: spellings
            for found in (retrieval, *retrieval.further)
            for name, spellings in found.searched.names.items()
        }
        return Answer(
            question=retrieval.query.question,
            language=retrieval.query.answer_language or retrieval.query.language,
            text=composed.text,
            abstained=composed.reason is not None,
            reason=composed.reason,
            citations=composed.citations,
            also_searched=tuple(dict.fromkeys(printable(s) for name in names for s in names[name] if s not in names)),
            namesakes=tuple(map(printable, retrieval.searched.namesakes)),
            timings_ms=retrieval.timings_ms,
            mode=composed.mode,
        )
