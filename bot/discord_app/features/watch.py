"""The commands /watch and /watches: being told when somebody says something new, or a topic is reported on."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import completion
from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.host import Feature, Host, Item, LastingButton
from bot.discord_app.markdown import escape, one_line
from bot.discord_app.replies import InteractionReply
from bot.discord_app.rights import require, scope
from bot.discord_app.texts import Texts, description, descriptions, in_language
from bot.discord_app.watchers import may_have_posted, place_of, watched
from bot.discord_app.watching import Watching
from bot.settings import WatchSettings
from bot.state.preferences import ServerSettings
from bot.state.watches import Subject, Watch, Watches

_SPEAKER, _TOPIC = 100, 200  # characters
_PAGE = 8  # watches on a page: with their buttons, as many as a card holds
_MARK = r"(?::(?P<mark>[0-9a-f]{16}))?"


class WatchCommands(commands.Cog):
    """Watching, and what is watched."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @app_commands.command(name="watch", description=description("watch"))
    @app_commands.describe(**descriptions("watch"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def watch(
        self,
        interaction: discord.Interaction[Any],
        speaker: app_commands.Range[str, 1, _SPEAKER] | None = None,
        topic: app_commands.Range[str, 1, _TOPIC] | None = None,
        channel: bool = False,
    ) -> None:
        """Begin to watch."""
        reply, asker = InteractionReply(interaction, private=True), Asker.of(interaction)
        try:
            let_in(self.host, asker)
            words = speaker or topic
            if words is None or (speaker and topic):
                raise Failure("watch_one")
            await reply.acknowledge()
            shown = await begin(self.host, asker, "speaker" if speaker else "topic", words, in_channel=channel)
            await reply.show([shown])
        except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told
            await reply.refuse(error)

    @watch.autocomplete("speaker")
    async def speakers(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        """Complete the name of a speaker."""
        return await completion.speakers(self.host, interaction, typed)

    @app_commands.command(name="watches", description=description("watches"))
    @app_commands.describe(**descriptions("watches"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def watches(self, interaction: discord.Interaction[Any], all: bool = False) -> None:  # noqa: A002 - its name
        """Show what somebody watches, or what is told in the channels of a server."""
        reply, asker = InteractionReply(interaction, private=True), Asker.of(interaction)
        try:
            let_in(self.host, asker)
            await show(self.host, asker, reply, everybody=all, after=0)
        except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told
            await reply.refuse(error)


def let_in(host: Host, asker: Asker) -> None:
    """Let a command in as far as there is room for it; raises `Failure`."""
    host.under_way.enter()
    require(host, asker, "ask")
    if wait := host.limits.take("press", asker, now=time.monotonic()):
        raise Failure("too_many_presses", seconds=wait)


async def begin(host: Host, asker: Asker, subject: Subject, words: str, *, in_channel: bool) -> str:
    """Begin to watch and return what its asker is told, as Markdown; raises `Failure` and `QueryError`."""
    settings, server = host.state.servers.of(asker.server), asker.server if asker.resident else None
    channel = asker.thread or asker.channel if in_channel else None
    if in_channel and (server is None or not may_have_posted(asker, settings)):
        raise Failure("servers_only" if server is None else "watch_no_channel")
    speaker = words if subject == "speaker" else None
    # What cannot be asked for cannot be watched.
    asked = partial(host.desk.understand, words, speaker=speaker, shelves=scope(host, asker))
    await host.readers.enter(asked, first=True).done
    language = (asker.server_locale or asker.locale).partition("-")[0] if in_channel else asker.language
    watch = Watch(
        0, asker.person, server, channel, subject, one_line(words, at_most=_TOPIC), 0, None, 0, asker.channel, language
    )
    added = await host.keeper.enter(partial(_added, host.state.watches, watch, host.watching)).done
    texts = in_language(asker.locale)
    what = escape(watched([watch], texts))
    if not added:
        return texts.watching.known.format(what=what)
    told, count = place_of(watch, settings), texts.number(host.watching.messages)
    if told is None:
        return texts.watching.begun.format(what=what, count=count)
    return texts.watching.begun_channel.format(what=what, count=count, channel=f"<#{told}>")


def _added(watches: Watches, wanted: Watch, limits: WatchSettings) -> bool:
    """Keep a new watch; return whether there was none like it. Raises `Failure` where there are too many."""
    own = watches.of_person(wanted.person)
    same = wanted.server, wanted.channel, wanted.subject, wanted.words.casefold()
    if any((one.server, one.channel, one.subject, one.words.casefold()) == same for one in own):
        return False
    if len(own) >= limits.person:
        raise Failure("watches_full", count=len(own))
    if wanted.server is not None and len(here := watches.of_server(wanted.server)) >= limits.server:
        raise Failure("watches_full_here", count=len(here))
    watches.add(
        person=wanted.person,
        server=wanted.server,
        channel=wanted.channel,
        subject=wanted.subject,
        words=wanted.words,
        origin=wanted.origin,
        language=wanted.language,
    )
    return True


async def show(host: Host, asker: Asker, reply: InteractionReply, *, everybody: bool, after: int) -> None:
    """Show a page of somebody's watches, or for `everybody` of those in channels of the server they manage."""
    if everybody and asker.server is None:
        raise Failure("servers_only")
    if everybody and not asker.manages:
        raise Failure("not_allowed")
    state = host.state.watches
    job = host.keeper.enter(partial(state.of_server, asker.server or 0) if everybody else partial(_own, state, asker))
    await reply.acknowledge()
    found = [one for one in await job.done if one.channel is not None or not everybody]
    texts, settings = in_language(asker.locale), host.state.servers.of(asker.server)
    if not found:
        await reply.show([texts.watching.none_here if everybody else texts.watching.none])
        return
    await reply.show_card(listing(found, texts, settings, everybody=everybody, after=after))


def _own(watches: Watches, asker: Asker) -> list[Watch]:
    return watches.of_person(asker.person)


def listing(
    found: Sequence[Watch], texts: Texts, settings: ServerSettings, *, everybody: bool, after: int
) -> discord.ui.LayoutView:
    """Return a card of the watches behind number `after`, a page of them, each with what can be done with it."""
    words = texts.watching
    left = [one for one in found if one.number > after]
    items: list[Item] = [discord.ui.TextDisplay(f"### {words.all if everybody else words.mine}")]
    for one in left[:_PAGE]:
        items.append(discord.ui.TextDisplay(_line(one, texts, settings, named=everybody)))
        # In a row of their own: beside them a phone has hardly room for the text.
        going_on = [ResumeButton(one.number, words.resume)] if one.paused else []
        items.append(discord.ui.ActionRow(*going_on, EndButton(one.number, words.end)))
    if left[_PAGE:]:
        further = ListButton(everybody=everybody, after=left[_PAGE - 1].number, label=words.further)
        items.append(discord.ui.ActionRow(further))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*items))
    return view


def _line(watch: Watch, texts: Texts, settings: ServerSettings, *, named: bool) -> str:
    """Return a watch in words, as Markdown; `named` says whose it is, too."""
    words, day = texts.watching, f"<t:{watch.since}:D>"
    place = place_of(watch, settings)
    where = (
        words.privately.format(day=day) if place is None else words.in_channel.format(channel=f"<#{place}>", day=day)
    )
    lines = [f"**{escape(watched([watch], texts))}**", f"-# {where}" + (f" · <@{watch.person}>" if named else "")]
    if watch.paused:
        lines.append(f"-# {words.paused if watch.channel is None else words.paused_channel}")
    return "\n".join(lines)


async def own_watch(host: Host, asker: Asker, number: int) -> Watch:
    """Return a watch that somebody may change: their own, and who manages the server those in its channels.

    Raises:
        Failure: it has ended, or they may not.
    """
    every = await host.keeper.enter(host.state.watches.all).done
    watch = next((one for one in every if one.number == number), None)
    if watch is None:
        raise Failure("watch_ended")
    manages = asker.manages and watch.channel is not None and watch.server == asker.server
    if watch.person != asker.person and not manages:
        raise Failure("watch_not_yours")
    return watch


class EndButton(LastingButton, template=rf"watch:end:(?P<number>\d{{1,15}}){_MARK}"):
    """Ends a watch; below news its id has the mark of their message."""

    def __init__(self, number: int, label: str | None = None, *, mark: str = "") -> None:
        custom_id = f"watch:end:{number}:{mark}" if mark else f"watch:end:{number}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id))
        self._number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(int(match["number"]), mark=match["mark"] or "")

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """End the watch."""
        await reply.acknowledge()
        watch = await own_watch(host, asker, self._number)
        await host.keeper.enter(partial(host.state.watches.end, watch.number)).done
        await reply.show([in_language(asker.locale).watching.ended])


class ResumeButton(LastingButton, template=r"watch:resume:(?P<number>\d{1,15})"):
    """Goes on with a watch that was paused."""

    def __init__(self, number: int, label: str | None = None) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"watch:resume:{number}"))
        self._number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(int(match["number"]))

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Go on."""
        await reply.acknowledge()
        watch = await own_watch(host, asker, self._number)
        await host.keeper.enter(partial(host.state.watches.pause, watch.number, paused=False)).done
        await reply.show([in_language(asker.locale).watching.resumed])


class ListButton(LastingButton, template=rf"watch:list:(?P<all>[01]):(?P<after>\d{{1,15}}){_MARK}"):
    """Shows the watches of whoever presses it, or of the server they manage, from one on."""

    def __init__(self, *, everybody: bool = False, after: int = 0, label: str | None = None, mark: str = "") -> None:
        custom_id = f"watch:list:{everybody:d}:{after}" + (f":{mark}" if mark else "")
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id))
        self._everybody = everybody
        self._after = after

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(everybody=match["all"] == "1", after=int(match["after"]), mark=match["mark"] or "")

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Show them."""
        await show(host, asker, reply, everybody=self._everybody, after=self._after)


def actions(watches: Sequence[Watch], mark: str, texts: Texts) -> list[Item]:
    """Return the buttons below news of some watches: one alone can be ended there."""
    if len(watches) == 1:
        return [EndButton(watches[0].number, texts.watching.end, mark=mark)]
    return [ListButton(label=texts.watching.manage, mark=mark)]


async def watching(host: Host) -> None:
    """Look for news and tell of them until cancelled."""
    await Watching(host, actions).forever()


FEATURE = Feature(commands=(WatchCommands,), lasting=(EndButton, ResumeButton, ListButton), tasks=(watching,))
