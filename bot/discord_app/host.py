"""`Host`: all that a feature needs of the bot. `Feature`: all that the bot needs of a feature."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.answer import Answer, Citation
from bot.discord_app.admission import Admission
from bot.discord_app.asker import Asker
from bot.discord_app.desk import Desk
from bot.discord_app.failures import Failure
from bot.discord_app.index_process import Reindexer
from bot.discord_app.limits import Limits
from bot.discord_app.question import Question
from bot.discord_app.replies import InteractionReply
from bot.discord_app.rights import Right, require
from bot.discord_app.texts import Texts
from bot.discord_app.under_way import UnderWay
from bot.discord_app.workers import Workers
from bot.sent import Sent
from bot.settings import WatchSettings
from bot.state.state import State
from retrieval.store.records import Freshness

if TYPE_CHECKING:
    from bot.generation.writer import Writer

Item = discord.ui.Item[Any]

Look = Literal["full", "icon", "numbered"]
"""How a button beside a quotation looks: with its words, as a sign alone, or with the number of its citation."""


@dataclass(frozen=True, slots=True)
class Background:
    """What a card tells beside the answer: the pages of its citations by number, and how fresh the articles are."""

    links: Mapping[int, str]
    freshness: Freshness


class Host(Protocol):
    """What commands, buttons, forms and listeners need of the bot, so that none of them imports the client.

    `readers` understand questions, `workers` answer them. `state` is what the bot remembers; its methods block, so
    have `keeper`, its one thread, call them, best through `remembered` (`remembering.py`). `sent` keeps what people
    sent; its methods block, too. `reads_messages` says that Discord shows the bot every message and not only those that
    are meant for it. `command_ids` are Discord's ids of the registered commands, by name. `admission` says who is
    answered at all, `guilds` are the servers that the bot is a member of. `watching` limits what is told of watches.
    `writer` has a language model word answers, None without one.
    """

    limits: Limits
    readers: Workers
    workers: Workers
    under_way: UnderWay
    reindexer: Reindexer
    reads_messages: bool
    state: State
    admission: Admission
    keeper: Workers
    command_ids: dict[str, int]
    sent: Sent
    watching: WatchSettings
    writer: Writer | None

    def get_channel(self, number: int, /) -> object | None:
        """Return a channel that the bot knows of."""

    @property
    def desk(self) -> Desk:
        """The opened desk; its methods block, so have `readers` and `workers` call them."""

    @property
    def guilds(self) -> Sequence[discord.Guild]:
        """The servers that the bot is a member of."""

    @property
    def user(self) -> discord.ClientUser | None:
        """The bot itself, None before the login."""

    async def fetch_channel(self, channel_id: int, /) -> object:
        """Return the channel or thread with an id as Discord has it now; raises discord.py's errors."""

    def get_guild(self, guild_id: int, /) -> discord.Guild | None:
        """Return a server that the bot is a member of; None for any other."""

    def get_partial_messageable(self, channel_id: int, /, *, guild_id: int | None = None) -> discord.PartialMessageable:
        """Return a channel that can be written to, whether or not it is there."""

    async def create_dm(self, user: discord.abc.Snowflake) -> discord.DMChannel:
        """Return where somebody is written to alone."""

    def view(self, answer: Answer, question: Question) -> discord.ui.View | None:
        """Return the buttons of all features under an answer in plain text; None where it has none."""

    def card(self, answer: Answer, question: Question, background: Background) -> discord.ui.LayoutView | None:
        """Return the card of an answer with the buttons of all features; None where no card can hold it."""

    def beside(self, citations: Iterable[Citation], texts: Texts, look: Look) -> Mapping[int, Sequence[Item]]:
        """Return the buttons that all features have beside quotations, by number."""


async def let_in(
    interaction: discord.Interaction[Any],
    act: Callable[[Host, Asker, InteractionReply], Awaitable[None]],
    *,
    right: Right | None,
    private: bool,
    press: bool,
) -> None:
    """Carry out what a command, a button or a form promises to who has a right, or tell why not.

    A press counts, and is carried out as far as there is room for it.
    """
    host: Host = interaction.client
    reply, asker = InteractionReply(interaction, private=private), Asker.of(interaction)
    try:
        host.under_way.enter()
        await host.admission.meet(asker)
        if right:
            require(host, asker, right)
        if press and (wait := host.limits.take("press", asker, now=time.monotonic())):
            raise Failure("too_many_presses", seconds=wait)
        await act(host, asker, reply)
    except Exception as error:  # noqa: BLE001 - a view and a form have no error handler of their own that answers
        await reply.refuse(error)


class LastingButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"(?!)"):
    """A kind of button; what one needs is in its id, by which it is found again after a restart.

    Its reply is for whoever pressed it alone, unless it is not `private` and stands on a message that all can see.
    `right` is what they need for it, None for nothing.
    """

    private: ClassVar[bool] = True
    right: ClassVar[Right | None] = "ask"

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Do what the button promises; raises what the asker is told."""
        raise NotImplementedError

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Let a press in as far as there is room for it."""
        private = self.private or is_private(interaction)
        await let_in(interaction, self.pressed, right=self.right, private=private, press=True)


class QuotationButton(LastingButton, template=r"(?!)"):
    """A kind of button beside quotations."""

    @classmethod
    def beside(cls, citation: Citation, texts: Texts, *, look: Look) -> Self:
        """Return the button of this kind for a citation."""
        raise NotImplementedError


class AnswerButton(LastingButton, template=r"(?!)"):
    """A kind of button under answers."""

    @classmethod
    def under(cls, answer: Answer, question: Question) -> list[Self]:
        """Return the buttons of this kind for the answer to a question."""
        raise NotImplementedError


class Form(discord.ui.Modal):
    """A form that opens over Discord; its reply is seen by whom the message is that it was opened from.

    A `private` one is seen by its sender alone. `right` is what they need for it.
    """

    private: ClassVar[bool] = False
    right: ClassVar[Right] = "ask"

    async def submitted(self, host: Host, asker: Asker, reply: InteractionReply, *, private: bool) -> None:
        """Do what the form promises, seen by its sender alone where `private`; raises what they are told."""
        raise NotImplementedError

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Take what was filled in."""
        private = self.private or is_private(interaction)

        async def act(host: Host, asker: Asker, reply: InteractionReply) -> None:
            await self.submitted(host, asker, reply, private=private)

        await let_in(interaction, act, right=self.right, private=private, press=False)


def command_mention(host: Host, name: str) -> str:
    """Return a command in the form that Discord makes clickable, as far as its id is known."""
    known = host.command_ids.get(name)
    return f"</{name}:{known}>" if known else f"`/{name}`"


def is_private(interaction: discord.Interaction[Any]) -> bool:
    """Return whether a button or a form belongs to a message that only whoever uses it can see."""
    return interaction.message is not None and interaction.message.flags.ephemeral


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature adds to the bot.

    `commands` make the cogs with its slash commands and listeners, `menus` its entries in the menus of messages.
    `quotations` are buttons beside each quotation of an answer, `suggestions` what can be asked instead, and `actions`
    stand under the whole of it, all for as long as it stands; `lasting` are buttons elsewhere. `tasks` run from the
    first connection to the end, when they are cancelled.
    """

    commands: tuple[Callable[[Host], commands.Cog], ...] = ()
    menus: tuple[Callable[[Host], app_commands.ContextMenu], ...] = ()
    quotations: tuple[type[QuotationButton], ...] = ()
    suggestions: tuple[type[AnswerButton], ...] = ()
    actions: tuple[type[AnswerButton], ...] = ()
    lasting: tuple[type[discord.ui.DynamicItem[Any]], ...] = ()
    tasks: tuple[Callable[[Host], Coroutine[Any, Any, None]], ...] = ()


def mention(host: Host, name: str) -> str:
    """Return a command in the form that Discord makes clickable, as far as its id is known."""
    known = host.command_ids.get(name.partition(" ")[0])
    return f"</{name}:{known}>" if known else f"`/{name}`"
