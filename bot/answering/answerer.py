"""A question to an answer: understand, retrieve, compose, each timed."""

from __future__ import annotations

from time import perf_counter
from typing import Protocol

from bot.answering.answer import Answer
from bot.answering.citations import printable
from bot.answering.composing import Limits
from bot.answering.extractive import compose
from retrieval.datatypes import Query, Retrieval
from retrieval.search.query import understand


class Retrieves(Protocol):
    """The read path, as far as an answer needs it."""

    def retrieve(self, query: Query) -> Retrieval: ...  # noqa: D102


class Answerer:
    """Answers questions from what a retriever finds; as safe to share between threads as the retriever is."""

    def __init__(self, retriever: Retrieves, limits: Limits, *, longest_question: int) -> None:
        """Take the read path; `longest_question` counts code points."""
        self._retriever = retriever
        self._limits = limits
        self._longest_question = longest_question

    def answer(
        self, question: str, *, speaker: str | None = None, since: str | None = None, until: str | None = None
    ) -> Answer:
        """Answer one question, or abstain with a reason.

        `speaker` names whose statements are wanted. `since` and `until` are ``YYYY-MM-DD`` in UTC, both inclusive.

        Raises:
            QueryError: the question is empty or too long, or a day is none.
            RetrievalError: the index cannot be read.
        """
        began = perf_counter()
        query = understand(question, speaker=speaker, since=since, until=until, max_characters=self._longest_question)
        understood = perf_counter()
        retrieval = self._retriever.retrieve(query)
        retrieved = perf_counter()
        composed = compose(retrieval, self._limits)
        done = perf_counter()
        names = retrieval.searched.names
        return Answer(
            question=question,
            language=query.language,
            text=composed.text,
            abstained=not composed.citations,
            reason=composed.reason,
            citations=composed.citations,
            also_searched=tuple(dict.fromkeys(printable(s) for name in names for s in names[name] if s not in names)),
            timings_ms={
                "understand": 1000 * (understood - began),
                **retrieval.timings_ms,
                "retrieve": 1000 * (retrieved - understood),
                "compose": 1000 * (done - retrieved),
                "total": 1000 * (done - began),
            },
        )
