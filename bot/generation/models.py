"""The language model of the settings, through LangChain: loaded when first asked, in a thread, and never before.

Importing LangChain and a provider's client takes seconds.
"""

from __future__ import annotations

import asyncio
import gc
import re
import threading
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from bot.generation.addresses import is_loopback
from bot.generation.failures import Failed, Failure
from bot.generation.prompt import Message
from bot.quiet import forbid_tracing
from bot.settings import GenerationSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

# Told to each client, since it would have the environment name another address.
_ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "mistralai": "https://api.mistral.ai/v1",
    "ollama": "http://127.0.0.1:11434",
}
_PACKAGES = {
    "openai": ("langchain_openai", "openai"),
    "anthropic": ("langchain_anthropic", "anthropic"),
    "google_genai": ("langchain_google_genai", "google"),
    "mistralai": ("langchain_mistralai", "mistral"),
    "ollama": ("langchain_ollama", "ollama"),
}
"""What each provider's client is imported from, and the extra that installs it."""

CHARACTERS_A_TOKEN = 2
"""At least, in the languages that answers are written in."""

_NO_KEY = "none"  # for servers that want none; clients insist on one
_ENDED = frozenset({"stop", "end_turn", "stop_sequence"})
_CUT = frozenset({"length", "max_tokens", "model_length"})
_REFUSED = frozenset({"content_filter", "refusal", "safety", "prohibited_content", "blocklist"})
_OPTIONAL = ("temperature", "max_tokens", "max_completion_tokens", "stream_options", "system")
"""What a request may do without, as servers name it when they reject it."""
_REJECTED = frozenset({400, 415, 422})
_FAILED = frozenset({500, 501})
_ATTEMPTS = 1 + len(_OPTIONAL)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a model's answer.

    `ended` says that the model ended by itself, `cut` that the server ended it, `refused` that the model does not want
    to answer, `calls` that it calls a tool, though it was offered none. `tokens` are those of request and answer, where
    the server counts them.
    """

    text: str = ""
    ended: bool = False
    cut: bool = False
    refused: bool = False
    calls: bool = False
    tokens: int | None = None


def lacking(settings: GenerationSettings) -> Failure | None:
    """Return what keeps the model of the settings from being loaded, None for nothing; imports nothing."""
    provider = settings.model.partition(":")[0]
    package, extra = _PACKAGES[provider]
    if find_spec(package) is None:
        return Failure("not_installed", f"the client of {provider} is not installed; run pip install 'beleg[{extra}]'")
    if provider != "ollama" and not (settings.base_url or settings.api_key):
        return Failure("auth", "no key is set; set the environment variable BELEG_GENERATION__API_KEY")
    return None


class ChatModel:
    """The model of the settings; one event loop at a time may stream from it.

    It remembers what the server does not accept in a request, and leaves that out.
    """

    def __init__(self, settings: GenerationSettings) -> None:
        self._settings = settings
        self._provider, _, self.name = settings.model.partition(":")
        self._model: BaseChatModel | None = None
        self._loading = threading.Lock()
        self._left_out: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where the model is, for people: the host of its server, or the provider."""
        return urlsplit(self.base_url).netloc or self._provider

    @property
    def most_tokens(self) -> int:
        """How many tokens an answer may have; servers that don't care are stopped by its characters."""
        return self._settings.characters // CHARACTERS_A_TOKEN

    @property
    def base_url(self) -> str:
        """The address of its server, "" where only the provider's client knows it."""
        return self._settings.base_url or _ADDRESSES.get(self._provider, "")

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[Chunk, None]:
        """Ask the model and yield its answer as it comes.

        Raises:
            Exception: anything that a provider's client raises; `failure_of` says what it means.
        """
        model = await self.loaded()
        left_out = self._left_out
        for _ in range(_ATTEMPTS):
            began = False
            try:
                answer = model.astream(_sent(messages, left_out), **self._options(left_out))
                async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", answer)) as chunks:
                    async for chunk in chunks:
                        began, self._left_out = True, left_out
                        yield _chunk(chunk)
                return
            except Exception as exc:
                less = self._less(exc, left_out)
                if began or less is None:
                    raise
                left_out = less

    async def loaded(self) -> BaseChatModel:
        """Return the model, loaded in a thread.

        Raises:
            Failed: its package or its key is missing.
        """
        if self._model is not None:
            return self._model
        return await asyncio.to_thread(self._load)

    def _load(self) -> BaseChatModel:
        with self._loading:
            if self._model is None:
                if failure := lacking(self._settings):
                    raise Failed(failure)
                with _no_collection():
                    self._model = self._made()
            return self._model

    def _made(self) -> BaseChatModel:
        forbid_tracing()
        import langsmith
        from langchain.chat_models import init_chat_model

        langsmith.configure(enabled=False)
        return cast("BaseChatModel", init_chat_model(self.name, model_provider=self._provider, **self._arguments()))

    def _arguments(self) -> dict[str, Any]:
        """Return what the provider's class of LangChain is made with."""
        settings = self._settings
        key = settings.api_key.get_secret_value() if settings.api_key else _NO_KEY
        if self._provider == "openai":
            from bot.generation.transport import client

            return {
                "api_key": key,
                "base_url": self.base_url,
                "http_async_client": client(self.base_url, seconds=settings.whole_seconds),
                "max_retries": 0,
                "openai_proxy": "",  # the environment's would be taken in place of the client
                "stream_chunk_timeout": None,
                "use_responses_api": False,
            }
        given: dict[str, Any] = {"temperature": settings.temperature}
        if self.base_url:
            given["base_url"] = self.base_url
        if self._provider == "ollama":
            direct: dict[str, Any] = {"follow_redirects": False, "trust_env": not is_loopback(self.base_url)}
            direct |= {"timeout": settings.whole_seconds}
            return {**given, "num_predict": self.most_tokens, "client_kwargs": direct}
        given |= {"max_tokens": self.most_tokens, "max_retries": 0, "timeout": settings.whole_seconds}
        return {**given, "api_key": key}

    def _options(self, left_out: frozenset[str]) -> dict[str, Any]:
        """Return what a request to an OpenAI-compatible server asks for, less what it does not know."""
        if self._provider != "openai":
            return {}
        asked: dict[str, Any] = {
            "temperature": {"temperature": self._settings.temperature},
            "max_completion_tokens": {"max_tokens": self.most_tokens},  # LangChain sends it under the newer name
            "stream_options": {"stream_usage": True},
        }
        if self._settings.base_url:  # OpenAI refuses both at once, others know only the older
            asked["max_tokens"] = {"extra_body": {"max_tokens": self.most_tokens}}
        options: dict[str, Any] = {"stream_usage": False}
        for name, option in asked.items():
            if name not in left_out:
                options |= option
        return options

    def _less(self, error: Exception, left_out: frozenset[str]) -> frozenset[str] | None:
        """Return what else to leave out so that the server may accept the request, None where that is no help.

        That is what the error names first, or all but the limit where it names nothing.
        """
        status = getattr(error, "status_code", None)
        if self._provider != "openai" or status not in _REJECTED | _FAILED:
            return None
        told = f"{getattr(error, 'param', '')} {error}"
        left = [name for name in _OPTIONAL if name not in left_out]
        named = [(found.start(), name) for name in left if (found := re.search(rf"\b{name}\b", told))]
        if named:
            return left_out | {min(named)[1]}
        rest = left_out | (frozenset(_OPTIONAL) - {"max_tokens"})
        return rest if status in _REJECTED and rest != left_out else None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Make what is loaded within the block no work for the garbage collector, now and later.

    A pass over all that the clients bring stops every thread for more than 100 ms, the event loop's among them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def _sent(messages: Sequence[Message], left_out: frozenset[str]) -> list[Message]:
    """Return the messages, as one of the asker's where the server has no other kind."""
    if "system" not in left_out:
        return list(messages)
    return [("human", "\n\n".join(text for _, text in messages))]


def _chunk(message: AIMessageChunk) -> Chunk:
    told = message.response_metadata
    reason = str(told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason") or "").lower()
    tokens = message.usage_metadata["total_tokens"] if message.usage_metadata else None
    return Chunk(
        text=str(message.text),
        ended=reason in _ENDED,
        cut=reason in _CUT,
        refused=reason in _REFUSED or bool(message.additional_kwargs.get("refusal")),
        calls=bool(message.tool_call_chunks or reason == "tool_calls"),
        tokens=tokens if isinstance(tokens, int) else None,
    )
