"""The learnt lexicon: what a stem of one language is called in another, with how sure that is.

Learnt from parallel sentences by ``python -m retrieval.training.lexicon``; see the licence note beside the file. A pair
of languages that no parallel text joins is crossed by way of English.
"""

from __future__ import annotations

import sqlite3
import threading
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "model" / "lexicon.sqlite3"
PIVOT = "en"
BEST = 4
"""Translations kept of a stem; more only adds rare senses."""

_LEAST = 0.2
"""Product of two weights below which a translation by way of English is dropped."""


class Lexicon:
    """Translations of stems as `retrieval.text.terms.terms` gives them; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a lexicon file; it is read on demand, not into memory."""
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False, isolation_level=None
        )
        self._pairs = frozenset(row[0] for row in self._connection.execute("SELECT DISTINCT pair FROM translations"))
        self._cached = lru_cache(maxsize=20_000)(self._look_up)

    @classmethod
    def shipped(cls) -> Lexicon:
        """Open the lexicon that ships with the project."""
        return cls(SHIPPED)

    def translations(self, term: str, source: str, target: str) -> tuple[tuple[str, float], ...]:
        """Return up to `BEST` stems of `target` with weights in (0, 1], surest first; nothing for the unknown.

        A weight is the square root of the Dice coefficient of the two stems over the parallel sentences.
        """
        if source == target:
            return ()
        if f"{source}-{target}" in self._pairs or PIVOT in (source, target):
            return self._cached(term, source, target)
        crossed: dict[str, float] = {}
        for middle, first in self._cached(term, source, PIVOT):
            for found, second in self._cached(middle, PIVOT, target):
                crossed[found] = max(first * second, crossed.get(found, 0.0))
        best = sorted(crossed.items(), key=lambda pair: (-pair[1], pair[0]))[:BEST]
        return tuple(pair for pair in best if pair[1] >= _LEAST)

    def is_word(self, term: str, language: str) -> bool:
        """Return whether a stem is an ordinary word: it, or what it is called in English, is written small there.

        False of names, and of what the parallel sentences do not hold.
        """
        if language == PIVOT:
            return self._is_english_word(term)
        return any(self._is_english_word(english) for english, _ in self.translations(term, language, PIVOT)[:2])

    def _is_english_word(self, term: str) -> bool:
        with self._lock:
            return bool(self._connection.execute("SELECT 1 FROM words WHERE term = ?", (term,)).fetchone())

    def _look_up(self, term: str, source: str, target: str) -> tuple[tuple[str, float], ...]:
        with self._lock:
            row = self._connection.execute(
                "SELECT targets FROM translations WHERE pair = ? AND term = ?", (f"{source}-{target}", term)
            ).fetchone()
        if row is None:
            return ()
        pairs = (entry.rsplit(":", 1) for entry in row[0].split())
        return tuple((stem, int(percent) / 100) for stem, percent in pairs)
