"""Two servers with articles of their own beside shared ones: not a word, title, name or number of one is told on the
other, whatever is asked, completed or pressed there.

All that the bot sends is looked through, so that a further way of asking needs a line in `WAYS` and nothing else.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, GuildHandle, MemberActor

from bot import assembly
from bot.discord_app.client import BelegBot
from bot.discord_app.desk import IndexDesk
from bot.discord_app.texts import ENGLISH
from bot.settings import Settings, load_settings
from bot.state.preferences import ServerSettings
from bot.state.state import State
from retrieval.indexer import Indexer
from retrieval.shelves import SHARED
from tests.bot.discord_world import LIMITS, bot, memory
from tests.fakes import HashedEncoder, WordReader
from tests.retrieval.shelved_articles import Shelf, questions

A, B = "111", "222"
SERVERS = (A, B)
OTHER = {A: B, B: A}
ROOMY = LIMITS.model_copy(update={"person": 10_000, "channel": 10_000, "server": 10_000, "seconds": 3600})


@dataclass(frozen=True)
class Library:
    """Three shelves, and the folders of an index of all of them and of one each without the other server's."""

    shelves: list[Shelf]
    everything: Path
    without: dict[str, Path]

    def hidden(self, server: str) -> set[str]:
        """Return the words and numbers that are told nowhere but on the other server."""
        return {word for one in self.shelves if one.name == OTHER[server] for word in one.own}

    def own(self, server: str) -> set[str]:
        return {word for one in self.shelves if one.name in (SHARED, server) for word in one.own}


def indexed(data: Path, folders: dict[str, Path], *shelves: str) -> Path:
    for shelf in shelves:
        assert not Indexer(data, HashedEncoder(256), max_bytes=100_000).index([str(folders[shelf])], shelf=shelf).failed
    return data


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("servers")
    shelves = [Shelf(SHARED, articles=10), Shelf(A, articles=9), Shelf(B, articles=9)]
    folders = {one.name: one.write(folder / f"articles-{one.name}") for one in shelves}
    everything = indexed(folder / "all", folders, B, SHARED, A)
    return Library(shelves, everything, {one: indexed(folder / one, folders, SHARED, one) for one in SERVERS})


@pytest.fixture
def state() -> State:
    kept = memory()
    for server in SERVERS:
        kept.servers.set(int(server), ServerSettings(admitted=True, first=server == A))
    return kept


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every desk encode and read with quick stand-ins."""

    def encoder(_: Settings) -> HashedEncoder:
        return HashedEncoder(256)

    def reader(_: Settings) -> WordReader:
        return WordReader()

    monkeypatch.setattr(assembly, "open_encoder", encoder)
    monkeypatch.setattr(assembly, "open_reader", reader)


def over(data: Path, state: State) -> BelegBot:
    """Return the real bot over a real index."""
    settings = load_settings().model_copy(update={"data_dir": data})
    return bot(lambda: IndexDesk(settings), state=state, limits=ROOMY, everybody=False)


@pytest.fixture
def simcord_bot(library: Library, state: State, quick: None) -> BelegBot:
    del quick
    return over(library.everything, state)


class World:
    """Both servers; who asks is somebody else each time, so that nothing is carried over."""

    def __init__(self, env: Env, library: Library) -> None:
        self.env, self.library = env, library
        self.guilds: dict[str, GuildHandle] = {one: env.create_guild(f"Server {one}", id=int(one)) for one in SERVERS}
        self.channels: dict[str, ChannelHandle] = {
            one: guild.create_text_channel("news") for one, guild in self.guilds.items()
        }
        self._looked_at = 0
        self._people = 0

    @property
    def me(self) -> str:
        assert self.env.bot.user
        return self.env.bot.user.mention

    def somebody(self, server: str) -> MemberActor:
        self._people += 1
        return self.guilds[server].add_member(self.env.create_user(f"p{self._people}"))

    def sent(self) -> str:
        """Return all that the bot has sent since this was last looked at."""
        new = self.env.http_requests[self._looked_at :]
        self._looked_at += len(new)
        return json.dumps([one.json for one in new], ensure_ascii=False, default=str).casefold()

    def keeps(self, server: str, typed: str) -> str:
        """Assert that what was sent holds nothing of the other server but what was typed; return it."""
        sent = self.sent()
        asked = typed.casefold()
        assert [one for one in self.library.hidden(server) if one in sent and one not in asked] == [], typed
        return sent


@pytest.fixture
def world(simcord_env: Env, library: Library) -> World:
    return World(simcord_env, library)


# --- ways of asking --------------------------------------------------------------------------------------------------


async def by_command(world: World, server: str, question: str) -> None:
    await world.somebody(server).slash(world.channels[server], "ask", question=question)


async def in_private(world: World, server: str, question: str) -> None:
    await world.somebody(server).slash(world.channels[server], "ask", question=question, private=True)


async def of_a_speaker(world: World, server: str, question: str) -> None:
    name = question.removeprefix("What did ").partition(" ")[0]
    await world.somebody(server).slash(world.channels[server], "said", speaker=name)


async def by_mention(world: World, server: str, question: str) -> None:
    await world.somebody(server).send(world.channels[server], f"{world.me} {question}")


async def by_completion(world: World, server: str, question: str) -> None:
    chosen = random.Random(question)
    start = "".join(chosen.choice(question.split())[: chosen.randint(0, 4)])
    await world.somebody(server).autocomplete(world.channels[server], "ask", "speaker", start)


async def with_passages(world: World, server: str, question: str) -> None:
    who, channel = world.somebody(server), world.channels[server]
    answer = await who.slash(channel, "ask", question=question)
    shown = [answer.response, *answer.followups][-1]
    assert shown
    for custom_id in ids(json.dumps([one.json for one in world.env.http_requests[-1:]])):
        if custom_id.startswith("passage:"):
            await who.click(shown.message, custom_id=custom_id)


async def from_setup(world: World, server: str, question: str) -> None:
    del question
    guild = world.guilds[server]
    manager = guild.create_role(f"Managers {world._people}", permissions=discord.Permissions(manage_guild=True))
    who = guild.add_member(world.env.create_user(f"m{world._people}_{server}"), roles=[manager])
    form = await who.slash(world.channels[server], "setup")
    done = await who.submit_modal(form, {})
    assert done.response
    rows = done.response.message.components
    for custom_id in [one for one in ids(repr(rows)) if one.startswith("try:")]:
        await who.click(done.response.message, custom_id=custom_id)


Way = Callable[[World, str, str], Awaitable[None]]
# How many of the questions are asked in each way: 300 on each server.
WAYS: dict[Way, int] = {
    by_command: 60,
    in_private: 50,
    of_a_speaker: 50,
    by_mention: 50,
    by_completion: 60,
    with_passages: 30,
}
_IDS = re.compile(r'"custom_id": ?"([^"]+)"|custom_id=\'([^\']+)\'')


def ids(text: str) -> list[str]:
    return list(dict.fromkeys(one or other for one, other in _IDS.findall(text)))


def contents_of(sent: Any) -> list[str]:
    """Return what can be read of what was sent."""
    if isinstance(sent, list):
        return [text for one in sent for text in contents_of(one)]
    if not isinstance(sent, dict):
        return []
    own = [sent["content"]] if isinstance(sent.get("content"), str) else []
    return own + [text for one in sent.values() for text in contents_of(one)]


def asked(library: Library, way: Way, server: str) -> Iterator[str]:
    seed = 10 * list(WAYS).index(way) + SERVERS.index(server)
    return islice(questions(library.shelves, seed=seed), WAYS[way])


def test_there_are_300_questions_for_each_server() -> None:
    assert sum(WAYS.values()) == 300


@pytest.mark.slow
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_nothing_of_one_server_is_told_on_the_other(world: World, way: Way, server: str) -> None:
    told = ""
    for question in asked(world.library, way, server):
        world.sent()
        await way(world, server, question)
        told += world.keeps(server, question)
    # That nothing is found at all would prove nothing.
    assert len([word for word in world.library.own(server) if word in told]) > 10


async def test_setup_suggests_nothing_of_the_other_server(world: World) -> None:
    for server in SERVERS:
        world.sent()
        await from_setup(world, server, "")
        assert "what did" in world.keeps(server, "")


async def test_a_few_questions_of_each_way_tell_nothing_either(world: World) -> None:
    for server in SERVERS:
        for way in WAYS:
            for question in islice(asked(world.library, way, server), 4):
                world.sent()
                await way(world, server, question)
                world.keeps(server, question)


@pytest.mark.parametrize("server", SERVERS)
async def test_buttons_of_one_server_tell_nothing_when_they_are_forged_on_the_other(world: World, server: str) -> None:
    found: list[str] = []
    for article in world.library.shelves[1 + SERVERS.index(OTHER[server])].articles:
        world.sent()
        await by_command(world, OTHER[server], f"What did {article.surname} say?")
        found += [one for one in ids(world.sent()) if one.startswith("passage:")]
    assert len(found) >= 9
    channel = world.env.bot.get_channel(world.channels[server].id)
    assert isinstance(channel, discord.TextChannel)
    for at in range(0, len(found), 5):
        view = discord.ui.View(timeout=None)
        for custom_id in found[at : at + 5]:
            view.add_item(discord.ui.Button(label="x", custom_id=custom_id))
        message = await channel.send("x", view=view)
        world.sent()
        for custom_id in found[at : at + 5]:
            await world.somebody(server).click(message, custom_id=custom_id)
            assert ENGLISH.failures["article_gone"].casefold() in contents_of(json.loads(world.keeps(server, "")))


@pytest.mark.slow
@pytest.mark.parametrize("server", SERVERS)
async def test_answers_and_their_numbers_are_those_of_an_index_without_the_other_server(
    world: World, server: str, state: State
) -> None:
    typed = list(islice(questions(world.library.shelves, seed=7), 40))
    contents = []
    for data in (None, world.library.without[server]):
        if data:
            await world.env.restart_bot(over(data, state))
        shown = []
        for question in typed:
            world.sent()
            await by_command(world, server, question)
            shown.append(contents_of(json.loads(world.sent())))
        contents.append(shown)
    for question, here, alone in zip(typed, *contents, strict=True):
        assert here == alone, question


async def test_outside_of_servers_only_shared_articles_are_told(world: World) -> None:
    hidden = {word for one in world.library.shelves if one.name for word in one.own}
    for question in islice(questions(world.library.shelves, seed=3), 30):
        who = world.somebody(A)
        world.sent()
        await who.user.send_dm(question)
        sent = world.sent()
        assert [one for one in hidden if one in sent and one not in question.casefold()] == []


async def test_where_a_server_hides_the_shared_articles_only_its_own_are_told(world: World, state: State) -> None:
    state.servers.set(int(A), ServerSettings(admitted=True, first=True, shared=False))
    hidden = {word for one in world.library.shelves if one.name != A for word in one.own}
    for question in islice(questions(world.library.shelves, seed=4), 30):
        world.sent()
        await by_command(world, A, question)
        sent = world.sent()
        assert [one for one in hidden if one in sent and one not in question.casefold()] == []
