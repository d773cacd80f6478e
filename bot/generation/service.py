"""The model with all that guards it: budgets, a queue, a breaker and limits, and one line in the log where it fails."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager

from bot.generation.addresses import is_loopback
from bot.generation.breaker import Breaker
from bot.generation.budgets import Account, Budgets
from bot.generation.failures import OF_THE_SERVER, Failed, Failure, Kind
from bot.generation.gate import AT_ONCE, Gate
from bot.generation.models import CHARACTERS_A_TOKEN, ChatModel
from bot.generation.prompt import Message
from bot.generation.reading import Reading
from bot.generation.tokens import estimated
from bot.settings import GenerationSettings

log = logging.getLogger(__name__)


class Service:
    """What requests go through; there is one for a model, shared by all who ask it."""

    def __init__(self, settings: GenerationSettings) -> None:
        self._settings = settings
        self._model = ChatModel(settings)
        self._breaker = Breaker()
        self._gate = Gate(
            at_once=1 if is_loopback(self._model.base_url) else AT_ONCE,
            waiting=settings.waiting,
        )
        self._budgets = Budgets(server=settings.server_tokens, person=settings.person_tokens)

    @property
    def model(self) -> str:
        """The model's name, as it is shown."""
        return self._model.name

    @property
    def limits(self) -> GenerationSettings:
        """What an answer may take."""
        return self._settings

    async def warm_up(self) -> None:
        """Load the client in a thread, so that no question waits for that; nothing is sent, and nothing raised."""
        try:
            await self._load()
        except Failed as exc:
            self._say(exc.failure)

    @asynccontextmanager
    async def request(self, messages: Sequence[Message], account: Account) -> AsyncIterator[Reading]:
        """Send messages and give the answer to read within the block; ended early, the connection is closed.

        Raises:
            Failed: there is no answer, or no more of it. It was logged, and counted where it says something of the
                server.
        """
        sent = estimated("".join(text for _, text in messages))
        most = self._model.most_tokens
        try:
            with self._budgets.spending(account, sent + most, now=time.time()) as use:
                use.used(0)
                await self._load()
                async with (
                    self._gate.entered(seconds=self._settings.whole_seconds),
                    self._guarded(),
                    aclosing(self._model.stream(messages)) as chunks,
                ):
                    reading = Reading(chunks, self._settings)
                    try:
                        yield reading
                    finally:
                        use.used(reading.tokens or sent + -(-reading.characters // CHARACTERS_A_TOKEN))
        except Failed as exc:
            self._say(exc.failure)
            raise

    async def _load(self) -> None:
        try:
            await self._model.loaded()
        except Failed:
            raise
        except Exception as exc:
            told = f"the client cannot be loaded ({type(exc).__name__}); run beleg check"
            raise Failed(Failure("not_installed", told)) from exc

    @asynccontextmanager
    async def _guarded(self) -> AsyncIterator[None]:
        """Let a request through where the breaker is closed, and tell it how that went."""
        if not self._breaker.enter(now=time.monotonic()):
            raise Failed(Failure("breaker_open", "the server failed a short while ago"))
        kind: Kind | None = None
        known = False
        try:
            yield
            known = True
        except Failed as exc:
            kind, known = exc.failure.kind, True
            raise
        finally:
            # What ended it otherwise, such as its asker's going away, says nothing of the server.
            if known:
                self._breaker.leave(kind, now=time.monotonic())
            else:
                self._breaker.give_up()

    def _say(self, failure: Failure) -> None:
        level = logging.WARNING if failure.kind in OF_THE_SERVER else logging.INFO
        log.log(level, "%s (%s) gives no text: %s: %s", self.model, self._model.address, failure.kind, failure.reason)
