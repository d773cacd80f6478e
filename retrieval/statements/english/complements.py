"""Which words an English reporting clause reports: what follows it, or what stands before it."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue
from retrieval.statements.english.cues import cues
from retrieval.statements.english.phrases import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    TIMES,
    forward_phrase,
    is_media,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

SEARCH = 40
"""Tokens looked at around a cue: longer than a readable clause, and keeps hostile text linear."""
_QUESTIONS = _LISTS.words("question_words")
_NOMINAL = _LISTS.words("clause_subjects")
_INFINITIVE = _LISTS.words("infinitive_verbs")
_ADDRESSED = _LISTS.words("addressing_verbs")


def clause_end(sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb ends."""
    for position in range(index + 1, min(len(sentence), index + SEARCH)):
        if sentence.words[position] in ",;:–—.!?" or (sentence.quotes[position] >= 0 and is_speech(sentence, position)):
            return position
        if sentence.lower[position] == "that" and position > index + 1:
            return position
    return min(len(sentence), index + SEARCH)


def is_speech(sentence: Sentence, position: int) -> bool:
    """Tell whether a quotation token is an utterance of its own rather than words within the clause."""
    word = sentence.words[position]
    return word.count(" ") >= 4 or word[-2:-1] in ".!?,…"


def is_sentence_like(sentence: Sentence, end: int) -> bool:
    """Tell whether the words before `end` can be a reported sentence: they hold a finite verb after a subject."""
    if end < 3:
        return False
    first = sentence.lower[0]
    if first in SUBORDINATORS - {"that", "what", "so", "who", "how", "why"} and "," not in sentence.words[: end - 1]:
        return False
    return any(
        sentence.lower[i] in AUXILIARIES or (sentence.lower[i].endswith(("ed", "s")) and sentence.words[i][0].islower())
        for i in range(1, end)
    ) and not (first in PREPOSITIONS and "," not in sentence.words[: end - 1] and end < 6)


def stands_beside(sentence: Sentence, start: int) -> bool:
    """Tell whether a quotation, and at most a comma, stands right before `start`."""
    if start == 0:
        return False
    return sentence.quotes[start - 1] >= 0 or (
        start > 1 and sentence.words[start - 1] == "," and sentence.quotes[start - 2] >= 0
    )


def preceding(sentence: Sentence, start: int) -> list[Range]:
    """Return what stands before a reporting clause at the end: a quotation or a sentence."""
    if start == 0:
        return []
    if stands_beside(sentence, start) or (sentence.words[start - 1] in ",–—" and is_sentence_like(sentence, start - 1)):
        return [(0, start)]
    return []


def continued(sentence: Sentence, report: Report) -> None:
    """Add the second half of a quotation that the reporting clause breaks."""
    begin = report.frame[1]
    if begin < len(sentence) and sentence.words[begin] in ",:;–—.":
        begin += 1
    if begin < len(sentence) and sentence.quotes[begin] >= 0 and report.content:
        report.content.append((begin, len(sentence)))


def ends_frame(sentence: Sentence, index: int) -> bool:
    """Tell whether nothing but whom it was told and circumstances follows the verb in its clause."""
    end = clause_end(sentence, index)
    position = forward_phrase(sentence, index + 1, end)
    if position >= end:
        return True
    return sentence.lower[position] in PREPOSITIONS | TIMES | ADVERBS


def following(sentence: Sentence, index: int, cue: Cue, report: Report) -> None:
    """Add what follows the verb: a quotation, "that …", a bare clause, an infinitive."""
    length = len(sentence)
    position = index + 1
    if cue.lemma in _ADDRESSED and position < length and sentence.lower[position] not in _QUESTIONS:
        after = forward_phrase(sentence, position, length)
        if after > position:
            if is_media(sentence, position, after):
                report.via = position, after
            position = after
    limit = min(length, index + 16)
    while position < limit:
        lower = sentence.lower[position]
        if sentence.quotes[position] >= 0:
            report.frame = (report.frame[0], position)
            report.content = [(position, length)]
            return
        if lower in (":", ",") and position + 1 < length:
            begin = position + 1
            if lower == ":" or sentence.quotes[begin] >= 0 or sentence.lower[begin] == "that":
                report.frame = (report.frame[0], position)
                report.content = [(begin, length)]
                return
            aside = _aside_end(sentence, position)
            if aside is None:
                return
            position = aside
            continue
        if lower in _QUESTIONS:
            if lower == "that" or cue.lemma in (
                "say",
                "ask",
                "tell",
                "explain",
                "know",
                "wonder",
                "doubt",
                "reveal",
                "describe",
            ):
                report.frame = (report.frame[0], position)
                report.content = [(position, length)]
            return
        if (
            lower == "to"
            and cue.lemma in _INFINITIVE
            and position + 1 < length
            and sentence.words[position + 1][0].islower()
            and not _is_plural(sentence.lower[position + 1])
        ):
            report.frame = (report.frame[0], position)
            report.content = [(position, length)]
            return
        if lower in (".", ";", "!", "?"):
            return
        after = _circumstance(sentence, position)
        if after > position:
            position = after
            continue
        if cue.bare and _clause(sentence, position):
            report.frame = (report.frame[0], position)
            report.content = [(position, length)]
        return


def _is_plural(lower: str) -> bool:
    """Tell whether a word after "to" is a plural noun, so that it is no infinitive: "agreed to talks"."""
    return lower.endswith("s") and not lower.endswith(("ss", "us"))


def _aside_end(sentence: Sentence, comma: int) -> int | None:
    """Return the index after an insertion between commas that "that" or a quotation follows."""
    for position in range(comma + 1, min(len(sentence) - 1, comma + 14)):
        if sentence.words[position] == ",":
            following = position + 1
            if sentence.lower[following] == "that" or sentence.quotes[following] >= 0:
                return following
            return None
    return None


def _circumstance(sentence: Sentence, position: int) -> int:
    """Return the index after a time, adverb or prepositional phrase, or `position` if none stands there."""
    lower = sentence.lower[position]
    if lower in TIMES or (lower in ADVERBS and lower not in ("only", "even", "now")):
        return position + 1
    if lower in PREPOSITIONS - {"to", "of", "than"}:
        begin = position + 1
        while begin < len(sentence) and (sentence.lower[begin] in TIMES or sentence.lower[begin].isdigit()):
            begin += 1
        if begin > position + 1:
            return begin
        after = forward_phrase(sentence, begin, len(sentence))
        return after if after > begin else position
    return position


def _clause(sentence: Sentence, position: int) -> bool:
    """Tell whether a clause without "that" begins here: a subject, then a verb."""
    lower = sentence.lower[position]
    after = forward_phrase(sentence, position, len(sentence))
    if lower in _NOMINAL and after <= position + 1:
        return position + 2 < len(sentence)
    if after == position or after >= len(sentence):
        return False
    following = sentence.lower[after]
    if following in AUXILIARIES or following in cues() or following in ADVERBS | {"not"}:
        return True
    tail = sentence.lower[after - 1] if after - 1 > position else ""
    verbal = any(
        (sentence.lower[i].endswith(("ed", "s")) and sentence.words[i][0].islower()) or sentence.lower[i] in AUXILIARIES
        for i in range(position + 1, min(len(sentence), after + 3))
    )
    return verbal and (following in PREPOSITIONS | DETERMINERS | {"the", "a", "that"} or tail.endswith(("ed", "s")))
