"""Person names: one key for all spellings of a name, its display spellings, and where a text mentions names."""

from __future__ import annotations

from .asking import question_names
from .given import same_given_name
from .keys import keys
from .mentions import mentions
from .organisations import organisation, organisation_key
from .passages import passage_keys
from .persons import Meant, asked_keys, meant_by, person_keys, same_person, similar, surname, typed_keys
from .variants import variants

NAMES_VERSION = 3
"""Raised by whatever changes a key, so that the index is rebuilt."""

__all__ = [
    "NAMES_VERSION",
    "Meant",
    "asked_keys",
    "keys",
    "meant_by",
    "mentions",
    "organisation",
    "organisation_key",
    "passage_keys",
    "person_keys",
    "question_names",
    "same_given_name",
    "same_person",
    "similar",
    "surname",
    "typed_keys",
    "variants",
]
