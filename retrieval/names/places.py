"""Countries, peoples, regions, cities under their names in several languages: Germany, deutsch and Германия are one.

So are things that each language has its own name or acronym for: AI, KI, ИИ.
``languages/mul/places.toml`` says what the table holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from retrieval.languages.word_data import load

from .transliteration import is_cyrillic

_PLACES = ("countries", "regions", "cities")
_THINGS = ("things",)
_LONGEST_ENDING = 6
"""Letters that grammar adds to a stem at most: "американ-ского"."""

_SMALL_ENDING = 3
"""The same for a people written small: "немц-ами"; longer words are others ("чех", "чехарда")."""

_ADJECTIVE = re.compile("[сцз]ь?к|нн|[еч]н")

_LONGEST = 40  # letters of a word that is looked at
_LEAST_STEM = 2
_PLAIN_ENDING = re.compile(r"(?:['’]s|s['’]?|er|ern|n|en|e)?")
_APOSTROPHES = re.compile("[’ʼ‘`]")

_Forms = dict[str, frozenset[str]]


@lru_cache(maxsize=1 << 15)
def places(word: str) -> frozenset[str]:
    """Return by what names the table knows the places or peoples that one word may mean; none for other words.

    A name counts in each case of grammar, with a capital; an adjective of a language that writes it small, either way.
    """
    return _known(word, _PLACES)


@lru_cache(maxsize=1 << 15)
def things(word: str) -> frozenset[str]:
    """Return by what names the table knows what else one word may mean; none for other words."""
    return _known(word, _THINGS)


@cache
def left_out() -> frozenset[str]:
    """Return words beside names that one language writes and another does not: legal forms, forms of address."""
    return load("mul", "places").words("optional")


def _known(word: str, lists: tuple[str, ...]) -> frozenset[str]:
    spelt = _APOSTROPHES.sub("'", word[:_LONGEST]).replace("ё", "е").replace("Ё", "Е").replace("\u0301", "")
    whole, stems = _table(lists)
    written = (spelt,) if spelt[:1].islower() else (spelt, spelt[:1] + spelt[1:].lower(), spelt.lower())
    found: frozenset[str] = frozenset()
    for form in dict.fromkeys(written):
        found |= _exact(form, whole) or _by_stem(form, stems)
    return found


def _exact(word: str, whole: _Forms) -> frozenset[str]:
    for length in range(len(word), max(_LEAST_STEM, len(word) - 3) - 1, -1):
        if word[:length] in whole and _PLAIN_ENDING.fullmatch(word, length):
            return whole[word[:length]]
    return frozenset()


def _by_stem(word: str, stems: _Forms) -> frozenset[str]:
    """Return the places of the longest stem that a word begins with."""
    for length in range(len(word), max(_LEAST_STEM, len(word) - _LONGEST_ENDING) - 1, -1):
        if word[:length] in stems:
            small = word[0].islower() and is_cyrillic(word) and not _ADJECTIVE.search(word, length - 2)
            return frozenset() if small and len(word) - length > _SMALL_ENDING else stems[word[:length]]
    return frozenset()


@cache
def _table(lists: tuple[str, ...]) -> tuple[_Forms, _Forms]:
    """Return what some lists hold by whole form and by stem."""
    whole: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for known_as, form in _listed(lists):
        stem = form.removesuffix("*").replace("_", " ").replace("ё", "е")
        (stems if form.endswith("*") else whole).setdefault(stem, set()).add(known_as)
    return (
        {form: frozenset(found) for form, found in whole.items()},
        {stem: frozenset(found) for stem, found in stems.items()},
    )


def _listed(lists: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in lists:
        for line in load("mul", "places").phrases(name):
            known_as, *languages = (part.strip() for part in line.split("|"))
            for form in " ".join(languages).split():
                yield known_as, form
