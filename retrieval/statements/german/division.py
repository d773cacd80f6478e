"""Which of the German reports of a sentence reports what, where several meet."""

from __future__ import annotations

from retrieval.statements.german.cues import cues
from retrieval.statements.german.phrases import CONJUNCTIONS, RELATIVE, SUBORDINATORS, in_reported_mood
from retrieval.statements.german.segments import is_speech
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence


def divide(sentence: Sentence, found: list[Report]) -> list[Report]:
    """Let no report's content run into another's clause; drop what is only part of reported speech.

    A report that begins within another's content is a further one if a conjunction joins it or its clause is a main
    clause with a subject of its own in the indicative; otherwise it belongs to what is reported.
    """
    found = [report for report in found if not _is_quoted(sentence, report, found)]
    kept: list[Report] = []
    owned = {report.content[0][0] for report in found if report.owned and report.content}
    for report in found:
        if not report.owned and report.content and report.content[0][0] in owned:
            report.content = []  # "reagierte auf den Vorwurf der Partei, …"
        outer = next((r for r in kept if _reaches(r, report.frame[0])), None)
        if outer is not None and outer.subject is None and sentence.lower[report.frame[0]] == "wie" and report.content:
            kept = [r for r in kept if r is not outer]  # "war nicht versichert, wie X sagte"
            outer = None
        if outer is not None and _joined(sentence, report, outer):
            report.frame = (report.subject[0], report.frame[1]) if report.subject else report.frame
            outer.content = _cut(outer.content, report.frame[0] - 1)
            outer = None
        if outer is not None and (
            (_begins(outer, report.frame[0]) and outer.telling != "unsaid")
            or not _is_new(sentence, report)
            or (report.telling == "unsaid" and not _is_further(sentence, report))
        ):
            continue
        if outer is not None and outer.phrase and not _is_further(sentence, report) and max(sentence.quotes) < 0:
            outer = None  # "Laut X hat Y gesagt, …": all of it is what X says
        if outer is not None:
            outer.content = _cut(outer.content, _own_quotation(sentence, report) or report.frame[0])
        kept.append(report)
    for report in kept:
        for other in kept:
            if other is not report and other.telling != "unsaid" and other.frame[1] <= report.frame[0]:
                report.content = (
                    [(max(low, other.frame[1]), high) for low, high in report.content if high > other.frame[1]]
                    if report.content and report.content[0][0] < other.frame[1]
                    else report.content
                )
    return kept


def _joined(sentence: Sentence, report: Report, outer: Report) -> bool:
    """Return whether "und" joins a clause in the indicative to a reported one: "…, X habe recht und Y sagte"."""
    low, high = report.subject or (0, 0)
    verb = next((i for i in range(high, report.frame[1]) if sentence.lower[i] in cues()), None)
    if verb is None or low < outer.frame[1] + 2 or sentence.lower[low - 1] not in ("und", "aber"):
        return False
    begin = outer.frame[1] + 1
    return any(in_reported_mood(sentence, i) for i in range(begin, low)) and not any(
        in_reported_mood(sentence, i) for i in range(low, verb + 1)
    )


def _is_further(sentence: Sentence, report: Report) -> bool:
    """Return whether a conjunction joins the clause of a report to what stands before it."""
    start = report.frame[0]
    return sentence.lower[start] in CONJUNCTIONS or (start > 0 and sentence.lower[start - 1] in CONJUNCTIONS | {";"})


def _is_quoted(sentence: Sentence, report: Report, found: list[Report]) -> bool:
    """Return whether a clause is part of what a later one reports: "X fordere mehr, sagte Y", "Dass …, sagte Y"."""
    mood = any(in_reported_mood(sentence, index) for index in range(*report.frame))
    if not mood and sentence.lower[0] not in ("dass", "daß", "ob"):
        return False
    return any(
        low <= report.frame[0] and report.frame[1] <= high <= other.frame[0]
        for other in found
        for low, high in other.content
        if other is not report
    )


def _reaches(report: Report, index: int) -> bool:
    return any(low <= index < high for low, high in report.content if low >= report.frame[1])


def _begins(report: Report, index: int) -> bool:
    """Return whether what a report reports begins at `index`, so that nothing would be left of it."""
    return any(low == index for low, _ in report.content)


def _cut(content: list[Range], index: int) -> list[Range]:
    return [(low, min(high, index)) for low, high in content if low < index]


def _own_quotation(sentence: Sentence, report: Report) -> int | None:
    """Return where the quotation right before a clause with its verb first begins, a colon before it left out."""
    quotation = report.frame[0] - 2
    if (
        quotation < 1
        or not is_speech(sentence, quotation)
        or not any(low <= quotation < high for low, high in report.content)
    ):
        return None
    return quotation - 1 if sentence.words[quotation - 1] == ":" else quotation


def _is_new(sentence: Sentence, report: Report) -> bool:
    start = report.frame[0]
    lower = sentence.lower
    if any(in_reported_mood(sentence, i) for i in range(*report.frame)):
        return False
    if report.phrase and report.frame[1] - report.frame[0] == 3 and lower[start].startswith(("sein", "ihre")):
        return False  # "seiner Meinung nach"
    if _is_further(sentence, report):
        return True
    if lower[start] in SUBORDINATORS or lower[start] in RELATIVE:
        return False
    return bool(report.content)
