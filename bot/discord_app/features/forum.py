"""Posts in the forum channels that a server has chosen: each is answered once, as long as nobody else has."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress

import discord
from discord.ext import commands

from bot.discord_app.asker import Asker, language_of
from bot.discord_app.asking import ask
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.host import Feature, Host
from bot.discord_app.question import Question, conversation_of
from bot.discord_app.replies import MessageReply

log = logging.getLogger(__name__)

_TAG = "Beleg"
# Names of tags by which servers mark posts that need no answer any more.
_SOLVED = frozenset(
    {"answered", "closed", "done", "resolved", "solved", "beantwortet", "erledigt", "gelöst", "geklärt"}
)
# Messages of a post that are looked through, and tags that Discord lets one have.
_LOOKED_AT, _MOST_TAGS = 20, 5


class Forum(commands.Cog):
    """Posts that are answered unasked."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Answer a new post in a forum of those chosen; what it asks is its title."""
        settings = self.host.state.servers.of(thread.guild.id)
        if thread.parent_id not in settings.forums or thread.owner_id is None:
            return
        me = self.host.user
        if me is None or await needs_nothing(thread, me.id):
            return
        # Discord does not say who they are beside the post.
        writer = await _member(thread.guild, thread.owner_id) if settings.askers else None
        locale = thread.guild.preferred_locale.value
        asker = Asker(
            thread.owner_id,
            thread.parent_id,
            thread.guild.id,
            language_of(thread.name, locale),
            thread=thread.id,
            server_locale=locale,
            roles=frozenset(role.id for role in writer.roles) if writer else frozenset(),
            permissions=writer.guild_permissions.value if writer else 0,
        )
        asked = Question(asker, thread.name, conversation=conversation_of(asker), way="forum")
        await ask(self.host, asked, PostReply(thread, asker, me.id))


async def _member(guild: discord.Guild, person: int) -> discord.Member | None:
    """Return a member of a server, None where Discord does not tell."""
    with suppress(discord.HTTPException, *DROPPED):
        return await guild.fetch_member(person)
    return None


class PostReply(MessageReply):
    """The reply to a post. Nobody has asked Beleg, so nobody is told where there is no answer."""

    def __init__(self, thread: discord.Thread, asker: Asker, me: int) -> None:
        super().__init__(thread.get_partial_message(thread.id), asker)
        self._thread = thread
        self._me = me

    async def acknowledge(self, sentence: str = "") -> None:
        """Say nothing: nobody waits."""

    async def wait(self, sentence: str) -> None:
        """Say nothing: nobody waits."""

    async def show(self, parts: Sequence[str], view: discord.ui.View | None = None) -> tuple[int, ...]:
        """Show an answer and tag the post, unless it has been answered meanwhile."""
        if await needs_nothing(self._thread, self._me):
            return ()
        sent = await super().show(parts, view)
        await tag(self._thread)
        return sent

    async def show_card(self, card: discord.ui.LayoutView) -> tuple[int, ...]:
        """Show an answer as a card and tag the post, unless it has been answered meanwhile."""
        if await needs_nothing(self._thread, self._me):
            return ()
        sent = await super().show_card(card)
        await tag(self._thread)
        return sent

    async def refuse(self, error: BaseException) -> None:
        """Leave the post alone."""
        log.info("The post %d is not answered: %r", self._thread.id, error)


async def needs_nothing(thread: discord.Thread, me: int) -> bool:
    """Return whether a post is solved or closed, or has an answer: by the bot, `me`, or by another person."""
    if thread.locked or thread.archived or any(tag.name.casefold() in _SOLVED for tag in thread.applied_tags):
        return True
    try:
        authors = [message.author async for message in thread.history(limit=_LOOKED_AT, oldest_first=True)]
    except (discord.HTTPException, *DROPPED) as error:
        log.info("The post %d cannot be read: %r", thread.id, error)
        return True
    return any(one.id == me or not (one.bot or one.id == thread.owner_id) for one in authors)


async def tag(thread: discord.Thread) -> None:
    """Mark a post as answered by Beleg, as far as the bot may."""
    forum = thread.parent
    if not isinstance(forum, discord.ForumChannel) or len(thread.applied_tags) >= _MOST_TAGS:
        return
    with suppress(discord.HTTPException, *DROPPED):
        own = next((one for one in forum.available_tags if one.name == _TAG), None)
        await thread.add_tags(own or await forum.create_tag(name=_TAG))


FEATURE = Feature(commands=(Forum,))
