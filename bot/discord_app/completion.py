"""Completing the name of a speaker while it is typed."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.host import Host
from bot.discord_app.markdown import one_line
from bot.discord_app.rights import require, scope

log = logging.getLogger(__name__)

# Discord's limits: choices, characters of one, and less than the three seconds in which they have to come.
_CHOICES, _CHARACTERS, _SECONDS = 25, 100, 2.0


async def speakers(host: Host, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Return whom the articles that somebody may see quote, as far as the name begins as `typed`.

    Who may not ask, or asks while nothing more is taken, gets none.
    """
    asker = Asker.of(interaction)
    try:
        require(host, asker, "ask")
        looking = host.readers.enter(
            partial(host.desk.speakers_like, typed, asker.language, scope(host, asker)), first=True
        )
        async with asyncio.timeout(_SECONDS):
            names = await looking.done
    except (Failure, TimeoutError) as error:
        log.info("No names were completed: %r", error)
        return []
    # A name that has to be cut to be shown would not be found again.
    shown = [name for name in names if name and name == one_line(name, at_most=_CHARACTERS)]
    return [app_commands.Choice(name=name, value=name) for name in shown[:_CHOICES]]
