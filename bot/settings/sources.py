"""Where settings are written: TOML files, the environment, and the `.env` of the working directory.

What is wrong with a name or a place is said here. No value is part of a sentence, since any may be a secret that was
put into the wrong place, and a name only where it looks like one.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.settings.schema import FROM_DOTENV, KEY_VARIABLES, PREFIX, Settings, is_list, is_secret, keys, names, variable
from retrieval.regular_files import read_regular

DOTENV = Path(".env")
LONGEST_FILE = 1_000_000
"""Bytes of a file of settings; the defaults with all comments have five thousand."""
_ENVIRONMENT = "the environment"
# No setting has a digit in its name; a token has, and points.
_NAME = re.compile(r"[A-Za-z]+(?:_+[A-Za-z]+)*")
_LONGEST_NAME = 60
_LINE = re.compile(rf"\s*(?:export\s+)?['\"]?({PREFIX}\w+)", re.ASCII)


def named_proxy() -> str | None:
    """Return the name of the first variable of the environment that names a proxy for web pages, None without one."""
    wanted = ("https_proxy", "http_proxy", "all_proxy")
    set_ones = {name.lower(): name for name, value in os.environ.items() if value}
    return next((set_ones[name] for name in wanted if name in set_ones), None)


class SettingsError(Exception):
    """The configuration cannot be used; the message says in one sentence what to change, and where."""

    code = "bad_settings"


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a setting, the name it has where it is written, and that place."""

    value: Any = field(repr=False)
    written: str
    place: str

    def __str__(self) -> str:
        return f"{self.written} in {self.place}"


def from_file(path: Path) -> dict[str, Given]:
    """Return what a TOML file gives, by the settings' names; every name is checked.

    Raises:
        SettingsError: the file cannot be read, or a name in it is unknown or a secret's.
    """
    given: dict[str, Given] = {}
    for section, value in _content(path).items():
        if section not in Settings.model_fields:
            nearest = _nearest(section, Settings.model_fields)
            raise SettingsError(f"{path} has an unknown setting {_shown(section)!r}{nearest}")
        known = keys(section)
        if not known:
            given[section] = Given(value, section, str(path))
        elif not isinstance(value, dict):
            raise SettingsError(f"{path} gives {section!r} as a value, but it is a section: write [{section}] above.")
        else:
            for key, setting in value.items():
                name = _checked(path, section, key)
                given[name] = Given(setting, name, str(path))
    return given


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_regular(path, LONGEST_FILE).decode("utf-8-sig"))
    except OSError as exc:
        raise SettingsError(
            f"The configuration file {path} cannot be read ({exc.strerror}); name a TOML file."
        ) from exc
    except (ValueError, RecursionError) as exc:
        found = re.sub(r"'[^']{3,}'", "'…'", " ".join(str(exc).split()))
        raise SettingsError(f"The configuration file {path} is no valid TOML: {found}; correct it.") from None


def _checked(path: Path, section: str, key: str) -> str:
    """Return the name of a setting in a file, which has to be one that belongs there."""
    known = keys(section)
    if key not in known:
        raise SettingsError(f"{path} has an unknown key {_shown(key)!r} in [{section}]{_nearest(key, known)}")
    name = f"{section}.{key}"
    if is_secret(name):
        raise SettingsError(
            f"{path} holds the secret {name}, which belongs in no file of settings; remove it there "
            f"and set the environment variable {variable(name)} instead."
        )
    return name


def from_environment() -> dict[str, Given]:
    """Return what the environment and, where that gives nothing, `./.env` gives, by the settings' names.

    Empty values count as not given.

    Raises:
        SettingsError: a name is unknown, is a section's, or may not stand in `./.env`; or a list is no JSON.
    """
    dotenv = str(DOTENV.absolute())
    variables = {name.upper(): (value, dotenv) for name, value in _dotenv().items()}
    variables |= {name.upper(): (value, _ENVIRONMENT) for name, value in os.environ.items() if value}
    by_variable = {variable(name): name for name in names()}
    given: dict[str, Given] = {}
    for written, (value, place) in variables.items():
        if (name := by_variable.get(written)) is None:
            _refuse_unless_foreign(written, place, list(by_variable))
        elif value:
            found = Given(value, written, place)
            if place == dotenv:
                _refuse_from_dotenv(name, found)
            given[name] = Given(_list(found), written, place) if is_list(name) else found
    return given


def provider_key(model: str) -> Given | None:
    """Return the key of a language model under the name its provider gives it, None where the environment has none."""
    for written in KEY_VARIABLES.get(model.partition(":")[0], ()):
        if value := os.environ.get(written):
            return Given(value, written, _ENVIRONMENT)
    return None


def _dotenv() -> Mapping[str, str | None]:
    path, expected = DOTENV.absolute(), "expected lines of NAME=value."
    try:
        text = read_regular(DOTENV, LONGEST_FILE).decode("utf-8-sig") if DOTENV.is_file() else ""
    except (OSError, ValueError) as exc:
        found = exc.strerror if isinstance(exc, OSError) else "it is not in UTF-8"
        raise SettingsError(f"The file {path} cannot be read ({found}); {expected}") from None
    given = dotenv_values(stream=StringIO(text))
    for number, line in enumerate(text.splitlines(), 1):
        begun = _LINE.match(line)
        if begun and given.get(begun[1]) is None:  # python-dotenv leaves out what it cannot read
            raise SettingsError(f"Line {number} of {path} gives {_shown(begun[1])} no value; {expected}")
    return given


def _refuse_unless_foreign(written: str, place: str, valid: list[str]) -> None:
    """Refuse a variable that can only be meant for Beleg.

    Without a double underscore these are a section and near misses of a valid name: container platforms set variables
    such as BELEG_PORT or BELEG_SERVICE_HOST for a service that is called "beleg".
    """
    if not written.startswith(PREFIX):
        return
    section = written.removeprefix(PREFIX).lower()
    if section in Settings.model_fields:
        example = variable(f"{section}.{keys(section)[0]}")
        raise SettingsError(f"{written} in {place} names a whole section; write one variable a key, such as {example}.")
    plain = [name for name in valid if "__" not in name]
    single = [name for name in valid if name.replace("__", "_") == written]
    if "__" in written or single or difflib.get_close_matches(written, plain, 1, 0.85):
        raise SettingsError(f"Unknown setting {_shown(written)} in {place}{_nearest(written, single or valid)}")


def _refuse_from_dotenv(name: str, found: Given) -> None:
    """Refuse what a folder that somebody else made must not decide."""
    elsewhere = "set it in the environment or in a file given with --config"
    if name not in FROM_DOTENV:
        raise SettingsError(
            f"{found} is not taken from there, since that file may have come with the folder and the setting says "
            f"what to trust; remove that line, and {elsewhere}."
        )
    if name == "data_dir" and not _is_inside(DOTENV.parent.resolve(), found.value):
        raise SettingsError(
            f"{found} leads out of that folder, which only may have come with it; name a folder inside, or {elsewhere}."
        )


def _is_inside(folder: Path, place: str) -> bool:
    try:
        return (folder / Path(place).expanduser()).resolve().is_relative_to(folder)
    except (OSError, RuntimeError, ValueError):  # a circle of links, no such home folder, a NUL
        return False


def _list(found: Given) -> list[str]:
    try:
        value = json.loads(found.value)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f'{found} is no JSON list of strings; write it as ["…", "…"].')
    return value


def _shown(name: str) -> str:
    """Return an unknown name; what does not look like one is cut, since a secret may have been written there."""
    match = _NAME.match(name[:_LONGEST_NAME])
    found = match[0] if match else ""
    return found if found == name else f"{found}…"


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names what was probably meant, or everything that is possible."""
    known = list(known)
    close = difflib.get_close_matches(name.lower(), [k.lower() for k in known], 1, 0.5)
    if close:
        return f"; did you mean {next(k for k in known if k.lower() == close[0])!r}?"
    return f"; expected one of {', '.join(known)}."
