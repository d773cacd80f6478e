"""`LazyReader`: a reader that is loaded only when something has to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from retrieval.readers.base import Reader, Reading


class LazyReader:
    """A `Reader` that is loaded with the first texts; listing passages or a question about nobody needs none."""

    def __init__(self, load: Callable[[], Reader]) -> None:
        self._load = load
        self._reader: Reader | None = None
        self._lock = Lock()

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
        """Return what the reader makes of each text; no texts load nothing.

        Raises:
            ReaderError: it cannot be loaded.
        """
        if not texts:
            return []
        with self._lock:
            if self._reader is None:
                self._reader = self._load()
        return self._reader.read(question, texts, leads)
