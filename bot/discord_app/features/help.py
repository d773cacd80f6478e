"""The command /help."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.asker import Asker
from bot.discord_app.host import Feature, Host, command_mention, let_in
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import description, in_language


class HelpCommand(commands.Cog):
    """How to ask."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(name="help", description=description("help"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def explain(self, interaction: discord.Interaction[Any]) -> None:
        """Explain Beleg in the user's language."""
        await let_in(interaction, _explain, right="read", private=True, press=False)


async def _explain(host: Host, asker: Asker, reply: InteractionReply) -> None:
    names = {
        "ask": "ask",
        "said": "said",
        "watch": "watch",
        "reindex": "reindex",
        "articles": "articles list",
        "add": "articles add",
    }
    named = {gap: command_mention(host, name) for gap, name in names.items()}
    await reply.acknowledge(in_language(asker.locale).help.format(**named))


FEATURE = Feature(commands=(HelpCommand,))
