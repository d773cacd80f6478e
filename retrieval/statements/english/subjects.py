"""Who an English verb is said of: the subject before it, with what is inserted between, or shared with another verb."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.statements.english.phrases import forward_phrase, with_apposition
from retrieval.statements.english.words import (
    BEFORE_NOUNS,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE,
    OPENING,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    is_adverb,
    is_auxiliary,
    is_break,
    is_finite,
    is_infinite,
    is_irregular_past,
    is_name_word,
    is_past,
    is_pronoun,
    is_relative,
    is_reporting,
    is_shortened,
    is_speech,
    is_subordinator,
    is_time,
)
from retrieval.statements.reports import Range
from retrieval.statements.tokens import Sentence

SEARCH = 40
"""Tokens looked at around a verb: longer than a readable clause, and keeps hostile text linear."""
_INSERTIONS = 5
"""Commas that may stand between a subject and its verb."""
_SUFFIXES = frozenset(
    {"inc", "ltd", "llc", "llp", "plc", "corp", "co", "jr", "sr", "iii", "phd", "md", "qc", "kc", "mp"}
)
"""What a comma may part from the name before it."""
_DASHES = frozenset("–—-")
_CLAUSE_OPENERS = SUBORDINATORS - {"that"}
_AFTER_HAVE = frozenset({"so", "far", "long", "yet", "to", "date", "since"})
"""Adverbs that stand only between "have" and its participle: "has long said", "have so far said"."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The words that a verb is said of. `antecedent` is what a relative pronoun stands for."""

    phrase: Range
    antecedent: Range | None = None
    inner: bool = False
    """Whether its relative clause has the pronoun in what it reports: "pictures that critics said …"."""


def verb_start(sentence: Sentence, verb: int) -> int:
    """Return where the verb group begins that ends with the verb at `verb`: at "has" in "has repeatedly said"."""
    start = verb
    while start > 0 and (is_auxiliary(sentence, start - 1) or is_adverb(sentence, start - 1)):
        start -= 1
    inner = start
    while inner > 0 and sentence.lower[inner - 1] in _AFTER_HAVE:
        inner -= 1
    if inner < start and inner > 0 and sentence.lower[inner - 1] in HAVE:
        return verb_start(sentence, inner - 1) if is_adverb(sentence, inner - 2) else inner - 1
    return start


def subject(sentence: Sentence, verb: int) -> Subject | None:
    """Return the subject before the verb group that begins at `verb`; None where there is none right before it."""
    if verb == 0:
        return None
    while verb > 2 and is_time(sentence, verb - 1) and sentence.words[verb - 2] not in _DASHES | {","}:
        verb -= 1 if sentence.lower[verb - 2] not in DETERMINERS else 2  # "Mr Brandt last week said"
    before = sentence.words[verb - 1]
    if before == "," or before in _DASHES:
        head = _behind_insertions(sentence, verb, before)
        return Subject(head) if head is not None else None
    low = _floor(sentence, verb)
    if low > 1 and sentence.words[low - 1] == "," and sentence.lower[low].rstrip(".") in _SUFFIXES:
        low = _floor(sentence, low - 1)  # "Brandt, Inc. said"
    return _within(sentence, low, verb)


def _floor(sentence: Sentence, end: int) -> int:
    """Return where the stretch begins that no mark parts from `end`; pairs of brackets part nothing."""
    position = end
    least = max(0, end - SEARCH)
    while position > least:
        word = sentence.words[position - 1]
        if word == ")":
            opening = next(
                (i for i in range(position - 2, max(-1, position - 10), -1) if sentence.words[i] == "("), None
            )
            if opening is None:
                return position
            position = opening
            continue
        if is_break(sentence, position - 1) or is_speech(sentence, position - 1):
            return position
        position -= 1
    return position


def _within(sentence: Sentence, low: int, end: int) -> Subject | None:
    """Return the subject that ends at `end` in a stretch without marks."""
    if sentence.lower[end - 1] in CONJUNCTIONS:
        return None  # "came in and said": shared
    relative = _relative(sentence, low, end)
    if relative is not None:
        return relative
    low = _after_clauses(sentence, low, end)
    start = _stripped(sentence, low, end)
    if start >= end or not _is_phrase(sentence, start, end):
        return None
    return Subject((_list_start(sentence, start, end), end))


def _list_start(sentence: Sentence, start: int, end: int) -> int:
    """Return where a list of names begins that ends with "…, Britain and France"."""
    if "and" not in sentence.lower[start:end]:
        return start
    first = start
    while first > 1 and sentence.words[first - 1] == ",":
        low = first - 1
        while low > 0 and (is_name_word(sentence, low - 1) or sentence.lower[low - 1] in ("the", "of")):
            low -= 1
        if low == first - 1:
            break
        first = low
    return first if first == 0 or sentence.words[first - 1] in "–—-:" else start


def _after_clauses(sentence: Sentence, low: int, end: int) -> int:
    """Return where the clause begins whose subject ends at `end`: behind conjunctions and other clauses."""
    lower = sentence.lower
    start = low
    for position in range(low, end):
        word = lower[position]
        if is_relative(sentence, position):
            continue  # "a woman who saw it said", "which he said"
        if is_subordinator(sentence, position) and (position > low or position + 1 < end):
            start = position + 1
        elif (
            word in CONJUNCTIONS and any(is_finite(sentence, i) or is_past(sentence, i) for i in range(start, position))
        ) or (is_pronoun(sentence, position) and position == end - 1):
            start = position + 1 if word in CONJUNCTIONS else position
        elif (
            position > start
            and is_finite(sentence, position)
            and (is_reporting(sentence, position) or not is_irregular_past(sentence, position))
            and not any(is_relative(sentence, i) for i in range(start, position))
        ):
            start = position + 1  # "it is late Holt said"
    return min(start, end - 1) if start > low else start


def _relative(sentence: Sentence, low: int, end: int) -> Subject | None:
    """Return the subject where a relative pronoun stands before `end`: the pronoun, or what follows it."""
    for position in range(end - 1, low - 1, -1):
        if not is_relative(sentence, position):
            continue
        inner = position + 1
        if any(is_subordinator(sentence, i) for i in range(inner, end)):
            return None
        if inner == end or _stripped(sentence, inner, end) >= end:
            return _antecedent(sentence, position)
        if any(is_finite(sentence, i) or is_past(sentence, i) for i in range(inner, end)):
            continue  # "a woman who saw it" is the subject
        start = _stripped(sentence, inner, end)
        return Subject((start, end), inner=True) if start < end and _is_phrase(sentence, start, end) else None
    return None


def _antecedent(sentence: Sentence, pronoun: int) -> Subject | None:
    """Return a relative pronoun as subject, with the phrase before it."""
    if pronoun < 1:
        return None
    here = (pronoun, pronoun + 1)
    close = pronoun
    if sentence.words[close - 1] == ",":
        close -= 1
        head = _behind_insertions(sentence, close + 1, ",") or _last_phrase(sentence, _floor(sentence, close), close)
        return Subject(here, head) if head is not None else None
    if sentence.lower[pronoun] == "that" and (close == 0 or not sentence.words[close - 1][0].isalpha()):
        return None
    head = _last_phrase(sentence, _floor(sentence, close), close)
    return Subject(here, head) if head is not None else None


def _behind_insertions(sentence: Sentence, verb: int, mark: str) -> Range | None:
    """Return the phrase with all that marks set off between it and the verb at `verb`: "Holt, who ran it, said"."""
    marks = [verb - 1]
    position = verb - 2
    least = max(-1, verb - SEARCH)
    while position > least and len(marks) <= _INSERTIONS:
        word = sentence.words[position]
        if word == mark:
            marks.append(position)
        elif (is_break(sentence, position) and word not in "()," and not (mark == "," and word in _DASHES)) or (
            is_speech(sentence, position) and not _is_named(sentence, position)
        ):
            break
        position -= 1
    floor = position + 1
    if len(marks) == 1:
        # "Holt of the institute, said": one stray comma.
        low = _after_clauses(sentence, floor, verb - 1)
        start = _stripped(sentence, low, verb - 1)
        fits = start < verb - 1 and _is_phrase(sentence, start, verb - 1) and not _has_verb(sentence, floor, verb - 1)
        return (start, verb - 1) if fits and floor == 0 else None
    for number in range(len(marks) - 1, 0, -1):
        close = marks[number]
        low = marks[number + 1] + 1 if number + 1 < len(marks) else floor
        low = _after_clauses(sentence, low, close)
        start = _stripped(sentence, low, close)
        if start >= close or not _is_phrase(sentence, start, close) or _has_verb(sentence, start, close):
            continue
        pieces = [(marks[i] + 1, marks[i - 1]) for i in range(number, 0, -1)]
        if not all(_is_insertion(sentence, *piece) for piece in pieces):
            continue
        relative = next((piece[0] for piece in pieces if sentence.lower[piece[0]] in RELATIVES), None)
        return start, relative - 1 if relative is not None else verb - 1
    return None


def _is_named(sentence: Sentence, position: int) -> bool:
    """Return whether a quotation within a description is a title: 'author of "The Long Way", said'."""
    return position > 0 and sentence.lower[position - 1] in PREPOSITIONS | {"book", "film", "show", "series", "novel"}


def _is_insertion(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether words between two marks describe what stands before them: no clause of their own."""
    if low >= high:
        return False
    first = sentence.lower[low]
    if is_relative(sentence, low) or first in ("whose", "whom", "where", "when", "as", "if", "like", "asked", "told"):
        return True
    return not _has_verb(sentence, low, high)


def _has_verb(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a stretch holds a finite verb outside a relative clause."""
    for position in range(low, high):
        if is_relative(sentence, position) or sentence.lower[position] in ("where", "whose", "whom"):
            return False
        if position > low and is_finite(sentence, position):
            return True
    return False


def _stripped(sentence: Sentence, low: int, end: int) -> int:
    """Return where the last noun phrase of a stretch begins: behind adverbs, times and "in the report"."""
    lower = sentence.lower
    start = low
    while start < end:
        word = lower[start]
        if (
            word in CONJUNCTIONS
            or (is_adverb(sentence, start) and end - start > 1)
            or (is_auxiliary(sentence, start) and not _follows_opening(sentence, start))
        ):
            start += 1
        elif is_time(sentence, start) or (word in DETERMINERS and start + 1 < end and is_time(sentence, start + 1)):
            after = start + 1
            while after < end and (is_time(sentence, after) or lower[after].isdigit()):
                after += 1
            start = after
        elif word in PREPOSITIONS or _is_participle(sentence, start) or _follows_opening(sentence, start):
            after = _next_phrase(sentence, start, end)
            if after >= end:
                return end
            start = after
        else:
            break
    return start


def _follows_opening(sentence: Sentence, index: int) -> bool:
    """Return whether a gerund stands behind the word that opens its clause: "after being charged"."""
    lower = sentence.lower
    gerund = lower[index] in ("being", "having") or (is_infinite(lower[index]) and sentence.words[index][0].islower())
    return gerund and index > 0 and (lower[index - 1] in PREPOSITIONS or is_subordinator(sentence, index - 1))


def _is_participle(sentence: Sentence, index: int) -> bool:
    """Return whether a sentence begins with a participle here: "Speaking to reporters"."""
    after = index + 1
    return (
        (is_infinite(sentence.lower[index]) or sentence.lower[index].endswith("ed"))
        and sentence.words[index][0].isupper()
        and after < len(sentence)
        and (sentence.lower[after] in BEFORE_NOUNS or is_adverb(sentence, after) or is_subordinator(sentence, after))
    )


def _next_phrase(sentence: Sentence, start: int, end: int) -> int:
    """Return where another phrase begins right behind "in the report", or `end`."""
    lower = sentence.lower
    position = start + 1
    found = end
    while position < end:
        word = lower[position]
        inner = position > start + 1 and lower[position - 1] not in PREPOSITIONS and lower[position - 1] != "and"
        times = position
        while times < end and (is_time(sentence, times) or lower[times].isdigit()):
            times += 1
        if position < times < end and lower[position - 1] not in DETERMINERS:
            return times
        if inner and (is_pronoun(sentence, position) or word in OPENING):
            found = position
        before = sentence.words[position - 1]
        if (
            inner
            and is_name_word(sentence, position)
            and before[0].islower()
            and before.isalpha()
            and not is_time(sentence, position)
        ):
            return position if found == end else found
        position += 1
    return found


def _is_phrase(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a stretch can be a subject."""
    lower = sentence.lower
    if lower[low] in PREPOSITIONS or lower[low] in _CLAUSE_OPENERS or is_shortened(lower[low]):
        return False
    if lower[high - 1] in ("of", "from", "with"):
        return False  # "accused Brandt of"
    if high - low == 1:
        return not is_adverb(sentence, low) and not is_time(sentence, low) and (sentence.words[low][0].isalnum())
    if sentence.words[high - 1] == "%":
        return True
    if lower[low] in PRONOUN_STARTS:
        return False
    if all(
        is_time(sentence, i) or lower[i] in DETERMINERS or not any(map(str.isalpha, lower[i])) for i in range(low, high)
    ):
        return False
    return any(sentence.words[i] == "%" or any(map(str.isalpha, sentence.words[i])) for i in range(low, high))


PRONOUN_STARTS = frozenset({"he", "she", "it", "they", "i", "we", "there"})
"""Pronouns that no phrase of several words begins with."""


def _last_phrase(sentence: Sentence, low: int, end: int) -> Range | None:
    """Return the noun phrase that ends at `end`, before a relative pronoun."""
    low = _after_clauses(sentence, low, end)
    position = end - 1
    start = position
    while start > low and not (
        sentence.lower[start - 1] in PREPOSITIONS - {"of", "for"}
        or is_past(sentence, start - 1)
        or is_finite(sentence, start - 1)
        or sentence.lower[start] in OPENING
    ):
        start -= 1
    start = _stripped(sentence, start, end)
    return (start, end) if start < end and _is_phrase(sentence, start, end) else None


def shared(sentence: Sentence, index: int) -> Range | None:
    """Return the subject of the sentence, which a later verb shares."""
    begin = 0
    lower = sentence.lower
    while begin < index:
        word = lower[begin]
        if word in CONJUNCTIONS:
            begin += 1
            continue
        if (
            word in PREPOSITIONS
            or is_subordinator(sentence, begin)
            or is_adverb(sentence, begin)
            or _is_participle(sentence, begin)
        ):
            comma = next((i for i in range(begin, min(index, begin + 20)) if sentence.words[i] == ","), None)
            begin = begin + 1 if comma is None else comma + 1
            continue
        end = forward_phrase(sentence, begin, index)
        if end > begin and sentence.quotes[begin] < 0:
            return begin, min(with_apposition(sentence, end), index)
        begin += 1
    return None
