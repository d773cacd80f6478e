"""The command /ask."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.asker import Asker
from bot.discord_app.asking import Question, ask
from bot.discord_app.host import Feature, Host
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import description, descriptions


class AskCommand(commands.Cog):
    """Asking."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(name="ask", description=description("ask"))
    @app_commands.describe(**descriptions("ask"))
    async def asked(
        self,
        interaction: discord.Interaction[Any],
        question: str,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer a question."""
        typed = Question(Asker.of(interaction), question, speaker=speaker, since=since, until=until)
        await ask(self.bot, typed, InteractionReply(interaction, private=private))


FEATURE = Feature(commands=(AskCommand,))
