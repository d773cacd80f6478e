"""Small real implementations that stand in for heavy parts, the same in every process."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import TextKind


class HashedEncoder:
    """Hashed bag of words: texts that share words are near, the same text always gets the same vector."""

    max_tokens = 256

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.fingerprint = f"hashed-{dimension}"

    def count_tokens(self, text: str) -> int:
        return len(self._words(text))

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in self._words(text) or [""]:
                digest = zlib.crc32(word.encode())
                row[digest % self.dimension] += 1.0 if digest >> 31 else -1.0
            if not row.any():
                row[0] = 1.0
            row /= np.linalg.norm(row)
        return vectors

    @staticmethod
    def _words(text: str) -> list[str]:
        return re.findall(r"\w+", text.casefold())
