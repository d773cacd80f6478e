"""The command /setup: what a server has set, in two forms, and a summary with questions to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.wording import wording
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.failures import Failure
from bot.discord_app.forms import language_choice
from bot.discord_app.host import Feature, Form, Host, LastingButton, let_in
from bot.discord_app.markdown import one_line
from bot.discord_app.question import Question, conversation_of
from bot.discord_app.replies import InteractionReply
from bot.discord_app.rights import scope, settings_of
from bot.discord_app.texts import Texts, description, in_language
from bot.state.preferences import ServerSettings

_FORUMS = (discord.ChannelType.forum,)
_CHANNELS = (discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.voice, *_FORUMS)
_NEWS = (discord.ChannelType.text, discord.ChannelType.news)
# Channels and roles that Discord lets be chosen at once.
_MOST = 25
_SHARED, _PLAIN = "shared", "plain"
# Those of them that the summary names.
_LISTED = 10
# Digits of a daily limit; questions to try, characters of one on a button, and of a name inside a button's id.
_DIGITS, _QUESTIONS, _LABEL, _NAME = 6, 3, 34, 80


class SetupCommand(commands.Cog):
    """Setting up a server."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @app_commands.command(name="setup", description=description("setup"))
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def setup(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""

        async def opened(host: Host, asker: Asker, reply: InteractionReply) -> None:
            await reply.open(PlacesForm(in_language(asker.locale), settings_of(host, asker), interaction.guild))

        await let_in(interaction, opened, right="setup", private=True, press=True)


class _SettingsForm(Form):
    """A form whose values become settings of the server where it is sent."""

    private = True
    right = "setup"

    def chosen(self, settings: ServerSettings) -> ServerSettings:
        """Return the settings with what was chosen; raises `Failure` where that makes no sense."""
        raise NotImplementedError

    async def submitted(self, host: Host, asker: Asker, reply: InteractionReply, *, private: bool) -> None:
        """Keep what was chosen, and show all that is set."""
        del private
        assert asker.at_home is not None  # noqa: S101 - the right
        job = host.keeper.enter(partial(host.state.servers.change, asker.at_home, self.chosen))
        await reply.acknowledge()
        settings = await job.done
        texts = in_language(asker.locale)
        names = await host.readers.enter(
            partial(host.desk.speakers_like, "", asker.language, scope(host, asker)), first=True
        ).done
        view = discord.ui.View(timeout=None)
        for form, label in (("places", texts.setup.change), ("limits", texts.setup.more)):
            view.add_item(FormButton(form, label=label))
        for row, speaker in enumerate([one for one in names if _fits(one)][:_QUESTIONS], start=1):
            button = TryButton(speaker, one_line(texts.asking.said.format(speaker=speaker), at_most=_LABEL))
            button.row = row
            view.add_item(button)
        await reply.show([summary(settings, texts, questions=len(view.children) > 2)], view)


class PlacesForm(_SettingsForm):
    """Where Beleg answers whom, in which languages, and how."""

    def __init__(self, texts: Texts, settings: ServerSettings, guild: discord.Guild | None) -> None:
        super().__init__(title=texts.setup.title)
        channel, role = (guild.get_channel, guild.get_role) if guild else (None, None)
        self.channels = _channels(_CHANNELS, _there((*settings.channels, *settings.forums), channel), _MOST)
        self.askers = _roles(_there(settings.askers, role))
        self.editors = _roles(_there(settings.editors, role))
        self.languages = language_choice(texts, settings.languages)
        self.others: discord.ui.CheckboxGroup[Any] = discord.ui.CheckboxGroup(
            required=False,
            options=[
                discord.CheckboxGroupOption(label=texts.setup.shared, value=_SHARED, default=settings.shared),
                discord.CheckboxGroupOption(label=texts.setup.plain, value=_PLAIN, default=settings.plain),
            ],
        )
        for text, more, component in (
            (texts.setup.channels, texts.setup.channels_more, self.channels),
            (texts.setup.askers, texts.setup.askers_more, self.askers),
            (texts.setup.editors, texts.setup.editors_more, self.editors),
            (texts.setup.languages, texts.setup.languages_more, self.languages),
            (texts.setup.others, None, self.others),
        ):
            self.add_item(discord.ui.Label(text=text, description=more, component=component))

    def chosen(self, settings: ServerSettings) -> ServerSettings:
        """Return the settings with what was chosen."""
        return replace(
            settings,
            channels=tuple(one.id for one in self.channels.values if one.type not in _FORUMS),
            forums=tuple(one.id for one in self.channels.values if one.type in _FORUMS),
            askers=_chosen_roles(self.askers),
            editors=_chosen_roles(self.editors),
            languages=tuple(self.languages.values),
            shared=_SHARED in self.others.values,
            plain=_PLAIN in self.others.values,
        )


class LimitsForm(_SettingsForm):
    """How much is answered a day, and where news go."""

    def __init__(self, texts: Texts, settings: ServerSettings, guild: discord.Guild | None) -> None:
        super().__init__(title=texts.setup.more)
        self.daily: discord.ui.TextInput[Any] = discord.ui.TextInput(
            required=False, max_length=_DIGITS, default=None if settings.daily is None else str(settings.daily)
        )
        news = () if settings.watch_channel is None else (settings.watch_channel,)
        self.news = _channels(_NEWS, _there(news, guild.get_channel if guild else None), 1)
        self.add_item(
            discord.ui.Label(text=texts.setup.daily, description=texts.setup.daily_more, component=self.daily)
        )
        self.add_item(discord.ui.Label(text=texts.setup.news, description=texts.setup.news_more, component=self.news))

    def chosen(self, settings: ServerSettings) -> ServerSettings:
        """Return the settings with what was typed and chosen.

        Raises:
            Failure: "no_number".
        """
        typed = self.daily.value.strip()
        if typed and not (typed.isascii() and typed.isdigit()):
            raise Failure("no_number", value=typed)
        channel = next((one.id for one in self.news.values), None)
        return replace(settings, daily=int(typed) if typed else None, watch_channel=channel)


_FORMS: dict[str, type[PlacesForm | LimitsForm]] = {"places": PlacesForm, "limits": LimitsForm}


class FormButton(LastingButton, template=r"setup:(?P<form>places|limits)"):
    """Opens one of the forms."""

    right = "setup"

    def __init__(self, form: str, guild: discord.Guild | None = None, label: str | None = None) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"setup:{form}", row=0))
        self.form, self.guild = form, guild

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del item
        return cls(match["form"], interaction.guild)

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Open the form with what is set now."""
        await reply.open(_FORMS[self.form](in_language(asker.locale), settings_of(host, asker), self.guild))


class TryButton(LastingButton, template=rf"try:(?P<speaker>[^\n]{{1,{_NAME}}})"):
    """Asks what somebody said, for whoever presses it alone."""

    def __init__(self, speaker: str, label: str | None = None, row: int | None = None) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"try:{speaker}", row=row))
        self.speaker = speaker

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(match["speaker"])

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Answer it."""
        text = in_language(asker.locale).asking.said.format(speaker=self.speaker)
        conversation = conversation_of(asker, private=True)
        await ask(
            host, Question(asker, text, self.speaker, conversation=conversation, private=True, way="button"), reply
        )


def summary(settings: ServerSettings, texts: Texts, *, questions: bool) -> str:
    """Return in words what a server has set, and whether there are `questions` to try below."""
    lines = [f"**{texts.setup.done}**", *(f"- {label}: {value}" for label, value in _values(settings, texts))]
    return "\n".join([*lines, texts.setup.questions] if questions else lines)


def _values(settings: ServerSettings, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield what each setting is called and what it is."""
    words, known = texts.setup, wording(texts.language).languages
    yield words.channels, _listed("<#{}>", settings.channels) or words.everywhere
    if settings.forums:
        yield words.forums, _listed("<#{}>", settings.forums)
    yield words.askers, _listed("<@&{}>", settings.askers) or words.everybody
    yield words.editors, _listed("<@&{}>", settings.editors) or words.managers
    if settings.languages:
        yield words.languages, ", ".join(known.get(one, one) for one in settings.languages)
    yield words.shared, words.yes if settings.shared else words.no
    if settings.plain:
        yield words.plain, words.yes
    yield words.daily, words.unlimited if settings.daily is None else texts.number(settings.daily)
    if settings.watch_channel is not None:
        yield words.news, f"<#{settings.watch_channel}>"


def _listed(form: str, ids: Sequence[int]) -> str:
    """Return channels or roles by their names, and how many more there are: all of them may not fit a message."""
    shown = ", ".join(form.format(one) for one in ids[:_LISTED])
    return f"{shown} … +{len(ids) - _LISTED}" if len(ids) > _LISTED else shown


def _fits(name: str) -> bool:
    """Return whether a button can ask for a name as it stands; one that has to be cut would not be found again."""
    return bool(name) and name == one_line(name, at_most=_NAME)


def _there(ids: Sequence[int], get: Callable[[int], object] | None) -> list[int]:
    """Return those that the server still has, as far as that is known: Discord refuses a form with others."""
    return [one for one in ids if get is None or get(one)]


def _channels(types: Sequence[discord.ChannelType], now: Sequence[int], most: int) -> discord.ui.ChannelSelect[Any]:
    chosen = [discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.channel) for one in now[:most]]
    return discord.ui.ChannelSelect(
        channel_types=[*types], required=False, min_values=0, max_values=most, default_values=chosen
    )


def _roles(now: Sequence[int]) -> discord.ui.RoleSelect[Any]:
    chosen = [discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.role) for one in now[:_MOST]]
    return discord.ui.RoleSelect(required=False, min_values=0, max_values=_MOST, default_values=chosen)


def _chosen_roles(select: discord.ui.RoleSelect[Any]) -> tuple[int, ...]:
    """Return the roles that were chosen; none where that of all members is among them."""
    return () if any(one.is_default() for one in select.values) else tuple(one.id for one in select.values)


FEATURE = Feature(commands=(SetupCommand,), lasting=(FormButton, TryButton))
