"""How many questions a server may ask on a day, in whatever way, counted over restarts; a day ends at midnight UTC."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.host import Host
from bot.discord_app.remembering import remembered
from bot.discord_app.rights import settings_of

# Seconds for counting. What the bot remembers may hang, and a question has to be acknowledged within three.
_PATIENCE = 0.5
_DAY = 86_400


async def take(host: Host, asker: Asker) -> None:
    """Count a question.

    Raises:
        Failure: "too_many_today"; it is not counted then.
    """
    most = settings_of(host, asker).daily
    counting = asyncio.ensure_future(
        remembered(host, partial(host.state.counts.take, asker.at_home, most), otherwise=True)
    )
    await asyncio.wait({counting}, timeout=_PATIENCE)
    if counting.done() and not counting.result():
        raise Failure("too_many_today", seconds=_DAY - time.time() % _DAY)


async def give_back(host: Host, asker: Asker) -> None:
    """Count a question no longer that came to nothing."""
    await remembered(host, partial(host.state.counts.give_back, asker.at_home), None)
