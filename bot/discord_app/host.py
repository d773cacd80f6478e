"""`Host`: all that a feature needs of the bot. `Feature`: all that the bot needs of a feature."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.discord_app.asker import Asker
from bot.discord_app.desk import Desk
from bot.discord_app.failures import Failure
from bot.discord_app.index_process import Reindexer
from bot.discord_app.limits import Limits
from bot.discord_app.replies import InteractionReply, Reply
from bot.discord_app.under_way import UnderWay
from bot.discord_app.workers import Workers


class Host(Protocol):
    """What commands and buttons need of the bot, so that none of them imports the client.

    `readers` understand questions, `workers` answer them. `command_ids` are Discord's ids of the registered commands,
    by name.
    """

    limits: Limits
    readers: Workers
    workers: Workers
    under_way: UnderWay
    reindexer: Reindexer
    command_ids: dict[str, int]

    @property
    def desk(self) -> Desk:
        """The opened desk; its methods block, so have `readers` and `workers` call them."""

    def under(self, answer: Answer) -> discord.ui.View | None:
        """Return the buttons of all features for an answer; None for an answer without any."""


class AnswerButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"(?!)"):
    """A kind of button under answers; what one needs is in its id, by which it is found again after a restart.

    Its reply is for whoever pressed it alone.
    """

    @classmethod
    def under(cls, answer: Answer) -> list[Self]:
        """Return the buttons of this kind for an answer."""
        raise NotImplementedError

    async def pressed(self, host: Host, asker: Asker, reply: Reply) -> None:
        """Do what the button promises; raises what the asker is told."""
        raise NotImplementedError

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Let a press in as far as there is room for it."""
        host: Host = interaction.client
        reply, asker = InteractionReply(interaction, private=True), Asker.of(interaction)
        try:
            host.under_way.enter()
            if wait := host.limits.take("press", asker, now=time.monotonic()):
                raise Failure("too_many_presses", seconds=wait)
            await self.pressed(host, asker, reply)
        except Exception as error:  # noqa: BLE001 - a view has no error handler of its own that answers
            await reply.refuse(error)


@dataclass(frozen=True, slots=True)
class Feature:
    """The commands and the kinds of buttons that a feature adds to the bot."""

    commands: tuple[Callable[[Host], commands.Cog], ...] = ()
    buttons: tuple[type[AnswerButton], ...] = ()
