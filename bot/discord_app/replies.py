"""Where an answer goes, and what its asker is told when there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Protocol

import discord

from bot.discord_app.deliveries import DROPPED, WAITS
from bot.discord_app.failures import reference, told
from bot.discord_app.texts import in_language

log = logging.getLogger(__name__)

_THINKING = discord.InteractionResponseType.deferred_channel_message
_NOTHING = "…"
# Messages that are looked through for one that may have arrived.
_LATEST = 50


class Reply(Protocol):
    """Where the answer to one question goes."""

    async def acknowledge(self, sentence: str = "") -> None:
        """Show that the question has arrived, and how long the answer takes where that is known."""

    async def wait(self, sentence: str) -> None:
        """Show how long the answer takes; only after `acknowledge`."""

    async def show(self, parts: Sequence[str], view: discord.ui.View | None = None) -> None:
        """Show an answer in so many messages, `view` below the last; only after `acknowledge`."""

    async def refuse(self, error: BaseException) -> None:
        """Tell the asker alone why there is no answer; raises nothing."""


class InteractionReply:
    """The reply to a command or a button, to the asker alone where `private`, and what follows on it."""

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._told_to_wait = False
        self._shown = False

    async def acknowledge(self, sentence: str = "") -> None:
        """Have Discord show that this takes a moment, or a sentence that says how long it takes."""
        if sentence:
            await self._interaction.response.send_message(sentence, ephemeral=self._private)
            self._told_to_wait = True
        else:
            await self._interaction.response.defer(ephemeral=self._private, thinking=True)

    async def wait(self, sentence: str) -> None:
        """Show how long the answer takes, in its place."""
        await self._interaction.edit_original_response(content=sentence)
        self._told_to_wait = True

    async def show(self, parts: Sequence[str], view: discord.ui.View | None = None) -> None:
        """Show an answer in so many messages, `view` below the last."""
        below = view or discord.utils.MISSING
        first, *others = parts
        await self._interaction.edit_original_response(content=first, view=discord.utils.MISSING if others else below)
        self._shown = True
        for content in others:
            last = content is others[-1]
            await self._follow(content, below if last else discord.utils.MISSING, private=self._private)

    async def refuse(self, error: BaseException) -> None:
        """Tell the asker alone, in their language, why there is no answer."""
        interaction = self._interaction
        texts = in_language(interaction.locale.value)
        command = interaction.command
        what = f"/{command.qualified_name}" if command else interaction.type.name
        sentence = told(error, texts, reference(interaction), what)
        try:
            if interaction.response.type is None:
                await interaction.response.send_message(sentence, ephemeral=True)
            elif self._private and not self._shown:
                await interaction.edit_original_response(content=sentence, view=None)
            elif self._shown or not (self._told_to_wait or interaction.response.type is _THINKING):
                await self._follow(sentence, discord.utils.MISSING, private=True)
            else:
                # Everybody sees that reply. It has to say something first, or what follows would take its place.
                if not self._told_to_wait:
                    await interaction.edit_original_response(content=_NOTHING)
                await self._follow(sentence, discord.utils.MISSING, private=True)
                await interaction.delete_original_response()
        except (discord.HTTPException, *DROPPED) as exc:
            log.warning("An asker could not be told that there is no answer: %s", exc)

    async def _follow(self, content: str, view: Any, *, private: bool) -> None:
        """Send what follows on the reply; after a dropped connection only if it has not arrived."""
        waits = iter(WAITS)
        while True:
            try:
                await self._interaction.followup.send(content, ephemeral=private, view=view)
                return
            except DROPPED:
                wait = next(waits, None)
                if wait is None:
                    raise
                await asyncio.sleep(wait)
                if not private and await self._has_arrived(content):
                    return

    async def _has_arrived(self, content: str) -> bool:
        """Return whether the channel shows a message of this reply; what cannot be seen counts as lost."""
        channel = self._interaction.channel
        if not isinstance(channel, discord.abc.Messageable):
            return False
        try:
            async for message in channel.history(limit=_LATEST, after=discord.Object(self._interaction.id)):
                answers = message.interaction_metadata
                if answers and answers.id == self._interaction.id and message.content == content.strip():
                    return True
        except (discord.HTTPException, *DROPPED):
            pass  # no permission to read there
        return False
