"""What a question finds in other words joins the answer to it as it was typed, below that; nothing of it goes."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.answer import Answer, Entry
from bot.answering.marks import field
from bot.answering.unseen import Place

_QUESTION = 300  # code points of a question that are shown, as many as one may have


def places(answer: Answer) -> frozenset[Place]:
    """Return what an answer quotes."""
    return frozenset((one.article_id, one.start, one.end) for one in answer.citations)


def joined(answer: Answer, other: Answer, question: str, model: str) -> Answer | None:
    """Return an answer with that of `question`, in a model's words, below it; None where that one answers nothing."""
    if other.abstained or not other.citations:
        return None
    counted = len(answer.citations)
    sections = list(answer.sections)
    understood, by = field(question, at_most=_QUESTION), field(model, at_most=_QUESTION)
    for section in other.sections:
        if section.reason is None:
            entries = tuple(_numbered(entry, counted) for entry in section.entries)
            sections.append(replace(section, entries=entries, understood=understood, reworded_by=by))
            understood = by = ""
    return replace(answer, sections=tuple(sections))


def _numbered(entry: Entry, counted: int) -> Entry:
    return replace(entry, citation=replace(entry.citation, n=entry.citation.n + counted))
