"""English noun phrases: read forward after a verb or preposition, with what stands beside them."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.english.naming import is_role
from retrieval.statements.english.words import (
    BEFORE_NOUNS,
    DETERMINERS,
    OPENING,
    PLURAL_ENDINGS,
    PREPOSITIONS,
    SUBORDINATORS,
    is_adverb,
    is_auxiliary,
    is_break,
    is_finite,
    is_irregular_past,
    is_media,
    is_name_word,
    is_past,
    is_pronoun,
    is_reporting,
    is_shortened,
    is_speech,
    is_subordinator,
    is_time,
    may_be_finite,
)
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_JOINING = _LISTS.words("attached_prepositions")
"""Prepositions that continue a phrase read forward: "a spokesman for the ministry"."""
_ENDS = _LISTS.words("phrase_ends")
_AFTER_VERBS = BEFORE_NOUNS | SUBORDINATORS
_LONGEST = 16
"""Tokens of a phrase: longer than readable ones, and keeps hostile text linear."""


def forward_phrase(sentence: Sentence, start: int, end: int) -> int:
    """Return the index after the noun phrase that begins at `start`, or `start` if none does."""
    if start >= end:
        return start
    lower = sentence.lower
    if is_pronoun(sentence, start) or (lower[start] == "her" and not _owns(sentence, start, end)):
        return start + 1 if not is_shortened(lower[start]) else start
    index = start
    limit = min(end, start + _LONGEST)
    while index < limit:
        closed = _bracket_end(sentence, index, limit) if index > start else None
        if closed is not None:
            index = closed
        elif _ends_phrase(sentence, start, index, limit):
            break
        else:
            index += 1
    while index > start + 1 and (lower[index - 1] in _JOINING or lower[index - 1] == "and"):
        index -= 1
    return index


def _owns(sentence: Sentence, index: int, end: int) -> bool:
    """Return whether a noun may follow "her"."""
    after = index + 1
    return after < end and sentence.words[after][0].isalpha() and not _ends_any(sentence, after)


def _bracket_end(sentence: Sentence, index: int, limit: int) -> int | None:
    """Return the index after a short insertion in brackets that begins at `index`."""
    if sentence.words[index] != "(":
        return None
    return next((i + 1 for i in range(index, min(limit, index + 6)) if sentence.words[i] == ")"), None)


def _ends_any(sentence: Sentence, index: int) -> bool:
    """Return whether a word ends any phrase, wherever it stands in it."""
    word = sentence.lower[index]
    return (
        is_break(sentence, index)
        or is_speech(sentence, index)
        or is_auxiliary(sentence, index)
        or is_shortened(word)
        or is_pronoun(sentence, index)
        or is_subordinator(sentence, index)
        or word in _ENDS
        or (word in PREPOSITIONS and word not in _JOINING)
        or is_adverb(sentence, index)
    )


def _ends_phrase(sentence: Sentence, start: int, index: int, limit: int) -> bool:
    """Return whether the noun phrase that begins at `start` ends before `index`."""
    lower = sentence.lower
    word = lower[index]
    first = index == start
    if is_time(sentence, index) and not (first and word in ("last", "next", "this")):
        return True
    if _ends_any(sentence, index):
        return first or not (word.endswith("ly") and lower[index - 1] in DETERMINERS)
    if word in _JOINING:
        return first or index + 1 >= limit
    if word == "and":
        return first or index + 1 >= limit or not _nominal(sentence, index + 1)
    if first:
        return False
    before = lower[index - 1]
    if word in OPENING and before not in _JOINING and before not in ("and", "all", "both", "half"):
        return True
    if _meets_name(sentence, index):
        return True
    return is_reporting(sentence, index) or _is_verb(sentence, index) or _is_present(sentence, index)


def _meets_name(sentence: Sentence, index: int) -> bool:
    """Return whether a name begins as another phrase: "told staff Brandt left", "told the court Brandt had left"."""
    before = sentence.words[index - 1]
    if not is_name_word(sentence, index) or not before[0].islower() or not before.isalpha():
        return False
    if before.endswith("s") and not before.endswith("ss"):
        return True
    after = index
    while after < len(sentence) and is_name_word(sentence, after):
        after += 1
    verb = after < len(sentence) and is_finite(sentence, after) and not is_reporting(sentence, after)
    return verb and not is_role(before) and not is_media(sentence, index - 1, index)


def _is_present(sentence: Sentence, index: int) -> bool:
    """Return whether a form in -s right after a name is its verb: "Brandt visits the"."""
    after = index + 1
    return (
        after < len(sentence)
        and is_name_word(sentence, index - 1)
        and may_be_finite(sentence, index)
        and not sentence.lower[index].endswith(PLURAL_ENDINGS)
        and sentence.lower[after] != "that"
        and (sentence.lower[after] in BEFORE_NOUNS or is_name_word(sentence, after))
    )


def _is_verb(sentence: Sentence, index: int) -> bool:
    """Return whether a past form ends the subject before it: "the ministry reacted to …"."""
    before = sentence.lower[index - 1]
    if not is_past(sentence, index) or before in BEFORE_NOUNS or before.endswith("ly"):
        return False
    if is_irregular_past(sentence, index) or index + 1 >= len(sentence):
        return True
    if sentence.lower[index] in ("named", "called", "aged", "nicknamed"):
        return False
    following = sentence.lower[index + 1]
    if following in ("and", "but"):
        return is_name_word(sentence, index - 1)
    return not sentence.words[index + 1][0].islower() or following in _AFTER_VERBS


def _nominal(sentence: Sentence, index: int) -> bool:
    return is_name_word(sentence, index) or sentence.lower[index] in DETERMINERS or sentence.lower[index].endswith("s")


def with_apposition(sentence: Sentence, after: int) -> int:
    """Return the end of a phrase with ", head of the union" if a comma or stop closes that."""
    length = len(sentence)
    if after + 1 >= length or sentence.words[after] != "," or sentence.quotes[after + 1] >= 0:
        return after
    begin = after + 1
    lower = sentence.lower
    if (
        is_adverb(sentence, begin)
        or is_subordinator(sentence, begin)
        or lower[begin] in PREPOSITIONS
        or lower[begin] in _ENDS
        or lower[begin].endswith("ing")
        or lower[begin] in ("and", "but")
    ):
        return after
    close = begin
    while close < min(length, begin + 18) and not is_break(sentence, close) and not is_speech(sentence, close):
        if (
            is_auxiliary(sentence, close)
            or is_pronoun(sentence, close)
            or (is_past(sentence, close) and is_name_word(sentence, close - 1))  # a clause of its own
            or lower[close] in ("who", "that", "said", "told")
        ):
            return after
        close += 1
    return close if close > begin and (close >= length or sentence.words[close] in ",.;:") else after
