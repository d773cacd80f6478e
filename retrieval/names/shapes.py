"""What one word tells by itself: a given name, an office, a place, a common noun, a Slavic surname."""

from __future__ import annotations

import re
from functools import lru_cache

from . import given
from .inflection import without_possessive
from .keys import clean
from .transliteration import is_cyrillic
from .words import (
    ALL_FUNCTION_WORDS,
    COMMON_SURNAMES,
    FUNCTION_WORDS,
    GERMAN_COMPOUND_HEADS,
    GERMAN_NOUN_ENDINGS,
    GERMAN_OFFICE_ENDINGS,
    GERMAN_SURE_NOUN_ENDINGS,
    GIVEN_NAMES,
    PLACES,
    TITLES,
)

_SLAVIC_ENDING = re.compile(
    r"(?:(?<=..[bdghklmnprstvzc])[oe]v|(?<=..[bdgkmnprtvz])ow|(?<=..[bdkmnrvs])ew|[oe]va|[bdgkmnprtvz]owa|[kns]ewa|"
    r"[lnmkhvt]sk(?:y|i|ij|yj|iy|yy|aja|aya)|(?<=..)enko|schenko|tschuk|chuk|ytsch|witsch|[oe]vich|[oe]vić|[oe]vych)s?$"
)
_CYRILLIC_ENDING = re.compile(r"(?:[оеё]в|ин|ск(?:ий|ого|ому|им|ом)|енко|чук|ич)(?:а|у|ым|ом|е|ой)?$")
_HYPHEN = re.compile(r"[\-‐‑]")


@lru_cache(maxsize=1 << 15)
def is_given(word: str) -> bool:
    """Return whether a word is a known given name, or begins with one before a hyphen (Hans-Rolf)."""
    return _is_given(word) or ("-" in word and _is_given(_HYPHEN.split(word)[0]) and len(_HYPHEN.split(word)[0]) > 2)


def _is_given(word: str) -> bool:
    lower = clean(word)
    return lower in GIVEN_NAMES or given.find(word) is not None


def is_title(word: str, language: str) -> bool:
    """Return whether a word is an office or form of address that stands before names."""
    lower = word.rstrip(".").lower()
    return lower in TITLES or (language == "de" and lower.endswith(GERMAN_OFFICE_ENDINGS))


def is_function_word(word: str, language: str) -> bool:
    """Return whether a word belongs to the grammar, the calendar or the numerals of a language."""
    return word.lower() in FUNCTION_WORDS.get(language, ALL_FUNCTION_WORDS)


def is_place(word: str, language: str) -> bool:
    """Return whether a word is a country, capital or people, or a German adjective made of one (Berliner)."""
    lower = without_possessive(word).lower()
    if lower in PLACES or not PLACES.isdisjoint(_HYPHEN.split(lower)):
        return True
    stems = (lower[:-2], lower[:-1], lower[:-3]) if language == "de" and lower.endswith("er") else ()
    return any(len(stem) > 2 and stem in PLACES for stem in stems)


@lru_cache(maxsize=1 << 15)
def is_surname_like(word: str) -> bool:
    """Return whether a word is a well-known surname or ends as only Slavic surnames do."""
    lower = clean(word)
    if lower in COMMON_SURNAMES or (lower.endswith("s") and lower[:-1] in COMMON_SURNAMES):
        return True
    if len(lower) < 5 or lower in PLACES:
        return False
    return (_CYRILLIC_ENDING if is_cyrillic(lower) else _SLAVIC_ENDING).search(lower) is not None


@lru_cache(maxsize=1 << 15)
def is_german_noun(word: str) -> bool:
    """Return whether a German word has the form of a common noun and is not known as a name."""
    parts = _HYPHEN.split(word)
    if len(parts) > 1:
        return not is_given(word) and (parts[0].isupper() or is_german_noun(parts[-1]))
    lower = clean(word)
    if lower in GIVEN_NAMES or is_surname_like(word) or is_cyrillic(lower):
        return False
    if lower in FUNCTION_WORDS["de"]:
        return True
    if len(lower) <= 5:
        return False
    heads = tuple(
        head for head in (lower[-n:] for n in range(4, min(14, len(lower) - 2))) if head in GERMAN_COMPOUND_HEADS
    )
    return bool(heads) or lower.endswith(GERMAN_NOUN_ENDINGS)


@lru_cache(maxsize=1 << 15)
def is_surely_no_name(word: str, language: str) -> bool:
    """Return whether a capitalised word needs no name key: grammar, or a German noun whose ending no surname has."""
    lower = clean(word)
    if is_function_word(word, language):
        return lower not in COMMON_SURNAMES
    if language != "de" or len(lower) < 7 or lower in GIVEN_NAMES or lower in COMMON_SURNAMES:
        return False
    return lower.endswith(GERMAN_SURE_NOUN_ENDINGS)
