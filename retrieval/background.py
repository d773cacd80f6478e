"""How an encoder scores each language's passages at large, for one question: what its scores are compared with."""

from __future__ import annotations

from threading import Lock

import numpy as np

from retrieval.catalog import Catalog
from retrieval.fusion import Array, Background, backgrounds

SAMPLE = 400  # passages of a language; the mean of so many cosines is known to about 0.005
_SEED = 20220110


class Backgrounds:
    """A sample of each language's vectors, drawn once for each state of the catalog; safe across threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = Lock()
        self._state: object = None
        self._samples: dict[str, Array] = {}

    def of(self, question: Array) -> dict[str, Background]:
        """Return mean and deviation of the cosine of a unit vector and each language's passages."""
        with self._lock:
            state = self._catalog.generation()
            if state != self._state:
                self._samples = {language: self._sample(language) for language in self._catalog.languages()}
                self._state = state
            samples = self._samples
        return backgrounds({language: np.asarray(rows @ question, np.float32) for language, rows in samples.items()})

    def _sample(self, language: str) -> Array:
        ids = self._catalog.select(languages=(language,)).ids
        if ids is None:
            return np.zeros((0, 0), np.float32)
        if len(ids) > SAMPLE:
            ids = np.sort(np.random.default_rng(_SEED).choice(ids, SAMPLE, replace=False))
        return self._catalog.vectors(ids)
