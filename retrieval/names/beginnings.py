"""What a name may begin with as people type it: "Ryab", "Rjab" and "Рябк" all begin Рябков."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from .keys import clean, unmarked
from .transliteration import Standard, is_cyrillic, is_ukrainian, transliterate

_STANDARDS: tuple[Standard, ...] = get_args(Standard)
# What hands write for one sound, wherever it stands in a name.
_SOUNDS = (("tsch", "ch"), ("tch", "ch"), ("sch", "sh"), ("ph", "f"), ("ck", "k"), ("x", "ks"), ("ou", "u"))
_LETTERS = str.maketrans("jyw", "iiv")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def beginnings(word: str) -> frozenset[str]:
    """Return the forms of a word, of which each begins with one of those of what was typed of it.

    Cyrillic is transliterated by every standard; Latin letters are also taken by sound (w as v, j as y, sch as sh).
    Empty for a word without letters.
    """
    spelt = clean(word)
    if not spelt:
        return frozenset()
    written = {spelt}
    if is_cyrillic(spelt):
        for ukrainian in (False, True) if is_ukrainian(spelt) else (False,):
            written |= {transliterate(spelt, standard, ukrainian=ukrainian) for standard in _STANDARDS}
    plain = {unmarked(one) for one in written}
    return frozenset(plain | {_heard(one) for one in plain} - {""})


def _heard(word: str) -> str:
    for hand, sound in _SOUNDS:
        word = word.replace(hand, sound)
    return _TWICE.sub(r"\1", word.translate(_LETTERS))
