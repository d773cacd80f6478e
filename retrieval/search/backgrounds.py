"""How an encoder scores each language's passages at large, for one question: what its scores are compared with."""

from __future__ import annotations

from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from retrieval.encoders.base import Encoder
from retrieval.search.fusion import Array, Background, backgrounds
from retrieval.store.reading import Library

SAMPLE = 400  # passages of a language; the mean of so many cosines is known to about 0.005
_SEED = 20220110

# What news may be about, so that "unrelated" has a meaning in an index of one article too, where every passage is near
# to the question.
REFERENCE = (
    "The bakery on the corner sells fresh rolls from six in the morning.",
    "Scientists measured the depth of the lake with a new sensor.",
    "The orchestra will play two symphonies at the summer festival.",
    "After the storm the volunteers cleared the fallen trees from the road.",
    "The company raised its forecast for the second half of the year.",
    "Parents may register their children for the swimming course until Friday.",
    "The goalkeeper saved a penalty in the last minute of the match.",
    "A court in the capital heard the first witnesses in the fraud case.",
    "Im Stadtarchiv sind alte Landkarten aus drei Jahrhunderten zu sehen.",
    "Der Verein sucht ehrenamtliche Helfer für das Ferienlager.",
    "Die Forscher fanden in der Höhle Reste eines alten Feuers.",
    "Wegen Bauarbeiten fallen am Wochenende mehrere Züge aus.",
    "Der Minister reist zu Gesprächen über den Haushalt nach Norden.",
    "Das neue Medikament wird zunächst an zwei Kliniken geprüft.",
    "Auf dem Markt kosten Erdbeeren in diesem Jahr mehr als im vergangenen.",
    "Die Feuerwehr rettete eine Katze vom Dach eines Hochhauses.",
)


class Backgrounds:
    """A sample of each language's vectors, drawn once for each state of what may be seen; safe across threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = Lock()
        self._samples: WeakKeyDictionary[Library, tuple[int, dict[str, Array]]] = WeakKeyDictionary()
        self._reference: Array | None = None

    def of(self, question: Array, catalog: Library) -> dict[str, Background]:
        """Return mean and deviation of the cosine of a unit vector and each language's passages.

        Only passages that may be seen are sampled: else an article on another shelf would change what is found.
        """
        with self._lock:
            reference = self._references()
            state = catalog.generation()
            if self._samples.get(catalog, (-1, {}))[0] != state:
                self._samples[catalog] = state, {one: _sample(one, catalog) for one in catalog.languages()}
            samples = self._samples[catalog][1]
        return backgrounds(
            {language: np.asarray(rows @ question, np.float32) for language, rows in samples.items()},
            np.asarray(reference @ question, np.float32),
        )

    def of_nothing(self, question: Array) -> float:
        """Return the mean cosine of a unit vector and texts about other things, the same whatever is indexed."""
        with self._lock:
            return float((self._references() @ question).mean())

    def _references(self) -> Array:
        if self._reference is None:
            self._reference = self._encoder.encode(REFERENCE, kind="passage")
        return self._reference


def _sample(language: str, catalog: Library) -> Array:
    ids = catalog.select(languages=(language,)).ids
    if ids is None:
        return np.zeros((0, 0), np.float32)
    if len(ids) > SAMPLE:
        ids = np.sort(np.random.default_rng(_SEED).choice(ids, SAMPLE, replace=False))
    return catalog.vectors(ids)
