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
    GenerationSettings,
    LimitSettings,
    OperationSettings,
    Settings,
    StateSettings,
    WatchSettings,
    is_secret,
    variable,
)
from bot.settings.sources import Given, SettingsError, from_environment, from_file, provider_key

DEFAULTS = Path(__file__).parents[1] / "config" / "default.toml"

_TOKEN_NAME = "discord.token"  # noqa: S105 - what it is called
_KEY_NAME = "generation.api_key"
_SECRETS = {_TOKEN_NAME: "a Discord token", _KEY_NAME: "the key of a language model"}
# The three parts of a bot's token: its id, the time and a signature in base64.
_LIKE_A_TOKEN = re.compile(r"(?<![\w.-])[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,45}(?![\w.-])")
_LEAST_SECRET = 16  # characters; a shorter one may be part of another value by chance
# A wrong value that a sentence may repeat: a number or a word. All else may be a secret in a wrong place.
_HARMLESS = re.compile(r"-?\d{1,9}(?:\.\d{1,4})?|[A-Za-z]{0,12}")

__all__ = [
    "DEFAULTS",
    "AnswerSettings",
    "DiscordSettings",
    "GenerationSettings",
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
    _take_provider_key(given)
    _refuse_misplaced_secrets(given)
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


def _take_provider_key(given: dict[str, Given]) -> None:
    """Add the key that the environment has for the model's provider; no other server gets it."""
    model, elsewhere = given.get("generation.model"), given.get("generation.base_url")
    if model is None or _KEY_NAME in given or (elsewhere and elsewhere.value):
        return
    if key := provider_key(str(model.value)):
        given[_KEY_NAME] = key


def _refuse_misplaced_secrets(given: Mapping[str, Given]) -> None:
    """Refuse a secret in any setting but its own: all others may be shown, written to the index or sent."""
    for secret, what in _SECRETS.items():
        value = str(given[secret].value).strip() if secret in given else ""
        for name, found in given.items():
            text = str(found.value)
            shaped = secret == _TOKEN_NAME and _LIKE_A_TOKEN.search(text)
            if name != secret and (shaped or (len(value) >= _LEAST_SECRET and value in text)):
                raise SettingsError(
                    f"{found} holds {what}, which that setting would not keep secret; take it out there, and set "
                    f"the environment variable {variable(secret)} to it."
                )


def _sentence(error: ValidationError, given: Mapping[str, Given]) -> str:
    """Put the first mistake that pydantic found into one sentence, with the place to correct it."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][:2])
    found = given.get(name) or given[str(first["loc"][0])]
    text = str(first["input"])
    shown = f" ({first['input']!r} given)" if _HARMLESS.fullmatch(text) and not is_secret(name) else ""
    return f"{found} cannot be used{shown}: {first['msg'][0].lower()}{first['msg'][1:]}; correct it."
