"""Small real implementations that stand in for heavy parts, the same in every process."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import TextKind
from retrieval.readers.base import Reading, reading


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


class WordReader:
    """Reads by words: the likeliest answer is the word beside those that the question shares with a sentence."""

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
        asked = {word for word in HashedEncoder._words(question) if len(word) > 3}
        return [self._read(asked, text) for text in texts]

    @staticmethod
    def _read(asked: set[str], text: str) -> Reading:
        words = [(match.span(), match[0].casefold()) for match in re.finditer(r"\w+", text)]
        spans = np.full((len(words), len(words)), -20.0, np.float32)
        for at, (_, word) in enumerate(words):
            near = sum(other in asked for _, other in words[max(0, at - 8) : at + 9])
            spans[at, at] = -6.0 + 3.0 * near - (10.0 if word in asked else 0.0)
        return reading([span for span, _ in words], spans, 0.0, longest=40)
