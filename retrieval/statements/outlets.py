"""The bare name of a news medium from the phrase that names or describes it: RIA from "the state news agency RIA"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.statements.grammar import Grammar
from retrieval.statements.international import alternatives, listed

_MARKS = "„“”\"«»‚‘'"


def outlet(phrase: Sequence[str], grammar: Grammar) -> str | None:
    """Return the name of the medium that a phrase, as its words, names; None where it gives only the kind.

    Words of the kind around the name are left out ("Nachrichtenagentur", "newspaper"), unless they are part of it
    ("Ostrauer Zeitung"). A name in quotation marks loses them.
    """
    quoted = next((word for word in phrase if len(word) > 2 and word[0] in _MARKS), None)
    if quoted is not None:
        return re.split("[“”\"«»‘']", quoted.lstrip(_MARKS))[0].strip() or None
    media, small = listed("media"), listed("small_media_words")
    kinds, compound = re.compile(alternatives("media_kind_patterns")), alternatives("media_compound_patterns")
    possessive = tuple(listed("possessive_endings"))
    run: list[str] = []
    before: list[str] = []
    kind: str | None = None
    for part in phrase:
        word = re.sub(compound, "", part)
        if run and run[-1].endswith(possessive):
            break  # "the BBC's Russian service"
        lower = word.lower()
        if kinds.fullmatch(lower) and lower not in media:
            before = run or before
            run, kind = [], word
        elif word[0].isupper() or lower in media or (run and lower in small) or word[0].isdigit():
            run.append(word)
        elif run and kind is None and lower not in small:  # an adjective or noun in small letters: "Russian state …"
            before, run = run, []
    name = _bare(run) or _bare(before)
    if not run and kind is not None and kind[0].isupper() and before:
        name = _bare([*before, kind])
    joined = " ".join(grammar.medium_name(name))
    owner = next((ending for ending in possessive if joined.endswith(ending)), "")
    return joined.removesuffix(owner) or None


def _bare(run: list[str]) -> list[str]:
    """Return the words of a name without small words around it, but with the article before a name of one noun."""
    small, naming = listed("small_media_words"), listed("media") | listed("media_naming")
    low, high = 0, len(run)
    while low < high and run[low].lower() in small and not (high - low > 1 and run[low + 1].lower() in naming):
        low += 1
    while low < high and run[high - 1].lower() in small:
        high -= 1
    return run[low:high]
