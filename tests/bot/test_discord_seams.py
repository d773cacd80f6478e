"""What features build on: who asks and what they may, what is remembered of a conversation, and adding a feature."""

from __future__ import annotations

import asyncio
import re
import threading

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.admission import Admission
from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure, told
from bot.discord_app.host import Feature, Host
from bot.discord_app.question import CONVERSATION, conversation_of, owner, takes_part, thread_conversation
from bot.discord_app.refusals import TEMPLATE, unpacked, why_button
from bot.discord_app.rights import reads
from bot.discord_app.texts import ENGLISH, GERMAN, LANGUAGES, Texts
from bot.discord_app.workers import Workers
from bot.state.preferences import ServerSettings
from tests.bot.discord_world import Shelf, bot, connected, memory, replied

MANAGER, ADMINISTRATOR = discord.Permissions(manage_guild=True).value, discord.Permissions(administrator=True).value


def asker(
    server: int | None = 60, *, permissions: int = 0, locale: str = "en-GB", thread: int | None = None, person: int = 5
) -> Asker:
    return Asker(person, 70, server, locale, thread=thread, permissions=permissions)


class Governing:
    """What knows that servers 60 and 61 are answered, and the settings of servers."""

    def __init__(self, **chosen: ServerSettings) -> None:
        self.state = memory()
        for server, settings in chosen.items():
            self.state.servers.set(int(server.removeprefix("s")), settings)
        self.admission = Admission(self.state.servers, self.is_member, listed=(60, 61))
        self.asked: list[int] = []
        self.members: set[tuple[int, int]] = set()

    async def is_member(self, server: int, person: int) -> bool:
        self.asked.append(server)
        return (server, person) in self.members


def test_languages_are_those_of_the_person_then_those_of_the_server() -> None:
    host = Governing(s60=ServerSettings(languages=("uk", "de")))
    one = Asker(5, 70, 60, "de-AT", server_locale="pl")
    assert (reads(host, one), reads(host, asker(None))) == (("de", "uk", "pl"), ("en",))


_IDS = st.integers(1, 2**64 - 1)
_GIVEN = st.integers(0, 10**6)
_GAPS: list[tuple[str, ...]] = [(), ("seconds",), ("length", "longest")]


@given(_IDS, _IDS, _IDS, _IDS, st.booleans())
def test_a_conversation_belongs_to_a_person_in_a_channel_or_to_a_thread(
    person: int, other: int, channel: int, thread: int, private: bool
) -> None:
    here, there = Asker(person, channel, 60, "de"), Asker(other, channel, 60, "de")
    in_thread, beside = Asker(person, channel, 60, "de", thread=thread), Asker(other, channel, 60, "de", thread=thread)
    key = conversation_of(here, private=private)
    assert re.fullmatch(CONVERSATION, key)
    assert takes_part(here, key)
    assert (owner(key), owner(thread_conversation(thread))) == (person, None)
    assert takes_part(there, key) == (person == other)
    assert conversation_of(in_thread) == conversation_of(beside) == thread_conversation(thread)
    assert takes_part(beside, thread_conversation(thread))
    assert not takes_part(here, thread_conversation(thread))
    assert takes_part(beside, conversation_of(in_thread, private=True)) == (person == other)
    assert len(f"afresh:{key}:01234567:2022-01-01:2022-01-31") <= 100


@given(
    st.sampled_from(sorted(ENGLISH.failures)),
    st.just({})
    | st.fixed_dictionaries({"seconds": _GIVEN})
    | st.fixed_dictionaries({"length": _GIVEN, "longest": _GIVEN}),
    _IDS,
)
def test_a_button_keeps_the_failure_it_tells_of(code: str, given: dict[str, int], person: int) -> None:
    button = why_button(person, Failure(code, **given), "00000f", GERMAN)  # type: ignore[arg-type]
    assert button.custom_id
    assert len(button.custom_id) <= 100
    match = re.fullmatch(TEMPLATE, button.custom_id)
    assert match
    found = unpacked(match["code"], match["given"])
    assert (match["person"], found.code) == (str(person), code)
    assert {**found.given, "seconds": 0} == {**given, "seconds": 0}
    assert abs(found.given.get("seconds", 0) - given.get("seconds", 0)) <= 1


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda texts: texts.language)
def test_a_failure_whose_sentence_lacks_something_is_told_all_the_same(
    texts: Texts, caplog: pytest.LogCaptureFixture
) -> None:
    for wrong in (Failure("no_day"), Failure("no_such"), unpacked("no_such", ""), unpacked("too_many", "length=1")):  # type: ignore[arg-type]
        assert told(wrong, texts, "00000f", "message").startswith(texts.failures["failed"])
    assert "There is no sentence for no_such" in caplog.text


async def test_presses_have_a_line_of_their_own_which_has_an_end() -> None:
    released = threading.Event()
    workers = Workers(threads=1, waiting=2, seconds=10)
    running = workers.enter(lambda: released.wait(10))
    asked = [workers.enter(lambda: True) for _ in range(2)]
    pressed = [workers.enter(lambda: True, first=True) for _ in range(2)]
    for first in (False, True):
        with pytest.raises(Failure, match="full"):
            workers.enter(lambda: None, first=first)
    assert [workers.place(job) for job in (*pressed, *asked)] == [1, 2, 3, 4]
    released.set()
    await asyncio.gather(*(job.done for job in (running, *asked, *pressed)))
    workers.end()


async def test_a_feature_adds_what_it_has_without_the_others() -> None:
    heard: list[str] = []
    began, ended = asyncio.Event(), asyncio.Event()

    class Echo(commands.Cog):
        def __init__(self, host: Host) -> None:
            self.host = host

        @app_commands.command(name="echo", description="Say it again")
        async def echo(self, interaction: discord.Interaction, words: str) -> None:
            await interaction.response.send_message(words)

        @commands.Cog.listener()
        async def on_message(self, message: discord.Message) -> None:
            heard.append(message.content)

    async def watch(host: Host) -> None:
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    client = bot(Shelf(), shard_count=None, features=[Feature(commands=(Echo,), tasks=(watch,))])
    async with connected(client) as server:
        async with asyncio.timeout(5):
            await began.wait()
        token = await server.slash("echo", words="ahoy")
        await replied(client, server, token)
        assert server.replies[token].content == "ahoy"
        await server.join()
        await server.write("ahoy")
        async with asyncio.timeout(5):
            while not heard:  # noqa: ASYNC110 - told by the list alone
                await asyncio.sleep(0)
        assert not ended.is_set()
    assert ended.is_set()
