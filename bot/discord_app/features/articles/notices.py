"""The message that shows how far a run is, and at its end the card: a reply, then a message in the channel."""

from __future__ import annotations

import logging
import time
from typing import Any

import discord

from bot.discord_app.deliveries import DROPPED
from bot.discord_app.texts import Texts

log = logging.getLogger(__name__)

# Discord lets a bot edit its reply for 15 minutes; a minute is left for the last edit.
_REPLY_LASTS = 14 * 60.0


class Notice:
    """The reply while Discord lets it be edited, then a message in the channel; what cannot be shown is only logged.

    Its text becomes a card by an edit, and no text again after that.
    """

    def __init__(self, interaction: discord.Interaction[Any], texts: Texts, *, private: bool) -> None:
        self._interaction = interaction
        self._texts = texts
        self._private = private
        self._moves_at = time.monotonic() + _REPLY_LASTS
        self._message: discord.Message | None = None

    async def begin(self, content: str) -> int | None:
        """Show the first text as the reply; return the number of the message where others see it, if it is known."""
        sent = await self._interaction.response.send_message(content, ephemeral=self._private)
        return None if self._private else sent.message_id

    async def text(self, content: str) -> None:
        """Show a text in the place of what was shown before."""
        await self._show(content, None)

    async def card(self, view: discord.ui.LayoutView) -> bool:
        """Show a card in the place of all texts; return whether that went well."""
        return await self._show(None, view)

    async def _show(self, content: str | None, view: discord.ui.LayoutView | None) -> bool:
        try:
            if self._message:
                await self._message.edit(content=content, view=view)
            elif time.monotonic() < self._moves_at:
                await self._interaction.edit_original_response(content=content, view=view)
            elif isinstance(self._interaction.channel, discord.abc.Messageable):
                # Discord notifies of no card that is sent as one.
                self._message = await self._interaction.channel.send(content or self._texts.articles.moved)
                await self._interaction.edit_original_response(content=self._texts.articles.moved)
                if view:
                    await self._message.edit(content=None, view=view)
        except (discord.HTTPException, *DROPPED) as exc:
            log.warning("How far a run is could not be shown: %s", exc)
            return False
        return True
