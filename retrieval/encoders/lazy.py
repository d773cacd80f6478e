"""`LazyEncoder`: an encoder that is loaded only when a text has to be encoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import Encoder, TextKind
from retrieval.encoders.recipe import Described
from retrieval.errors import EncoderError


class LazyEncoder:
    """An `Encoder` that is loaded when a text has to be counted or encoded, not for being known by its name."""

    def __init__(self, load: Callable[[], Encoder], known: Described | None) -> None:
        self._load = load
        self._known = known
        self._encoder: Encoder | None = None
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that change whenever the same text would get another vector."""
        return (self._known or self.loaded()).fingerprint

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return (self._known or self.loaded()).dimension

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads at once."""
        return (self._known or self.loaded()).max_tokens

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`."""
        return self.loaded().count_tokens(text)

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), in the order of `texts`; no texts load nothing."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self.loaded().encode(texts, kind=kind)

    @property
    def is_loaded(self) -> bool:
        """Return whether the model is in memory."""
        return self._encoder is not None

    def loaded(self) -> Encoder:
        """Load the model unless it is in memory.

        Raises:
            EncoderError: it cannot be loaded, or is not what its files were taken for.
        """
        with self._lock:
            if self._encoder is None:
                encoder = self._load()
                if self._known is not None and encoder.fingerprint != self._known.fingerprint:
                    raise EncoderError(
                        f"The model was taken for {self._known.fingerprint[:12]} but is {encoder.fingerprint[:12]}: "
                        "run beleg index --rebuild."
                    )
                self._encoder = encoder
        return self._encoder
