"""How many requests a server gets at once, and how many wait for their turn."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.generation.failures import Failed, Failure

AT_ONCE = 8
"""Requests to a provider; a server on this machine gets one, since it computes on even when nobody listens any more."""


class Gate:
    """Lets `at_once` requests through, keeps `waiting` more in the order in which they came, and refuses the others."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._free = at_once
        self._most_waiting = waiting
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def entered(self, *, seconds: float) -> AsyncIterator[None]:
        """Wait for a turn, at most so long, and have it within the block.

        Raises:
            Failed: too many wait already, or the turn did not come in time.
        """
        await self._enter(seconds)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, seconds: float) -> None:
        if self._free:
            self._free -= 1
            return
        if len(self._waiting) >= self._most_waiting:
            raise Failed(Failure("busy", f"{len(self._waiting)} questions wait for the model already"))
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as exc:
            if turn.done() and not turn.cancelled():
                self._leave()  # it was given the turn just when it went
            elif turn in self._waiting:
                self._waiting.remove(turn)
            if isinstance(exc, TimeoutError):
                raise Failed(Failure("busy", f"no turn within {seconds:g} s")) from None
            raise

    def _leave(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
