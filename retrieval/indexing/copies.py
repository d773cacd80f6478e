"""Which texts are the same story: candidates by MinHash over word shingles, decided by comparing their words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Hashable, Sequence
from html import unescape
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.indexing.filled_forms import are_two_stories

Key = TypeVar("Key", bound=Hashable)
Signature = NDArray[np.uint8]

SIGNATURE_VERSION = 1
"""Raised when `signature` gives other bytes for the same text."""

SHINGLE = 3
"""Words that are compared at once: fewer occur everywhere, and one typing error breaks more of longer ones."""

FEWEST_SHINGLES = 30
"""Shingles below which a text has too few to tell: two short notices of one kind share half of theirs."""

LEAST_SHARED = 0.6
"""Share of the shorter text's shingles that the longer one has, too; reports of two papers on one event share 0.1."""

LEAST_OF_LONGER = 0.46
"""Share of the longer text's shingles that the shorter one has: less is a teaser, or background that both repeat."""

MOST_REPLACED = 0.2
"""Share of the numbers that may stand differently in the same place: more is another day's report from one form."""

LEAST_SIMILAR = 0.15
"""Estimated similarity of candidates: half of the least that the limits above allow, for the estimate's error."""

LEAST_ALIKE = 0.08
"""Estimated similarity of any two texts of one story: of two that each are much of a third less may be left; those
that share nothing are two stories, also where somebody wrote a text out of both.
"""

MOST_CANDIDATES = 8

_PERMUTATIONS = 128
_WORD = re.compile(r"\w+")
_HYPHEN = re.compile(r"[\u00ad\u200b]|(?<=[^\W\d_])-\s+(?=[^\W\d_A-ZÄÖÜ])")
_NUMBER = re.compile(r"\d+")
_MOST_WORDS = 50_000
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, as in splitmix64
_FACTORS, _SUMMANDS = np.random.default_rng(20_220_109).integers(1 << 63, size=(2, _PERMUTATIONS, 1), dtype=np.uint64)
_FACTORS |= np.uint64(1)


def signature(text: str) -> Signature:
    """Return the MinHash of a text's shingles, uint8 (128,), of each minimum its top bits; (0,) for short texts.

    The share of equal values estimates how many shingles of two texts are shared (Broder 1997; eight bits of each
    minimum suffice: Li and König 2010).
    """
    shingles = _shingles(_words(text))
    if len(shingles) < FEWEST_SHINGLES:
        return np.empty(0, np.uint8)
    minima = np.full((_PERMUTATIONS, 1), np.iinfo(np.uint64).max, np.uint64)
    for part in np.array_split(shingles, len(shingles) // 4_096 + 1):
        np.minimum(minima, (_FACTORS * part + _SUMMANDS).min(axis=1, keepdims=True), out=minima)
    return (_mixed(minima[:, 0]) >> np.uint64(56)).astype(np.uint8)


def is_copy(one: str, other: str) -> bool:
    """Return whether two texts are one story: much of the shorter stands in the longer word for word.

    Cuts, another order, typing errors and an added line leave them one; other facts in the same sentences do not.
    """
    one, other = _plain(one), _plain(other)
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    few, many = _shingles(shorter), _shingles(longer)
    if len(few) < FEWEST_SHINGLES:
        return False
    shared = len(np.intersect1d(few, many, assume_unique=True))
    enough = shared >= max(LEAST_SHARED * len(few), LEAST_OF_LONGER * len(many))
    return enough and not (_is_another_form(shorter, longer) or are_two_stories(one, other))


class Copies(Generic[Key]):
    """Signatures by key, searched one by one: a hundred thousand take some ten milliseconds."""

    def __init__(self) -> None:
        self._rows = np.zeros((64, _PERMUTATIONS), np.uint8)
        self._keys: list[Key | None] = []
        self._places: dict[Key, int] = {}

    @classmethod
    def of(cls, keys: Sequence[Key], found: Sequence[bytes]) -> Copies[Key]:
        """Return the copies with these signatures, as bytes; empty ones are not kept, nor what is no signature."""
        copies = cls()
        kept = [(key, row) for key, row in zip(keys, found, strict=True) if len(row) == _PERMUTATIONS]
        copies._keys = [key for key, _ in kept]
        copies._places = {key: place for place, (key, _) in enumerate(kept)}
        rows = np.frombuffer(b"".join(row for _, row in kept), np.uint8).reshape(-1, _PERMUTATIONS)
        copies._rows = np.concatenate([rows, np.zeros((max(64, len(rows)), _PERMUTATIONS), np.uint8)])
        return copies

    def put(self, key: Key, found: Signature) -> None:
        """Keep the signature of a key in place of an older one; an empty one is not kept."""
        self.drop(key)
        if not len(found):
            return
        if len(self._keys) == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[len(self._keys)] = found
        self._places[key] = len(self._keys)
        self._keys.append(key)

    def drop(self, key: Key) -> None:
        """Forget a key, if it is known."""
        place = self._places.pop(key, None)
        if place is not None:
            self._keys[place] = None

    def are_alike(self, some: Collection[Key], others: Collection[Key]) -> bool:
        """Return whether each of some keys is somewhat like each of the others; those without a signature are."""
        places = ([self._places[key] for key in keys if key in self._places] for keys in (some, others))
        few, many = sorted(places, key=len)
        rows = self._rows[many]
        return all(bool(((rows == self._rows[place]).mean(axis=1) >= LEAST_ALIKE).all()) for place in few)

    def candidates(self, found: Signature) -> list[Key]:
        """Return the keys whose texts may be copies, the most similar first, at most `MOST_CANDIDATES`."""
        if not len(found) or not self._keys:
            return []
        # Eight columns are counted at once, each in a byte of its own: at most sixteen fall on one.
        in_bytes = (self._rows[: len(self._keys)] == found).view(np.uint64).sum(axis=1)
        equal = in_bytes.view(np.uint8).reshape(-1, 8).sum(axis=1)
        likely = np.flatnonzero(equal >= LEAST_SIMILAR * _PERMUTATIONS)
        ordered = likely[np.argsort(-equal[likely], kind="stable")]
        keys = [key for place in ordered if (key := self._keys[place]) is not None]
        return keys[:MOST_CANDIDATES]


def _plain(text: str) -> str:
    """Return a text without what a page's layout left in it: names of characters, and hyphens where lines ended."""
    return _HYPHEN.sub("", unescape(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())[:_MOST_WORDS]


def _shingles(words: list[str]) -> NDArray[np.uint64]:
    """Return the hashes of all `SHINGLE` words in a row, sorted, each once."""
    if len(words) < SHINGLE:
        return np.empty(0, np.uint64)
    hashes = np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in words), np.uint64, len(words))
    count = len(words) - SHINGLE + 1
    joined = np.zeros(count, np.uint64)
    for place in range(SHINGLE):
        joined = _mixed(joined * _PRIME + hashes[place : place + count])
    return np.unique(joined)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values with their bits spread (the finisher of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _is_another_form(shorter: list[str], longer: list[str]) -> bool:
    """Return whether numbers stand in the same places of both texts and differ, as in two days' weather reports."""
    known = set(zip(longer, longer[1:], longer[2:], strict=False))
    places = {tuple(map(_masked, row)) for row in known if _NUMBER.search(row[1])}
    rows = [row for row in zip(shorter, shorter[1:], shorter[2:], strict=False) if _NUMBER.search(row[1])]
    replaced = sum(row not in known and tuple(map(_masked, row)) in places for row in rows)
    return replaced > 1 and replaced > MOST_REPLACED * len(rows)


def _masked(word: str) -> str:
    return _NUMBER.sub("#", word)
