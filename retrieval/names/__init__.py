"""Person names: one key for all spellings of a name, its display spellings, and where a text mentions names."""

from __future__ import annotations

from .asking import question_names
from .keys import keys
from .mentions import mentions
from .passages import passage_keys
from .persons import person_keys, same_person, similar, surname
from .variants import variants

NAMES_VERSION = 2
"""Raised by whatever changes a key, so that the index is rebuilt."""

__all__ = [
    "NAMES_VERSION",
    "keys",
    "mentions",
    "passage_keys",
    "person_keys",
    "question_names",
    "same_person",
    "similar",
    "surname",
    "variants",
]
