"""Work beside that on questions, which comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.discord_app.host import Host
from bot.discord_app.workers import Workers

T = TypeVar("T")

# Seconds of one piece of work, and until questions that wait may have had their turn.
_LONGEST, _BUSY = 120.0, 0.2


class Aside:
    """A thread of its own that reads articles."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._workers = Workers(threads=1, waiting=1, seconds=_LONGEST)

    async def work(self, work: Callable[[], T]) -> T:
        """Return what reading the articles gives, once no question waits for its turn; raises what that does."""
        while self._host.workers.in_line:  # noqa: ASYNC110 - no event says that a line is empty
            await asyncio.sleep(_BUSY)
        return await self._workers.enter(work).done

    async def kept(self, work: Callable[[], T]) -> T:
        """Return what the bot remembers; raises what that does."""
        return await self._host.keeper.enter(work).done
