"""The spans of a passage that get vectors of their own beside the passage's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Span = tuple[int, int]


def spans(sentences: Sequence[Span]) -> list[Span]:
    """Return the units of a passage: its n sentences, then its n - 1 windows of two neighbouring sentences.

    Offsets are those of `sentences`. The order is that of the rows `Catalog.sentence_vectors` gives. A passage of
    fewer than two sentences has no units: its own vector says the same.
    """
    if len(sentences) < 2:
        return []
    windows = [(first[0], second[1]) for first, second in pairwise(sentences)]
    return [*sentences, *windows]
