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
_QUESTIONING = _LISTS.words("questioning_verbs")
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
    """Return whether a quotation token is an utterance of its own rather than words within the clause."""
    word = sentence.words[position]
    return word.count(" ") >= 4 or word[-2:-1] in ".!?,…"


def is_sentence_like(sentence: Sentence, end: int) -> bool:
    """Return whether the words before `end` can be a reported sentence: they hold a finite verb after a subject."""
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
    """Return whether a quotation, and at most a comma, stands right before `start`."""
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
    """Return whether nothing but whom it was told and circumstances follows the verb in its clause."""
    end = clause_end(sentence, index)
    position = forward_phrase(sentence, index + 1, end)
    if position >= end:
        return True
    return sentence.lower[position] in PREPOSITIONS | TIMES | ADVERBS


def following(sentence: Sentence, index: int, cue: Cue, report: Report) -> None:
    """Add what follows the verb: a quotation, "that …", a bare clause, an infinitive."""
    length = len(sentence)
    position = _after_addressed(sentence, index, cue, report)
    while position < min(length, index + 16):
        begin = _content_start(sentence, position, cue)
        further = _past_circumstance(sentence, position) if begin is None else None
        if further is not None:
            position = further
            continue
        if begin is None and cue.bare and _clause(sentence, position):
            begin = position
        if begin is not None:
            report.frame = (report.frame[0], position)
            report.content = [(begin, length)]
        return


def _after_addressed(sentence: Sentence, index: int, cue: Cue, report: Report) -> int:
    """Return the index after the verb and, behind verbs like "tell", after whom it tells; set a medium told."""
    position = index + 1
    if cue.lemma in _ADDRESSED and position < len(sentence) and sentence.lower[position] not in _QUESTIONS:
        after = forward_phrase(sentence, position, len(sentence))
        if after > position and is_media(sentence, position, after):
            report.via = position, after
        position = after
    return position


def _content_start(sentence: Sentence, position: int, cue: Cue) -> int | None:
    """Return where reported words begin that a mark, conjunction or infinitive at `position` introduces."""
    lower = sentence.lower[position]
    after = position + 1
    if sentence.quotes[position] >= 0:
        return position
    if lower in (":", ",") and after < len(sentence):
        opens = lower == ":" or sentence.quotes[after] >= 0 or sentence.lower[after] == "that"
        return after if opens else None
    if lower in _QUESTIONS:
        return position if lower == "that" or cue.lemma in _QUESTIONING else None
    infinitive = (
        lower == "to"
        and cue.lemma in _INFINITIVE
        and after < len(sentence)
        and sentence.words[after][0].islower()
        and not _is_plural(sentence.lower[after])
    )
    return position if infinitive else None


def _past_circumstance(sentence: Sentence, position: int) -> int | None:
    """Return the index after what may stand between a verb and the words it reports, None if nothing such does."""
    if sentence.lower[position] in (":", ",") and position + 1 < len(sentence):
        return _aside_end(sentence, position)
    if sentence.lower[position] in _QUESTIONS:
        return None
    after = _circumstance(sentence, position)
    return after if after > position else None


def _is_plural(lower: str) -> bool:
    """Return whether a word after "to" is a plural noun, so that it is no infinitive: "agreed to talks"."""
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
    """Return whether a clause without "that" begins here: a subject, then a verb."""
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
