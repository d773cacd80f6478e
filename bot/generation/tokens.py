"""How many tokens a text is, roughly and rather too many than too few: for budgets and the size of a prompt."""

from __future__ import annotations

import math


def estimated(text: str) -> int:
    """Return an estimate for any model: a third of the characters, or a quarter of the bytes where that is more.

    Tokenizers of today make one token of four English, three German or two Russian letters, give or take a third.
    """
    return math.ceil(max(len(text) / 3, len(text.encode("utf-8", "replace")) / 4))
