"""The real bot in a simulated Discord: what people set for themselves."""

from __future__ import annotations

from typing import Any

import pytest
from simcord import ChannelHandle, Env, InteractionResult, MemberActor

from bot.discord_app.client import BelegBot
from bot.discord_app.texts import ENGLISH
from bot.state.preferences import PersonalSettings
from bot.state.state import State
from tests.bot.discord_world import ANSWER, Shelf, bot, memory


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ANSWER)


@pytest.fixture
def state() -> State:
    return memory()


@pytest.fixture
def simcord_bot(shelf: Shelf, state: State) -> BelegBot:
    return bot(shelf, state=state, cards=True)


class World:
    """A server with a channel and two members."""

    def __init__(self, env: Env) -> None:
        guild = env.create_guild()
        self.channel: ChannelHandle = guild.create_text_channel("news")
        self.ann: MemberActor = guild.add_member(env.create_user("ann"))
        self.ben: MemberActor = guild.add_member(env.create_user("ben"))

    async def open(self, who: MemberActor) -> InteractionResult:
        return await who.slash(self.channel, "settings")


@pytest.fixture
def world(simcord_env: Env) -> World:
    return World(simcord_env)


def parts(form: InteractionResult) -> list[dict[str, Any]]:
    assert form.modal
    return [one["component"] for one in form.modal["components"]]


def chosen(part: dict[str, Any]) -> list[str]:
    return [one["value"] for one in part["options"] if one.get("default")]


async def sent(who: MemberActor, form: InteractionResult, look: str, languages: list[str]) -> str:
    given = {part["custom_id"]: value for part, value in zip(parts(form), (look, languages), strict=True)}
    result = await who.submit_modal(form, given)
    assert result.response
    assert result.ephemeral
    return result.response.content


async def test_what_somebody_sets_is_theirs_alone_and_shown_again(world: World, state: State, shelf: Shelf) -> None:
    form = await world.open(world.ann)
    assert [chosen(part) for part in parts(form)] == [["server"], []]
    assert await sent(world.ann, form, "plain", ["uk"]) == ENGLISH.settings.kept
    assert state.people.of(world.ann.id) == PersonalSettings(plain=True, languages=("uk",))
    assert [chosen(part) for part in parts(await world.open(world.ann))] == [["plain"], ["uk"]]
    assert [chosen(part) for part in parts(await world.open(world.ben))] == [["server"], []]
    for who in (world.ann, world.ben):
        await who.slash(world.channel, "ask", question="What did Tarn say?")
    assert [reads for _, reads in shelf.seen] == [("en", "uk"), ("en",)]


async def test_what_is_usual_again_is_not_kept(world: World, state: State) -> None:
    await sent(world.ann, await world.open(world.ann), "cards", [])
    assert state.privacy.about(world.ann.id).settings == 1
    await sent(world.ann, await world.open(world.ann), "server", [])
    assert state.privacy.about(world.ann.id).settings == 0
