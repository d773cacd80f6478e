"""The bot: its commands, the work it hands to threads, and what it closes at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot.discord_app.ask import Questions
from bot.discord_app.buttons import BUTTONS
from bot.discord_app.desk import Desk, Host
from bot.discord_app.failures import SentenceTree
from bot.discord_app.index_process import Reindexer
from bot.discord_app.reindex import ReindexCommand
from bot.discord_app.texts import DESCRIPTIONS

log = logging.getLogger(__name__)

# The commands, a file each; a new one is added here.
_COMMANDS: tuple[Callable[[Host], commands.Cog], ...] = (Questions, ReindexCommand)
# Questions answered at the same time; the others wait their turn. More threads only share the same processor cores.
_THREADS = 4
# Seconds that commands under way get to show their result when the bot stops.
_LAST_WORDS = 2.0

T = TypeVar("T")


class NotDiscordError(discord.DiscordException):
    """What answered at the REST base is not Discord's API."""


class BelegBot(commands.AutoShardedBot):
    """Beleg as a Discord bot.

    `open_desk` is called once, in a thread, after the login and before the first command can arrive.
    """

    def __init__(self, open_desk: Callable[[], Desk], reindexer: Reindexer, *, shard_count: int | None = None) -> None:
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
        self.command_ids: dict[str, int] = {}
        self._open_desk = open_desk
        self._desk: Desk | None = None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="beleg")

    @property
    def desk(self) -> Desk:
        """The opened desk; its methods block, so call them through `in_thread`."""
        assert self._desk is not None  # noqa: S101 - opened before the first event
        return self._desk

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Return the result of blocking `work`, done in one of the bot's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def login(self, token: str) -> None:
        """Log in; raises `NotDiscordError` where a web page or the like answers, beside what discord.py raises."""
        try:
            await super().login(token)
        except (TypeError, KeyError) as exc:
            if self.application is None:
                raise NotDiscordError from exc
            raise

    async def setup_hook(self) -> None:
        """Open the desk, then register the commands; runs after the login, before the gateway opens."""
        await self.in_thread(self._open)
        self.add_dynamic_items(*BUTTONS)
        for command in _COMMANDS:
            await self.add_cog(command(self))
        await self.tree.set_translator(GermanDescriptions())
        try:
            synced = await self.tree.sync()
        except discord.HTTPException as exc:
            if exc.status == 401:
                raise
            # Commands registered by an earlier start keep working.
            log.warning("Discord did not take the list of commands (%s); older ones stay as they are.", exc)
        else:
            self.command_ids = {command.name: command.id for command in synced}

    def _open(self) -> None:
        self._desk = self._open_desk()

    async def on_ready(self) -> None:
        """Log that questions can come, and how to invite the bot where it is on no server yet."""
        log.info("Ready as %s on %d servers.", self.user, len(self.guilds))
        if not self.guilds and self.application_id:
            needed = discord.Permissions(view_channel=True, send_messages=True)
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
        """End a running re-index, give commands under way a moment to answer, leave Discord, close the desk."""
        await self.reindexer.close()
        tree = self.tree
        if isinstance(tree, SentenceTree) and tree.busy:
            await asyncio.wait(tree.busy, timeout=_LAST_WORDS)
        await super().close()
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)
        if self._desk:
            self._desk.close()


class GermanDescriptions(app_commands.Translator):
    """German for the descriptions in Discord's command picker; names stay as the documentation has them."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the German description, None for names and other languages."""
        del context
        return DESCRIPTIONS.get(string.message) if locale is discord.Locale.german else None
