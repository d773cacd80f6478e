"""Which words of a German sentence a reporting clause reports."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.cues import HAVE, cues
from retrieval.statements.german.phrases import (
    CONJUNCTIONS,
    PREPOSITIONS,
    RELATIVE,
    REPORTED_MOOD,
    SUBORDINATORS,
    noun_phrase,
)
from retrieval.statements.german.segments import FINITE_HELPERS, SEARCH, is_speech
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_OPENERS = _LISTS.words("clause_openers")
_QUESTIONS = _LISTS.words("question_words")
_CONDITIONS = _LISTS.words("condition_words")
_ADVERBIAL = _LISTS.words("adverbial_openers")
_NEVER = _LISTS.words("never_reported")
_SUBJECTS = _LISTS.words("clause_subjects")
_NEGATIONS = _LISTS.words("negations")
"""Before the comma they say that nothing was said: "bestätigte nicht, dass …"."""
_STRONG_GAP = 25
"""Tokens in which a reported main clause shows its finite verb."""


def following(sentence: Sentence, end: int, report: Report, *, strong: bool) -> None:
    """Add the clause that follows the reporting clause ending at `end`, if one does.

    `strong` verbs ("sagte") take any main clause, others only one that its conjunction, mood or infinitive marks.
    """
    length = len(sentence)
    if end >= length:
        return
    word = sentence.words[end]
    if word == ":" or sentence.quotes[end] >= 0:
        begin = end + 1 if word == ":" else end
        if begin < length and (strong or sentence.quotes[begin] >= 0 or marked(sentence, begin)):
            report.content.append((begin, length))
        return
    if word != "," or sentence.lower[end - 1] in _NEGATIONS:
        return
    begin = end + 1
    if begin < length and sentence.lower[begin] not in _OPENERS and sentence.quotes[begin] < 0:
        colon = next((i for i in range(begin, min(length - 1, begin + SEARCH)) if sentence.words[i] == ":"), None)
        if colon is not None and sentence.quotes[colon + 1] >= 0 and not _reports_itself(sentence, begin, colon):
            report.content.append((colon + 1, length))
            return
    for _ in range(4):
        if begin >= length:
            return
        if not _is_aside(sentence, begin):
            break
        comma = next((i for i in range(begin, min(length, begin + SEARCH)) if sentence.words[i] == ","), None)
        if comma is None or sentence.lower[comma - 1] in cues():
            return  # what follows is reported by the verb of the clause between
        begin = comma + 1
    if begin < length and (
        sentence.quotes[begin] >= 0 or marked(sentence, begin) or (strong and _main_clause(sentence, begin))
    ):
        report.content.append((begin, length))


def _reports_itself(sentence: Sentence, begin: int, colon: int) -> bool:
    """Return whether a clause before a colon has a reporting verb of its own at its end: ", X erklärte:"."""
    last = sentence.lower[colon - 1]
    return last in cues() and last not in REPORTED_MOOD and colon - begin > 1


def marked(sentence: Sentence, begin: int) -> bool:
    """Return whether a clause is marked as reported: by its conjunction, a Konjunktiv, or an infinitive with "zu"."""
    lower = sentence.lower
    if lower[begin] in ("und", "aber") and begin + 1 < len(sentence):
        begin += 1
    first = lower[begin]
    if first in _OPENERS or first in _QUESTIONS:
        return True
    if first in _NEVER or first in _ADVERBIAL:
        return False
    if any(quote >= 0 for quote in sentence.quotes[begin : begin + 2]):
        return True
    limit = min(len(sentence), begin + _STRONG_GAP)
    for index in range(begin, limit):
        word = lower[index]
        if word in REPORTED_MOOD or (word.endswith("e") and len(word) > 3 and lower[index - 1] in _SUBJECTS):
            return True
        if (
            word == "zu"
            and index + 1 < limit
            and lower[index + 1].endswith("n")
            and sentence.words[index + 1][0].islower()
        ):
            return True
        if (
            "zu" in word[2:-3]
            and word.endswith("en")
            and sentence.words[index][0].islower()
            and _ends_clause(sentence, index)
        ):
            return True
        if word in (";", ":"):
            return False
    return False


def _ends_clause(sentence: Sentence, index: int) -> bool:
    return (
        index + 1 >= len(sentence)
        or sentence.words[index + 1] in ",.;:!?"
        or sentence.lower[index + 1] in ("und", "oder")
    )


def _main_clause(sentence: Sentence, begin: int) -> bool:
    """Return whether a clause can be a main clause in the indicative: phrase or adverb, then a verb."""
    lower = sentence.lower[begin]
    if lower in _NEVER or lower in _ADVERBIAL or lower in CONJUNCTIONS - {"und", "aber"}:
        return False
    if sentence.lower[begin + 1 : begin + 2] == ["aber"] and lower in cues():
        return False  # "bestätigte den Schaden, sprach aber von …"
    after = noun_phrase(sentence, begin, len(sentence), loose=True)
    if after > begin:
        if after >= len(sentence):
            return False
        verb = sentence.words[after][0].islower() and sentence.lower[after] not in CONJUNCTIONS
        return verb or sentence.quotes[after] >= 0
    stop = min(len(sentence), begin + 12)
    return (
        any(sentence.lower[i] in FINITE_HELPERS for i in range(begin, stop))
        or lower in _CONDITIONS
        or len(sentence) - begin > 3
    )


def _is_aside(sentence: Sentence, begin: int) -> bool:
    """Return whether a clause is relative or adverbial rather than what is reported."""
    lower = sentence.lower[begin]
    if sentence.quotes[begin] >= 0 or lower in _OPENERS or lower in _QUESTIONS:
        return False
    if lower in _ADVERBIAL:
        return True
    if lower in PREPOSITIONS and begin + 1 < len(sentence) and sentence.lower[begin + 1] in RELATIVE:
        return noun_phrase(sentence, begin + 1, len(sentence)) <= begin + 2
    return lower in RELATIVE and noun_phrase(sentence, begin, len(sentence)) <= begin + 1


def preceding(sentence: Sentence, start: int) -> list[Range]:
    """Return what stands before an inverted reporting clause ("…, sagte X") if it can be reported speech."""
    if start == 0:
        return []
    low = 0
    for index in range(start - 1, max(-1, start - 120), -1):
        if sentence.words[index] == ":" and not is_speech(sentence, start - 1):
            low = 0
            break
    first = sentence.lower[low]
    if first == "wie" and start > 1 and sentence.lower[start - 2] in cues():
        return []  # "Wie X meldete, sagte Y, …"
    if (
        sentence.quotes[low] < 0
        and first in SUBORDINATORS
        and first not in ("dass", "daß", "ob", "wenn", "wie", "warum")
    ):
        commas = sum(1 for i in range(low, start - 1) if sentence.words[i] == ",")
        if not commas:
            return []  # "Als er kam, sagte X" reports nothing before the verb
    if sentence.quotes[start - 1] < 0 and (start < 2 or sentence.quotes[start - 2] < 0):
        only = noun_phrase(sentence, low, start, loose=True)
        if only >= start - 1:
            return []
        if first in PREPOSITIONS and noun_phrase(sentence, low + 1, start, loose=True) >= start - 1:
            return []
        if not _has_verb(sentence, low, start):
            return []
    return [(low, start)]


def _has_verb(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a range holds a word that can be a finite verb: lower case, no function word but auxiliaries."""
    for index in range(low, high):
        lower = sentence.lower[index]
        if lower in FINITE_HELPERS or lower in REPORTED_MOOD or lower in HAVE:
            return True
        if sentence.words[index][0].islower() and lower.endswith(("t", "te", "ten")) and len(lower) > 3:
            return True
    return False


def around(low: int, high: int, start: int, end: int) -> list[Range]:
    """Return the range from `low` to `high` without the frame between `start` and `end`."""
    return [part for part in ((low, start), (end, high)) if part[0] < part[1]]


def divide(sentence: Sentence, found: list[Report]) -> list[Report]:
    """Let no report's content run into another's clause; drop what is only part of reported speech.

    A report that begins within another's content is a further one if a conjunction joins it or its clause is a main
    clause with a subject of its own in the indicative; otherwise it belongs to what is reported.
    """
    kept: list[Report] = []
    for report in found:
        outer = next((r for r in kept if _reaches(r, report.frame[0])), None)
        if outer is not None and outer.subject is None and sentence.lower[report.frame[0]] == "wie" and report.content:
            kept = [r for r in kept if r is not outer]  # "war nicht versichert, wie X sagte"
            outer = None
        if outer is not None and (_begins(outer, report.frame[0]) or not _is_new(sentence, report)):
            continue
        if outer is not None:
            outer.content = _cut(outer.content, report.frame[0])
        kept.append(report)
    for report in kept:
        for other in kept:
            if other is not report and other.frame[1] <= report.frame[0]:
                report.content = (
                    [(max(low, other.frame[1]), high) for low, high in report.content if high > other.frame[1]]
                    if report.content and report.content[0][0] < other.frame[1]
                    else report.content
                )
    return kept


def _reaches(report: Report, index: int) -> bool:
    return any(low <= index < high for low, high in report.content if low >= report.frame[1])


def _begins(report: Report, index: int) -> bool:
    """Return whether what a report reports begins at `index`, so that nothing would be left of it."""
    return any(low == index for low, _ in report.content)


def _cut(content: list[Range], index: int) -> list[Range]:
    return [(low, min(high, index)) for low, high in content if low < index]


def _is_new(sentence: Sentence, report: Report) -> bool:
    start = report.frame[0]
    lower = sentence.lower
    if any(lower[i] in REPORTED_MOOD for i in range(*report.frame)):
        return False
    if lower[start] in CONJUNCTIONS or (start and lower[start - 1] in CONJUNCTIONS):
        return True
    if lower[start] in SUBORDINATORS or lower[start] in RELATIVE:
        return False
    return bool(report.content)
