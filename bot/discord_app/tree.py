"""The way in for commands: none while the bot stops, and a sentence for every failure."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_app.failures import Failure
from bot.discord_app.replies import InteractionReply
from bot.discord_app.under_way import UnderWay


class SentenceTree(app_commands.CommandTree[Any]):
    """A command tree that knows what is under way and answers every failure with a sentence."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let every command pass unless the bot stops."""
        try:
            under_way: UnderWay = interaction.client.under_way
            under_way.enter()
        except Failure as error:
            await InteractionReply(interaction, private=False).refuse(error)
            return False
        return True

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Tell the asker of a failure that the command did not tell of itself."""
        await InteractionReply(interaction, private=False).refuse(getattr(error, "original", error))
