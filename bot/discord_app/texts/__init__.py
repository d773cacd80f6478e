"""The sentences people read in Discord: each language is a file beside this one, with its `TEXTS`."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from bot.discord_app.texts.english import TEXTS as ENGLISH
from bot.discord_app.texts.form import FailureCode, Texts
from bot.discord_app.texts.german import TEXTS as GERMAN

__all__ = ["ENGLISH", "GERMAN", "LANGUAGES", "FailureCode", "Texts", "description", "descriptions", "in_language"]


def _found() -> dict[str, Texts]:
    files = (name for _, name, _ in pkgutil.iter_modules(__path__) if name != "form")
    texts: list[Texts] = [import_module(f"{__name__}.{name}").TEXTS for name in files]
    return {one.language: one for one in texts}


LANGUAGES: Mapping[str, Texts] = _found()
"""All there are, by their ISO 639-1 codes."""


def in_language(language: str) -> Texts:
    """Return the sentences for an ISO 639-1 code or a Discord locale such as ``en-GB``; English for unknown ones."""
    return LANGUAGES.get(language.partition("-")[0], ENGLISH)


def description(command: str) -> str:
    """Return what is said of a command where the asker's language is unknown."""
    return ENGLISH.commands[command].description


def descriptions(command: str) -> dict[str, str]:
    """Return the same for its options, by their names."""
    prefix = f"{command}."
    return {
        name.removeprefix(prefix): words.description
        for name, words in ENGLISH.commands.items()
        if name.startswith(prefix)
    }
