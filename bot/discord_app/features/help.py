"""The command /help."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.host import Feature, Host
from bot.discord_app.texts import description, in_language


class HelpCommand(commands.Cog):
    """How to ask."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(name="help", description=description("help"))
    async def explain(self, interaction: discord.Interaction[Any]) -> None:
        """Explain Beleg in the user's language."""
        texts = in_language(interaction.locale.value)
        ask, reindex = (self._mention(name) for name in ("ask", "reindex"))
        await interaction.response.send_message(texts.help.format(ask=ask, reindex=reindex), ephemeral=True)

    def _mention(self, name: str) -> str:
        """Return a command in the form that Discord makes clickable, as far as its id is known."""
        known = self.bot.command_ids.get(name)
        return f"</{name}:{known}>" if known else f"`/{name}`"


FEATURE = Feature(commands=(HelpCommand,))
