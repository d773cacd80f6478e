"""What the bot remembers, asked and told in the thread for it; an answer never fails for want of memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from bot.discord_app.failures import Failure
from bot.discord_app.host import Host
from bot.discord_app.workers import in_daemon
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds between two looks at what was kept long enough.
_PURGE_EVERY = 3600.0


async def remembered(host: Host, work: Callable[[], T], otherwise: T) -> T:
    """Return what `work` makes of `host.state`; `otherwise`, with a line in the log, where it cannot be used."""
    try:
        return await host.keeper.enter(work).done
    except RetrievalError as exc:
        log.warning("%s", exc)
    except Failure as exc:
        log.warning("What the bot remembers could not be used (%s).", exc.code)
    return otherwise


async def purging(host: Host) -> None:
    """Delete what was kept long enough, now and every hour, until cancelled."""
    while True:
        try:
            # In a thread of its own: it may take longer than a call may.
            await in_daemon(host.state.purge)
        except RetrievalError as exc:
            log.warning("What was kept long enough could not be deleted, which is tried again: %s", exc)
        await asyncio.sleep(_PURGE_EVERY)
