"""An encoder that remembers the vectors of the last texts: a sentence is compared with several of one article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.verification.checks.support import Encodes
from retrieval.encoders.base import TextKind

_TEXTS = 256
"""Of a vector and its text hardly more than a kilobyte each."""


class Remembering:
    """Encodes each text once while it is among the last; as safe to share between threads as its encoder is."""

    def __init__(self, encoder: Encodes) -> None:
        self._vector = lru_cache(maxsize=_TEXTS)(self._encoded)
        self._encoder = encoder

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return the unit vectors of texts, a row each."""
        return np.stack([self._vector(text, kind) for text in texts])

    def _encoded(self, text: str, kind: TextKind) -> NDArray[np.float32]:
        vectors = self._encoder.encode([text], kind=kind)
        return np.asarray(vectors[0])
