"""The bot: its commands, the work it hands to threads, and what it closes at the end."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot.answering.answer import Answer, Citation
from bot.discord_app import dressing
from bot.discord_app.admission import Admission
from bot.discord_app.card import card
from bot.discord_app.deliveries import steady
from bot.discord_app.desk import Desk
from bot.discord_app.failures import Failure
from bot.discord_app.features import (
    articles,
    ask,
    corrections,
    feedback,
    followup,
    forum,
    help,  # noqa: A004 - what the feature is called
    instead,
    mention,
    menu,
    more,
    passage,
    privacy,
    said,
    servers,
    settings,
    setup,
    thread,
    watch,
    why,
)
from bot.discord_app.host import Background, Feature, Host, Item, Look
from bot.discord_app.index_process import Reindexer
from bot.discord_app.limits import Limits
from bot.discord_app.question import Question
from bot.discord_app.registration import register
from bot.discord_app.remembering import purging, remembered
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import LANGUAGES, Texts
from bot.discord_app.tree import SentenceTree
from bot.discord_app.under_way import UnderWay
from bot.discord_app.workers import Workers, in_daemon
from bot.sent import Sent
from bot.settings import LimitSettings, WatchSettings
from bot.state.state import State

if TYPE_CHECKING:
    from bot.generation.writer import Writer

log = logging.getLogger(__name__)

# What people can do with the bot; a new feature is added here.
FEATURES: tuple[Feature, ...] = (
    ask.FEATURE,
    said.FEATURE,
    menu.FEATURE,
    mention.FEATURE,
    passage.FEATURE,
    more.FEATURE,
    instead.FEATURE,
    followup.FEATURE,
    thread.FEATURE,
    feedback.FEATURE,
    forum.FEATURE,
    articles.FEATURE,
    help.FEATURE,
    privacy.FEATURE,
    watch.FEATURE,
    why.FEATURE,
    corrections.FEATURE,
    setup.FEATURE,
    servers.FEATURE,
    settings.FEATURE,
)
# Seconds after which a form that was sent has had its reply: less than the three that Discord waits, more than it takes
# to understand a question.
_UNANSWERED = 2.0
# Questions answered at the same time, for as many processor cores: more threads only keep each other, and the event
# loop, waiting. Two go on while one hangs.
_THREADS = max(2, min(4, os.cpu_count() or 2))
# When the bot stops: seconds in which questions under way are answered, then seconds in which the askers of all others
# are told, and then seconds for the index to close. With Discord's goodbye they stay below serving's limit.
_ANSWERING, _TELLING, _CLOSING = 3.0, 2.5, 0.5
# Calls of the bot's memory that may wait for each other, and seconds for each: most take less than a millisecond.
_REMEMBERING, _MOMENT = 10_000, 5.0


class NotDiscordError(discord.DiscordException):
    """What answered at the REST base is not Discord's API."""


class BelegBot(commands.AutoShardedBot):
    """Beleg as a Discord bot.

    `open_desk` is called once, in a thread, after the login and before the first command can arrive. `sync` has Discord
    take the list of commands though it has not changed. `reads_messages` asks Discord for the content of all messages,
    which the operator has to have switched on there. `servers` are the ids of those that are answered, the first of
    which says which others are; with `everybody`, all are. `state` keeps what lasts, `watching` limits what is told of
    watches. `writer` has a language model word answers.
    """

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        reindexer: Reindexer,
        limits: LimitSettings,
        *,
        state: State,
        sent: Sent,
        watching: WatchSettings,
        writer: Writer | None = None,
        sync: bool = False,
        shard_count: int | None = None,
        reads_messages: bool = False,
        servers: Sequence[int] = (),
        everybody: bool = False,
        features: Sequence[Feature] = FEATURES,
    ) -> None:
        # Interactions arrive without any intent; guilds are needed for the channels that messages go to. Of messages
        # Discord shows only those that mention the bot or are written to it, unless it may read them all.
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = reads_messages
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Beleg does not speak.
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            tree_cls=SentenceTree,
            shard_count=shard_count,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            activity=discord.Activity(type=discord.ActivityType.listening, name="/ask"),
        )
        self.reindexer = reindexer
        self.under_way = UnderWay()
        self.limits = Limits(limits)
        self.readers = Workers(threads=1, waiting=limits.waiting, seconds=limits.answer_seconds)
        self.workers = Workers(threads=_THREADS, waiting=limits.waiting, seconds=limits.answer_seconds)
        self.reads_messages = reads_messages
        self.state = state
        self.sent = sent
        self.admission = Admission(state.servers, self._is_member, listed=servers, everybody=everybody)
        self.watching = watching
        self.writer = writer
        self.keeper = Workers(threads=1, waiting=_REMEMBERING, seconds=_MOMENT)
        self._purging: asyncio.Task[None] | None = None
        self.command_ids: dict[str, int] = {}
        self._features = tuple(features)
        self._tasks: list[asyncio.Task[None]] = []
        self._open_desk = open_desk
        self._sync = sync
        self._opening: asyncio.Future[Desk] | None = None

    @property
    def desk(self) -> Desk:
        """The opened desk; its methods block, so have `readers` and `workers` call them."""
        assert self._opening is not None  # noqa: S101 - opened before the first event
        return self._opening.result()

    async def login(self, token: str) -> None:
        """Log in; raises `NotDiscordError` where a web page or the like answers, beside what discord.py raises."""
        steady(self.http)
        try:
            await super().login(token)
        except (TypeError, KeyError) as exc:
            if self.application is None:
                raise NotDiscordError from exc
            raise

    async def setup_hook(self) -> None:
        """Open the desk, then register the commands; runs after the login, before the gateway opens."""
        self._opening = in_daemon(self._open_desk)
        await asyncio.wait({self._opening})
        in_daemon(self._opening.result().warm).add_done_callback(_logged)
        await remembered(self, self.state.open, None)
        self._purging = asyncio.create_task(purging(self), name="purging")
        host: Host = self
        for feature in self._features:
            kinds = *feature.quotations, *feature.suggestions, *feature.actions, *feature.lasting
            self.add_dynamic_items(*kinds)
            for command in feature.commands:
                await self.add_cog(command(host))
            for menu_of in feature.menus:
                self.tree.add_command(menu_of(host))
        await self.tree.set_translator(CommandTranslator())
        assert self.application_id is not None  # noqa: S101 - known since the login
        self.admission.owner = self._owner()
        self.command_ids = await register(self.tree, self.application_id, always=self._sync)

    def _owner(self) -> int | None:
        """Return whose application the bot is; of a team, the one who owns it."""
        if self.application is None:
            return None
        team = self.application.team
        return team.owner_id if team else self.application.owner.id

    async def _is_member(self, server: int, person: int) -> bool:
        """Return whether a person is a member of a server, which Discord tells of servers that the bot is on."""
        try:
            await self.http.get_member(server, person)
        except (discord.NotFound, discord.Forbidden):
            return False
        return True

    def view(self, answer: Answer, question: Question) -> discord.ui.View | None:
        """Return the buttons of all features under an answer in plain text; None where it has none."""
        return dressing.view(self._features, answer, question)

    def card(self, answer: Answer, question: Question, background: Background) -> discord.ui.LayoutView | None:
        """Return the card of an answer with the buttons of all features; None where no card can hold it."""
        return card(answer, dressing.parts(self._features, answer, question, background))

    def beside(self, citations: Iterable[Citation], texts: Texts, look: Look) -> Mapping[int, Sequence[Item]]:
        """Return the buttons that all features have beside quotations, by number."""
        return dressing.beside(self._features, citations, texts, look)

    async def on_ready(self) -> None:
        """Log that questions can come, and how to invite the bot where it is on no server yet."""
        log.info("Ready as %s on %d servers.", self.user, len(self.guilds))
        if not self.guilds and self.application_id:
            needed = discord.Permissions(
                view_channel=True,
                send_messages=True,
                send_messages_in_threads=True,
                create_public_threads=True,
                read_message_history=True,
            )
            log.info("Invite the bot: %s", discord.utils.oauth_url(self.application_id, permissions=needed))
        if not self._tasks:  # Discord says so again after each new session.
            self._tasks = [asyncio.create_task(task(self)) for feature in self._features for task in feature.tasks]
            if self.writer:
                self._tasks.append(asyncio.create_task(self.writer.warm_up(), name="model"))

    async def on_message(self, message: discord.Message, /) -> None:
        """Take no message for a command of discord.py's own kind: features hear messages."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Tell who sends a form that was opened before a restart, which nobody else answers."""
        if interaction.type is discord.InteractionType.modal_submit:
            await asyncio.sleep(_UNANSWERED)
            if interaction.response.type is None:
                await InteractionReply(interaction, private=True).refuse(Failure("forgotten"))

    async def launch_shards(self) -> None:
        """Open the gateway that REST names, which also serves sessions that have to identify again."""
        if self.is_closed():
            return
        shards, address, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        self.shard_count = self.shard_count or shards
        await super().launch_shards()

    async def close(self) -> None:
        """Answer what can be answered, tell all others that the bot stops, leave Discord, close the desk."""
        self.under_way.stopping = True
        for task in self._tasks:
            task.cancel()
        reindexing = asyncio.create_task(self.reindexer.close())
        await self._finish(_ANSWERING)
        self.readers.end()
        self.workers.end()
        await self._finish(_TELLING)
        await super().close()
        await reindexing
        await self._close_state()
        await self._close_desk()

    async def _finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long."""
        if tasks := self.under_way.tasks - {asyncio.current_task()}:
            await asyncio.wait(tasks, timeout=seconds)

    async def _close_state(self) -> None:
        """Close what the bot remembers, unless it hangs."""
        if self._purging:
            self._purging.cancel()
        self.keeper.end()
        await asyncio.wait({in_daemon(self.state.close)}, timeout=_CLOSING)

    async def _close_desk(self) -> None:
        """Close the desk unless it hangs; one that is being opened is waited for."""
        if self._opening is None:
            return
        await asyncio.wait({self._opening})
        if self._opening.exception() is None:
            await asyncio.wait({in_daemon(self.desk.close)}, timeout=_CLOSING)


def _logged(warming: asyncio.Future[None]) -> None:
    if error := warming.exception():
        log.info("What the first question needs was not got ready: %s", error)


class CommandTranslator(app_commands.Translator):
    """The words of commands and options in the languages there are, for Discord's command picker."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the words in the language of `locale`; None where they are the default."""
        texts = LANGUAGES.get(locale.value.partition("-")[0])
        if texts is None:
            return None
        match context.data:
            case app_commands.Command() | app_commands.Group() as command:
                words = texts.commands.get(command.qualified_name)
            case app_commands.ContextMenu() as entry:
                name = texts.menus[string.extras["menu"]]
                return None if name == entry.name else name
            case app_commands.Parameter() as option:
                words = texts.commands.get(f"{option.command.qualified_name}.{option.name}")
            case _:
                return None
        if words is None:
            return None
        named = context.location in _NAMES
        shown = words.name if named else words.description
        return None if shown == string.message else shown


_NAMES = (
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
)
