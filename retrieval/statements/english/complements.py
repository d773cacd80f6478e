"""Which words an English reporting clause reports: what follows it, or what stands before it."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue
from retrieval.statements.english.bare import is_clause
from retrieval.statements.english.phrases import forward_phrase
from retrieval.statements.english.subjects import SEARCH
from retrieval.statements.english.words import (
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    is_adverb,
    is_auxiliary,
    is_break,
    is_finite,
    is_media,
    is_pronoun,
    is_speech,
    is_subordinator,
    is_time,
    may_be_finite,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_QUESTIONS = _LISTS.words("question_words")
_QUESTIONING = _LISTS.words("questioning_verbs")
_INFINITIVE = _LISTS.words("infinitive_verbs")
_ADDRESSED = _LISTS.words("addressing_verbs")
_OCCASIONS = _LISTS.words("occasions")
_CLAUSE = 30
"""Tokens within which a clause has its verb."""
_CIRCUMSTANCES = 24
"""Tokens of circumstances between a verb and what it reports."""


def clause_end(sentence: Sentence, index: int) -> int:
    """Return where the clause of a verb ends."""
    for position in range(index + 1, min(len(sentence), index + SEARCH)):
        if is_break(sentence, position) or is_speech(sentence, position):
            return position
        if sentence.lower[position] == "that" and position > index + 1:
            return position
    return min(len(sentence), index + SEARCH)


def is_sentence_like(sentence: Sentence, end: int) -> bool:
    """Return whether the words before `end` can be a reported sentence: they hold a finite verb after a subject."""
    if end < 3:
        return False
    first = sentence.lower[0]
    participle = first.endswith(("ed", "ing")) and sentence.words[0][0].isupper() and not _has_main_verb(sentence, end)
    if participle and sentence.words[: end + 1].count(",") < 2 and "," in sentence.words[end : end + 1]:
        return False  # "Asked if he would run, Holt said no"
    if first in SUBORDINATORS - {"that", "what", "so", "who", "how", "why"} and "," not in sentence.words[: end - 1]:
        return False
    return any(may_be_finite(sentence, i) for i in range(1, end)) and not (
        first in PREPOSITIONS and "," not in sentence.words[: end - 1] and end < 6
    )


def _has_main_verb(sentence: Sentence, end: int) -> bool:
    """Return whether a finite verb stands before `end` in no subordinate clause: "Improving it is hard"."""
    stop = next((i for i in range(1, end) if is_subordinator(sentence, i)), end)
    return any(is_finite(sentence, i) for i in range(1, stop))


def stands_beside(sentence: Sentence, start: int) -> bool:
    """Return whether a quotation, and at most a comma, stands right before `start`."""
    if start == 0:
        return False
    return sentence.quotes[start - 1] >= 0 or (
        start > 1 and sentence.words[start - 1] in ",–—-" and sentence.quotes[start - 2] >= 0
    )


def preceding(sentence: Sentence, start: int) -> list[Range]:
    """Return what stands before a reporting clause at the end: a quotation or a sentence."""
    if start == 0:
        return []
    if stands_beside(sentence, start) or (
        sentence.words[start - 1] in ",–—-" and is_sentence_like(sentence, start - 1)
    ):
        return [(0, start)]
    return []


def around(sentence: Sentence, low: int, high: int) -> list[Range]:
    """Return the two halves of a reported sentence that the clause from `low` to `high` is inserted into."""
    length = len(sentence)
    if low < 2 or high + 3 > length or sentence.words[low - 1] not in ",–—-" or sentence.words[high] not in ",–—-":
        return []
    after = high + 1
    if sentence.lower[after] in ("and", "but", "who", "which", "while", "whereas") or sentence.lower[after].endswith(
        "ing"
    ):
        return []
    if sentence.quotes[after] >= 0 or any(sentence.quotes[i] >= 0 and is_speech(sentence, i) for i in range(low)):
        return []
    behind = any(may_be_finite(sentence, i) for i in range(after, min(length, after + _CLAUSE)))
    return [(0, low - 1), (after, length)] if behind else []


def continued(sentence: Sentence, report: Report) -> None:
    """Add the second half of a quotation that the reporting clause breaks."""
    begin = report.frame[1]
    if begin < len(sentence) and sentence.words[begin] in ",:;–—-.":
        begin += 1
    if begin < len(sentence) and sentence.quotes[begin] >= 0 and report.content:
        report.content.append((begin, len(sentence)))


def ends_frame(sentence: Sentence, index: int, cue: Cue, *, beside: bool) -> bool:
    """Return whether nothing but whom it was told and circumstances follows the verb in its clause.

    `beside` tells that a quotation is beside the clause, so that even an object takes nothing from it.
    """
    end = clause_end(sentence, index)
    told = beside or cue.lemma in _ADDRESSED
    position = forward_phrase(sentence, index + 1, end) if told else index + 1
    if position >= end:
        return True
    lower = sentence.lower[position]
    if lower == "to" and _is_infinitive(sentence, position + 1):
        return False  # "continues to train"
    return (
        lower in PREPOSITIONS
        or is_time(sentence, position)
        or is_adverb(sentence, position)
        or lower in ("when", "as", "after")
    )


def following(sentence: Sentence, index: int, cue: Cue, report: Report) -> None:
    """Add what follows the verb: a quotation, "that …", a bare clause, an infinitive."""
    length = len(sentence)
    position = _after_particle(sentence, index, cue)
    position = _after_addressed(sentence, position, cue, report)
    while position < min(length, index + _CIRCUMSTANCES):
        begin = _content_start(sentence, position, cue)
        if begin is None and cue.bare and is_clause(sentence, position, cue):
            if _is_elliptic(sentence, position) or _opens_sentence(sentence, position):
                return
            begin = position
        if begin is not None:
            report.frame = (report.frame[0], position)
            report.content = [(begin, content_end(sentence, begin))]
            return
        further = _past_circumstance(sentence, position)
        if further is None:
            return
        position = further


def _is_elliptic(sentence: Sentence, position: int) -> bool:
    """Return whether nothing but a pronoun and an auxiliary follows, which repeat what stands before: "as he did"."""
    after = position + 2
    ends = after >= len(sentence) or is_break(sentence, after)
    return ends and is_pronoun(sentence, position) and is_auxiliary(sentence, position + 1)


def _opens_sentence(sentence: Sentence, position: int) -> bool:
    """Return whether a pronoun with a capital stands behind an initial, whose stop ends a sentence: "on X. It was"."""
    return (
        sentence.words[position - 1].endswith(".")
        and is_pronoun(sentence, position)
        and sentence.words[position].istitle()
        and sentence.lower[position] != "i"
    )


def content_end(sentence: Sentence, begin: int) -> int:
    """Return where reported words end: before the occasion of saying them, "…, he said in an interview with X"."""
    length = len(sentence)
    for position in range(length - 2, begin + 3, -1):
        if sentence.words[position] in ",;:–—":
            break
        if sentence.lower[position] in ("in", "during", "on") and position + 2 < length:
            noun = next(
                (
                    i
                    for i in range(position + 1, min(length, position + 5))
                    if sentence.lower[i] not in DETERMINERS and (i == position + 1 or not is_break(sentence, i))
                ),
                None,
            )
            stretch = sentence.lower[position + 1 : position + 4]
            if (
                noun is not None
                and sentence.lower[position + 1] in ("a", "an")
                and any(word in _OCCASIONS for word in stretch)
                and not any(is_finite(sentence, i) for i in range(position, length))
            ):
                return position
    return length


def _after_particle(sentence: Sentence, index: int, cue: Cue) -> int:
    """Return the index after a verb and the particle that makes it one of saying: "pointed out", "made it clear"."""
    position = index + 1
    if cue.particle:
        while position < min(len(sentence), index + 4) and sentence.lower[position] != cue.particle:
            position += 1
        position += 1
    return position


def has_particle(sentence: Sentence, index: int, cue: Cue) -> bool:
    """Return whether the particle follows that a verb needs to be one of saying."""
    after = sentence.lower[index + 1 : index + 3]
    return not cue.particle or after[:1] == [cue.particle] or after == ["it", cue.particle]


def _after_addressed(sentence: Sentence, position: int, cue: Cue, report: Report) -> int:
    """Return the index after the verb and, behind verbs like "tell", after whom it tells; set a medium told."""
    if (
        cue.lemma in _ADDRESSED
        and position < len(sentence)
        and (sentence.lower[position] not in _QUESTIONS or sentence.lower[position] == "those")
    ):
        after = forward_phrase(sentence, position, len(sentence))
        if cue.lemma == "warn" and is_clause(sentence, position, cue) and not is_pronoun(sentence, position):
            return position
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
    if lower in (":", ",", "–", "—", "-") and after < len(sentence):
        opens = lower == ":" or sentence.quotes[after] >= 0 or (lower == "," and sentence.lower[after] == "that")
        return after if opens else None
    if lower in _QUESTIONS:
        return position if lower == "that" or cue.lemma in _QUESTIONING else None
    infinitive = (
        lower == "to"
        and sentence.lower[position - 1] != "not"
        and cue.lemma in _INFINITIVE
        and _is_infinitive(sentence, after)
    )
    return position if infinitive else None


def _is_infinitive(sentence: Sentence, index: int) -> bool:
    """Return whether a verb rather than a noun stands behind "to"."""
    if index >= len(sentence) or not sentence.words[index][0].islower() or sentence.quotes[index] >= 0:
        return False
    lower = sentence.lower[index]
    return not _is_plural(lower) and lower not in DETERMINERS and lower not in ("him", "her", "them", "me", "us", "it")


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
    for position in range(comma + 1, min(len(sentence) - 1, comma + 16)):
        if sentence.words[position] in ",:":
            following = position + 1
            if sentence.lower[following] == "that" or sentence.quotes[following] >= 0:
                return following
            return None
    return None


def _circumstance(sentence: Sentence, position: int) -> int:
    """Return the index after a time, adverb or prepositional phrase, or `position` if none stands there."""
    lower = sentence.lower[position]
    limits = lower in ("only", "even", "now", "just") and sentence.lower[position + 1 : position + 2] != ["that"]
    if is_time(sentence, position) or (is_adverb(sentence, position) and not limits):
        return position + 1
    if lower in DETERMINERS and position + 1 < len(sentence) and is_time(sentence, position + 1):
        return position + 2  # "the next day"
    if lower in PREPOSITIONS and lower not in ("to", "than"):
        begin = position + 1
        while begin < len(sentence) and (is_time(sentence, begin) or sentence.lower[begin].isdigit()):
            begin += 1
        if begin > position + 1:
            return begin
        after = forward_phrase(sentence, begin, len(sentence))
        return after if after > begin else position
    if lower == "to":
        after = forward_phrase(sentence, position + 1, len(sentence))
        return after if after > position + 1 else position
    return position
