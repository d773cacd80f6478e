"""Characters that are not text to a reader, in one place: controls, changes of direction, invisible characters.

What is dropped, kept or replaced depends on the place: what a terminal shows, what an answer quotes, what a question or
a title may hold. Each place makes its rule from these.
"""

from __future__ import annotations

import unicodedata

DIRECTION = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates, as part of a regular expression's class. They turn the direction of all text that
follows (Unicode Annex 9), so that an article's words could look like Beleg's own."""

INVISIBLE = "\u00ad\u200b-\u200d\u2060-\u2064"
"""Soft hyphen, zero-width blanks and joiners and invisible operators, likewise: what they part looks like one word."""

DIRECTION_MARKS = "\u200e\u200f"
"""Marks of left-to-right and right-to-left, likewise: invisible, and they turn only what is beside them."""

BYTE_ORDER_MARK = "\ufeff"

JOINERS = "\u200c\u200d"
"""Invisible characters that are part of emoji and of Persian words."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_control(char: str) -> bool:
    """Return whether a character is a control, line ends and tabs included."""
    return unicodedata.category(char) == "Cc"


def is_surrogate(char: str) -> bool:
    """Return whether a code point is half of a character, which UTF-8 cannot write."""
    return unicodedata.category(char) == "Cs"


def is_safe(char: str) -> bool:
    """Return whether a character can be written out: not a control, a surrogate or a change of direction."""
    return char not in _TURNING and unicodedata.category(char) not in {"Cc", "Cs"}


def is_shown(char: str) -> bool:
    """Return whether a character has a shape: not a control, format, surrogate, private or unassigned code point."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
