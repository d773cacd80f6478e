"""Words that a model copied before its sentence: they have to stand in the sentence that it names, or beside it."""

from __future__ import annotations

import re
import unicodedata

from bot.generation.cleaning import cleaned
from bot.verification.claims import Basis

LEAST = 12
"""Code points; fewer stand anywhere, unless they are the whole sentence."""

_QUOTES = re.compile(r"[\"'„“”‟‚‘’‛«»‹›`´]")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_STOPS = " .,;:!?"
_OMISSION = re.compile(r"…|\.\.|\(\s*\)")


def stand_in(words: str, basis: Basis) -> bool:
    """Return whether copied words stand in a sentence of an article, or reach into those beside it, without a gap.

    Quotation marks, dashes, blanks and forms of the same character make no difference, all else does.
    """
    folded, sentence = _folded(words).strip(_STOPS), _folded(basis.text)
    if _OMISSION.search(folded) and not _OMISSION.search(sentence):
        return False
    if len(folded) < LEAST and folded != sentence.strip(_STOPS):
        return False
    before = f"{_folded(basis.before)} "
    beside = f"{before}{sentence} {_folded(basis.after)}"
    first, last = len(before), len(before) + len(sentence)
    places = re.finditer(rf"(?<!\w){re.escape(folded)}(?!\w)", beside)
    return any(place.start() < last and first < place.end() for place in places)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", cleaned(text))
    return " ".join(_DASHES.sub("-", _QUOTES.sub("", plain)).casefold().split())
