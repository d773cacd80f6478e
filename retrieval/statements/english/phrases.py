"""English noun phrases: read forward after a verb or preposition, and back from the verb they are the subject of."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.english.cues import cues
from retrieval.statements.international import listed
from retrieval.statements.reports import Range
from retrieval.statements.tokens import Sentence
from retrieval.text.function_words import function_words

_LISTS = load("en", "statements")

MEDIA = listed("media")
"""Names of agencies, papers and stations, lower case."""
_MEDIA_NOUN_ENDINGS = tuple(_LISTS.words("media_noun_endings"))
AMBIGUOUS = _LISTS.words("ambiguous_forms")
"""Forms that are more often nouns than verbs: they report only with a clear complement."""

PRONOUNS = _LISTS.words("subject_pronouns")
DETERMINERS = _LISTS.words("determiners")
BE = _LISTS.words("be")
HAVE = _LISTS.words("have")
MODALS = _LISTS.words("modals")
AUXILIARIES = BE | HAVE | MODALS
PREPOSITIONS = _LISTS.words("prepositions")
ATTACHED = _LISTS.words("attached_prepositions")
"""Prepositions that may continue a phrase read back from its verb: "a spokesman for the ministry in Geneva said"."""
SUBORDINATORS = _LISTS.words("subordinators")
CONJUNCTIONS = _LISTS.words("conjunctions")
TIMES = _LISTS.words("times")
ADVERBS = _LISTS.words("adverbs")
_PERSONAL = _LISTS.words("personal_pronouns")
_PAST = _LISTS.words("irregular_pasts")
_STOP = (
    AUXILIARIES | SUBORDINATORS | TIMES | ADVERBS | (PREPOSITIONS - {"of", "for", "from"}) | _LISTS.words("phrase_ends")
)
LOWERED = (
    frozenset(function_words("en"))
    | DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | ADVERBS
    | CONJUNCTIONS
    | AUXILIARIES
    | PRONOUNS
)


def is_name_word(sentence: Sentence, index: int) -> bool:
    """Return whether a token can be part of a name: a capital and no function word."""
    return sentence.words[index][0].isupper() and sentence.lower[index] not in LOWERED and sentence.quotes[index] < 0


def is_media(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a token range names or describes a news medium."""
    for index in range(start, end):
        bare = sentence.lower[index].removesuffix("'s").removesuffix("’s")
        if bare in MEDIA and sentence.words[index][0].isupper():
            return True
        if bare.endswith(_MEDIA_NOUN_ENDINGS) and bare != "reporters":
            return True
    return False


def forward_phrase(sentence: Sentence, start: int, end: int) -> int:
    """Return the index after the noun phrase that begins at `start`, or `start` if none does."""
    if start >= end:
        return start
    if _is_pronoun(sentence, start, end):
        return start + 1
    index = start
    limit = min(end, start + 16)
    while index < limit:
        closed = _bracket_end(sentence, index, limit) if index > start else None
        if closed is not None:
            index = closed
        elif _ends_phrase(sentence, start, index, limit):
            break
        else:
            index += 1
    return index


def _is_pronoun(sentence: Sentence, index: int, end: int) -> bool:
    """Return whether a token is a phrase of its own; "her" may be the determiner of one."""
    lower = sentence.lower
    if lower[index] == "her":
        return not (index + 1 < end and lower[index + 1].isalpha() and lower[index + 1] not in _STOP)
    return lower[index] in _PERSONAL


def _bracket_end(sentence: Sentence, index: int, limit: int) -> int | None:
    """Return the index after a short insertion in brackets that begins at `index`."""
    if sentence.words[index] != "(":
        return None
    return next((i + 1 for i in range(index, min(limit, index + 6)) if sentence.words[i] == ")"), None)


def _ends_phrase(sentence: Sentence, start: int, index: int, limit: int) -> bool:
    """Return whether the noun phrase that begins at `start` ends before `index`."""
    word = sentence.lower[index]
    first = index == start
    if not (word[0].isalnum() or sentence.quotes[index] >= 0) or _is_long_quote(sentence, index):
        return True
    if word in _STOP:
        return not (first and word in ("this", "last", "next"))
    if word in ("of", "for", "from"):
        return first or index + 1 >= limit
    if word == "and":
        return first or index + 1 >= limit or not _nominal(sentence, index + 1)
    return not first and (_is_reporting(sentence, index) or _is_past(sentence, index))


def _is_reporting(sentence: Sentence, index: int) -> bool:
    """Return whether a word within a phrase is a reporting verb rather than a noun or attribute."""
    word = sentence.lower[index]
    return (
        word in cues()
        and word not in AMBIGUOUS
        and sentence.words[index][0].islower()
        and not _as_noun(sentence, index)
    )


def _is_past(sentence: Sentence, index: int) -> bool:
    """Return whether a word is a past form that ends the subject before it: "the ministry reacted to …"."""
    word = sentence.words[index]
    if not word[0].islower() or not (word.endswith("ed") or word in _PAST):
        return False
    if sentence.lower[index - 1] in DETERMINERS | PREPOSITIONS:
        return False
    following = sentence.lower[index + 1] if index + 1 < len(sentence) else "."
    return (
        following in LOWERED
        or not following[0].isalpha()
        or following.endswith("ly")
        or word in _PAST
        or (sentence.words[index + 1][0].isupper())
    )


def _nominal(sentence: Sentence, index: int) -> bool:
    return is_name_word(sentence, index) or sentence.lower[index] in DETERMINERS


def _as_noun(sentence: Sentence, index: int) -> bool:
    """Return whether a form like "report" stands where only a noun can: after a determiner, name or preposition."""
    return sentence.lower[index - 1] in DETERMINERS | PREPOSITIONS


def _is_long_quote(sentence: Sentence, index: int) -> bool:
    return sentence.quotes[index] >= 0 and sentence.words[index].count(" ") > 3


def with_apposition(sentence: Sentence, after: int) -> int:
    """Return the end of a phrase with ", head of the union" if a comma or stop closes that."""
    length = len(sentence)
    if after + 1 >= length or sentence.words[after] != "," or sentence.quotes[after + 1] >= 0:
        return after
    begin = after + 1
    if sentence.lower[begin] in _STOP or sentence.lower[begin] == "adding":
        return after
    close = begin
    while close < min(length, begin + 14) and sentence.words[close] not in ",.;:–—" and sentence.quotes[close] < 0:
        if sentence.lower[close] in AUXILIARIES | {"who", "that", "said", "told"}:
            return after
        close += 1
    return close if close > begin and (close >= length or sentence.words[close] in ",.;:") else after


def backward_phrase(sentence: Sentence, start: int, end: int) -> Range | None:
    """Return the subject between a clause's start and its verb, without adverbs and leading prepositional phrases."""
    while end > start and (sentence.lower[end - 1] in ADVERBS | AUXILIARIES or sentence.lower[end - 1].endswith("ly")):
        end -= 1
    while start < end:
        lower = sentence.lower[start]
        if (
            lower in ADVERBS
            or lower in CONJUNCTIONS
            or (lower in ("in", "on", "at", "during", "after", "by", "last", "this") and (start + 1 < end))
        ):
            after = _leading(sentence, start, end)
            if after >= end:
                return None
            start = after
            continue
        break
    if start >= end or sentence.lower[start] in AUXILIARIES:  # "could anyone tell", "nor will it promise"
        return None
    if end - start == 1:
        if sentence.lower[start] in PRONOUNS or is_name_word(sentence, start) or sentence.words[start][0].isalpha():
            return start, end
        return None
    if sentence.lower[start] in PREPOSITIONS or sentence.lower[start] in SUBORDINATORS - {"who", "which", "that"}:
        return None
    return start, end


def _leading(sentence: Sentence, start: int, end: int) -> int:
    """Return the index after an adverb, or after a time like "on Monday" that no comma closes."""
    if sentence.lower[start] in ADVERBS | CONJUNCTIONS:
        return start + 1
    index = start + 1
    while index < end and (
        sentence.lower[index] in TIMES or sentence.lower[index].isdigit() or sentence.lower[index] == "the"
    ):
        if sentence.lower[index] == "the" and not (index + 1 < end and sentence.lower[index + 1] in TIMES):
            break
        index += 1
    if index > start + 1 or sentence.lower[start] in ("last", "this"):
        return index
    return end if sentence.lower[start] in PREPOSITIONS else start + 1
