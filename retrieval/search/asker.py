"""Which languages whoever asks can read: theirs first, then those named as understood, then the rest."""

from __future__ import annotations

from retrieval.datatypes import Query

OWN = 0
"""Rank of the language that the answer is in."""
_READ, _RELATED, _OTHER = 1, 2, 3

# Where nobody names what the asker reads, these are taken for it; where somebody does, they still go before the rest.
_RELATED_TO = {"de": frozenset({"en"}), "en": frozenset({"de"})}


def rank(language: str, query: Query) -> int:
    """Return how far a language is from the asker, `OWN` for nearest; what has a lower rank is quoted first."""
    own = query.answer_language or query.language
    if language == own:
        return OWN
    if language == query.language or language in query.reads:
        return _READ
    return _RELATED if language in _RELATED_TO.get(own, ()) else _OTHER


def is_read(language: str, query: Query) -> bool:
    """Return whether whoever asks reads a language, as far as is known."""
    return rank(language, query) <= (_READ if query.reads else _RELATED)
