"""The words around the quotations, a module a language; every other language gets the English ones."""

from __future__ import annotations

from bot.answering.wording.base import Wording
from bot.answering.wording.english import English
from bot.answering.wording.french import French
from bot.answering.wording.german import German
from bot.answering.wording.russian import Russian
from bot.answering.wording.ukrainian import Ukrainian

__all__ = ["Wording", "wording"]

_ENGLISH = English()
_OTHERS: dict[str, Wording] = {"de": German(), "fr": French(), "ru": Russian(), "uk": Ukrainian()}


def wording(language: str) -> Wording:
    """Return the words for a question in `language` (ISO 639-1)."""
    return _OTHERS.get(language, _ENGLISH)
