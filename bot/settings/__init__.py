"""Settings: config/default.toml, overlaid by a file of the user's, overlaid by the environment and ./.env."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.settings.schema import (
    AnswerSettings,
    DiscordSettings,
    LimitSettings,
    OperationSettings,
    Settings,
    StateSettings,
    WatchSettings,
    is_secret,
    variable,
)
from bot.settings.sources import Given, SettingsError, from_environment, from_file

DEFAULTS = Path(__file__).parents[1] / "config" / "default.toml"

_TOKEN_NAME = "discord.token"  # noqa: S105 - what it is called
# The three parts of a bot's token: its id, the time and a signature in base64.
_LIKE_A_TOKEN = re.compile(r"(?<![\w.-])[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,45}(?![\w.-])")
_LEAST_TOKEN = 16  # characters; a shorter one may be part of another value by chance
# A wrong value that a sentence may repeat: a number or a word. All else may be a secret in a wrong place.
_HARMLESS = re.compile(r"-?\d{1,9}(?:\.\d{1,4})?|[A-Za-z]{0,12}")

__all__ = [
    "DEFAULTS",
    "AnswerSettings",
    "DiscordSettings",
    "LimitSettings",
    "OperationSettings",
    "Settings",
    "SettingsError",
    "StateSettings",
    "WatchSettings",
    "load_settings",
]


def load_settings(config: Path | None = None) -> Settings:
    """Read the settings; `config` is a TOML file that overlays the defaults.

    Raises:
        SettingsError: a file cannot be read, a name is unknown or in a wrong place, or a value is not of its kind.
    """
    defaults = from_file(DEFAULTS)
    given = {**(from_file(config) if config else {}), **from_environment()}
    _refuse_misplaced_token(given)
    values: dict[str, Any] = {}
    for name, found in {**defaults, **given}.items():
        section, _, key = name.partition(".")
        if key:
            values.setdefault(section, {})[key] = found.value
        else:
            values[section] = found.value
    try:
        return Settings.of(values, {name: str(found) for name, found in given.items()})
    except ValidationError as exc:
        raise SettingsError(_sentence(exc, {**defaults, **given})) from None  # the cause would hold the values


def _refuse_misplaced_token(given: Mapping[str, Given]) -> None:
    """Refuse a Discord token in any setting but its own: all others may be shown, written to the index or sent."""
    token = str(given[_TOKEN_NAME].value).strip() if _TOKEN_NAME in given else ""
    for name, found in given.items():
        text = str(found.value)
        if name != _TOKEN_NAME and (_LIKE_A_TOKEN.search(text) or (len(token) >= _LEAST_TOKEN and token in text)):
            raise SettingsError(
                f"{found} holds a Discord token, which that setting would not keep secret; take it out there, and set "
                f"the environment variable {variable(_TOKEN_NAME)} to it."
            )


def _sentence(error: ValidationError, given: Mapping[str, Given]) -> str:
    """Put the first mistake that pydantic found into one sentence, with the place to correct it."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][:2])
    found = given.get(name) or given[str(first["loc"][0])]
    text = str(first["input"])
    shown = f" ({first['input']!r} given)" if _HARMLESS.fullmatch(text) and not is_secret(name) else ""
    return f"{found} cannot be used{shown}: {first['msg'][0].lower()}{first['msg'][1:]}; correct it."
