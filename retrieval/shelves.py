"""Shelves: every article stands on one, and whoever may not see a shelf learns nothing of what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.errors import ShelfError

SHARED = ""
"""The shelf of articles that are nobody's own."""

_NAME = re.compile("[a-z0-9-]{1,40}")


def is_shelf(name: str) -> bool:
    """Return whether a shelf can have this name."""
    return name == SHARED or _NAME.fullmatch(name) is not None


def checked(name: str) -> str:
    """Return the name of a shelf.

    Raises:
        ShelfError: no shelf can have it.
    """
    if not is_shelf(name):
        raise ShelfError(
            f"{name[:60]!r} is no name of a shelf, expected 1 to 40 of a-z, 0-9 and -, or nothing for the shared one; "
            "choose another."
        )
    return name


def seen_with(names: Iterable[str]) -> frozenset[str]:
    """Return what is seen by whoever may see these shelves: they and the shared one.

    Raises:
        ShelfError: no shelf can have one of the names.
    """
    return frozenset({SHARED, *map(checked, names)})
