"""Texts to unit vectors: the `Encoder` that the index and the read path share.

A text longer than a model reads is never cut silently: it is encoded in consecutive pieces of at most `max_tokens`
tokens, and its vector is the mean of theirs, weighted by their tokens and scaled to length 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Piece = TypeVar("Piece")
TextKind = Literal["query", "passage"]


class Encoder(Protocol):
    """Texts to unit vectors whose dot product is their similarity."""

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that change whenever the same text would get another vector."""
        ...

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads at once, its prompt and special tokens not counted."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`, without special tokens and prompt."""
        ...

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), in the order of `texts`; no texts give (0, dimension)."""
        ...


def windows(offsets: Sequence[tuple[int, int]], limit: int) -> list[tuple[int, int, int]]:
    """Cut a text of many tokens into runs of at most `limit` tokens: (start, end, tokens), in code points, in order.

    `offsets` are the spans of the tokens. A run ends before a new word where it can. No tokens give no runs.
    """
    runs = []
    first = 0
    while first < len(offsets):
        last = min(first + limit, len(offsets))
        if last < len(offsets):
            word_starts = (at for at in range(last, first, -1) if offsets[at][0] > offsets[at - 1][1])
            last = next(word_starts, last)
        runs.append((offsets[first][0], offsets[last - 1][1], last - first))
        first = last
    return runs


def pooled(
    texts: Sequence[str],
    pieces_of: Callable[[str], list[tuple[Piece, int]]],
    encode: Callable[[list[Piece]], NDArray[np.float32]],
    dimension: int,
) -> NDArray[np.float32]:
    """Encode each text by its pieces: unit rows, float32 (len(texts), dimension).

    `pieces_of` gives at least one (piece, weight) for every text; `encode` gives the unit row of each piece.
    """
    if not texts:
        return np.zeros((0, dimension), dtype=np.float32)
    parts = [pieces_of(text) for text in texts]
    rows = encode([piece for part in parts for piece, _ in part])
    if all(len(part) == 1 for part in parts):
        return rows
    weights = np.array([weight for part in parts for _, weight in part], dtype=np.float32)
    starts = np.cumsum([0] + [len(part) for part in parts[:-1]])
    sums = np.add.reduceat(rows * weights[:, None], starts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
