"""Slavic given names in the forms customary in each language, and which given names are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from retrieval.languages.word_data import load

from .keys import clean, heard_keys, keys, latin_keys_as_written, skeleton, unmarked
from .transliteration import is_cyrillic

# J in Cyrillic: Джо, Жан, Хуан, Йенс, Ян, Иоганн.
_J = re.compile("дж|[жхйияюё]")
_TELLING = 2
"""Consonants that tell names apart."""


class GivenName(NamedTuple):
    """One given name: how English, German and French texts write it, and the name in Cyrillic."""

    english: str
    german: str
    french: str
    cyrillic: str


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[tuple[GivenName, ...], frozenset[str]], ...]:
    """Return for each line of forms those of a Slavic name, and all spellings."""
    groups: list[tuple[tuple[GivenName, ...], frozenset[str]]] = []
    for line in load("mul", "people").phrases("given_forms"):
        blocks = [block.split() for block in line.split(" | ")]
        named = tuple(GivenName(*block) for block in blocks if len(block) == 4 and _ends_in_cyrillic(block))
        spellings = {clean(word) for block in blocks for word in block if word != "-"}
        groups.append((named, frozenset(spellings)))
    return tuple(groups)


def _ends_in_cyrillic(block: list[str]) -> bool:
    return is_cyrillic(block[3])


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, frozenset[int]]:
    index: dict[str, set[int]] = {}
    for number, (_, spellings) in enumerate(_groups()):
        for spelling in spellings:
            index.setdefault(spelling, set()).add(number)
    return {spelling: frozenset(numbers) for spelling, numbers in index.items()}


def find(name: str, *, ukrainian: bool = False) -> GivenName | None:
    """Return the forms of a Slavic given name written in any of its customary ways, None if it is not one of them.

    With `ukrainian`, of a name that both languages have (Vladimir, Volodymyr) the Ukrainian one.
    """
    wanted = clean(name)
    for number in sorted(_by_spelling().get(wanted, frozenset())):
        forms = _groups()[number][0]
        if ukrainian and len(forms) > 1:
            return forms[1]
        for form in forms:
            if wanted in map(clean, form):
                return form
        if forms and keys(wanted) & keys(forms[0].cyrillic):
            return forms[0]
    return None


def same_given_name(a: str, b: str) -> bool:
    """Return whether two given names can be one: the same sounds, forms of one name, or an initial and its name."""
    left, right = clean(a), clean(b)
    if not left or not right:
        return True
    if len(left) == 1 or len(right) == 1:
        return bool({key[0] for key in keys(left)} & {key[0] for key in keys(right)}) or left[0] == right[0]
    if left == right:
        return True
    groups = _by_spelling()
    if groups.get(left, frozenset()) & groups.get(right, frozenset()):
        return True
    if is_cyrillic(left) or is_cyrillic(right):
        shared = keys(left) & keys(right) or (is_cyrillic(left) != is_cyrillic(right) and _sound_alike(left, right))
    elif unmarked(left) == unmarked(right):
        return True
    else:
        shared = latin_keys_as_written(left) & latin_keys_as_written(right)
    return bool(shared)


def _sound_alike(left: str, right: str) -> bool:
    """Return whether two scripts may write one name: consonants alike, or nearly all where there are few."""
    latin, cyrillic = (right, left) if is_cyrillic(left) else (left, right)
    opening = _J.match(cyrillic) if latin[0] == "j" else None
    if opening:
        # Each language has its own J: the rest tells.
        latin, cyrillic = latin[1:], cyrillic[opening.end() :]
    sounds, heard = keys(latin), heard_keys(cyrillic)
    shared = set(map(skeleton, sounds)) & set(map(skeleton, heard))
    if any(len(consonants) >= _TELLING for consonants in shared):
        return True
    if opening:
        return bool(shared) and not _vowels(sounds).isdisjoint(_vowels(heard))
    # "Sue", "Сью"; not "Anna", "Ян".
    return bool(shared) and any(one[:_TELLING] == other[:_TELLING] for one in sounds for other in heard)


def _vowels(sounds: Iterable[str]) -> set[str]:
    return set("".join(sounds)) & set("aeiou")
