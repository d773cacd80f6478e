"""Who asks, from where, and in which language they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

from retrieval.text.language import MODEL_LETTERS, detect


@dataclass(frozen=True, slots=True)
class Asker:
    """A person where they ask: Discord's ids, None where there is none.

    In a thread `channel` is the channel that it belongs to. `locale` is that of the person's client, or where nothing
    tells it the language they write; `server_locale` the one that the server prefers. `name` is as others see it,
    hostile. `roles` and `permissions` (Discord's bits) are those on this server and in this channel. `resident` says
    that the bot is a member there: who has installed it for themselves brings it along to any place.
    """

    person: int
    channel: int | None
    server: int | None
    locale: str
    thread: int | None = None
    server_locale: str | None = None
    name: str = ""
    roles: frozenset[int] = frozenset()
    permissions: int = 0
    resident: bool = True

    @property
    def language(self) -> str:
        """Return the language of the person's locale (ISO 639-1)."""
        return self.locale.partition("-")[0]

    @property
    def at_home(self) -> int | None:
        """Return the server where the person asks if the bot is a member of it, else None."""
        return self.server if self.resident else None

    @property
    def manages(self) -> bool:
        """Return whether the person has Discord's right to manage the server, of which the bot is a member."""
        rights = discord.Permissions(self.permissions)
        return self.at_home is not None and (rights.manage_guild or rights.administrator)

    @classmethod
    def of(cls, interaction: discord.Interaction[Any]) -> Asker:
        """Return who typed a command, pressed a button or sent a form."""
        user = interaction.user
        channel, thread = _place(interaction.channel, interaction.channel_id)
        return cls(
            user.id,
            channel,
            interaction.guild_id,
            interaction.locale.value,
            thread=thread,
            server_locale=interaction.guild_locale.value if interaction.guild_locale else None,
            name=user.display_name,
            roles=_roles(user),
            permissions=interaction.permissions.value if interaction.guild_id else 0,
            resident=interaction.is_guild_integration() or not interaction.is_user_integration(),
        )

    @classmethod
    def by(cls, message: discord.Message, text: str) -> Asker:
        """Return who wrote a message that asks `text`."""
        guild, user = message.guild, message.author
        channel, thread = _place(message.channel, message.channel.id)
        server_locale = guild.preferred_locale.value if guild else None
        member = user if isinstance(user, discord.Member) else None
        sees = isinstance(message.channel, discord.abc.GuildChannel | discord.Thread)
        return cls(
            user.id,
            channel,
            guild.id if guild else getattr(message.channel, "guild_id", None),
            language_of(text, server_locale),
            thread=thread,
            server_locale=server_locale,
            name=user.display_name,
            roles=_roles(user),
            permissions=message.channel.permissions_for(member).value if member and sees else 0,
        )


def language_of(text: str, server_locale: str | None) -> str:
    """Return the language of a text, that of the server where the text does not tell: in a moment, without a model."""
    return detect(text[: MODEL_LETTERS - 1], default=(server_locale or "en").partition("-")[0])


def _place(channel: object, channel_id: int | None) -> tuple[int | None, int | None]:
    """Return the ids of a channel and of the thread in it."""
    return (channel.parent_id, channel.id) if isinstance(channel, discord.Thread) else (channel_id, None)


def _roles(user: discord.User | discord.Member) -> frozenset[int]:
    """Return the ids of a member's roles, those included that the bot has not been told of."""
    return frozenset(user._roles) if isinstance(user, discord.Member) else frozenset()
