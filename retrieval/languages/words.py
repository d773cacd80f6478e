"""Word lists as data."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a list written with spaces."""
    return frozenset(text.split())
