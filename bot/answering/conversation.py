"""A conversation: questions that go on from each other, each answered as it is meant."""

from __future__ import annotations

from collections import deque
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from bot.answering.answer import Answer
from bot.answering.followups import Meant, Turn, Understand, meant
from bot.answering.slots import FullName
from bot.answering.unseen import Place
from retrieval.datatypes import Query, Retrieval

REMEMBERED = 6
"""Turns that a question may go on from."""


class Answers(Protocol):
    """What answers a question and quotes nothing of what was shown before."""

    def __call__(self, query: Query, *, besides: AbstractSet[Place]) -> tuple[Retrieval | None, Answer]:
        """Return the answer, before it what was found for it, None for a greeting."""


class Conversation:
    """The turns of one person, or of one thread, as far as questions may go on from them."""

    def __init__(self, answer: Answers, understand: Understand, full_name: FullName) -> None:
        self._answer = answer
        self._understand = understand
        self._full_name = full_name
        self._turns: deque[Turn] = deque(maxlen=REMEMBERED)
        self._last: Meant | None = None

    @property
    def last(self) -> Meant | None:
        """What the last question that was answered means."""
        return self._last

    def ask(self, question: str) -> tuple[Retrieval | None, Answer]:
        """Answer a question as it is meant after those before it; see `Answers` for what comes with the answer.

        Raises:
            QueryError: it cannot be asked; the conversation is as it was.
        """
        today = datetime.now(UTC).date()
        meaning = meant(question, self._turns, self._understand, self._full_name, today=today)
        found, answer = answered(meaning, self._answer)
        self._last = meaning
        if not answer.greeting:
            self._turns.append(turn(meaning, answer))
        return found, answer

    def ask_alone(self, question: str, besides: frozenset[Place]) -> tuple[Meant, Retrieval | None, Answer]:
        """Answer a question in other words, as it stands, on the days of the last one; quote nothing of some places.

        `remember` it where its answer is shown. Raises what `ask` does.
        """
        today = datetime.now(UTC).date()
        meaning = replace(meant(question, (), self._understand, self._full_name, today=today), besides=besides)
        typed = self._last.query if self._last else None
        if typed and (typed.since or typed.until):
            meaning = replace(meaning, query=replace(meaning.query, since=typed.since, until=typed.until))
        return (meaning, *answered(meaning, self._answer))

    def remember(self, meaning: Meant, answer: Answer) -> None:
        """Have the next question go on from one in other words."""
        self._turns.append(turn(meaning, answer))


def answered(meaning: Meant, answer: Answers) -> tuple[Retrieval | None, Answer]:
    """Answer a question as it is meant; the answer says what was taken over."""
    found, given = answer(meaning.query, besides=meaning.besides)
    return found, given if given.greeting else replace(given, carried=meaning.carried)


def turn(meaning: Meant, answer: Answer) -> Turn:
    """Return what is remembered of an answered question."""
    quoted = () if answer.abstained else (one.speaker for one in answer.citations if one.speaker)
    people = tuple(dict.fromkeys((*meaning.people, *quoted)))
    shown = tuple((one.article_id, one.start, one.end) for one in answer.citations)
    return Turn(meaning.query, meaning.about, people, meaning.spoken, shown)
