"""Who acts in German clauses that have no reporting verb."""

from __future__ import annotations

from retrieval.statements.german.phrases import LOWERED, noun_phrase
from retrieval.statements.german.segments import (
    FINITE_HELPERS,
    SEARCH,
    clause_head,
    first_phrase,
    segment_end,
    subject_after,
)
from retrieval.statements.german.telling import tells_nothing
from retrieval.statements.reports import Range
from retrieval.statements.tokens import Sentence


def actors(sentence: Sentence, end: int) -> list[Range]:
    """Return the phrases that can be the subject of the clause before `end`, in order, at most four."""
    begin = clause_head(sentence, end)
    found: list[Range] = []
    for index in range(max(0, end - 8), end - 1):
        if (
            sentence.lower[index] in ("von", "vom")
            and noun_phrase(sentence, index + 1, end) == end
            and index - (begin or 0) < 4
        ):
            found.append((index + 1, end))  # "Zitat von X:"
            break
    while begin is not None and begin < end and len(found) < 4:
        phrase = first_phrase(sentence, begin, end)
        if phrase is None:
            break
        found.append(phrase)
        begin = phrase[1]
    return found


def trailing(sentence: Sentence, index: int) -> Range | None:
    """Return the subject of the clause that follows a quotation token with its verb first: „…“, freute sich X."""
    verb = index + 2
    if verb >= len(sentence) or sentence.words[index + 1] != "," or not sentence.words[verb][0].islower():
        return None
    if sentence.lower[verb] in LOWERED - FINITE_HELPERS or tells_nothing(sentence, verb):
        return None
    return subject_after(sentence, verb + 1, segment_end(sentence, verb))


def subject_beside(sentence: Sentence, frame: Range) -> Range | None:
    """Return the subject of the sentence around a source phrase: the first phrase outside it that can be one."""
    before = first_phrase(sentence, 0, frame[0]) if frame[0] > 0 else None
    return before or first_phrase(sentence, frame[1], min(len(sentence), frame[1] + SEARCH))
