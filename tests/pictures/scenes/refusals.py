"""What people are told instead of an answer."""

from __future__ import annotations

from bot.discord_app.admission import Admission
from bot.state.preferences import ServerSettings
from tests.pictures.scenes.registry import scene
from tests.pictures.stage import Stage


@scene
async def refusal_day(stage: Stage) -> None:
    """A day that is none."""
    await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", since=stage.say(en="yesterdya", de="gesternn"))


@scene
async def refusal_too_many(stage: Stage) -> None:
    """More questions than one person may ask."""
    for _ in range(5):
        await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", private=True)
    refused = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", private=True)
    assert refused.ephemeral
    whole = stage.page()
    stage.picture(page=whole.only_last(1))


@scene
async def refusal_rights(stage: Stage) -> None:
    """A re-index by somebody who may not start one."""
    [command] = [one for one in stage.env.backend.commands[None].values() if one["name"] == "reindex"]
    hidden, command["default_member_permissions"] = command["default_member_permissions"], None
    await stage.member.slash(stage.channel, "reindex")
    command["default_member_permissions"] = hidden


@scene
async def refusal_today(stage: Stage) -> None:
    """A server has asked all that it may ask on one day."""
    stage.bot.state.servers.set(stage.guild.id, ServerSettings(daily=0))
    await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")


@scene
async def refusal_too_long(stage: Stage) -> None:
    """A message with too long a question, which all can see, and what its button tells."""
    words = stage.say(en="And what did Ryabkov say about the talks? ", de="Und was sagte Rjabkow über die Gespräche? ")
    await stage.mention(words * 28)
    await stage.press(stage.last(stage.channel), starts="why:")
    stage.picture(page=stage.page().only_last(2))


@scene
async def refusal_restarting(stage: Stage) -> None:
    """A question while Beleg stops, by a command and by a message."""
    stage.bot.under_way.stopping = True
    try:
        await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
        await stage.mention(stage.say(en="What did Ryabkov say?", de="Was sagte Rjabkow?"))
    finally:
        stage.bot.under_way.stopping = False
    await stage.press(stage.last(stage.channel), starts="why:")


@scene
async def refusal_not_admitted(stage: Stage) -> None:
    """A server that nobody has confirmed."""
    with stage.admission(Admission(stage.bot.state.servers, stage.is_member)):
        await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
