"""Reported clauses without "that" in English: "Brandt said inflation rose"."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue
from retrieval.statements.english.cues import cues
from retrieval.statements.english.phrases import forward_phrase
from retrieval.statements.english.words import (
    BEFORE_NOUNS,
    DETERMINERS,
    PREPOSITIONS,
    is_adverb,
    is_auxiliary,
    is_break,
    is_finite,
    is_past,
    is_pronoun,
    is_relative,
    is_shortened,
    is_subordinator,
    is_time,
    may_be_finite,
)
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")

_NOMINAL = _LISTS.words("clause_subjects")
_SAID_THINGS = _LISTS.words("said_things")
_FREE = _LISTS.words("free_bare_verbs")
"""Verbs of which whatever follows is a clause: "said inflation rose"."""
_OBJECTS = frozenset({"it", "this", "that", "these", "those", "all", "no", "any", "you"})
"""Words that may be what is said as well as the subject of what is said."""
_COUNTING = _LISTS.words("counting_words")
_NUMERALS = _LISTS.words("numerals")
_LIMITING = frozenset({"now", "only", "just", "even"})
"""Adverbs with which a clause may begin: "said only two came", not "said only that"."""
_CLAUSE = 30
"""Tokens within which a clause has its verb."""


def is_clause(sentence: Sentence, position: int, cue: Cue) -> bool:
    """Return whether a clause without "that" begins here: a subject, then a verb."""
    lower = sentence.lower[position]
    length = len(sentence)
    if position + 2 >= length or not (sentence.words[position][0].isalnum() or sentence.words[position] in "$£€"):
        return False
    if is_shortened(lower):
        return True
    if _counts(sentence, position):
        return True
    if _begins_otherwise(sentence, position):
        return False
    after = forward_phrase(sentence, position, length)
    if any(_goes_on_quoted(sentence, i) for i in range(position + 1, min(length, after + 1))):
        return True
    if is_pronoun(sentence, position) or (lower in _NOMINAL and after <= position + 1):
        return lower not in ("him", "them", "me", "us") and (lower not in _OBJECTS or _acts(sentence, position + 1))
    stop = min(length, position + _CLAUSE)
    end = next((i for i in range(position, stop) if _ends_clause(sentence, i)), stop)
    if any(_is_main_verb(sentence, index, after) for index in range(position + 1, end)):
        return True
    if end < stop and sentence.words[end] == "," and _resumes(sentence, end):
        return True
    comma = next((i for i in range(position + 1, stop) if sentence.words[i] in ",;:"), stop)
    free = cue.lemma in _FREE and lower not in _SAID_THINGS
    return free and any(may_be_finite(sentence, i) for i in range(position + 1, comma))


def _goes_on_quoted(sentence: Sentence, index: int) -> bool:
    """Return whether a quotation goes on behind a noun: 'said the court "found nothing"'."""
    before = sentence.lower[index - 1]
    return sentence.quotes[index] >= 0 and sentence.words[index][1].islower() and before not in BEFORE_NOUNS


def _ends_clause(sentence: Sentence, index: int) -> bool:
    """Return whether the stretch in which a subject has its verb ends here."""
    return is_subordinator(sentence, index) or sentence.words[index] in ",;:"


def _resumes(sentence: Sentence, comma: int) -> bool:
    """Return whether a verb follows an insertion: "the bridge, by the quay, will be shut"."""
    close = next(
        (i for i in range(comma + 1, min(len(sentence) - 1, comma + _CLAUSE)) if sentence.words[i] == ","), None
    )
    if close is None:
        return False
    after = close + 1
    while after < len(sentence) - 1 and is_adverb(sentence, after):
        after += 1
    return is_finite(sentence, after) or is_past(sentence, after)


def _begins_otherwise(sentence: Sentence, position: int) -> bool:
    """Return whether a word begins no subject: a preposition, an adverb, a time, a verb's form."""
    lower = sentence.lower[position]
    spoken = cues().get(lower)
    return (
        lower in PREPOSITIONS
        or is_relative(sentence, position)
        or lower == "so"
        or (spoken is not None and spoken.gerund)  # "she added, noting that …"
        or is_auxiliary(sentence, position)
        or is_time(sentence, position)
        or (is_adverb(sentence, position) and (lower not in _LIMITING or sentence.lower[position + 1] == "that"))
    )


def _acts(sentence: Sentence, position: int) -> bool:
    """Return whether a verb follows a word like "this", so that it is a subject: "said this was wrong"."""
    while position < len(sentence) - 1 and is_adverb(sentence, position):
        position += 1
    return may_be_finite(sentence, position) or sentence.lower[position] in ("who", "of")


def _counts(sentence: Sentence, position: int) -> bool:
    """Return whether a number follows with a verb: "at least 12 people died"."""
    number = next((i for i in range(position + 1, min(len(sentence), position + 4)) if _is_number(sentence, i)), None)
    if number is None or any(is_break(sentence, i) for i in range(position, number)):
        return False
    if not all(sentence.lower[i] in _COUNTING for i in range(position, number)):
        return False
    stop = min(len(sentence), number + _CLAUSE)
    return any(may_be_finite(sentence, i) for i in range(number + 1, stop))


def _is_number(sentence: Sentence, index: int) -> bool:
    return sentence.words[index][0].isdigit() or sentence.lower[index] in _NUMERALS


def _is_main_verb(sentence: Sentence, index: int, after: int) -> bool:
    """Return whether the word at `index` is the verb of the subject that ends at `after`."""
    if is_auxiliary(sentence, index):
        return is_finite(sentence, index)
    if index != after:
        return False
    following = sentence.lower[index + 1] if index + 1 < len(sentence) else "."
    objects = following in DETERMINERS or following in ("that", "he", "she", "it", "they")
    return is_finite(sentence, index) or (is_past(sentence, index) and objects)
