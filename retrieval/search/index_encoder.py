"""`IndexEncoder`: the encoder that the index was made with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import Encoder, TextKind
from retrieval.store.reading import StoredModels


class IndexEncoder:
    """The `Encoder` of the index as it is now: the one in the settings, or the one the index was made with.

    While a new index for another model is being built the old one answers, with its own model.
    """

    def __init__(self, catalog: StoredModels, configured: Encoder, load: Callable[[str], Encoder]) -> None:
        """`load` makes an encoder from a recipe that the catalog keeps."""
        self._catalog = catalog
        self._configured = configured
        self._load = load
        self._other: Encoder | None = None
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that change whenever the same text would get another vector."""
        return self.current().fingerprint

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self.current().dimension

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads at once."""
        return self.current().max_tokens

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`."""
        return self.current().count_tokens(text)

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), of the model that this thread's snapshot was made with."""
        return self.current().encode(texts, kind=kind)

    def current(self) -> Encoder:
        """Return the encoder whose vectors the index holds.

        Raises:
            EncoderError: it is not the one in the settings, and cannot be loaded.
        """
        model = self._catalog.model()
        if model is None or model.fingerprint == self._configured.fingerprint:
            return self._configured
        with self._lock:
            if self._other is None or self._other.fingerprint != model.fingerprint:
                if model.recipe is None:
                    model.check(self._configured.fingerprint)
                    return self._configured
                other = self._load(model.recipe)
                model.check(other.fingerprint)
                self._other = other
            return self._other
