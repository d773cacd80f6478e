"""The German lists that hold regular expressions, one a line."""

from __future__ import annotations

import re

from retrieval.languages.word_data import load


def pattern(name: str) -> re.Pattern[str]:
    """Return the regular expressions of a list as one; they match lower case."""
    return re.compile("|".join(f"(?:{line})" for line in load("de", "statements").phrases(name)))
