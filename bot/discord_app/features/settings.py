"""The command /settings: which languages a person reads, and whether they want cards, wherever they ask."""

from __future__ import annotations

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.asker import Asker
from bot.discord_app.forms import language_choice
from bot.discord_app.host import Feature, Form, Host, let_in
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import Texts, description, in_language
from bot.state.preferences import PersonalSettings

# What stands for each choice of how answers look; None leaves it to the server.
_LOOKS: dict[str, bool | None] = {"server": None, "cards": False, "plain": True}


class SettingsCommand(commands.Cog):
    """A person's own settings."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @app_commands.command(name="settings", description=description("settings"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def settings(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""
        await let_in(interaction, _open, right="read", private=True, press=True)


async def _open(host: Host, asker: Asker, reply: InteractionReply) -> None:
    await reply.open(PersonalForm(in_language(asker.locale), host.state.people.of(asker.person)))


class PersonalForm(Form):
    """How answers look, and the languages that are read."""

    private = True
    right = "read"

    def __init__(self, texts: Texts, settings: PersonalSettings) -> None:
        words = texts.settings
        super().__init__(title=words.title)
        labels = {"server": words.as_server, "cards": words.cards, "plain": words.plain}
        self.look: discord.ui.RadioGroup[Any] = discord.ui.RadioGroup(
            options=[
                discord.RadioGroupOption(label=labels[name], value=name, default=plain == settings.plain)
                for name, plain in _LOOKS.items()
            ]
        )
        self.languages = language_choice(texts, settings.languages)
        self.add_item(discord.ui.Label(text=words.look, component=self.look))
        self.add_item(
            discord.ui.Label(text=words.languages, description=words.languages_more, component=self.languages)
        )

    async def submitted(self, host: Host, asker: Asker, reply: InteractionReply, *, private: bool) -> None:
        """Keep what was chosen."""
        del private
        plain = _LOOKS.get(self.look.value or "server")
        chosen = PersonalSettings(plain=plain, languages=tuple(self.languages.values))
        job = host.keeper.enter(partial(host.state.people.set, asker.person, chosen))
        await reply.acknowledge()
        await job.done
        await reply.show([in_language(asker.locale).settings.kept])


FEATURE = Feature(commands=(SettingsCommand,))
