"""What one word tells by itself: a given name, an office, a place, a common noun, a Slavic surname."""

from __future__ import annotations

import re
from functools import lru_cache

from . import given
from .inflection import without_possessive
from .keys import clean
from .transliteration import is_cyrillic
from .words import compound_heads, endings, everywhere, function_words, people

_SLAVIC_ENDING = re.compile(
    r"(?:(?<=..[bdghklmnprstvzc])[oe]v|(?<=..[bdgkmnprtvz])ow|(?<=..[bdkmnrvs])ew|[oe]va|[bdgkmnprtvz]owa|[kns]ewa|"
    r"[lnmkhvt]sk(?:y|i|ij|yj|iy|yy|aja|aya)|(?<=..)enko|schenko|tschuk|chuk|ytsch|witsch|[oe]vich|[oe]vić|[oe]vych)s?$"
)
_CYRILLIC_ENDING = re.compile(r"(?:[оеё]в|ин|ск(?:ий|ого|ому|им|ом)|енко|чук|ич)(?:а|у|ым|ом|е|ой)?$")
_SHORT_WORDS = ("titles", "academic_titles", "abbreviated_titles", "places", "articles", "prepositions")
_HYPHEN = re.compile(r"[\-‐‑]")


@lru_cache(maxsize=1 << 15)
def is_given(word: str) -> bool:
    """Return whether a word is a known given name, or begins with one before a hyphen (Hans-Rolf)."""
    return _is_given(word) or ("-" in word and _is_given(_HYPHEN.split(word)[0]) and len(_HYPHEN.split(word)[0]) > 2)


def _is_given(word: str) -> bool:
    lower = clean(word)
    return lower in people("given_names") or given.find(word) is not None


@lru_cache(maxsize=1 << 15)
def is_title(word: str, language: str) -> bool:
    """Return whether a word is an office or form of address that stands before names."""
    lower = word.rstrip(".").lower()
    return lower in everywhere("titles") or lower.endswith(endings("office_endings", language))


def is_function_word(word: str, language: str) -> bool:
    """Return whether a word belongs to the grammar, the calendar or the numerals of a language."""
    return word.lower() in function_words(language)


@lru_cache(maxsize=1 << 15)
def is_place(word: str, language: str) -> bool:
    """Return whether a word is a country, capital or people, or an adjective made of one by its ending (Berliner)."""
    lower = without_possessive(word).lower()
    places = everywhere("places")
    if lower in places or not places.isdisjoint(_HYPHEN.split(lower)):
        return True
    stems = (lower[:-2], lower[:-1], lower[:-3]) if lower.endswith(endings("place_endings", language)) else ()
    return any(len(stem) > 2 and stem in places for stem in stems)


@lru_cache(maxsize=1 << 15)
def is_surname_like(word: str) -> bool:
    """Return whether a word is a well-known surname or ends as only Slavic surnames do."""
    lower = clean(word)
    surnames = people("surnames")
    if lower in surnames or (lower.endswith("s") and lower[:-1] in surnames):
        return True
    if len(lower) < 5 or lower in everywhere("places"):
        return False
    return (_CYRILLIC_ENDING if is_cyrillic(lower) else _SLAVIC_ENDING).search(lower) is not None


@lru_cache(maxsize=1 << 15)
def is_common_noun(word: str, language: str) -> bool:
    """Return whether a word has the form of a common noun and is not known as a name.

    `language` is one that writes nouns with a capital.
    """
    parts = _HYPHEN.split(word)
    if len(parts) > 1:
        return not is_given(word) and (parts[0].isupper() or is_common_noun(parts[-1], language))
    lower = clean(word)
    if lower in people("given_names") or is_surname_like(word) or is_cyrillic(lower):
        return False
    if lower in function_words(language):
        return True
    if len(lower) <= 5:
        return False
    heads = compound_heads(language)
    ends_so = any(lower[-letters:] in heads for letters in range(4, min(14, len(lower) - 2)))
    return ends_so or lower.endswith(endings("noun_endings", language))


@lru_cache(maxsize=1 << 12)
def is_short_name(word: str) -> bool:
    """Return whether a word is a name of two letters: Xi, Li, Ng; not EU, It, Dr."""
    lower = clean(word)
    if len(lower) != 2 or not word[0].isupper() or not word[1:].islower():
        return False
    if lower in people("family_first"):
        return True
    return lower not in function_words() and not any(lower in everywhere(name) for name in _SHORT_WORDS)


@lru_cache(maxsize=1 << 15)
def is_surely_no_name(word: str, language: str) -> bool:
    """Return whether a capitalised word needs no name key: grammar, or a noun whose ending no surname has."""
    lower = clean(word)
    if is_function_word(word, language):
        return lower not in people("surnames")
    if len(lower) < 7 or lower in people("given_names") or lower in people("surnames"):
        return False
    return lower.endswith(endings("sure_noun_endings", language))
