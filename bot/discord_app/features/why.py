"""The button that tells the asker alone why their message got no answer."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, Self

import discord

from bot.discord_app.asker import Asker
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import Failure, sentence_of
from bot.discord_app.host import Feature, Host, LastingButton
from bot.discord_app.refusals import TEMPLATE, unpacked
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import in_language


class WhyButton(LastingButton, template=TEMPLATE):
    """Everything that is told stands in its own id; the message that it stands on has done its duty then and goes."""

    right = None  # What it tells may be that there is no right.

    def __init__(self, match: re.Match[str], message: discord.Message | None) -> None:
        super().__init__(discord.ui.Button(custom_id=match[0]))
        self.person, self.reference = int(match["person"]), match["reference"]
        self.found = unpacked(match["code"], match["given"])
        self.message = message

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del item
        return cls(match, interaction.message)

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Tell why there is no answer, to whoever asked."""
        del host
        if asker.person != self.person:
            raise Failure("not_yours")
        await reply.acknowledge()
        await reply.show([sentence_of(self.found, in_language(asker.locale), self.reference)])
        if self.message:
            with suppress(discord.HTTPException, *DROPPED):
                await self.message.delete()


FEATURE = Feature(lasting=(WhyButton,))
