"""Text of articles and of people → a line for a prompt, which cannot look like anything but text.

For the prompt only: claims are verified against the article itself.
"""

from __future__ import annotations

import re
import unicodedata

from retrieval.text.cleaning import is_shown

_BLANK = re.compile(r"[\s\u115f\u1160\u2800\u3164\uffa0]+")
# Marks that servers read as the borders of turns ("<|im_start|>", "[INST]", "<start_of_turn>"), and the protocol's bar.
_PLAIN = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›", "[": "(", "]": ")", "|": "¦", "｜": "¦", "`": "'"})
_ID = re.compile(r"\b([EeЕе]\d{1,3})\.(?=\d)")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MOST_MARKS = 3


def cleaned(text: str, *, at_most: int = 2_000) -> str:
    """Return a text on one line, without invisible characters, changes of direction and controls.

    Brackets and bars that could be marks of the prompt, and what looks like an id of it, are written otherwise. What is
    longer than `at_most` code points is cut.
    """
    shown = "".join(char for char in text[: 4 * at_most] if char.isspace() or is_shown(char))
    line = _BLANK.sub(" ", _VARIATION.sub("", shown))
    return _ID.sub(r"\1·", _unstacked(line).translate(_PLAIN)).strip()[:at_most].rstrip()


def _unstacked(text: str) -> str:
    """Return a text in which no more marks stand on one letter than any script needs."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
