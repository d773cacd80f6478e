"""Phrases that name a source: "по словам X", "по его словам", "на думку X"."""

from __future__ import annotations

from retrieval.statements.reports import Report
from retrieval.statements.slavic import phrases, runs
from retrieval.statements.slavic.complements import SEARCH
from retrieval.statements.slavic.vocabulary import Vocabulary
from retrieval.statements.tokens import Sentence


def closing(sentence: Sentence, end: int) -> int | None:
    """Return where an inserted clause is closed, None where what follows belongs to it or to nothing."""
    if end >= len(sentence):
        return end
    return end if sentence.words[end] in ",.—–;)!…" else None


def find(words: Vocabulary, sentence: Sentence, index: int) -> Report | None:
    """Read "по словам X", "по его словам", "на думку X"."""
    position = index + 1
    possessor: int | None = None
    if position < len(sentence) and sentence.lower[position] in words.possessors:
        possessor = position
        position += 1
    if position >= len(sentence) or (sentence.lower[index], sentence.lower[position]) not in words.sources:
        return None
    if possessor is None and index + 2 < len(sentence) and sentence.lower[position + 1] in words.possessors:
        return None  # "по словам его помощника"
    begin = position + 1
    end = begin if possessor is not None else phrases.oblique(words, sentence, begin, len(sentence))
    if end < len(sentence) and sentence.words[end] == "," and possessor is None:
        end = _apposition(words, sentence, end)
    close = closing(sentence, end)
    if close is None or (possessor is None and end == begin):
        return None
    subject = (possessor, possessor + 1) if possessor is not None else (begin, end)
    report = Report(sentence.words[position], "say", (index, close), subject, governs=(index, close), phrase=True)
    report.content = [
        part for part in ((_since(sentence, index), index), (close, len(sentence))) if part[1] - part[0] > 1
    ]
    return report


def _apposition(words: Vocabulary, sentence: Sentence, comma: int) -> int:
    """Return the index after an apposition between commas: "по словам Рябкова, заместителя министра, …"."""
    head = next(
        (i for i in range(comma + 1, min(len(sentence), comma + 4)) if runs.noun(words, sentence.lower[i])), None
    )
    found = runs.noun(words, sentence.lower[head]) if head is not None else None
    if found is not None and "singular" not in found.nominative:
        end = phrases.oblique(words, sentence, comma + 1, len(sentence))
        if end < len(sentence) and sentence.words[end] == ",":
            return end
    return comma


def _since(sentence: Sentence, index: int) -> int:
    """Return from where the words before an inserted source are its own: after a colon or semicolon."""
    for position in range(index - 1, max(-1, index - SEARCH), -1):
        if sentence.words[position] in (":", ";") or runs.is_dash(sentence.words[position]):
            return position + 1
    return 0
