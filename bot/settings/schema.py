"""Every setting: its name, its kind, and whether a `.env` may hold it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, get_origin

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, field_validator

PREFIX = "BELEG_"

FROM_DOTENV = frozenset(
    {
        "data_dir",
        "articles.max_bytes",
        "articles.sent_bytes",
        "feeds.minutes",
        "questions.max_characters",
        "answer.max_characters",
        "answer.quotation_characters",
        "answer.quotations",
        "answer.statements",
        "discord.token",
        "limits.person",
        "limits.channel",
        "limits.server",
        "limits.seconds",
        "limits.waiting",
        "limits.answer_seconds",
    }
)
"""What is taken from the `.env` of the working directory, which may have come with a folder that somebody else made.

All others say where the token goes, from where pages come, which model's code is run, or what is kept of people.
`data_dir` has to stay inside.
"""


KEY_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "mistralai": ("MISTRAL_API_KEY",),
    "ollama": (),
}
"""The providers of language models, and the variables in which each one's own key is usually kept."""


_PROXY = re.compile(
    r"http://(?:[^\s@:/?#\[\]]+(?::[^\s@:/?#\[\]]*)?@)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
    r":(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])/?",
    re.ASCII,
)


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _given(secret: SecretStr | None) -> SecretStr | None:
    return secret if secret and secret.get_secret_value().strip() else None


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
    """Limits of what is read: bytes, and the hosts in private networks that pages may be fetched from.

    `sent_bytes` limits what is kept of all that people sent through Discord. `user_agent` is who servers are told asks.
    `proxy` is what pages are fetched through, "" for none; it may hold a password and is shown nowhere.
    """

    max_bytes: Annotated[int, Field(ge=1)]
    sent_bytes: Annotated[int, Field(ge=0)]
    allow_hosts: tuple[str, ...]
    user_agent: Annotated[str, Field(pattern=r"^[!-~](?:[ -~]{0,198}[!-~])?$")]
    proxy: Annotated[str, Field(repr=False)]

    @field_validator("proxy")
    @classmethod
    def _is_proxy(cls, address: str) -> str:
        if address and not _PROXY.fullmatch(address):
            raise ValueError("the address of a proxy is written as http://[user:password@]host:port")
        return address


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


class GenerationSettings(_Section):
    """The language model that words answers, "" for none, and what it may take; the key is a secret, None without one.

    `model` is "PROVIDER:NAME" as LangChain's `init_chat_model` wants it; `base_url` is another server than the
    provider's. `first_line_seconds`, `gap_seconds` (between two pieces of text) and `whole_seconds` limit the wait for
    one answer, `characters` and `lines` its length. `waiting` counts questions. `server_tokens` are for a server and a
    day in UTC, `person_tokens` for a person and an hour.
    """

    model: Annotated[str, Field(pattern=rf"^(?:(?:{'|'.join(KEY_VARIABLES)}):\S+)?$")]
    base_url: Annotated[str, Field(pattern=r"^(?:https?://[^\s?#@]+[^\s?#@/])?$")]
    temperature: Annotated[float, Field(ge=0, le=2)]
    first_line_seconds: Annotated[float, Field(gt=0, le=600)]
    gap_seconds: Annotated[float, Field(gt=0, le=600)]
    whole_seconds: Annotated[float, Field(gt=0, le=600)]
    characters: Annotated[int, Field(ge=100, le=100_000)]
    lines: Annotated[int, Field(ge=1, le=100)]
    waiting: Annotated[int, Field(ge=0, le=1000)]
    server_tokens: Annotated[int, Field(ge=0)]
    person_tokens: Annotated[int, Field(ge=0)]
    api_key: SecretStr | None = None

    @field_validator("api_key")
    @classmethod
    def _blank_is_missing(cls, key: SecretStr | None) -> SecretStr | None:
        return _given(key)


class DiscordSettings(_Section):
    """What `beleg serve` needs; the token is a secret and None where the environment has none.

    `servers` are Discord's ids of those that are answered, the first of which says which others are; `everybody` says
    that all are. `message_content` says that Discord shows the bot all messages, which has to be switched on there too.
    """

    api_base: Annotated[str, Field(pattern=r"^https?://[^\s?#@]+[^\s?#@/]$")]
    servers: tuple[Annotated[int, Field(ge=1, lt=2**63)], ...]
    everybody: bool
    message_content: bool
    token: SecretStr | None = None

    @field_validator("token")
    @classmethod
    def _blank_is_missing(cls, token: SecretStr | None) -> SecretStr | None:
        return _given(token)


class OperationSettings(_Section):
    """Where the state of `beleg serve` can be asked for; port 0 means nowhere."""

    host: Annotated[str, Field(pattern=r"^[^\s/]+$")]
    port: Annotated[int, Field(ge=0, le=65_535)]


class LimitSettings(_Section):
    """What one person, one channel and one server may ask within `seconds`, and how long questions may wait.

    `waiting` counts questions, `answer_seconds` goes from a question to the end of its answer.
    """

    person: Annotated[int, Field(ge=1)]
    channel: Annotated[int, Field(ge=1)]
    server: Annotated[int, Field(ge=1)]
    seconds: Annotated[float, Field(ge=1, le=3600)]
    waiting: Annotated[int, Field(ge=1, le=10_000)]
    answer_seconds: Annotated[float, Field(ge=1, le=600)]


class StateSettings(_Section):
    """How long the bot remembers what; `questions` says whether it keeps the words of questions beside answers."""

    answer_days: Annotated[int, Field(ge=1, le=3650)]
    questions: bool
    conversation_hours: Annotated[int, Field(ge=1, le=720)]
    watch_days: Annotated[int, Field(ge=1, le=3650)]
    count_days: Annotated[int, Field(ge=1, le=3650)]


class WatchSettings(_Section):
    """How much a person and a server may watch, how many messages a day tell of it, and when the rest is told (UTC)."""

    person: Annotated[int, Field(ge=1, le=100)]
    server: Annotated[int, Field(ge=1, le=1000)]
    messages: Annotated[int, Field(ge=1, le=100)]
    digest_hour: Annotated[int, Field(ge=0, le=23)]


class Settings(BaseModel):
    """Every setting, validated and frozen; `data_dir` is absolute."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    data_dir: Path
    model: ModelSettings
    articles: ArticleSettings
    feeds: FeedSettings
    questions: QuestionSettings
    answer: AnswerSettings
    generation: GenerationSettings
    discord: DiscordSettings
    limits: LimitSettings
    state: StateSettings
    watches: WatchSettings
    operation: OperationSettings

    _places: Mapping[str, str] = PrivateAttr(default_factory=dict)

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        if "\0" in str(folder):
            raise ValueError("a folder's name holds no NUL character")
        try:
            return folder.expanduser().absolute()
        except RuntimeError as exc:
            raise ValueError("there is no such home folder") from exc

    @classmethod
    def of(cls, values: Mapping[str, Any], places: Mapping[str, str]) -> Self:
        """Return the settings with these values by section and key; `places` says where those are from that were given.

        Raises:
            ValidationError: a value is not of its kind.
        """
        settings = cls(**values)
        settings._places = dict(places)
        return settings

    @property
    def places(self) -> Mapping[str, str]:
        """Where each setting that is not left at its default was found, by its name."""
        return self._places


def keys(section: str) -> list[str]:
    """Return the keys of a section; empty if `section` is a plain setting. Raises `KeyError` for an unknown one."""
    kind = Settings.model_fields[section].annotation
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, _Section) else []


def names() -> list[str]:
    """Return the names of all settings, such as "answer.quotations", plain ones first."""
    plain = [name for name in Settings.model_fields if not keys(name)]
    return plain + [f"{section}.{key}" for section in Settings.model_fields for key in keys(section)]


def variable(name: str) -> str:
    """Return the environment variable that gives a setting."""
    return PREFIX + name.replace(".", "__").upper()


def is_secret(name: str) -> bool:
    """Return whether a setting's value may be shown to nobody."""
    return "SecretStr" in str(_annotation(name))


def is_list(name: str) -> bool:
    """Return whether a setting holds several values."""
    return get_origin(_annotation(name)) is tuple


def _annotation(name: str) -> Any:
    section, _, key = name.partition(".")
    kind = Settings.model_fields[section].annotation
    return kind.model_fields[key].annotation if key and isinstance(kind, type) and issubclass(kind, _Section) else kind
