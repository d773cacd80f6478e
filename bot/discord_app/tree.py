"""The way in for commands: none while the bot stops, and a sentence for every failure."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.admission import Admission
from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.replies import InteractionReply
from bot.discord_app.under_way import UnderWay

log = logging.getLogger(__name__)


class SentenceTree(app_commands.CommandTree[Any]):
    """A command tree that knows what is under way and who asks, and answers every failure with a sentence."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let every command pass unless the bot stops; whoever is not known is met before."""
        under_way: UnderWay = interaction.client.under_way
        admission: Admission = interaction.client.admission
        try:
            under_way.enter()
        except Failure as error:
            if interaction.type is not discord.InteractionType.autocomplete:  # nothing is typed to the end yet
                await InteractionReply(interaction, private=False).refuse(error)
            return False
        await admission.meet(Asker.of(interaction))
        return True

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Tell the asker of a failure that the command did not tell of itself."""
        if interaction.type is discord.InteractionType.autocomplete:
            log.error("The words for an option could not be completed.", exc_info=error)
            return
        await InteractionReply(interaction, private=False).refuse(getattr(error, "original", error))
