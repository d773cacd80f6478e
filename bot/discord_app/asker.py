"""Who asks, from where, and in which language they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord


@dataclass(frozen=True, slots=True)
class Asker:
    """Discord's ids of a person, a channel and a server, None where there is none, and the locale of the person."""

    person: int
    channel: int | None
    server: int | None
    locale: str

    @classmethod
    def of(cls, interaction: discord.Interaction[Any]) -> Asker:
        """Return who typed a command or pressed a button."""
        return cls(interaction.user.id, interaction.channel_id, interaction.guild_id, interaction.locale.value)
