"""The real bot in a simulated Discord, over a real index: watching, and being told of what is new."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.discord_app import card
from bot.discord_app.client import BelegBot
from bot.discord_app.failures import Failure
from bot.discord_app.features.watch import actions
from bot.discord_app.markdown import LIMIT, length
from bot.discord_app.telling import _in_text
from bot.discord_app.texts import ENGLISH, GERMAN
from bot.discord_app.watching import Watching
from bot.state.preferences import PersonalSettings, ServerSettings
from bot.state.state import State
from tests.bot.answers import entry
from tests.bot.discord_world import ARTICLE, WATCHING, bot, citation
from tests.bot.memories import DAY, HOUR, Clock
from tests.bot.memories import state as memory
from tests.bot.newsroom import NewsDesk, Newsroom

QUAY = "“The quay must be rebuilt before winter,” Mayor Ilva Tarn said on Monday."
FERRY = "“No ferry will sail in March,” Ilva Tarn said."


class Watched:
    """A server with two channels, its owner, two members, and the bot over articles that come and change."""

    def __init__(self, env: Env, room: Newsroom, folder: Path, clock: Clock) -> None:
        self.env = env
        self.room = room
        self.folder = folder
        self.clock = clock
        self.guild = env.create_guild()
        self.channel: ChannelHandle = self.guild.create_text_channel("news")
        self.ann: MemberActor = self.guild.add_member(env.create_user("ann"))
        self.ben: MemberActor = self.guild.add_member(env.create_user("ben"))
        managing = self.guild.create_role("managing", permissions=discord.Permissions(manage_guild=True))
        self.chief: MemberActor = self.guild.add_member(env.create_user("chief"), roles=[managing])
        self.watching = Watching(self.bot, actions)

    @property
    def bot(self) -> BelegBot:
        client = self.env.bot
        assert isinstance(client, BelegBot)
        return client

    @property
    def state(self) -> State:
        return self.bot.state

    async def restart(self) -> None:
        """Forget all that is not in the file."""
        self.state.close()
        self.bot.state = memory(self.folder, clock=self.clock)
        self.bot.state.open()
        self.watching = Watching(self.bot, actions)

    async def pass_by(self) -> None:
        """Look for news and tell of them once."""
        await self.watching.look()
        await self.watching.tell()

    async def publish(self, name: str, *paragraphs: str, shelf: str = "") -> None:
        """Have an article indexed, and whoever watches told."""
        self.room.write(name, *paragraphs, shelf=shelf)
        self.room.index()
        await self.pass_by()

    def told(self, who: MemberActor | ChannelHandle) -> list[discord.Message]:
        """Return what stands where somebody is told, what is for one person alone left out."""
        channel = who if isinstance(who, ChannelHandle) else who.user.dm_channel
        me = self.env.backend.bot_user.id
        return [one for one in channel.history() if one.author.id == me and not one.flags.ephemeral]

    async def watch(self, who: MemberActor, **options: Any) -> str:
        """Let somebody begin to watch; return what they are told."""
        result = await who.slash(self.channel, "watch", **options)
        assert result.ephemeral
        assert result.response
        return str(result.response.content)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path / "room")
    yield room
    room.news.close()


@pytest.fixture
def simcord_bot(room: Newsroom, tmp_path: Path, clock: Clock) -> BelegBot:
    (tmp_path / "state").mkdir()
    kept = memory(tmp_path / "state", clock=clock)
    return bot(lambda: room.news, state=kept, cards=True)


@pytest.fixture
async def watched(simcord_env: Env, room: Newsroom, tmp_path: Path, clock: Clock) -> Watched:
    world = Watched(simcord_env, room, tmp_path / "state", clock)
    await world.pass_by()
    return world


def components(message: Any) -> list[dict[str, Any]]:
    """Return all components of a message, nested ones included, from top to bottom."""
    found: list[dict[str, Any]] = []

    def walk(one: Any) -> None:
        for inner in one if isinstance(one, list) else [one]:
            found.append(inner)
            walk([*inner.get("components", []), *([inner["accessory"]] if "accessory" in inner else [])])

    walk([one.to_dict() for one in message.components])
    return found


def shown(message: Any) -> str:
    """Return all that a message says."""
    return "\n".join([message.content, *(one["content"] for one in components(message) if one["type"] == 10)]).strip()


def labels(message: Any) -> list[str]:
    return [one.get("label") or one["emoji"]["name"] for one in components(message) if one["type"] == 2]


async def test_who_watches_somebody_is_told_what_they_say(watched: Watched) -> None:
    begun = ENGLISH.watching.begun.format(what="what Tarn says", count=WATCHING.messages)
    assert await watched.watch(watched.ann, speaker="Tarn") == begun
    await watched.publish("quay", QUAY)
    [message] = watched.told(watched.ann)
    assert shown(message) == (
        "-# New, because you watch this: what Tarn says\n"
        "### Ilva Tarn: “The quay must be rebuilt before winter,”\n-# “On the quay” · Ember Post · 10 Jan 2022"
    )
    assert (labels(message), message.flags.components_v2) == (["Passage", "Stop watching"], True)
    await watched.pass_by()
    await watched.restart()
    await watched.pass_by()
    await watched.publish("quay", "It was edited.", QUAY)
    assert len(watched.told(watched.ann)) == 1
    assert watched.told(watched.ben) == []


async def test_a_push_notification_has_something_to_show(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    watched.env.inject_error("PATCH", "/channels/*/messages/*", status=403)
    await watched.publish("quay", QUAY)
    [message] = watched.told(watched.ann)
    assert message.content == "**Ilva Tarn:** “The quay must be rebuilt before winter,”\n-# Ember Post · 10 Jan 2022"
    assert labels(message) == ["Stop watching"]


async def test_who_has_chosen_plain_text_gets_no_card(watched: Watched) -> None:
    watched.state.people.set(watched.ann.id, PersonalSettings(plain=True))
    await watched.watch(watched.ann, speaker="Tarn")
    await watched.publish("quay", QUAY)
    [message] = watched.told(watched.ann)
    assert (message.content[:15], message.flags.components_v2) == ("**Ilva Tarn:** ", False)


async def test_a_topic_is_watched_and_told_in_german(watched: Watched) -> None:
    watched.state.watches.add(
        person=watched.ann.id,
        server=watched.guild.id,
        channel=None,
        subject="topic",
        words="quay of Port Ember",
        origin=watched.channel.id,
        language="de",
    )
    await watched.publish("storm", "The quay of Port Ember collapsed in the storm on Sunday. Nobody was hurt.")
    [message] = watched.told(watched.ann)
    assert shown(message).startswith("-# Neu, weil du das beobachtest: Berichte über quay of Port Ember\n")
    assert labels(message)[-1] == GERMAN.watching.end


async def test_what_is_new_is_told_in_a_channel_to_whom_that_is_open(watched: Watched) -> None:
    refused = await watched.watch(watched.ben, speaker="Tarn", channel=True)
    assert refused == ENGLISH.failures["watch_no_channel"]
    begun = await watched.watch(watched.chief, speaker="Tarn", channel=True)
    assert f"what is new comes in <#{watched.channel.id}>" in begun
    await watched.publish("quay", QUAY)
    [message] = watched.told(watched.channel)
    assert "The quay must be rebuilt" in shown(message)
    assert watched.told(watched.chief) == []


async def test_a_server_may_name_one_channel_for_all_its_watches(watched: Watched) -> None:
    other = watched.guild.create_text_channel("watches")
    watched.state.servers.set(watched.guild.id, ServerSettings(watch_channel=other.id))
    assert f"<#{other.id}>" in await watched.watch(watched.ben, speaker="Tarn", channel=True)
    await watched.publish("quay", QUAY)
    assert (len(watched.told(other)), watched.told(watched.channel)) == (1, [])


async def test_there_are_only_so_many_watches(watched: Watched) -> None:
    for number in range(WATCHING.person):
        assert "you watch" in await watched.watch(watched.ann, speaker=f"Tarn{number}")
    assert "already" in await watched.watch(watched.ann, speaker="TARN0")
    assert await watched.watch(watched.ann, topic="x") == ENGLISH.failures["watches_full"].format(count=WATCHING.person)
    for number in range(WATCHING.server - WATCHING.person):
        await watched.watch(watched.ben, speaker=f"Tarn{number}")
    full = ENGLISH.failures["watches_full_here"].format(count=WATCHING.server)
    assert await watched.watch(watched.chief, topic="x") == full


@pytest.mark.parametrize("options", [{}, {"speaker": "Tarn", "topic": "quay"}])
async def test_a_watch_is_on_one_thing(watched: Watched, options: dict[str, str]) -> None:
    assert await watched.watch(watched.ann, **options) == ENGLISH.failures["watch_one"]


async def test_what_is_watched_is_listed_and_ended_by_whose_it_is(watched: Watched) -> None:
    assert await listed(watched, watched.ann) == ENGLISH.watching.none
    await watched.watch(watched.ann, speaker="**Tarn**")
    await watched.watch(watched.ann, topic="the quay")
    result = await watched.ann.slash(watched.channel, "watches")
    assert result.response
    assert result.ephemeral
    assert "**what \\*\\*Tarn\\*\\* says**\n-# to you alone, since <t:" in shown(result.response.message)
    pressed = await watched.ann.click(result.response.message, custom_id="watch:end:1")
    assert pressed.response
    assert (pressed.ephemeral, pressed.response.content) == (True, ENGLISH.watching.ended)
    assert [one.words for one in watched.state.watches.all()] == ["the quay"]
    again = await watched.ann.click(result.response.message, custom_id="watch:end:1")
    assert again.response
    assert again.response.content == ENGLISH.failures["watch_ended"]


async def listed(watched: Watched, who: MemberActor, **options: Any) -> str:
    result = await who.slash(watched.channel, "watches", **options)
    assert result.ephemeral
    assert result.response
    return shown(result.response.message)


async def test_who_manages_a_server_sees_and_ends_what_is_told_in_its_channels(watched: Watched) -> None:
    assert await listed(watched, watched.ben, all=True) == ENGLISH.failures["not_allowed"]
    assert await listed(watched, watched.chief, all=True) == ENGLISH.watching.none_here
    watched.state.servers.set(watched.guild.id, ServerSettings(watch_channel=watched.channel.id))
    await watched.watch(watched.ben, speaker="Tarn", channel=True)
    await watched.watch(watched.ben, speaker="Holt")
    shows = await listed(watched, watched.chief, all=True)
    assert ("Tarn" in shows, "Holt" in shows, f"<@{watched.ben.id}>" in shows) == (True, False, True)
    await watched.publish("quay", QUAY)
    [message] = watched.told(watched.channel)
    refused = await watched.ann.click(message, label="Stop watching")
    assert refused.response
    assert (refused.ephemeral, refused.response.content) == (True, ENGLISH.failures["watch_not_yours"])
    await watched.chief.click(message, label="Stop watching")
    assert [one.words for one in watched.state.watches.all()] == ["Holt"]


async def test_many_watches_are_listed_in_pages(watched: Watched) -> None:
    for number in range(11):
        watched.state.watches.add(
            person=watched.ann.id, server=watched.guild.id, channel=None, subject="topic", words=f"quay {number}."
        )
    watched.state.watches.pause(1, paused=True)
    result = await watched.ann.slash(watched.channel, "watches")
    assert result.response
    more = await watched.ann.click(result.response.message, label="Show more")
    assert more.response
    pages = [shown(result.response.message), shown(more.response.message)]
    assert ["quay 7." in page for page in pages] == [True, False]
    assert ["quay 10." in page for page in pages] == [False, True]


async def test_what_is_too_much_for_a_day_comes_together_on_the_next(watched: Watched) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    for number in range(5):
        await watched.publish(f"quay{number}", f"“Pier {number} must be rebuilt,” Mayor Ilva Tarn said on Monday.")
    assert len(watched.told(watched.ann)) == WATCHING.messages
    watched.clock.now += DAY - 7 * HOUR
    await watched.pass_by()
    assert len(watched.told(watched.ann)) == WATCHING.messages
    watched.clock.now += HOUR
    await watched.pass_by()
    *_, digest = watched.told(watched.ann)
    assert len(watched.told(watched.ann)) == WATCHING.messages + 1
    assert [f"Pier {number}" in shown(digest) for number in range(5)] == [False, False, True, True, True]
    assert shown(digest).startswith("-# Left over from before: what Tarn says")


async def test_who_has_left_is_told_nothing_and_sees_why(watched: Watched) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    watched.guild.remove_member(watched.ann)
    await watched.publish("quay", QUAY)
    assert watched.told(watched.ann) == []
    assert [one.paused for one in watched.state.watches.all()] == [True]


async def test_closed_direct_messages_pause_a_watch_until_its_person_goes_on(watched: Watched) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    watched.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    await watched.publish("quay", QUAY)
    assert watched.told(watched.ann) == []
    result = await watched.ann.slash(watched.channel, "watches")
    assert result.response
    assert ENGLISH.watching.paused in shown(result.response.message)
    await watched.publish("ferry", FERRY)
    await watched.ann.click(result.response.message, label="Go on")
    await watched.pass_by()
    [message] = watched.told(watched.ann)
    assert ("quay" in shown(message), "ferry" in shown(message)) == (True, False)


async def test_what_the_network_lost_is_told_later_and_not_counted_twice(watched: Watched) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    watched.env.inject_error("POST", "/users/@me/channels", status=500, times=20)
    watched.room.write("quay", QUAY)
    watched.room.index()
    await watched.watching.look()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watched.bot, "create_dm", dropped)
        await watched.watching.tell()
    assert [one.told_today for one in watched.state.watches.all()] == [1]
    watched.env.backend.faults.clear()
    await watched.restart()
    await watched.pass_by()
    assert len(watched.told(watched.ann)) == 1
    assert [one.told_today for one in watched.state.watches.all()] == [1]


async def dropped(_: object) -> None:
    raise ConnectionResetError


async def test_what_is_on_another_servers_shelf_is_told_to_nobody_else(watched: Watched) -> None:
    other = watched.env.create_guild()
    cid: MemberActor = other.add_member(watched.env.create_user("cid"))
    await watched.watch(watched.ann, speaker="Tarn")
    await cid.slash(other.create_text_channel("talk"), "watch", speaker="Tarn")
    await watched.publish("secret", QUAY, shelf=str(other.id))
    assert (len(watched.told(cid)), watched.told(watched.ann)) == (1, [])


async def test_what_was_taken_down_before_it_was_told_is_not_told(watched: Watched) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    watched.room.write("quay", QUAY)
    watched.room.index()
    await watched.watching.look()
    watched.room.remove("quay")
    watched.room.index()
    await watched.pass_by()
    assert watched.told(watched.ann) == []
    assert watched.state.watches.waiting() == []


async def test_nothing_pings_and_nothing_acts(watched: Watched) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    name = "# @everyone <@1> **x** ||y|| [z](https://evil.example)"
    await watched.publish("evil", f"“{name} `quay` must go,” Mayor Ilva Tarn said on Monday.")
    [message] = watched.told(watched.ann)
    assert not message.mention_everyone
    assert message.mentions == []
    assert "<@1>" not in shown(message).replace("\\<\\@1\\>", "")
    [payload] = watched.env.backend.messages[message.channel.id].values()
    assert "](https" not in str(payload.content)


class Killed(BaseException):
    """The process is killed here."""


class Course:
    """Random days: Ann watches privately, the chief in a channel, cid on another server that has its own shelf."""

    def __init__(self, watched: Watched, seed: int) -> None:
        self.watched = watched
        self.chance = random.Random(seed)
        self.other = watched.env.create_guild()
        self.cid: MemberActor = self.other.add_member(watched.env.create_user("cid"))
        self.readers: dict[str, MemberActor | ChannelHandle] = {
            "ann": watched.ann,
            "channel": watched.channel,
            "cid": self.cid,
        }
        self.articles: dict[tuple[str, str], list[int]] = {}
        self.shelves: dict[int, str] = {}
        self.days: Counter[tuple[int, str]] = Counter()
        self.arrived = dict.fromkeys(self.readers, 0)
        self.kills = 0

    async def begin(self) -> None:
        await self.watched.watch(self.watched.ann, speaker="Tarn")
        await self.watched.watch(self.watched.chief, speaker="Ilva Tarn", channel=True)
        await self.cid.slash(self.other.create_text_channel("talk"), "watch", speaker="Tarn")

    def publish(self) -> None:
        """Write an article, or move its statements about, with another one or without."""
        key = (f"article{self.chance.randrange(6)}", self.chance.choice(["", "", str(self.other.id)]))
        has = self.articles.setdefault(key, [])
        if not has or self.chance.random() < 0.6:
            number = len(self.shelves)
            self.shelves[number] = key[1]
            has.append(number)
        self.chance.shuffle(has)
        lines = [f"“Pier number{one}x must be rebuilt,” Mayor Ilva Tarn said on Monday." for one in has]
        self.watched.room.write(key[0], f"Version {self.chance.random()}.", *lines, shelf=key[1])
        self.watched.room.index()

    def killing(self, name: str) -> Callable[..., Any]:
        """Return what kills the process before or after something is remembered."""
        real, late = getattr(self.watched.state.watches, name), self.chance.random() < 0.5

        def killed(*given: Any, **named: Any) -> Any:
            self.kills += 1
            if late:
                real(*given, **named)
            raise Killed

        return killed

    async def pass_by(self) -> None:
        """Let a pass happen, which may be killed somewhere, and a while go by."""
        with pytest.MonkeyPatch.context() as patch:
            if self.chance.random() < 0.5:
                name = self.chance.choice(["found", "begin", "told"])
                patch.setattr(self.watched.state.watches, name, self.killing(name))
            try:
                await self.watched.pass_by()
            except Killed:
                await self.watched.restart()
        for name, who in self.readers.items():
            now = len(self.watched.told(who))
            self.days[self.watched.clock.now // DAY, name] += now - self.arrived[name]
            self.arrived[name] = now
        self.watched.clock.now += self.chance.choice([0, 5 * HOUR, 9 * HOUR])

    def times(self, name: str) -> dict[int, int]:
        """Return how often a reader was told of each statement."""
        words = "\n".join(map(shown, self.watched.told(self.readers[name])))
        return {one: words.count(f"number{one}x") for one in self.shelves}

    def expected(self, name: str) -> dict[int, int]:
        sees = {"", str(self.other.id)} if name == "cid" else {""}
        return {one: int(shelf in sees) for one, shelf in self.shelves.items()}


@pytest.mark.parametrize("seed", range(4))
async def test_over_kills_restarts_and_edits_each_statement_reaches_each_watcher_once(
    watched: Watched, seed: int
) -> None:
    course = Course(watched, seed)
    await course.begin()
    for _ in range(14):
        course.publish()
        await course.pass_by()
    await watched.watching.look()
    for _ in range(100):
        if not watched.state.watches.waiting():
            break
        watched.clock.now += 5 * HOUR
        await course.pass_by()
        await watched.watching.look()
    assert course.kills
    assert max(course.days.values()) <= WATCHING.messages
    for name in course.readers:
        assert course.times(name) == course.expected(name), name


async def test_who_lost_the_right_to_ask_is_told_nothing(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    await watched.watch(watched.ann, speaker="Tarn")

    def refuse(*_: object) -> None:
        raise Failure("not_allowed")

    with monkeypatch.context() as patch:
        patch.setattr("bot.discord_app.watchers.require", refuse)
        await watched.publish("quay", QUAY)
    await watched.pass_by()
    assert watched.told(watched.ann) == []


async def test_who_may_no_longer_post_in_a_channel_is_told_nothing_there(watched: Watched) -> None:
    watched.state.servers.set(watched.guild.id, ServerSettings(watch_channel=watched.channel.id))
    await watched.watch(watched.ben, speaker="Tarn", channel=True)
    watched.state.servers.set(watched.guild.id, ServerSettings())
    await watched.publish("quay", QUAY)
    assert watched.told(watched.channel) == []
    assert [one.paused for one in watched.state.watches.all()] == [True]
    assert ENGLISH.watching.paused_channel in await listed(watched, watched.ben)


async def test_a_watch_that_cannot_be_looked_for_keeps_no_other_waiting(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watched.watch(watched.ann, topic="quay")
    await watched.watch(watched.ben, speaker="Tarn")
    monkeypatch.setattr("bot.answering.news.reports", lambda *_: 1 // 0)
    await watched.publish("quay", QUAY)
    assert (watched.told(watched.ann), len(watched.told(watched.ben))) == ([], 1)


async def test_questions_that_wait_come_first(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = iter([2, 1, 0, *[0] * 99])
    seen: list[int] = []

    def in_line(_: object) -> int:
        seen.append(next(waits))
        return seen[-1]

    monkeypatch.setattr("bot.discord_app.aside._BUSY", 0)
    monkeypatch.setattr("bot.discord_app.workers.Workers.in_line", property(in_line))
    await watched.watching.look()
    assert seen == [2, 1, 0]


async def test_the_bot_tells_of_what_came_while_it_was_away(watched: Watched) -> None:
    await watched.watch(watched.ann, speaker="Tarn")
    watched.room.write("quay", QUAY)
    watched.room.index()
    kept = memory(watched.folder, clock=watched.clock)
    room = watched.room.news = NewsDesk(watched.room.desk)
    again = bot(lambda: room, state=kept, cards=True)
    await watched.env.restart_bot(again)
    await watched.env.settle()
    assert len(watched.told(watched.ann)) == 1


@pytest.mark.parametrize("sign", ["a", "日", "https://", "*", "_", "@", "`", "😀"])
def test_what_several_quotations_hold_fits_a_message_of_text_and_unless_it_is_all_signs_a_card(sign: str) -> None:
    text = (sign * 230)[:230]
    article = replace(ARTICLE, text=text, publisher=sign * 200, url="https://x.example/" + "a" * 400)
    cited = [replace(citation(n, text, article), speaker=sign * 99) for n in range(1, 7)]
    entries = [entry(one, holder=(sign * 80)[:80], manner=(f"via {sign * 80}"[:80],)) for one in cited]
    assert length(_in_text(entries, "en")) <= LIMIT
    bare = [replace(one, citation=replace(one.citation, url=None)) for one in entries]
    drawn = [card.news("New", some, card.Parts(), "en") for some in (entries, bare)]
    assert any(drawn) == (sign[0].isalpha())
