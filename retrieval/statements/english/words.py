"""The classes of English words that phrases and clauses are read by."""

from __future__ import annotations

import re

from retrieval.languages.word_data import load
from retrieval.statements.english.cues import cues
from retrieval.statements.international import listed
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
OPENING = _LISTS.words("opening_determiners")
"""Determiners with which a noun phrase can only begin: none stands within one."""
BE = _LISTS.words("be")
HAVE = _LISTS.words("have")
MODALS = _LISTS.words("modals")
AUXILIARIES = BE | HAVE | MODALS | _LISTS.words("negated_auxiliaries")
PREPOSITIONS = _LISTS.words("prepositions")
SUBORDINATORS = _LISTS.words("subordinators")
RELATIVES = _LISTS.words("relatives")
CONJUNCTIONS = _LISTS.words("conjunctions")
TIMES = _LISTS.words("times")
ADVERBS = _LISTS.words("adverbs")
PERSONAL = _LISTS.words("personal_pronouns")
_REFLEXIVES = _LISTS.words("reflexives")
_PAST = _LISTS.words("irregular_pasts")
_NOUNS_LIKE_ADVERBS = _LISTS.words("nouns_like_adverbs")
_NOUNS_LIKE_VERBS = _LISTS.words("nouns_like_verbs")
BEFORE_NOUNS = DETERMINERS | PREPOSITIONS
"""Words that only a noun or what describes it follows."""
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
"""Words that may be written with a capital without being part of a name."""
_SHORTENED = re.compile(r"(?:i|you|he|she|it|we|they|that|there|this|who|what|here)['’](?:s|re|ve|d|ll|m)")
_NEGATED = ("n't", "n’t")
PLURAL_ENDINGS = ("ists", "ers", "ors", "ials", "ats", "nts", "lysts", "perts", "ians", "nesses", "ics", "men", "ees")
"""What nouns for people end with in the plural."""
_NAMESAKES = _LISTS.words("names_like_words")
_BEFORE_MONTHS = _LISTS.words("before_months")
_CALENDAR = _LISTS.words("calendar")
_POINTING = frozenset({"this", "last", "next", "late", "early"})
_NON_FINITE = frozenset({"be", "been", "being", "having"})
_SPEECH_SPACES = 4
"""Spaces from which a quotation is read as an utterance of its own rather than words within a clause."""


def is_name_word(sentence: Sentence, index: int) -> bool:
    """Return whether a token can be part of a name: a capital and no function word."""
    word = sentence.words[index]
    if not word[0].isupper() or sentence.quotes[index] >= 0:
        return False
    return _is_acronym(sentence, index) or sentence.lower[index] not in LOWERED or _is_namesake(sentence, index)


def is_media(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a token range names or describes a news medium."""
    for index in range(start, end):
        bare = sentence.lower[index].removesuffix("'s").removesuffix("’s")
        if bare in MEDIA and sentence.words[index][0].isupper():
            return True
        if bare.endswith(_MEDIA_NOUN_ENDINGS) and bare != "reporters":
            return True
    return False


def is_speech(sentence: Sentence, position: int) -> bool:
    """Return whether a quotation token is an utterance of its own rather than words within the clause."""
    word = sentence.words[position]
    return sentence.quotes[position] >= 0 and (word.count(" ") >= _SPEECH_SPACES or word[-2:-1] in ".!?,…")


def is_break(sentence: Sentence, position: int) -> bool:
    """Return whether a mark parts clauses here; the stop of an abbreviation ("the U.S. said", "Jr. said") does not."""
    word = sentence.words[position]
    if word[0].isalnum():
        return False
    if word == ".":
        after = position + 1
        return after >= len(sentence) or sentence.quotes[after] >= 0 or not sentence.words[after][0].isalnum()
    return sentence.quotes[position] < 0 and word not in "$£€¥%&#@/'’*+."


def is_shortened(lower: str) -> bool:
    """Return whether a word is a pronoun with its verb: "it's", "they've"."""
    return _SHORTENED.fullmatch(lower) is not None


def _is_acronym(sentence: Sentence, index: int) -> bool:
    """Return whether a word is all capitals, so that WHO is none of the small words."""
    word = sentence.words[index]
    return len(word) > 1 and word.isupper()


def is_relative(sentence: Sentence, index: int) -> bool:
    """Return whether a word is a relative pronoun."""
    return sentence.lower[index] in RELATIVES and not _is_acronym(sentence, index)


def is_subordinator(sentence: Sentence, index: int) -> bool:
    """Return whether a word opens a subordinate clause."""
    return sentence.lower[index] in SUBORDINATORS and not _is_acronym(sentence, index)


def is_pronoun(sentence: Sentence, index: int) -> bool:
    """Return whether a word is a phrase of its own, with its verb or without; "US" is none."""
    word, lower = sentence.words[index], sentence.lower[index]
    return (lower in PERSONAL and not (len(word) > 1 and word.isupper())) or lower == "there" or is_shortened(lower)


def is_auxiliary(sentence: Sentence, index: int) -> bool:
    """Return whether a word is a form of be, have or do, or a modal, negated or not; "Will" and "May" may be names."""
    lower = sentence.lower[index]
    if lower in AUXILIARIES:
        if lower not in _NAMESAKES or sentence.words[index][0].islower():
            return True
        return not index and not _is_namesake(sentence, index)
    return lower.endswith(_NEGATED)


def is_time(sentence: Sentence, index: int) -> bool:
    """Return whether a word is one of time; "Day" and "May" may be names."""
    lower = sentence.lower[index]
    if lower not in TIMES:
        return False
    if index and sentence.words[index][0].isupper() and lower not in _CALENDAR:
        return False  # "the Morning Post"
    if lower in _POINTING:
        return index + 1 < len(sentence) and sentence.lower[index + 1] in TIMES
    return not _is_namesake(sentence, index)


def _is_namesake(sentence: Sentence, index: int) -> bool:
    """Return whether a word like "May", "Will" or "Day" is part of a name: with a capital, beside a name or verb."""
    lower = sentence.lower[index]
    if lower not in _NAMESAKES or not sentence.words[index][0].isupper():
        return False
    before = sentence.words[index - 1] if index else ""
    after = sentence.words[index + 1] if index + 1 < len(sentence) else "."
    if after[0].isdigit() or before[-1:].isdigit() or before.lower() in _BEFORE_MONTHS:
        return False
    if before[:1].isupper() and before.isalpha() and before.lower() not in LOWERED:
        return True
    if lower == "will":
        return after[0].isupper() and (index > 0 or sentence.words[-1] != "?")
    return after in cues() or after in ("has", "had") or (index > 0 and after in ("is", "was"))


def is_adverb(sentence: Sentence, index: int) -> bool:
    """Return whether a word may stand between a subject and its verb."""
    lower = sentence.lower[index]
    if index and sentence.words[index][0].isupper():
        return False  # "First Minister"
    return (
        lower in ADVERBS
        or lower in _REFLEXIVES
        or (
            lower.endswith("ly")
            and sentence.words[index][0].islower()
            and len(lower) > len("only")
            and lower not in _NOUNS_LIKE_ADVERBS
        )
    )


def is_past(sentence: Sentence, index: int) -> bool:
    """Return whether a word has the form of a past tense: "opened", "rose"."""
    word = sentence.words[index]
    return word[0].islower() and sentence.quotes[index] < 0 and (word.endswith("ed") or word in _PAST)


def is_irregular_past(sentence: Sentence, index: int) -> bool:
    """Return whether a word is a past tense that is no participle: "rose", "went"."""
    return sentence.words[index] in _PAST


def is_finite(sentence: Sentence, index: int) -> bool:
    """Return whether a word is surely a finite verb: an auxiliary, an irregular past, a reporting verb."""
    lower = sentence.lower[index]
    return (
        (is_auxiliary(sentence, index) and lower not in _NON_FINITE)
        or is_shortened(lower)
        or is_irregular_past(sentence, index)
        or is_reporting(sentence, index)
    )


def may_be_finite(sentence: Sentence, index: int) -> bool:
    """Return whether a word may be a finite verb: any of those, a form in -ed, or one in -s that is no plural."""
    if is_finite(sentence, index) or is_past(sentence, index):
        return True
    word = sentence.words[index]
    return (
        word[0].islower()
        and word.endswith("s")
        and not word.endswith(("ss", "'s", "’s", "us", "is"))
        and sentence.lower[index - 1] not in BEFORE_NOUNS
        and word not in _NOUNS_LIKE_VERBS
    )


def is_reporting(sentence: Sentence, index: int) -> bool:
    """Return whether a word is a reporting verb rather than a noun or attribute."""
    word = sentence.lower[index]
    cue = cues().get(word)
    return (
        cue is not None
        and not cue.gerund
        and not cue.particle
        and word not in AMBIGUOUS
        and sentence.words[index][0].islower()
        and not (index and sentence.lower[index - 1] in BEFORE_NOUNS)
    )


def is_infinite(lower: str) -> bool:
    """Return whether a word ends like a gerund or present participle: "speaking"."""
    return lower.endswith("ing") and len(lower) > len("king") and lower not in _NOUNS_LIKE_VERBS
