"""Many questions at once: nobody is left without a word, at the end of the bot neither, nor by an index that hangs."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from itertools import count

import pytest

from bot.discord_app import asking, client, serving
from bot.discord_app.endpoint import rest_base
from bot.discord_app.rendering import messages
from bot.discord_app.texts import ENGLISH, GERMAN
from retrieval.datatypes import Query
from tests.bot.discord_server import TOKEN, DiscordServer, discord_server
from tests.bot.discord_world import ANSWER, ASKED, LIMITS, Shelf, bot, connected, replied

LOCALES = ("en-GB", "de")
# All are in one channel here.
CROWDED = LIMITS.model_copy(update={"channel": 1000, "server": 1000})


class Hanging(Shelf):
    """A shelf that hangs after so many answers, until the test is over; `all_hang` is set once every thread does."""

    def __init__(self, after: int) -> None:
        super().__init__(ANSWER)
        self.released, self.all_hang = threading.Event(), threading.Event()
        self._after, self._answers = after, count(1)
        self.hold = self._hang

    def _hang(self, query: Query) -> None:
        number = next(self._answers)
        if number >= self._after + client._THREADS:
            self.all_hang.set()
        if number > self._after:
            self.released.wait(300)


@pytest.fixture(params=[0])
def hanging(request: pytest.FixtureRequest) -> Iterator[Hanging]:
    shelf = Hanging(after=request.param)
    yield shelf
    shelf.released.set()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the end of the bot more time than a container host does: how much it takes is for the soaks to measure."""
    for name in ("_ANSWERING", "_TELLING"):
        monkeypatch.setattr(client, name, 30.0)
    monkeypatch.setattr(serving, "_CLOSING", 60.0)


async def ask_all(server: DiscordServer, people: int, times: int) -> list[str]:
    """Let so many people ask so many times each, every other one with a German client."""
    return [
        await server.slash("ask", question=ANSWER.question, person=person, locale=LOCALES[person % 2])
        for _ in range(times)
        for person in range(1000, 1000 + people)
    ]


@pytest.mark.parametrize("hanging", [40], indirect=True)
@pytest.mark.usefixtures("patient")
async def test_at_sigterm_all_are_answered_or_told(hanging: Hanging, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_ANSWERING", 0.5)
    view = bot(hanging).view(ANSWER, ASKED)
    assert view
    async with discord_server() as server:
        with rest_base(server.api_base):
            ending = asyncio.create_task(
                serving.run(bot(hanging, limits=CROWDED, shard_count=None), TOKEN, server.api_base)
            )
            await server.until(lambda: server.identified)
            asked = await ask_all(server, 48, 5)
            await server.until(lambda: sum(server.replies[token].state == "shown" for token in asked) == 40)
            await asyncio.to_thread(hanging.all_hang.wait)
            pressed = [
                await server.click(view.to_components(), person=2000 + n, locale=LOCALES[n % 2]) for n in range(10)
            ]
            await server.until(lambda: all(server.replies[token].state for token in [*asked, *pressed]))
            assert sum(server.replies[token].state == "thinking" for token in [*asked, *pressed]) == 210
            signal.raise_signal(signal.SIGTERM)
            await ending
    assert server.sockets[-1].close_code == 1000
    told = 0
    for number, token in enumerate(asked):
        shown = server.replies[token]
        texts = (ENGLISH, GERMAN)[number % 48 % 2]
        if shown.state == "shown":
            assert (shown.content, shown.more) == (messages(ANSWER)[0], [])
        else:
            assert (shown.state, shown.more) == ("deleted", [(texts.failures["restarting"], True)])
            told += 1
    assert told == 200
    for number, token in enumerate(pressed):
        shown = server.replies[token]
        assert shown.private
        assert shown.content == (ENGLISH, GERMAN)[number % 2].failures["restarting"]


async def test_while_it_stops_nothing_new_is_taken(hanging: Hanging) -> None:
    the_bot = bot(hanging, shard_count=None)
    view = the_bot.view(ANSWER, ASKED)
    assert view
    async with connected(the_bot) as server:
        token = await server.slash("ask", question=ANSWER.question)
        await server.until(lambda: server.replies[token].state == "thinking")
        stopping = asyncio.create_task(the_bot.close())
        await asyncio.sleep(0)
        late = [
            await server.slash("ask", question=ANSWER.question),
            await server.slash("help"),
            await server.click(view.to_components()),
        ]
        await server.until(lambda: all(server.replies[one].state == "shown" for one in late))
        for one in late:
            assert server.replies[one].private
            assert server.replies[one].content == ENGLISH.failures["restarting"]
        hanging.released.set()
        await stopping
        assert server.replies[token].content == messages(ANSWER)[0]


@pytest.mark.usefixtures("patient")
async def test_what_is_under_way_is_answered_before_the_end() -> None:
    shelf = Shelf(ANSWER)
    shelf.hold = lambda _: time.sleep(0.005)  # an answer's work
    the_bot = bot(shelf, limits=CROWDED, shard_count=None)
    async with connected(the_bot) as server:
        tokens = await ask_all(server, 48, 5)
        await server.until(lambda: all(server.replies[token].state for token in tokens))
    assert {server.replies[token].content for token in tokens} == {messages(ANSWER)[0]}


@pytest.mark.slow
async def test_five_hundred_at_once_are_answered_or_told_and_help_helps() -> None:
    the_bot = bot(Shelf(ANSWER), limits=CROWDED, shard_count=None)
    async with connected(the_bot) as server:
        tokens = []
        for _ in range(10):
            tokens += await ask_all(server, 50, 1)
            help_token = await server.slash("help", person=9)
            await server.until(lambda token=help_token: server.replies[token].state)
        await server.until(lambda: all(server.replies[token].state not in {"", "thinking"} for token in tokens))
    contents = [server.replies[token].content for token in tokens]
    assert contents.count(messages(ANSWER)[0]) == 250
    refused = [content for content in contents if content != messages(ANSWER)[0]]
    starts = [texts.failures["too_many"].partition("{")[0] for texts in (ENGLISH, GERMAN)]
    assert all(any(content.startswith(f"{start}<t:") for start in starts) for content in refused)


async def test_a_full_line_is_told_at_once_and_a_long_one_with_the_place(
    hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_PATIENCE", 0.05)
    monkeypatch.setattr(asking, "_AGAIN", 0.05)
    the_bot = bot(hanging, limits=LIMITS.model_copy(update={"waiting": 3}), shard_count=None)
    async with connected(the_bot) as server:
        busy = client._THREADS
        tokens: list[str] = []
        for person in range(busy + 4):
            tokens.append(await server.slash("ask", question=ANSWER.question, person=person))
            await server.until(lambda: server.replies[tokens[-1]].state)
        *shown, full = [server.replies[token] for token in tokens]
        waiting = shown[busy:]
        await server.until(lambda: full.state == "shown" and all("in line" in one.content for one in waiting))
        assert full.private
        start = ENGLISH.failures["full"].partition("{")[0]
        assert full.content.startswith(f"{start}<t:")
        assert [one.content.partition(" in line")[0][-1:] for one in waiting] == list("123")
        hanging.released.set()
        await replied(the_bot, server, *tokens)
        assert {one.content for one in shown} == {messages(ANSWER)[0]}


async def test_who_was_told_to_wait_with_the_acknowledgement_is_told_alone_of_the_end(
    hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_PATIENCE", 0.0)
    monkeypatch.setattr(client, "_ANSWERING", 0.05)
    the_bot = bot(hanging, shard_count=None)
    async with connected(the_bot) as server:
        for person in range(client._THREADS + 1):
            token = await server.slash("ask", question=ANSWER.question, person=person, locale="de")
            await server.until(lambda token=token: server.replies[token].state)
        waiting = server.replies[token]
        assert waiting.content.startswith("Gerade fragen viele: Du bist Nummer 1 in der Reihe")
        await the_bot.close()
        assert (waiting.state, waiting.more) == ("deleted", [(GERMAN.failures["restarting"], True)])


async def test_an_index_that_hangs_is_told_in_time_and_the_next_question_works(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf, released = Shelf(ANSWER), threading.Event()
    shelf.hold = lambda _: released.wait(300)
    the_bot = bot(shelf, limits=LIMITS.model_copy(update={"answer_seconds": 0.2}), shard_count=None)
    try:
        async with connected(the_bot) as server:
            for locale, texts in zip(LOCALES, (ENGLISH, GERMAN), strict=True):
                tokens = [await server.slash("ask", question=ANSWER.question, locale=locale) for _ in range(2)]
                await server.until(lambda tokens=tokens: all(server.replies[t].state == "deleted" for t in tokens), 2)
                for token in tokens:
                    [(sentence, private)] = server.replies[token].more
                    assert private
                    told, number = sentence.split("\n-# ")
                    assert told == texts.failures["too_slow"]
                    assert f"Interaction {number.split()[-1]} (/ask) failed" in caplog.text
            shelf.hold = lambda _: None
            token = await server.slash("ask", question=ANSWER.question)
            await replied(the_bot, server, token)
            assert server.replies[token].content == messages(ANSWER)[0]
    finally:
        released.set()
