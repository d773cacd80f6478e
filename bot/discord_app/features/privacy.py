"""The command /privacy: what is kept about the person who asks, for how long, and a button that deletes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.asker import Asker
from bot.discord_app.host import Feature, Host, LastingButton, let_in
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import Texts, description, in_language
from bot.settings import StateSettings
from bot.state.privacy import KeptAbout


class PrivacyCommand(commands.Cog):
    """What is kept."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(name="privacy", description=description("privacy"))
    async def shown(self, interaction: discord.Interaction[Any]) -> None:
        """Show a person what is kept about them."""
        # Whoever is known of may see it, wherever they are.
        await let_in(interaction, _show, right=None, private=True, press=True)


async def _show(host: Host, asker: Asker, reply: InteractionReply) -> None:
    job = host.keeper.enter(partial(host.state.privacy.about, asker.person))
    await reply.acknowledge()
    kept, texts = await job.done, in_language(asker.locale)
    view = discord.ui.View(timeout=None)
    view.add_item(ForgetButton(texts.privacy.forget))
    await reply.show([told(kept, host.state.settings, texts)], view if kept != KeptAbout() else None)


class ForgetButton(LastingButton, template="privacy:forget"):
    """Deletes what is kept about whoever presses it."""

    right = None

    def __init__(self, label: str | None = None) -> None:
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            label=label, custom_id="privacy:forget", style=discord.ButtonStyle.danger
        )
        super().__init__(button)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item, match
        return cls()

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Delete it."""
        job = host.keeper.enter(partial(host.state.privacy.forget, asker.person))
        await reply.acknowledge()
        await job.done
        await reply.show([in_language(asker.locale).privacy.forgotten])


def told(kept: KeptAbout, settings: StateSettings, texts: Texts) -> str:
    """Return what is kept about a person in words, and for how long."""
    words = texts.privacy
    if kept == KeptAbout():
        return f"{words.nothing}\n-# {words.discord}"
    lines = [f"- {line}" for line in _lines(kept, settings, texts)]
    stays = [f"-# {words.stays}"] if kept.answers else []
    return "\n".join([f"**{words.title}**", *lines, *stays, f"-# {words.discord}"])


def _lines(kept: KeptAbout, settings: StateSettings, texts: Texts) -> Iterator[str]:
    """Yield a line for each kind of thing that is kept."""
    words = texts.privacy
    days = words.day if settings.answer_days == 1 else words.days.format(count=texts.number(settings.answer_days))
    hours = settings.conversation_hours
    kinds = {
        "answers": (words.answers if kept.questions else words.answers_only, days),
        "turns": (words.turns, words.hour if hours == 1 else words.hours.format(count=texts.number(hours))),
        "thumbs": (words.thumbs, days),
        "watches": (words.watches, ""),
        "settings": (words.settings, ""),
        "runs": (words.runs, days),
    }
    for name, (line, time_kept) in kinds.items():
        if count := getattr(kept, name):
            yield line.format(count=texts.number(count), time=time_kept)


FEATURE = Feature(commands=(PrivacyCommand,), lasting=(ForgetButton,))
