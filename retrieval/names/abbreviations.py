"""What an article itself calls something for short: "Wasserverband Oberland (WVO)", "WVO (Wasserverband Oberland)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .keys import clean
from .organisations import is_acronym

# Words before the bracket that are looked at, and letters of an acronym: longer ones are words.
_MOST_WORDS, _MOST_LETTERS = 10, 10
_BRACKET = re.compile(r"[(\[][„“\"«]?([^\W_][\w.&\-/ ’']{0,80})[“”\"»]?[)\]]")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ\-‐‑][^\W_]+)*")
_STOP = re.compile(r"[.!?;:,()\[\]\n„“”\"«»]")
_NEAR = 160  # code points before a bracket that are looked at


def abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """Yield each acronym that a text introduces with its long form, in order; linear in the length of the text.

    The letters of the acronym are letters of the long form in their order, each capitalised word gives one, and the
    first is the first of it.
    """
    for bracket in _BRACKET.finditer(text):
        inside = bracket[1].strip(" .")
        near = text[max(0, bracket.start() - _NEAR) : bracket.start()]
        stops = list(_STOP.finditer(near.rstrip()))
        words = _WORD.findall(near[stops[-1].end() :] if stops else near)
        if _is_short(inside):
            found = next(_long_forms(inside, words[-_MOST_WORDS:]), None)
            if found is not None:
                yield inside, found
        elif words and _is_short(words[-1]) and " " in inside:
            long = _WORD.findall(inside)
            if len(long) <= _MOST_WORDS and long[0][0].isupper() and _stands_for(words[-1], long):
                yield words[-1], inside


def _is_short(word: str) -> bool:
    return is_acronym(word) and len(word) <= _MOST_LETTERS and _WORD.fullmatch(word) is not None


def _long_forms(short: str, words: list[str]) -> Iterator[str]:
    """Yield the ends of some words that the acronym stands for, the shortest first."""
    for first in range(len(words) - 1, -1, -1):
        if words[first][0].isupper() and _stands_for(short, words[first:]):
            yield " ".join(words[first:])


def _stands_for(short: str, words: list[str]) -> bool:
    letters = clean(short)
    if not letters or (len(words) == 1 and len(words[0]) <= 2 * len(letters)):
        return False
    initials = [clean(word)[:1] for word in words if word[0].isupper()]
    if not initials or clean(words[0])[:1] != letters[0] or not _holds(letters, initials):
        return False
    return _holds("".join(map(clean, words)), letters)


def _holds(letters: str, wanted: list[str] | str) -> bool:
    """Return whether the letters hold all wanted ones in their order."""
    remaining = iter(letters)
    return all(letter in remaining for letter in wanted)
