"""The commands for everyone: /ask and /help."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import buttons, rendering
from bot.discord_app.allowance import Allowance
from bot.discord_app.desk import Host
from bot.discord_app.failures import ANSWERED
from bot.discord_app.texts import in_language

# Questions a user may ask in that many seconds.
_QUESTIONS, _SECONDS = 5, 30.0


class Questions(commands.Cog):
    """Asking, and how to ask."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot
        self._allowance = Allowance(times=_QUESTIONS, seconds=_SECONDS)

    @app_commands.command(description="Ask the articles a question; every answer quotes its sources")
    @app_commands.describe(
        question="What you want to know, in English or German",
        speaker="Only what this person said, in any spelling of the name",
        since="Only articles published on or after this day, such as 2022-01-10",
        until="Only articles published on or before this day, such as 2022-01-31",
        private="Show the answer to you alone",
    )
    async def ask(
        self,
        interaction: discord.Interaction[Any],
        question: str,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer a question, first saying that this takes a moment."""
        self._count(interaction.user.id)
        await interaction.response.defer(ephemeral=private, thinking=True)
        answer = await self.bot.in_thread(
            partial(self.bot.desk.answer, question, speaker=speaker, since=since, until=until)
        )
        first, *others = rendering.messages(answer)
        view = buttons.view(answer) or discord.utils.MISSING
        await interaction.edit_original_response(content=first, view=discord.utils.MISSING if others else view)
        interaction.extras[ANSWERED] = True
        for content in others:
            last = content is others[-1]
            await interaction.followup.send(content, ephemeral=private, view=view if last else discord.utils.MISSING)

    @app_commands.command(name="help", description="What Beleg does and how to ask")
    async def explain(self, interaction: discord.Interaction[Any]) -> None:
        """Explain Beleg in the user's language."""
        texts = in_language(interaction.locale.value)
        ask, reindex = (self._mention(name) for name in ("ask", "reindex"))
        await interaction.response.send_message(texts.help.format(ask=ask, reindex=reindex), ephemeral=True)

    def _mention(self, name: str) -> str:
        """Return a command in the form that Discord makes clickable, as far as its id is known."""
        known = self.bot.command_ids.get(name)
        return f"</{name}:{known}>" if known else f"`/{name}`"

    def _count(self, user_id: int) -> None:
        """Count a question of a user; raise `CommandOnCooldown` for one too many."""
        if wait := self._allowance.take(user_id, now=time.monotonic()):
            raise app_commands.CommandOnCooldown(app_commands.Cooldown(_QUESTIONS, _SECONDS), wait)
