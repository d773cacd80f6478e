"""What Slavic clauses tell of the words they report: that they were said, are denied or rumoured, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.statements.reports import Report, Telling
from retrieval.statements.slavic.vocabulary import SlavicCue, Vocabulary
from retrieval.statements.tokens import Sentence

_BEFORE = 12
"""Tokens before a clause in which an introduction can say what the clause is: "По слухам, …", "В сериале «X» …"."""
_BEHIND = 5
"""Tokens behind a clause in which it can be called a rumour: "…, сказал он, по слухам"."""
_GOVERNORS = 6
"""Tokens before an infinitive within which the verb stands that it completes."""
_MATRIX = 14
"""Tokens of the clause that a "that"-clause completes."""
_OPENING = 3
"""Tokens at the beginning of a clause among which its conjunction stands: "даже если бы"."""
_QUOTED = "«»"


def of_verb(words: Vocabulary, sentence: Sentence, start: int, index: int, cue: SlavicCue, *, negated: bool) -> Telling:
    """Return what the clause from `start` tells by its verb at `index`; denials are the cue's own.

    `negated` tells that a negation belongs to the verb: "не преминул".
    """
    lower = sentence.lower
    if not cue.real or sentence.words[-1] == "?":
        return "unsaid"
    if index and lower[index - 1] in words.negations and not negated:
        return "unsaid"
    # As written: a particle never opens a sentence, so that with a capital it is a name ("сказал Ли").
    around = [sentence.words[place] for place in (index - 1, index + 1) if 0 <= place < len(sentence)]
    if not words.conditional.isdisjoint(around) or not words.irreal.isdisjoint(lower[start:index]):
        return "unsaid"
    if not words.unreal.isdisjoint(lower[max(start - 1, 0) : min(start + _OPENING, index)]):
        return "unsaid"
    completed = _completing(words, sentence, start, index)
    if completed != "said":
        return completed
    if not words.rumour_words.isdisjoint(lower[start : index + 3]):
        return "rumour"
    return "said"


def _completing(words: Vocabulary, sentence: Sentence, start: int, index: int) -> Telling:
    """Return what a clause tells that completes another: "правда ли, что …", "обвинили в том, что …"."""
    lower = sentence.lower
    if start < 2 or start >= index or lower[start] not in words.that or sentence.words[start - 1] != ",":
        return "said"
    if lower[start] in words.rumour_words:
        return "rumour"
    matrix = text(sentence, max(0, start - _MATRIX), start - 1)
    if words.alleging.search(matrix):
        return "rumour"
    nested = any(lower[i] in words.cues for i in range(max(0, start - _MATRIX), start - 1))
    if nested or words.doubting.search(matrix):
        return "unsaid"
    fact = lower[start - 2] in words.about or lower[start - 2] in words.pointing or words.factive.search(matrix)
    return "said" if fact else "unsaid"


def of_report(words: Vocabulary, sentence: Sentence, report: Report) -> Telling:
    """Return what a reporting clause tells, by the words around it: rumour and fiction beside what its verb tells."""
    if report.telling == "unsaid":
        return "unsaid"
    low, high = report.frame
    before = max((end for _, end in report.content if end <= low), default=0)
    spoken = text(sentence, max(before, _introduced(sentence, low)), high)
    if words.fiction.search(spoken):
        return "unsaid"
    behind = text(sentence, high, min(len(sentence), high + _BEHIND)) if not report.content else ""
    if words.rumours.search(spoken) or words.rumours.search(behind):
        return "rumour"
    return report.telling


def _introduced(sentence: Sentence, low: int) -> int:
    """Return where the introduction to a clause begins: no further back than the last speech or semicolon."""
    for index in range(low - 1, max(-1, low - _BEFORE), -1):
        quoted = sentence.quotes[index] >= 0 and sentence.words[index].count(" ") > 2
        if quoted or sentence.words[index] in ";:—–":
            return index + 1
    return max(0, low - _BEFORE)


def disowns(words: Vocabulary, sentence: Sentence, find: Callable[[], list[Report]]) -> bool:
    """Return whether a sentence takes a quotation back, in it or before it; `find` gives the reports in it."""
    whole = text(sentence, 0, len(sentence))
    quoted = _QUOTED in whole
    if words.disowning.search(whole) is not None:
        return quoted or not _says(words, sentence, find())
    return quoted and words.fiction.search(whole) is not None and not _says(words, sentence, find())


def _says(words: Vocabulary, sentence: Sentence, reports: list[Report]) -> bool:
    """Return whether any of the reports of a sentence tells that something was said."""
    return any(of_report(words, sentence, report) != "unsaid" for report in reports)


def governed(words: Vocabulary, sentence: Sentence, index: int) -> tuple[int, str] | None:
    """Return the verb that an infinitive at `index` completes and its gender, if it tells that this was done.

    None for all others: who must, wants or refuses to say something has not said it.
    """
    lower = sentence.lower
    for position in range(index - 1, max(-1, index - _GOVERNORS), -1):
        if sentence.words[position] in ",;:—–" or sentence.quotes[position] >= 0:
            return None
        negated = position > 0 and lower[position - 1] in words.negations
        gender = (words.succeeding_negated if negated else words.succeeding).get(lower[position])
        if gender is not None:
            return position, gender
    return None


def text(sentence: Sentence, low: int, high: int) -> str:
    """Return tokens as text in lower case, single blanks between them, "«»" for each quotation."""
    return " ".join(_QUOTED if sentence.quotes[i] >= 0 else sentence.lower[i] for i in range(low, high))
