"""Answers to judged questions → what they are worth: refused, answered in the first quotation, by the right person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.answering.answer import Answer, Citation
from retrieval.evaluation.evaluate import Place
from retrieval.evaluation.judged_questions import JudgedQuestion
from retrieval.evaluation.metrics import Share, share, token_f1
from retrieval.names import same_person

# Of an evidence string: what a quotation has to hold. Its reporting clause is often left out, half a sentence is not.
_HELD = 0.6
Member = TypeVar("Member")


@dataclass(frozen=True, slots=True)
class Answered:
    """How a question that has an answer was answered; `pair` is "en-de", its language and that of its evidence.

    `first` says whether the first quotation holds the evidence, `shown` whether any does; a refusal shows nothing,
    whatever it quotes beside. `span_f1` compares the words that answer with those judged right, 0…1, and is None where
    none were judged. `right_speaker` is None where no speaker was asked for or the question was refused.
    """

    pair: str
    refused: bool
    first: bool
    shown: bool
    span_f1: float | None
    right_speaker: bool | None


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """How a question without an answer was met; `kind` is the question's, or else the reason why it has none."""

    kind: str
    refused: bool


Judgement = Answered | Unanswerable


@dataclass(frozen=True, slots=True)
class Shares:
    """Of questions that have an answer: how many were answered, in any or the first quotation, and how many refused."""

    shown: Share
    first: Share
    refused: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """What the answers to judged questions are worth.

    `refused` counts the questions without an answer, as does `refused_by_kind`. `span_f1` is a mean over `spans`
    questions, a refusal being 0. `right_speaker` counts the questions about a speaker that were not refused.
    """

    answerable: Shares
    by_pair: dict[str, Shares]
    refused: Share
    refused_by_kind: dict[str, Share]
    span_f1: float
    spans: int
    right_speaker: Share


def judge(question: JudgedQuestion, answer: Answer, *, pair: str | None, places: Sequence[Place]) -> Judgement:
    """Judge the answer to a question whose evidence stands at `places`, every occurrence of it.

    `pair` is the question's language and that of its evidence, None for a question without an answer.
    """
    if pair is None:
        return Unanswerable(question.kind or question.reason or "other", answer.abstained)
    citations = () if answer.abstained else answer.citations
    held = [any(_holds(citation, place) for place in places) for citation in citations]
    speaker = citations[0].speaker if citations else None
    return Answered(
        pair=pair,
        refused=answer.abstained,
        first=any(held[:1]),
        shown=any(held),
        span_f1=None if question.answer is None else token_f1(_answering_words(citations), question.answer),
        right_speaker=None
        if question.speaker is None or answer.abstained
        else speaker is not None and same_person(speaker, question.speaker),
    )


def measure(judged: Sequence[Judgement]) -> Figures:
    """Add up what was judged; pairs and kinds are in alphabetical order."""
    answered = [one for one in judged if isinstance(one, Answered)]
    unanswerable = [one for one in judged if isinstance(one, Unanswerable)]
    spans = [one.span_f1 for one in answered if one.span_f1 is not None]
    return Figures(
        answerable=_shares(answered),
        by_pair={pair: _shares(group) for pair, group in _grouped(answered, lambda one: one.pair).items()},
        refused=_refused(unanswerable),
        refused_by_kind={kind: _refused(group) for kind, group in _grouped(unanswerable, lambda one: one.kind).items()},
        span_f1=sum(spans) / len(spans) if spans else 0.0,
        spans=len(spans),
        right_speaker=share(one.right_speaker for one in answered if one.right_speaker is not None),
    )


def _holds(citation: Citation, place: Place) -> bool:
    shared = min(citation.end, place.end) - max(citation.start, place.start)
    return citation.article_id == place.article_id and shared >= _HELD * (place.end - place.start)


def _answering_words(citations: Sequence[Citation]) -> str:
    """Return the words of the first quotation that answer, none where there are none."""
    first = next(iter(citations), None)
    if first is None or first.answer_start is None or first.answer_end is None:
        return ""
    return first.quote[first.answer_start - first.start : first.answer_end - first.start]


def _shares(answered: Sequence[Answered]) -> Shares:
    return Shares(
        shown=share(one.shown for one in answered),
        first=share(one.first for one in answered),
        refused=share(one.refused for one in answered),
    )


def _refused(unanswerable: Iterable[Unanswerable]) -> Share:
    return share(one.refused for one in unanswerable)


def _grouped(members: Iterable[Member], key: Callable[[Member], str]) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = {}
    for one in members:
        groups.setdefault(key(one), []).append(one)
    return {name: groups[name] for name in sorted(groups)}
