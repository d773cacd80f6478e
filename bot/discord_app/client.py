"""The bot: its commands, the work it hands to threads, and what it closes at the end."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable

import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot.answering.answer import Answer
from bot.discord_app.deliveries import steady
from bot.discord_app.desk import Desk
from bot.discord_app.features import ask, help, passage, reindex  # noqa: A004 - what the feature is called
from bot.discord_app.host import AnswerButton, Feature
from bot.discord_app.index_process import Reindexer
from bot.discord_app.limits import Limits
from bot.discord_app.registration import register
from bot.discord_app.texts import LANGUAGES
from bot.discord_app.tree import SentenceTree
from bot.discord_app.under_way import UnderWay
from bot.discord_app.workers import Workers, in_daemon
from bot.settings import LimitSettings

log = logging.getLogger(__name__)

# What people can do with the bot; a new feature is added here.
_FEATURES: tuple[Feature, ...] = (ask.FEATURE, passage.FEATURE, reindex.FEATURE, help.FEATURE)
_BUTTONS: tuple[type[AnswerButton], ...] = tuple(kind for feature in _FEATURES for kind in feature.buttons)
# Discord shows five buttons in a row and five rows.
_MOST_BUTTONS = 25
# Questions answered at the same time, for as many processor cores: more threads only keep each other, and the event
# loop, waiting. Two go on while one hangs.
_THREADS = max(2, min(4, os.cpu_count() or 2))
# When the bot stops: seconds in which questions under way are answered, then seconds in which the askers of all others
# are told, and then seconds for the index to close. With Discord's goodbye they stay below serving's limit.
_ANSWERING, _TELLING, _CLOSING = 3.0, 2.5, 0.5


class NotDiscordError(discord.DiscordException):
    """What answered at the REST base is not Discord's API."""


class BelegBot(commands.AutoShardedBot):
    """Beleg as a Discord bot.

    `open_desk` is called once, in a thread, after the login and before the first command can arrive. `sync` has Discord
    take the list of commands though it has not changed.
    """

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        reindexer: Reindexer,
        limits: LimitSettings,
        *,
        sync: bool = False,
        shard_count: int | None = None,
    ) -> None:
        # Slash commands arrive without any intent; guilds are needed for the channels that messages go to.
        intents = discord.Intents.none()
        intents.guilds = True
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
        self.command_ids: dict[str, int] = {}
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
        self._opening.result()
        self.add_dynamic_items(*_BUTTONS)
        for feature in _FEATURES:
            for command in feature.commands:
                await self.add_cog(command(self))
        await self.tree.set_translator(CommandTranslator())
        assert self.application_id is not None  # noqa: S101 - known since the login
        self.command_ids = await register(self.tree, self.application_id, always=self._sync)

    def under(self, answer: Answer) -> discord.ui.View | None:
        """Return the buttons for an answer, as many as Discord shows; None for an answer without any."""
        shown = discord.ui.View(timeout=None)
        for button in [button for kind in _BUTTONS for button in kind.under(answer)][:_MOST_BUTTONS]:
            shown.add_item(button)
        return shown if shown.children else None

    async def on_ready(self) -> None:
        """Log that questions can come, and how to invite the bot where it is on no server yet."""
        log.info("Ready as %s on %d servers.", self.user, len(self.guilds))
        if not self.guilds and self.application_id:
            needed = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)
            log.info("Invite the bot: %s", discord.utils.oauth_url(self.application_id, permissions=needed))

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
        reindexing = asyncio.create_task(self.reindexer.close())
        await self._finish(_ANSWERING)
        self.readers.end()
        self.workers.end()
        await self._finish(_TELLING)
        await super().close()
        await reindexing
        await self._close_desk()

    async def _finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long."""
        if tasks := self.under_way.tasks - {asyncio.current_task()}:
            await asyncio.wait(tasks, timeout=seconds)

    async def _close_desk(self) -> None:
        """Close the desk unless it hangs; one that is being opened is waited for."""
        if self._opening is None:
            return
        await asyncio.wait({self._opening})
        if self._opening.exception() is None:
            await asyncio.wait({in_daemon(self.desk.close)}, timeout=_CLOSING)


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
            case app_commands.Command() as command:
                words = texts.commands[command.qualified_name]
            case app_commands.Parameter() as option:
                words = texts.commands[f"{option.command.qualified_name}.{option.name}"]
            case _:
                return None
        named = context.location in _NAMES
        shown = words.name if named else words.description
        return None if shown == string.message else shown


_NAMES = (
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.parameter_name,
)
