"""What an article is called that has no title: by its first words, never by the name of its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

MOST = 60
"""Code points of the first words."""


def called(title: str, path: str | None, text: Callable[[], str]) -> str:
    """Return the title of an article, or its first words where the name of its file at `path` stands for a title."""
    if title and (path is None or title != PurePath(path).stem):
        return title
    words = " ".join(text()[: 4 * MOST].split())
    if len(words) <= MOST:
        return words or title
    return words[: MOST - 1].rsplit(" ", 1)[0] + "…"
