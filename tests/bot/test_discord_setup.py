"""The real bot in a simulated Discord: setting a server up, and its questions of the day."""

from __future__ import annotations

import re
import time
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, InteractionResult, MemberActor, RoleHandle

from bot.discord_app.client import BelegBot
from bot.discord_app.features.setup import LimitsForm, PlacesForm, summary
from bot.discord_app.texts import ENGLISH, GERMAN, LANGUAGES, Texts
from bot.state.counts import DayCounts
from bot.state.preferences import ServerSettings
from bot.state.state import State
from tests.bot.discord_world import ANSWER, Shelf, bot, memory

ASKED = "What did Holt say about the ferry?"


class World:
    """The first server, with channels, a forum, roles, a manager and a member."""

    def __init__(self, env: Env, shelf: Shelf, state: State) -> None:
        self.env, self.shelf, self.state = env, shelf, state
        self.guild = env.create_guild("Ember")
        managers = self.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        self.readers: RoleHandle = self.guild.create_role("Readers")
        self.channel: ChannelHandle = self.guild.create_text_channel("news")
        self.other: ChannelHandle = self.guild.create_text_channel("other")
        self.forum: ChannelHandle = self.guild.create_forum_channel("questions")
        self.manager: MemberActor = self.guild.add_member(env.create_user("mia"), roles=[managers])
        self.member: MemberActor = self.guild.add_member(env.create_user("ann"))
        self.reader: MemberActor = self.guild.add_member(env.create_user("rea"), roles=[self.readers])

    @property
    def settings(self) -> ServerSettings:
        return self.state.servers.of(self.guild.id)

    def set(self, **chosen: Any) -> None:
        self.state.servers.set(self.guild.id, ServerSettings(admitted=True, first=True, **chosen))

    async def open(self) -> InteractionResult:
        return await self.manager.slash(self.channel, "setup")

    async def ask(self, who: MemberActor | None = None, channel: ChannelHandle | None = None) -> str:
        result = await (who or self.member).slash(channel or self.channel, "ask", question=ASKED)
        return said(result) if result.ephemeral else ""


def said(result: InteractionResult) -> str:
    assert result.response
    assert result.ephemeral
    return result.response.content


def parts(form: InteractionResult) -> list[dict[str, Any]]:
    assert form.modal
    return [one["component"] for one in form.modal["components"]]


async def sent(who: MemberActor, form: InteractionResult, *values: Any) -> InteractionResult:
    """Let somebody send a form with a value for each part, None for none."""
    ids = [part["custom_id"] for part in parts(form)]
    given = {one: value for one, value in zip(ids, values, strict=True) if value is not None}
    return await who.submit_modal(form, given)


def message(result: InteractionResult) -> discord.Message:
    assert result.response
    return result.response.message


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ANSWER)


@pytest.fixture
def state() -> State:
    return memory()


@pytest.fixture
def simcord_bot(shelf: Shelf, state: State) -> BelegBot:
    return bot(shelf, state=state, everybody=False)


@pytest.fixture
async def world(simcord_env: Env, shelf: Shelf, state: State) -> World:
    made = World(simcord_env, shelf, state)
    await simcord_env.settle()
    return made


async def test_one_form_sets_a_server_up_and_the_summary_has_questions_to_try(world: World) -> None:
    form = await world.open()
    done = await sent(
        world.manager,
        form,
        [world.channel, world.forum],
        [world.readers],
        [world.readers],
        ["de", "uk"],
        ["shared", "plain"],
    )
    role = world.readers.id
    assert world.settings == ServerSettings(
        admitted=True,
        first=True,
        channels=(world.channel.id,),
        forums=(world.forum.id,),
        askers=(role,),
        editors=(role,),
        languages=("de", "uk"),
        plain=True,
    )
    assert said(done).splitlines() == [
        "**Beleg is set up:**",
        f"- Where Beleg answers: <#{world.channel.id}>",
        f"- Forums whose posts are answered: <#{world.forum.id}>",
        f"- Who may ask: <@&{role}>",
        f"- Who may add articles: <@&{role}>",
        "- Languages understood here: German, Ukrainian",
        "- Articles that all servers share: yes",
        "- Plain text instead of cards: yes",
        "- Questions a day: any number",
        "Try a question:",
    ]
    tried = await world.manager.click(message(done), label="What did Odo Brandis say?")
    assert tried.ephemeral
    assert world.shelf.asked[-1][:2] == ("What did Odo Brandis say?", "Odo Brandis")


async def test_a_form_that_is_sent_as_it_opened_changes_nothing(world: World) -> None:
    world.set(channels=(world.channel.id, 1), askers=(world.readers.id, 2), languages=("fr",), shared=False, daily=7)
    form = await world.open()
    assert [len(part.get("default_values", [])) for part in parts(form)] == [1, 1, 0, 0, 0]
    await sent(world.manager, form, [world.channel], [world.readers], None, ["fr"], None)
    assert world.settings == ServerSettings(
        admitted=True,
        first=True,
        channels=(world.channel.id,),
        askers=(world.readers.id,),
        languages=("fr",),
        shared=False,
        daily=7,
    )
    assert {one["value"] for one in parts(form)[3]["options"] if one.get("default")} == {"fr"}
    assert not any(one.get("default") for one in parts(form)[4]["options"])


async def test_the_second_form_has_the_daily_limit_and_the_channel_for_news(world: World) -> None:
    done = await sent(world.manager, await world.open(), None, None, None, None, ["shared"])
    form = await world.manager.click(message(done), label="Limit and news")
    wrong = await sent(world.manager, form, "many", None)
    assert said(wrong) == ENGLISH.failures["no_number"].format(value="many")
    form = await world.manager.click(message(done), label="Limit and news")
    done = await sent(world.manager, form, "20", [world.other])
    assert (world.settings.daily, world.settings.watch_channel) == (20, world.other.id)
    assert said(done).splitlines()[-3:-1] == [
        "- Questions a day: 20",
        f"- Where news on watched topics appear: <#{world.other.id}>",
    ]
    form = await world.manager.click(message(done), label="Limit and news")
    assert parts(form)[0]["value"] == "20"
    await sent(world.manager, form, None, None)
    assert (world.settings.daily, world.settings.watch_channel) == (None, None)


async def test_everybody_chosen_as_a_role_is_everybody(world: World) -> None:
    await sent(world.manager, await world.open(), None, [world.guild.default_role, world.readers], None, None, None)
    assert (world.settings.askers, world.settings.shared) == ((), False)


async def test_a_member_sets_nothing_up_by_no_way(world: World) -> None:
    done = await sent(world.manager, await world.open(), None, None, None, None, ["shared"])
    form = await world.open()
    before = world.settings
    for command in world.env.backend.commands[None].values():
        command["default_member_permissions"] = None  # as a server's administrators may have set it
    not_allowed = ENGLISH.failures["not_allowed"]
    assert said(await world.member.slash(world.channel, "setup")) == not_allowed
    view = discord.ui.View(timeout=None)
    for custom_id in ("setup:places", "setup:limits"):
        view.add_item(discord.ui.Button(label="x", custom_id=custom_id))
    channel = world.env.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    forged = await channel.send("x", view=view)
    for custom_id in ("setup:places", "setup:limits"):
        assert said(await world.member.click(forged, custom_id=custom_id)) == not_allowed
    # Between opening the form and sending it, its sender has lost the right.
    world.env.backend.get_guild(world.guild.id).members[world.manager.id].role_ids.clear()
    sent_late = await sent(world.manager, form, [world.other], None, None, None, None)
    assert said(sent_late) == not_allowed
    assert world.settings == before
    assert said(done)


async def test_questions_are_asked_where_and_by_whom_the_server_wants(world: World) -> None:
    world.set(channels=(world.channel.id,), askers=(world.readers.id,))
    assert await world.ask(world.reader) == ""
    assert await world.ask(world.manager) == ""
    assert await world.ask(world.member) == ENGLISH.failures["wrong_role"].format(role=f"<@&{world.readers.id}>")
    wrong = ENGLISH.failures["wrong_channel"].format(channel=f"<#{world.channel.id}>")
    assert await world.ask(world.reader, world.other) == wrong
    me = world.env.bot.user
    assert me
    await world.reader.send(world.other, f"{me.mention} {ASKED}")
    notice = world.other.last_message
    assert notice
    assert said(await world.reader.click(notice, label=ENGLISH.asking.why)) == wrong
    assert len(world.shelf.asked) == 2


async def test_shared_articles_are_seen_where_the_server_shows_them(world: World) -> None:
    await world.ask()
    world.set(shared=False)
    await world.ask()
    own = str(world.guild.id)
    assert [shelves for shelves, _ in world.shelf.seen] == [{"", own}, {own}]


# --- questions of the day --------------------------------------------------------------------------------------------


async def test_a_server_has_its_questions_of_a_day_by_every_way_together_also_after_a_restart(world: World) -> None:
    world.set(daily=3)
    me = world.env.bot.user
    assert me
    await world.member.send(world.channel, f"{me.mention} {ASKED}")
    answer = world.channel.last_message
    assert answer
    form = await world.reader.click(answer, label=ENGLISH.asking.follow_up)
    await sent(world.reader, form, ASKED)
    await world.env.restart_bot(bot(world.shelf, state=world.state, everybody=False))
    assert await world.ask() == ""
    told = await world.ask(world.manager)
    found = re.fullmatch(re.escape(ENGLISH.failures["too_many_today"]).replace(r"\{seconds\}", r"<t:(\d+):R>"), told)
    assert found
    left = int(found[1]) - world.env.now().timestamp()
    assert abs(left - (86_400 - time.time() % 86_400)) < 3
    assert len(world.shelf.asked) == 3
    assert world.state.counts.of(world.guild.id) == DayCounts(questions=3, answered=3)


async def test_the_next_day_has_questions_again_and_other_servers_and_direct_messages_are_counted_apart(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.set(daily=1)
    assert await world.ask() == ""
    assert await world.ask() != ""
    await world.member.user.send_dm(ASKED)
    assert len(world.shelf.asked) == 2
    monkeypatch.setattr(world.state.counts, "_clock", lambda: int(time.time()) + 86_400)
    assert await world.ask() == ""


async def test_a_question_that_is_not_taken_is_not_counted_of_the_day(world: World) -> None:
    world.set(daily=1)
    for _ in range(3):
        told = await world.member.slash(world.channel, "ask", question=ASKED, since="neulich")
        assert "neulich" in said(told)
    assert await world.ask() == ""


async def test_what_the_day_refuses_costs_no_question_of_the_person(world: World) -> None:
    world.set(daily=0)
    today = ENGLISH.failures["too_many_today"].partition("{")[0]
    for _ in range(7):
        assert (await world.ask()).startswith(today)


async def test_an_answer_does_not_wait_for_a_memory_that_cannot_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise OSError("no space")

    monkeypatch.setattr(world.state.counts, "take", broken)
    assert await world.ask() != ""
    assert world.shelf.asked == []


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda texts: texts.language)
def test_forms_and_the_summary_are_within_the_limits_of_discord(texts: Texts) -> None:
    full = ServerSettings(
        channels=tuple(range(10**18, 10**18 + 25)),
        askers=tuple(range(10**18, 10**18 + 25)),
        editors=tuple(range(10**18, 10**18 + 25)),
        languages=("de", "en", "fr", "ru", "uk", "es", "it", "pl"),
        daily=999_999,
        watch_channel=10**18,
    )
    for form in (PlacesForm(texts, full, None), LimitsForm(texts, full, None)):
        payload = form.to_dict()
        assert len(payload["title"]) <= 45
        assert len(payload["components"]) <= 5
        for label in payload["components"]:
            assert len(label["label"]) <= 45
            assert len(label.get("description") or "") <= 100
            assert all(len(one["label"]) <= 100 for one in label["component"].get("options", []))
    assert len(summary(full, texts, questions=True)) <= 2000
    assert all(len(one) <= 34 for one in (texts.setup.change, texts.setup.more, texts.servers.more))


def test_words_are_german_for_germans() -> None:
    assert summary(ServerSettings(), GERMAN, questions=False).splitlines()[1] == "- Wo Beleg antwortet: überall"
