"""German compounds into their parts, by how often the parts occur as words of their own.

The score of a splitting is the geometric mean of its parts' counts (Koehn and Knight 2003, "Empirical methods for
compound splitting"), and it is taken if that exceeds the count of the whole.
"""

from __future__ import annotations

import gzip
import math
from functools import cache
from importlib.resources import files

from retrieval.languages.word_data import load

LEAST_PART = 3
"""Letters of the shortest part."""

LEAST_COMPOUND = 7
"""Letters of the shortest compound that is split ("Ölpreis")."""

LONGEST_COMPOUND = 60
"""Letters beyond which a word is left whole: the time grows with their square."""

_LINK_COST = 0.7
"""Taken from a splitting's score (in natural logarithms of counts) for each linking element that had to be cut."""

_THIRD_PART_COST = 1.0
"""Taken from the score of a splitting into three, so that "Bundestags-wahl" is not taken further apart."""

_LEAST_TAIL = 5
"""Letters of a word by which the end of a longer one is known for a noun's."""

_LEXICAL = math.log(128)
"""Count from which a word means more than its parts ("Freitag", "Wochenende") and stays whole."""


def split(word: str) -> tuple[str, ...]:
    """Return the parts of a compound, case-folded as `word` is, in order; an empty tuple if it is none.

    `word` is lower case with ß as ss and umlauts kept. Parts are words of their own, linking elements removed.
    """
    if not LEAST_COMPOUND <= len(word) <= LONGEST_COMPOUND:
        return ()
    counts = _counts()
    own = counts.get(word, 0.0)
    if own >= _LEXICAL:
        return ()
    best: tuple[float, tuple[str, ...]] = (own, ())
    for middle in range(LEAST_PART, len(word) - LEAST_PART + 1):
        right = word[middle:]
        last = _last(right)
        for left, cost in _lefts(word[:middle]):
            if last is not None:
                best = max(best, ((counts[left] + counts[last] - cost) / 2, (left, last)))
            elif len(right) >= 2 * LEAST_PART + 1:
                best = max(best, _rest(left, cost, right))
    return best[1]


def is_known(word: str) -> bool:
    """Return whether a word, case-folded as `split` takes it, is in the shipped list or ends as one of its words does.

    The list has the names that news have often, too.
    """
    counts, endings = _counts(), _endings()
    return any(
        word[start : len(word) - len(ending)] in counts
        for ending in endings
        if word.endswith(ending)
        for start in (0, *range(2, len(word) - len(ending) - _LEAST_TAIL + 1))
    )


def _rest(left: str, cost: float, right: str) -> tuple[float, tuple[str, ...]]:
    """Return the best splitting of `right` in two, with `left` before it, and its score."""
    counts = _counts()
    best: tuple[float, tuple[str, ...]] = (-math.inf, ())
    for middle in range(LEAST_PART + 1, len(right) - LEAST_PART):
        last = _last(right[middle:])
        if last is None:
            continue
        for second, more in _lefts(right[:middle]):
            score = (counts[left] + counts[second] + counts[last] - cost - more) / 3 - _THIRD_PART_COST
            best = max(best, (score, (left, second, last)))
    return best


def _lefts(piece: str) -> list[tuple[str, float]]:
    """Return the known words that `piece` may be as a left part, with the cost of the link cut off."""
    counts = _counts()
    return [
        (bare, _LINK_COST if link else 0.0)
        for link in _links()
        if piece.endswith(link) and (bare := piece[: len(piece) - len(link)]) in counts and len(bare) >= LEAST_PART
    ]


def _last(piece: str) -> str | None:
    """Return the noun that `piece` is as a last part, an ending cut off if need be."""
    nouns = _nouns()
    if piece in _ending_like():
        return None
    for ending in _endings():
        if piece.endswith(ending) and len(bare := piece[: len(piece) - len(ending)]) >= LEAST_PART and bare in nouns:
            return bare
    return None


@cache
def _links() -> tuple[str, ...]:
    """Return what may stand between parts, nothing first."""
    return ("", *load("de", "text").phrases("compound_links"))


@cache
def _endings() -> tuple[str, ...]:
    """Return the endings of the last part in the order they are tried, none first."""
    return ("", *load("de", "text").phrases("compound_endings"))


@cache
def _ending_like() -> frozenset[str]:
    """Return nouns that at a word's end are nearly always an ending."""
    return load("de", "text").words("ending_like_nouns")


@cache
def _counts() -> dict[str, float]:
    """Return the natural logarithm of each word's count, which `retrieval.training.words` learnt by powers of two."""
    counts: dict[str, float] = {}
    for power, line in enumerate(_learnt().lower().split("\n")):
        counts |= dict.fromkeys(line.split(), (power + 0.5) * math.log(2))
    return counts


@cache
def _nouns() -> frozenset[str]:
    """Return the words that are nouns, in lower case."""
    return frozenset(map(str.lower, filter(str.istitle, _learnt().split())))


@cache
def _learnt() -> str:
    """Return the shipped list as written by `retrieval.training.words`."""
    packed = files("retrieval").joinpath("model", "german_words.txt.gz").read_bytes()
    return gzip.decompress(packed).decode()
