"""For each passage, the others of its source that share most of its rarer words: what tempts a reader to answer."""

from __future__ import annotations

import re
import zlib

import numpy as np

from retrieval.training.reading.sources import Source

NEAREST = 4
_COLUMNS = 4096  # words are hashed to so many
_PREFIX = 6  # letters of a word that count
_WORD = re.compile(r"\w{4,}")


def neighbours(source: Source) -> list[list[int]]:
    """Return indexes of passages, nearest first; the same article's text in another language is left out."""
    rows = np.zeros((len(source.passages), _COLUMNS), np.float32)
    for at, passage in enumerate(source.passages):
        for word in _WORD.findall(passage.text.casefold()):
            rows[at, zlib.crc32(word[:_PREFIX].encode()) % _COLUMNS] = 1
    rows *= np.log(len(rows) / np.maximum(rows.sum(0), 1))
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    found = []
    for first in range(0, len(rows), 500):
        scores = rows[first : first + 500] @ rows.T
        scores[np.arange(len(scores)), np.arange(first, first + len(scores))] = -1
        best = np.argsort(-scores, axis=1)[:, : 3 * NEAREST]
        found += [_others(source, first + at, row.tolist()) for at, row in enumerate(best)]
    return found


def _others(source: Source, own: int, order: list[int]) -> list[int]:
    passages = source.passages
    same = passages[own].document if source.name == "own" else None
    return [at for at in order if at != own and not (same and passages[at].document == same)][:NEAREST]
