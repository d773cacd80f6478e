"""Several English reporting clauses in one sentence → each with what it reports alone."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.english.words import AUXILIARIES, CONJUNCTIONS, is_pronoun
from retrieval.statements.reports import Report
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_ASKING = ("demand", "recommend", "propos", "insist", "urge")
"""Beginnings of verbs whose clause cannot stand without "that": "demanded that he resign"."""
_CONTRASTS = frozenset({"while", "whereas", "although", "though"})
_POINTED = _LISTS.words("pointed_nouns")


def divided(sentence: Sentence, found: list[Report]) -> list[Report]:
    """Let no report's content run into a further reporting clause; drop what is part of reported speech."""
    kept: list[Report] = []
    for report in found:
        outer = _outer(report, kept)
        if outer is not None:
            start = report.frame[0]
            if _trails(report, outer):
                # "She expects rain, Brandt said": Brandt said it all. "Holt said it rained, police said": both did.
                if not _reports_for_another(sentence, outer):
                    kept = [r for r in kept if r is not outer]
                _cut(outer, start)
            elif _is_further(sentence, report):
                for other in kept:
                    _cut(other, start - 1 if sentence.lower[start - 1] in _CONTRASTS else start)
            elif not outer.phrase:
                continue  # part of what another says; a source phrase leaves room for who is heard through it
        for other in kept:
            if other.content and other.frame[1] <= report.frame[0] and not _trails(report, other):
                report.content = [
                    (max(low, other.frame[1]), high) for low, high in report.content if high > other.frame[1]
                ]
        kept.append(report)
    for report in kept:
        if not report.cue.startswith(_ASKING):
            report.content = [(_after_that(sentence, low, high), high) for low, high in report.content if low < high]
    return kept


def _outer(report: Report, kept: list[Report]) -> Report | None:
    """Return the report in whose words a further one begins."""
    return next(
        (r for r in kept if any(low <= report.frame[0] < high for low, high in r.content if low >= r.frame[1])), None
    )


def _trails(report: Report, outer: Report) -> bool:
    """Return whether a report stands behind all that another reports, and that one with it."""
    start = report.frame[0]
    before = bool(report.content) and report.content[0][0] <= outer.frame[0] and report.content[0][1] <= start
    return before and outer.frame[0] < start and (not report.phrase or len(report.content) == 1 or _ends(report))


def _ends(report: Report) -> bool:
    """Return whether nothing but marks follows a source phrase."""
    low, high = report.content[-1]
    return low >= report.frame[1] and high - low <= 1


def _reports_for_another(sentence: Sentence, outer: Report) -> bool:
    """Return whether a report within another's words is a statement of its own: it names who speaks."""
    if outer.use != "say" or outer.subject is None or not outer.content:
        return False
    low, high = outer.subject
    return high - low > 1 or not is_pronoun(sentence, low) or outer.cue in ("told", "said")


def _is_further(sentence: Sentence, report: Report) -> bool:
    """Return whether a report goes on where another's words end: "…, adding that", "… but said"."""
    start = report.frame[0]
    if start and sentence.words[start - 1] == ";":
        return True  # "Norland says it fired; Southland denies it"
    if not start or not report.content or report.content[0][1] <= start:
        return False
    joined = sentence.lower[start - 1] in CONJUNCTIONS or sentence.lower[start] in CONJUNCTIONS
    gerund = sentence.words[start].endswith("ing") and (
        sentence.words[start - 1] in ",–—-"
        or sentence.quotes[start - 1] >= 0
        or sentence.lower[start - 1] in ("and", "but", "while", "before")
    )
    parted = sentence.words[start - 1] in ";–—" or sentence.lower[start - 1] in _CONTRASTS
    return joined or gerund or parted


def _cut(report: Report, start: int) -> None:
    if report.frame[1] <= start:
        report.content = [(low, min(high, start)) for low, high in report.content if low < start]


def _after_that(sentence: Sentence, low: int, high: int) -> int:
    """Return where reported words begin after the conjunction "that", which is none in "that day is far off"."""
    if sentence.lower[low] != "that" or high - low < 3:
        return low
    pointing = sentence.lower[low + 1] in _POINTED and sentence.lower[low + 2] in AUXILIARIES
    return low if pointing or sentence.lower[low + 1] in AUXILIARIES else low + 1
