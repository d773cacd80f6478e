"""Texts that nobody would write: glued from pieces of the tables of sentences, with every mark at every border."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

LANGUAGES = ("de", "en", "ru", "uk")
# Every quotation mark, with and without the spaces that French sets inside, and what a quotation may border on.
MARKS = (
    *("„", "“", "”", '"', "'", "‚", "‘", "’", "«", "»", "‹", "›", "«\u00a0", "\u00a0»", "«\u202f", "\u202f»", "»«"),
    *(".", ",", ":", ";", "!", "?", "…", "(", ")", "[", "]", "–", "—", "-", " – ", " — ", "\n", "\n\n", "\r\n", "\t"),
    *(" ", "", "\x00", "\u200b", "\u00ad", "\ufeff", "\u2060", "1.", "3,5", "100.000", "Dr. ", "U.S. ", "🙂", "İ", "ß"),
)


@cache
def pieces() -> tuple[str, ...]:
    """Return whole sentences, runs of their words and single words of all tables, in a fixed order."""
    found: dict[str, None] = {}
    for language in LANGUAGES:
        table = (Path(__file__).parent / f"statements_{language}.txt").read_text(encoding="utf-8")
        for line in table.splitlines():
            if not line or line[0] in "# ":
                continue
            text = line[3:].replace("¶", "\n\n")
            words = text.split(" ")
            runs = (words[start : start + size] for size in (2, 3, 5, 8) for start in range(0, len(words), size))
            found.update(dict.fromkeys((text, *(" ".join(run) for run in runs), *re.findall(r"\w+|[^\w\s]", text))))
    return tuple(found)


def glued(draw: random.Random) -> str:
    """Return one such text of up to a dozen pieces; one in ten repeats them a few times."""
    parts = []
    for _ in range(draw.randint(1, 12)):
        parts.append(draw.choice(pieces()) if draw.random() < 0.6 else draw.choice(MARKS))
        parts.append(draw.choice((" ", "", *MARKS)) if draw.random() < 0.5 else " ")
    return "".join(parts) * (draw.randint(2, 6) if draw.random() < 0.1 else 1)


def glued_texts() -> st.SearchStrategy[str]:
    """Return such texts for hypothesis, which shrinks what it finds."""
    parts = st.sampled_from((*MARKS, *pieces()))
    return st.one_of(st.lists(parts, max_size=20).map(" ".join), st.lists(parts, max_size=20).map("".join))
