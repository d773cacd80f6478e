"""Slavic reports in relation to each other: media become the `via` of whom they quote, nested ones are dropped."""

from __future__ import annotations

from retrieval.names.transliteration import is_cyrillic
from retrieval.statements.reports import Range, Report
from retrieval.statements.slavic import phrases
from retrieval.statements.slavic.vocabulary import Vocabulary
from retrieval.statements.tokens import Sentence


def arrange(words: Vocabulary, sentence: Sentence, found: list[Report]) -> list[Report]:
    """Return the reports that speak for themselves, each with the medium it was quoted through."""
    media = [r for r in found if r.subject is not None and phrases.is_media(words, sentence, *r.subject) and not r.via]
    kept = [r for r in found if r not in media]
    for relay in media:
        quoted = [r for r in kept if _passes_on(relay, r)]
        for other in quoted:
            other.via = other.via or relay.subject
            other.content = [part for part in _without(other.content, relay.frame) if part[1] - part[0] > 0]
            if other.use == "say":
                other.content = other.content or []
        if not quoted and not relay.earlier:
            kept.append(relay)
    kept = _unnested(words, sentence, sorted(kept, key=lambda r: r.frame))
    reference = _reference(words, sentence)
    if reference is not None:
        for report in kept:
            report.via = report.via or reference
            report.content = _without(report.content, (reference[0] - 3, reference[1]))
    for report in kept:
        report.via = report.via or _told(words, sentence, report)
    return kept


def _passes_on(relay: Report, other: Report) -> bool:
    """Return whether a medium's report only passes on another's clause: it stands around, beside or inside it."""
    if other.use != "judge" and not other.content:
        return False
    around = any(low <= other.frame[0] and other.frame[1] <= high for low, high in relay.content)
    inside = any(low <= relay.frame[0] and relay.frame[1] <= high for low, high in other.content)
    return around or inside


def _without(content: list[Range], frame: Range) -> list[Range]:
    """Return token ranges without those of a frame."""
    rest: list[Range] = []
    for low, high in content:
        rest += [(low, min(high, frame[0])), (max(low, frame[1]), high)]
    return [(low, high) for low, high in dict.fromkeys(rest) if low < high]


def _unnested(words: Vocabulary, sentence: Sentence, found: list[Report]) -> list[Report]:
    """Let no report's content run into another clause of reporting; drop what is part of reported speech."""
    kept: list[Report] = []
    for report in found:
        outer = next((r for r in kept if any(low <= report.frame[0] < high for low, high in r.content)), None)
        if outer is None:
            kept.append(report)
            continue
        if report.content and report.content[0][0] <= outer.frame[0] and not outer.phrase and not report.phrase:
            # "X уверен, что …, сказал Y": Y said it all
            kept = [r for r in kept if r is not outer]
            kept.append(report)
            continue
        start = report.frame[0]
        joined = start > 0 and (
            sentence.lower[start - 1] in words.conjunctions or sentence.lower[start] in words.conjunctions
        )
        sibling = joined or (
            report.subject is not None and start > 0 and sentence.lower[report.subject[0] - 1] in words.conjunctions
        )
        if sibling and report.content and not report.phrase and report.content[0][0] >= report.frame[1]:
            outer.content = [(low, min(high, start)) for low, high in outer.content if low < start]
            kept.append(report)
    return kept


def _reference(words: Vocabulary, sentence: Sentence) -> Range | None:
    """Return the medium of "со ссылкой на X"."""
    for index in range(len(sentence) - 3):
        if (sentence.lower[index], sentence.lower[index + 1], sentence.lower[index + 2]) in words.references:
            end = phrases.oblique(words, sentence, index + 3, len(sentence))
            if end > index + 3 and phrases.is_media(words, sentence, index + 3, end):
                return index + 3, end
            if end == index + 3 and sentence.quotes[end] >= 0:
                return end, end + 1
    return None


def _told(words: Vocabulary, sentence: Sentence, report: Report) -> Range | None:
    """Return the medium told: "в интервью ТАСС", "в эфире телеканала X", "рассказал агентству X"."""
    if report.subject is not None and phrases.is_media(words, sentence, *report.subject):
        return None
    low, high = report.frame
    for index in range(low, min(high, low + 40)):
        subject = report.subject
        if subject is not None and subject[0] <= index < subject[1]:
            continue
        if (sentence.lower[index] in words.media and sentence.words[index][0].isupper()) or sentence.lower[
            index
        ] in words.media_kinds:
            end = index + 1
            agency = sentence.lower[index] in words.media
            while end < high and (_names_medium(sentence, end, agency=agency)):
                end += 1
            return (index, end) if end > index + 1 or sentence.lower[index] in words.media else None
    return None


def _names_medium(sentence: Sentence, index: int, *, agency: bool) -> bool:
    """Return whether a word goes on with a medium's name: after "телеканал" any capital, after "РИА" only a few."""
    if sentence.quotes[index] >= 0 or sentence.words[index].isdigit():
        return True
    if agency and is_cyrillic(sentence.words[index]):
        return sentence.lower[index] in ("новости", "новостям")
    return sentence.words[index][0].isupper()
