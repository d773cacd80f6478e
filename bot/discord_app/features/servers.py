"""Which servers are answered: the first one by itself, others when the operator confirms them with /servers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.asker import Asker
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import Failure
from bot.discord_app.host import Feature, Host, LastingButton, command_mention, let_in
from bot.discord_app.markdown import escape, one_line
from bot.discord_app.remembering import remembered
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import Texts, description, in_language
from bot.discord_app.workers import in_daemon
from bot.state.preferences import ServerSettings
from bot.state.state import State
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)

# Servers in one message, each with a button; characters of a server's name in the list and on a button, which a phone
# shows two of in a row.
_SHOWN, _NAME, _LABEL = 6, 60, 34
_A_ROW = 2


class Servers(commands.Cog):
    """Servers that the bot comes to and leaves, and the list of them."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Have one of the servers be the first where there is none yet, after a start."""
        del guild
        await begin(self.host)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say on a new server what there is to do."""
        await begin(self.host)
        if not self.host.admission.admits(guild.id):
            log.info("The server %r (%d) waits for being confirmed with /servers.", guild.name, guild.id)
        await greet(self.host, guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot has left; the first one stays that, or the next to come would run Beleg."""
        try:
            # In a thread of its own: nobody waits for it, so it may take longer than a call may.
            await in_daemon(partial(_forget, self.host.state, guild.id))
        except RetrievalError as exc:
            log.warning("A server that Beleg was taken from could not be forgotten: %s", exc)

    @app_commands.command(name="servers", description=description("servers"))
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def listed(self, interaction: discord.Interaction[Any]) -> None:
        """List the servers to whoever runs Beleg."""
        await let_in(interaction, PageButton(0).pressed, right="operate", private=True, press=True)


class AdmitButton(LastingButton, template=r"servers:(?P<what>admit|withdraw):(?P<server>\d{1,20})"):
    """Has a server answered, or no longer."""

    right = "operate"

    def __init__(self, what: str, server: int, label: str | None = None) -> None:
        style = discord.ButtonStyle.success if what == "admit" else discord.ButtonStyle.secondary
        custom_id = f"servers:{what}:{server}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id, style=style))
        self.admitted, self.server = what == "admit", server

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(match["what"], int(match["server"]))

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Keep it, tell the server that is answered now, and show the list anew."""
        guild = next((one for one in host.guilds if one.id == self.server), None)
        if guild is None or host.admission.is_listed(self.server) or host.admission.first == self.server:
            raise Failure("fixed_server")
        before = host.admission.admits(self.server)
        changing = partial(host.state.servers.change, self.server, partial(replace, admitted=self.admitted))
        job = host.keeper.enter(changing)
        await reply.acknowledge()
        await job.done
        words = in_language(asker.locale).servers
        done = (words.confirmed if self.admitted else words.withdrawn).format(name=_named(guild))
        log.info("The server %d is %s.", guild.id, "admitted" if self.admitted else "not admitted any more")
        await reply.show([f"{done}\n\n{told(host, 0, in_language(asker.locale))}"], buttons(host, 0, asker.locale))
        if self.admitted and not before:
            await greet(host, guild)


class PageButton(LastingButton, template=r"servers:page:(?P<page>\d{1,6})"):
    """Shows a part of the list."""

    right = "operate"

    def __init__(self, page: int, label: str | None = None) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"servers:page:{page}"))
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(int(match["page"]))

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Show it."""
        await reply.acknowledge()
        shown = buttons(host, self.page, asker.locale)
        await reply.show([told(host, self.page, in_language(asker.locale))], shown)


def _forget(state: State, server: int) -> None:
    settings = state.servers.of(server)
    state.privacy.forget_server(server)
    if settings.first:
        state.servers.set(server, ServerSettings(admitted=settings.admitted, first=True))


async def begin(host: Host) -> None:
    """Have a server be the first one where there is none: it is answered, and who manages it runs Beleg."""
    owner, admits = host.admission.owner, host.admission.admits
    # A stranger may have invited the bot before whoever runs it did.
    guild = min(host.guilds, key=lambda one: (not admits(one.id), one.owner_id != owner, _joined(one)), default=None)
    if guild is None or not host.admission.begin(guild.id):
        return
    log.info(
        "The server %r (%d) is the first one: those who manage it run Beleg, and confirm others with /servers. List "
        "another one in discord.servers if it is not yours.",
        guild.name,
        guild.id,
    )
    making = partial(host.state.servers.change, guild.id, partial(replace, admitted=True, first=True))
    await remembered(host, making, None)


async def greet(host: Host, guild: discord.Guild) -> None:
    """Say where Discord greets new members, if the bot may write there, how to begin, or that it is not open yet."""
    words = in_language(guild.preferred_locale.value).servers
    sentence = words.welcome if host.admission.admits(guild.id) else words.closed
    if guild.system_channel:
        named = {name: command_mention(host, name) for name in ("setup", "ask")}
        with suppress(discord.HTTPException, *DROPPED):
            await guild.system_channel.send(sentence.format(**named))


def told(host: Host, page: int, texts: Texts) -> str:
    """Return a part of the list in words."""
    words = texts.servers
    lines = [f"**{words.title}**", *(f"- {_line(host, guild, texts)}" for guild in _page(host, page))]
    return "\n".join(lines)


def buttons(host: Host, page: int, locale: str) -> discord.ui.View:
    """Return the buttons of a part of the list: for each server that can be confirmed or withdrawn, and the rest."""
    words = in_language(locale).servers
    view = discord.ui.View(timeout=None)
    for at, guild in enumerate(_page(host, page)):
        if host.admission.is_listed(guild.id) or host.admission.first == guild.id:
            continue
        what = "withdraw" if host.state.servers.of(guild.id).admitted else "admit"
        label = words.withdraw if what == "withdraw" else words.confirm
        room = _LABEL - len(label.format(name=""))  # The name is shortened, not what the button does.
        named = label.format(name=one_line(guild.name, at_most=room))
        view.add_item(_in_row(AdmitButton(what, guild.id, named), at // _A_ROW))
    if (page + 1) * _SHOWN < len(host.guilds):
        view.add_item(_in_row(PageButton(page + 1, words.more), _SHOWN // _A_ROW))
    return view


def _in_row(button: LastingButton, row: int) -> LastingButton:
    button.row = row
    return button


def _page(host: Host, page: int) -> Sequence[discord.Guild]:
    """Return the servers on a page, those that wait first, the latest of them first."""
    latest = sorted(host.guilds, key=_joined, reverse=True)
    ordered = sorted(latest, key=lambda one: host.admission.admits(one.id))
    return ordered[page * _SHOWN : (page + 1) * _SHOWN]


def _line(host: Host, guild: discord.Guild, texts: Texts) -> str:
    return " · ".join([f"**{_named(guild)}**", *_facts(host, guild, texts)])


def _facts(host: Host, guild: discord.Guild, texts: Texts) -> Iterator[str]:
    words = texts.servers
    if guild.member_count:
        yield (words.member if guild.member_count == 1 else words.members).format(
            count=texts.number(guild.member_count)
        )
    if host.admission.first == guild.id:
        yield words.first
    elif host.admission.is_listed(guild.id):
        yield words.listed
    else:
        yield words.answered if host.admission.admits(guild.id) else words.waiting


def _named(guild: discord.Guild) -> str:
    return escape(one_line(guild.name, at_most=_NAME))


def _joined(guild: discord.Guild) -> tuple[datetime, int]:
    """Return when the bot joined a server, as far as Discord has said so, to sort by."""
    joined = guild.me.joined_at if guild.me else None
    return joined or datetime.max.replace(tzinfo=UTC), guild.id


FEATURE = Feature(commands=(Servers,), lasting=(AdmitButton, PageButton))
