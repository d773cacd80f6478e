"""The command /ask."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import completion
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.host import Feature, Host
from bot.discord_app.question import LONGEST, Question, conversation_of
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import description, descriptions


class AskCommand(commands.Cog):
    """Asking."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @app_commands.command(name="ask", description=description("ask"))
    @app_commands.describe(**descriptions("ask"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def asked(
        self,
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, LONGEST],
        speaker: app_commands.Range[str, 1, 100] | None = None,
        since: str | None = None,
        until: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer a question."""
        asker = Asker.of(interaction)
        typed = Question(
            asker,
            question,
            speaker=speaker,
            since=since,
            until=until,
            conversation=conversation_of(asker, private=private),
            private=private,
        )
        await ask(self.host, typed, InteractionReply(interaction, private=private))

    @asked.autocomplete("speaker")
    async def speakers(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        """Complete the name of a speaker."""
        return await completion.speakers(self.host, interaction, typed)


FEATURE = Feature(commands=(AskCommand,))
