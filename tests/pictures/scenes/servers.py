"""What people and servers set, and what they are told of it."""

from __future__ import annotations

from unittest.mock import PropertyMock, patch

import discord

from bot.discord_app.admission import Admission
from bot.discord_app.client import BelegBot
from bot.discord_app.features.servers import greet
from tests.pictures.scenes.registry import scene
from tests.pictures.stage import LOCALES, Stage


@scene
async def help_command(stage: Stage) -> None:
    await stage.member.slash(stage.channel, "help")


@scene
async def settings(stage: Stage) -> None:
    """The form of /settings; whoever chose plain text there gets it."""
    form = await stage.show(stage.member.slash(stage.channel, "settings"))
    stage.picture("form")
    await stage.fill(form, "plain", [stage.language])
    await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
    stage.picture()


@scene
async def privacy(stage: Stage) -> None:
    """What is kept of somebody, and that it was deleted."""
    answered = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
    await stage.click(answered, starts="feedback:up")
    await stage.member.slash(stage.channel, "watch", speaker="Rjabkow")
    await stage.env.settle()
    shown = await stage.member.slash(stage.channel, "privacy")
    await stage.click(shown, starts="privacy:forget")
    stage.picture(page=stage.page().only_last(2))


@scene
async def setup(stage: Stage) -> None:
    """Both forms of /setup and their summary."""
    forum = stage.guild.create_forum_channel(stage.say(en="questions", de="fragen"))
    readers = stage.guild.create_role(stage.say(en="Readers", de="Leserschaft"))
    form = await stage.show(stage.manager.slash(stage.channel, "setup"))
    stage.picture("places")
    done = await stage.fill(
        form, [stage.channel, forum], [readers], None, ["de", "en", "uk"], ["shared"], who=stage.manager
    )
    form = await stage.click(done, starts="setup:limits", who=stage.manager)
    stage.picture("limits")
    await stage.fill(form, "200", [stage.channel], who=stage.manager)
    stage.picture("summary", stage.page().only_last(1))


@scene
async def servers(stage: Stage) -> None:
    """The servers that Beleg is on, before and after one is confirmed."""
    names = "Salt News", "The Association of Readers of the Coast and Harbour Tribune"
    others = [stage.env.create_guild(name) for name in names]
    await stage.env.settle()
    shown = [one for one in stage.bot.guilds if one.id in {stage.guild.id, *(other.id for other in others)}]
    with (
        stage.admission(Admission(stage.bot.state.servers, stage.is_member, listed=[stage.guild.id])),
        patch.object(BelegBot, "guilds", new_callable=PropertyMock, return_value=shown),
    ):
        listed = await stage.manager.slash(stage.channel, "servers")
        await stage.click(listed, starts="servers:admit", who=stage.manager)


@scene
async def welcome(stage: Stage) -> None:
    """What a new server is told, where Beleg answers it, and where nobody has confirmed it yet."""
    guild = stage.bot.get_guild(stage.guild.id)
    assert guild
    guild._system_channel_id = stage.channel.id  # SimCord gives a guild none.
    guild.preferred_locale = discord.Locale(LOCALES[stage.language])
    await greet(stage.bot, guild)
    with stage.admission(Admission(stage.bot.state.servers, stage.is_member)):
        await greet(stage.bot, guild)
