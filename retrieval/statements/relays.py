"""Media that only pass on another's words: their reports become the `via` of whom they quote."""

from __future__ import annotations

from retrieval.statements.grammar import Grammar
from retrieval.statements.reports import Report
from retrieval.statements.tokens import Sentence


def relayed(grammar: Grammar, sentence: Sentence, reports: list[Report]) -> list[Report]:
    """Return the reports without those of a medium that passes on another's, who is then quoted through it."""
    kept: list[Report] = []
    for report in reports:
        source = report.subject
        if source is not None and not report.via and grammar.is_medium(sentence, *source):
            quoted = [r for r in reports if r is not report and _passes_on(grammar, sentence, report, r)]
            for other in quoted:
                other.via = other.via or source
            if quoted:
                continue
        kept.append(report)
    return kept


def _passes_on(grammar: Grammar, sentence: Sentence, report: Report, other: Report) -> bool:
    """Return whether all that a report reports is another's reporting clause, with what that one reports."""
    low, high = other.frame
    inside = low <= report.frame[0] <= high + 1 and (report.phrase or report.frame[1] <= high)
    around = any(start <= low and high <= end for start, end in report.content)
    beside = grammar.is_aside(sentence, report.frame) and (report.frame[0] == high + 1 or low == report.frame[1] + 1)
    named = other.subject is not None and bool(other.content)
    return other.use == "say" and named and (inside or around or beside)
