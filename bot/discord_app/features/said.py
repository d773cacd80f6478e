"""The command /said: what somebody said, about something or at all."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import completion
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.host import Feature, Host
from bot.discord_app.question import Question, conversation_of
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import description, descriptions, in_language


class SaidCommand(commands.Cog):
    """What somebody said."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @app_commands.command(name="said", description=description("said"))
    @app_commands.describe(**descriptions("said"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def said(
        self,
        interaction: discord.Interaction[Any],
        speaker: app_commands.Range[str, 1, 100],
        about: app_commands.Range[str, 1, 500] | None = None,
        private: bool = False,
    ) -> None:
        """Answer with the words of a speaker: the question that asks for them, in the asker's language."""
        asker, words = Asker.of(interaction), in_language(interaction.locale.value).asking
        text = words.said_about.format(speaker=speaker, about=about) if about else words.said.format(speaker=speaker)
        conversation = conversation_of(asker, private=private)
        typed = Question(asker, text, speaker=speaker, conversation=conversation, private=private)
        await ask(self.host, typed, InteractionReply(interaction, private=private))

    @said.autocomplete("speaker")
    async def speakers(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        """Complete the name of a speaker."""
        return await completion.speakers(self.host, interaction, typed)


FEATURE = Feature(commands=(SaidCommand,))
