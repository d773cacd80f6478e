"""Who watches, where they are told, and what they may see at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import discord

from bot.discord_app.aside import Aside
from bot.discord_app.asker import Asker
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import Failure
from bot.discord_app.host import Host
from bot.discord_app.markdown import one_line
from bot.discord_app.rights import require, scope
from bot.discord_app.texts import Texts
from bot.state.preferences import ServerSettings
from bot.state.watches import Watch

_WORDS = 80  # code points of what is watched


class Later(Exception):  # noqa: N818 - no error
    """Discord does not say it at the moment."""


class _Gone(Exception):  # noqa: N818 - no error
    """A watcher is no longer where they watch, or the bot is not."""


def place_of(watch: Watch, settings: ServerSettings) -> int | None:
    """Return the channel in which a watch is told on a server with these settings; None for its person alone."""
    return None if watch.channel is None else settings.watch_channel or watch.channel


def may_have_posted(asker: Asker, settings: ServerSettings) -> bool:
    """Return whether somebody may have news told in a channel: who manages it, all where the server has named one."""
    rights = discord.Permissions(asker.permissions)
    return settings.watch_channel is not None or asker.manages or rights.manage_channels


def watched(watches: Sequence[Watch], texts: Texts) -> str:
    """Return what is watched, in words, as plain text."""
    named = {"speaker": texts.watching.speaker, "topic": texts.watching.topic}
    told = dict.fromkeys(named[one.subject].format(words=one_line(one.words, at_most=_WORDS)) for one in watches)
    return ", ".join(told)


class Watchers:
    """What Discord says of those who watch, asked once a pass."""

    def __init__(self, host: Host, aside: Aside) -> None:
        self._host = host
        self._aside = aside
        self._members: dict[tuple[int, int], discord.Member] = {}

    async def may_see(self, watch: Watch) -> frozenset[str] | None:
        """Return the shelves whose articles a watcher may see, none where they may not ask any more.

        None where they are not there any more, or may not have news told in that channel: the watch is then paused.

        Raises:
            Later: Discord does not say it at the moment.
        """
        host = self._host
        try:
            asker = await self._asker(watch)
        except _Gone:
            asker = None
        settings = host.state.servers.of(watch.server)
        if asker is None or (watch.channel is not None and not may_have_posted(asker, settings)):
            await self._aside.kept(partial(host.state.watches.pause, watch.number, paused=True))
            return None
        await host.admission.meet(asker)
        try:
            require(host, asker, "ask")
        except Failure:
            return frozenset()
        return scope(host, asker)

    async def _asker(self, watch: Watch) -> Asker:
        """Return a watcher as they are on their server now."""
        if watch.server is None:
            return Asker(watch.person, watch.origin, None, watch.language)
        guild = self._host.get_guild(watch.server)
        if guild is None:
            raise _Gone
        if guild.unavailable:
            raise Later
        key = watch.server, watch.person
        if key not in self._members:
            try:
                self._members[key] = await guild.fetch_member(watch.person)
            except discord.NotFound as exc:
                raise _Gone from exc
            except (discord.HTTPException, *DROPPED) as exc:
                raise Later from exc
        member = self._members[key]
        channel = guild.get_channel(watch.origin) if watch.origin else None
        rights = channel.permissions_for(member) if channel else member.guild_permissions
        return Asker(
            watch.person,
            watch.origin,
            watch.server,
            watch.language,
            server_locale=guild.preferred_locale.value,
            roles=frozenset(member._roles),
            permissions=rights.value,
        )
