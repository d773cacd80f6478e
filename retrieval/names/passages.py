"""The name keys of a passage, for the index."""

from __future__ import annotations

import re
from functools import lru_cache

from .keys import clean, ordered_keys
from .organisations import organisation_key, organisations_in
from .shapes import is_given, is_short_name, is_surely_no_name
from .tokens import WORD

# Letters; most shorter words are initials and abbreviations.
_MIN_LETTERS = 3
_HYPHEN = re.compile(r"[\-‐‑]")


def passage_keys(text: str, language: str) -> list[str]:
    """Return the keys of all name-like words of a passage, each once, in order of first appearance.

    Every capitalised word of three letters or more counts unless it is surely none: a word of the grammar or, in
    German, a noun by its ending. Of two letters those do that are surnames or no word of any language. Parts of a
    hyphenated word count by themselves too. Right behind a given name every word counts (Ulf Sommer). Organisations
    have one key for all their names. Empty text gives [].
    """
    found: dict[str, None] = {}
    behind_given = -1
    for match in WORD.finditer(text):
        word = match.group(1)
        if word[0].isupper():
            keys = _word_keys(word, language)
            if not keys and match.start() == behind_given and len(clean(word)) >= _MIN_LETTERS:
                keys = dict.fromkeys(ordered_keys(word))
            found.update(keys)
            behind_given = match.end() + 1 if is_given(word) else -1
    found.update((organisation_key(one.known_as), None) for one in organisations_in(text))
    return list(found)


@lru_cache(maxsize=1 << 16)
def _word_keys(word: str, language: str) -> dict[str, None]:
    if len(clean(word)) < _MIN_LETTERS:
        return dict.fromkeys(ordered_keys(word)) if is_short_name(word) else {}
    if is_surely_no_name(word, language):
        return {}
    found = dict.fromkeys(ordered_keys(word))
    parts = _HYPHEN.split(word)
    for part in parts if len(parts) > 1 else ():
        if len(part) >= _MIN_LETTERS and part[0].isupper() and not is_surely_no_name(part, language):
            found.update(dict.fromkeys(ordered_keys(part)))
    return found
