"""Settings: config/default.toml, overlaid by a file of the user's, overlaid by the environment and ./.env."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableValueError

DEFAULTS = Path(__file__).parent / "config" / "default.toml"
DOTENV = Path(".env")
PREFIX = "BELEG_"


class SettingsError(Exception):
    """The configuration cannot be used; the message says in one sentence what to change, and where."""

    code = "bad_settings"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelSettings(_Section):
    """The embedding model and the words it wants before a question and a passage, and the reader.

    `dimension` 0 means the model's own.
    """

    name: Annotated[str, Field(min_length=1)]
    download: bool
    dimension: Annotated[int, Field(ge=0)]
    query_prompt: str
    passage_prompt: str
    reader: Annotated[str, Field(min_length=1)]


class ArticleSettings(_Section):
    """Limits of what is read: bytes, and the hosts in private networks that pages may be fetched from."""

    max_bytes: Annotated[int, Field(ge=1)]
    allow_hosts: tuple[str, ...]


class FeedSettings(_Section):
    """The feeds that pages are taken from, and how often, in minutes."""

    urls: tuple[Annotated[str, Field(pattern=r"^https?://[^\s]+$")], ...]
    minutes: Annotated[float, Field(ge=1, le=10_080)]


class QuestionSettings(_Section):
    """Limits of what may be asked; code points."""

    max_characters: Annotated[int, Field(ge=1)]


class AnswerSettings(_Section):
    """The size of an answer: code points and numbers of quotations."""

    max_characters: Annotated[int, Field(ge=300, le=4000)]
    quotation_characters: Annotated[int, Field(ge=50, le=2000)]
    quotations: Annotated[int, Field(ge=1, le=20)]
    statements: Annotated[int, Field(ge=1, le=20)]


class DiscordSettings(_Section):
    """What `beleg serve` needs; the token is a secret and None where the environment has none."""

    api_base: Annotated[str, Field(pattern=r"^https?://[^\s?#]+[^\s?#/]$")]
    token: SecretStr | None = None

    @field_validator("token")
    @classmethod
    def _blank_is_missing(cls, token: SecretStr | None) -> SecretStr | None:
        return token if token and token.get_secret_value().strip() else None


class Settings(BaseSettings):
    """Every setting, validated and frozen; `data_dir` is absolute."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",  # The environment holds other names; files are checked key by key before they get here.
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        env_file=DOTENV,
        env_file_encoding="utf-8",
    )

    data_dir: Path
    model: ModelSettings
    articles: ArticleSettings
    feeds: FeedSettings
    questions: QuestionSettings
    answer: AnswerSettings
    discord: DiscordSettings

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment override ./.env, and both override the files, which arrive as arguments."""
        del settings_cls, file_secret_settings
        return env_settings, dotenv_settings, init_settings


def load_settings(config: Path | None = None) -> Settings:
    """Read the settings; `config` is a TOML file that overlays the defaults.

    Raises:
        SettingsError: a file cannot be read, a key or a variable is unknown, or a value is not of its kind.
    """
    layers = [DEFAULTS] if config is None else [DEFAULTS, config]
    values: dict[str, Any] = {}
    for path in layers:
        for key, value in _read(path).items():
            values[key] = {**values.get(key, {}), **value} if isinstance(value, dict) else value
    environment = _environment()
    try:
        return Settings(**values)
    except UnreadableValueError as exc:
        raise SettingsError(f"{_one_line(exc)}; write one variable for each key, such as {_names()[1]}.") from exc
    except ValidationError as exc:
        raise SettingsError(_sentence(exc, environment, config)) from exc


def _read(path: Path) -> dict[str, Any]:
    """Return the checked content of one TOML file."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise SettingsError(
            f"The configuration file {path} cannot be read ({exc.strerror}); name a TOML file."
        ) from exc
    except ValueError as exc:
        raise SettingsError(f"The configuration file {path} is no valid TOML: {_one_line(exc)}; correct it.") from exc
    for section, value in content.items():
        if section not in Settings.model_fields:
            raise SettingsError(f"{path} has an unknown setting {section!r}{_nearest(section, Settings.model_fields)}")
        known = _keys(section)
        if known and not isinstance(value, dict):
            raise SettingsError(f"{path} gives {section!r} as a value, but it is a section: write [{section}] above.")
        for key in value if known else ():
            if key not in known:
                raise SettingsError(f"{path} has an unknown key {key!r} in [{section}]{_nearest(key, known)}")
            if known[key]:
                raise SettingsError(
                    f"{path} holds the secret {section}.{key}, which belongs in no file of settings; remove it there "
                    f"and set the environment variable {_variable(section, key)} instead."
                )
    return content


def _keys(section: str) -> dict[str, bool]:
    """Return the keys of a section and whether each is a secret; empty if `section` is a plain setting."""
    kind = Settings.model_fields[section].annotation
    if not (isinstance(kind, type) and issubclass(kind, _Section)):
        return {}
    return {name: "SecretStr" in str(field.annotation) for name, field in kind.model_fields.items()}


def _variable(section: str, key: str) -> str:
    return f"{PREFIX}{section}__{key}".upper()


def _names() -> list[str]:
    """Return the names of all environment variables that mean something, BELEG_DATA_DIR first."""
    plain = [f"{PREFIX}{name}".upper() for name in Settings.model_fields if not _keys(name)]
    return plain + [_variable(section, key) for section in Settings.model_fields for key in _keys(section)]


def _environment() -> dict[str, str]:
    """Check the names of the BELEG_ variables; return for each the place where it was found.

    Without a double underscore only near misses of a valid name are errors: container platforms set variables such
    as BELEG_PORT or BELEG_SERVICE_HOST for a service that is called "beleg".
    """
    try:
        dotenv: Mapping[str, object] = dotenv_values(DOTENV, encoding="utf-8") if DOTENV.is_file() else {}
    except (OSError, ValueError) as exc:
        raise SettingsError(
            f"The file {DOTENV.absolute()} cannot be read ({_one_line(exc)}); expected lines of NAME=value."
        ) from exc
    places = {name.upper(): f"{DOTENV.absolute()}" for name in dotenv}
    places |= {name.upper(): "the environment" for name in os.environ}
    valid = _names()
    for name, place in places.items():
        if not name.startswith(PREFIX) or name in valid:
            continue
        if "__" in name or difflib.get_close_matches(name, [v for v in valid if "__" not in v], 1, 0.85):
            raise SettingsError(f"Unknown setting {name} in {place}{_nearest(name, valid)}")
    return {name: place for name, place in places.items() if name in valid}


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names what was probably meant, or everything that is possible."""
    known = list(known)
    close = difflib.get_close_matches(name.lower(), [k.lower() for k in known], 1, 0.5)
    if close:
        return f"; did you mean {next(k for k in known if k.lower() == close[0])!r}?"
    return f"; expected one of {', '.join(known)}."


def _sentence(error: ValidationError, environment: Mapping[str, str], config: Path | None) -> str:
    """Put the first mistake that pydantic found into one sentence, with the place to correct it; never its value
    where that is a secret.
    """
    first = error.errors()[0]
    section, *rest = (str(part) for part in first["loc"])
    name = ".".join((section, *rest))
    variable = _variable(section, rest[0]) if rest else f"{PREFIX}{section}".upper()
    place = f"{variable} in {environment[variable]}" if variable in environment else f"{name} in {config or DEFAULTS}"
    secret = bool(rest) and _keys(section).get(rest[0], True)
    given = "" if secret else f" ({str(first['input'])[:60]!r} given)"
    return f"{place} cannot be used{given}: {first['msg'][0].lower()}{first['msg'][1:]}; correct it."


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
