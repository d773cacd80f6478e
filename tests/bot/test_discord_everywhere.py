"""Each way of asking over sockets, through the gateway and REST: one question has one answer everywhere."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.answering.followups import Turn
from bot.discord_app import client, deliveries
from bot.discord_app.question import fingerprint
from bot.discord_app.rendering import messages
from bot.discord_app.texts import ENGLISH, GERMAN
from retrieval.search.query import understand
from tests.bot.discord_server import Shown
from tests.bot.discord_ways import ME, WAYS, by_mention, shown
from tests.bot.discord_world import ANSWER, LIMITS, Shelf, bot, connected

CROWDED = LIMITS.model_copy(update={"person": 1000, "channel": 1000, "server": 1000})
QUESTION = ANSWER.question


async def test_one_question_has_one_answer_in_every_way() -> None:
    async with connected(bot(Shelf(ANSWER), limits=CROWDED, shard_count=None)) as server:
        await server.join()
        assert {way.__name__: await way(server, QUESTION) for way in WAYS} == {
            way.__name__: messages(ANSWER)[0] for way in WAYS
        }
        assert server.posted[0]["message_reference"]["fail_if_not_exists"] is False


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
async def test_an_answer_to_a_message_survives_a_dropped_connection_and_comes_once(
    late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "WAITS", (0.01,) * 8)
    the_bot = bot(Shelf(ANSWER), limits=CROWDED, shard_count=None)
    async with connected(the_bot) as server:
        await server.join()
        server.late = late
        for number in range(1, 3):  # typing, then the answer
            server.drop = server.calls + number
            assert await by_mention(server, QUESTION) == messages(ANSWER)[0]
            while tasks := set(the_bot.under_way.tasks):
                await asyncio.wait(tasks)
            assert len(server.posted) == number


async def test_at_the_end_messages_are_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_ANSWERING", 0.05)
    released = threading.Event()
    shelf = Shelf(ANSWER)
    shelf.hold = lambda _: released.wait(30)
    the_bot = bot(shelf, limits=CROWDED, shard_count=None)
    try:
        async with connected(the_bot) as server:
            await server.join()
            for _ in range(20):
                await server.write(f"{ME} {QUESTION}")
            await server.write(QUESTION, alone=True)
            await server.until(lambda: len(server.bodies("POST", "/typing")) == 21)
            await the_bot.close()
    finally:
        released.set()
    contents = [one["content"] for one in server.posted]
    assert contents.count(ENGLISH.asking.unanswered) == 20
    assert contents.count(ENGLISH.failures["restarting"]) == 1
    assert sum("why:5:restarting:" in str(one) for one in server.posted) == 20


async def test_a_form_that_was_opened_before_a_restart_is_told_to_be_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "_UNANSWERED", 0.05)
    async with connected(bot(Shelf(ANSWER), shard_count=None)) as server:
        opened = await server.choose(ENGLISH.menus["ask_about"], QUESTION)
        await server.until(lambda: server.replies[opened].form)
        form = server.replies[opened].form
    async with connected(bot(Shelf(ANSWER), shard_count=None)) as server:
        server.replies[opened] = Shown(1, form=form)
        token = await server.send_form(opened, locale="de")
        assert await shown(server, token) == GERMAN.failures["forgotten"]
        assert server.replies[token].private


async def test_commands_of_a_german_client_ask_in_german() -> None:
    shelf = Shelf(ANSWER)
    async with connected(bot(shelf, shard_count=None)) as server:
        await shown(server, await server.slash("said", locale="de", speaker="Tarn", about="den Hafen"))
        assert [asked[:2] for asked in shelf.asked] == [("Was sagte Tarn über den Hafen?", "Tarn")]
        assert shelf.seen == [(frozenset({"", "60"}), ("de", "en"))]
        opened = await server.choose(ENGLISH.menus["ask_about"], QUESTION, locale="de")
        await server.until(lambda: server.replies[opened].form)
        form = server.replies[opened].form
        assert form
        assert (form["title"], form["components"][0]["label"]) == ("Dazu fragen", "Deine Frage")


async def test_commands_check_lengths_in_the_client_and_come_along_with_a_person() -> None:
    async with connected(bot(Shelf(ANSWER), shard_count=None)) as server:
        commands = {one["name"]: one for one in server.commands}
    question, speaker, *_ = commands["ask"]["options"]
    assert (question["min_length"], question["max_length"], speaker["autocomplete"]) == (1, 1000, True)
    for name in ("ask", "said", "help", ENGLISH.menus["ask_about"]):
        assert (commands[name]["integration_types"], commands[name]["contexts"]) == ([0, 1], [0, 1, 2]), name


@pytest.mark.parametrize("key", ["c70p6", "t71", "c70p6s", "c70p5s", "c71p5"])
async def test_a_forged_button_tells_nothing_of_another_conversation(key: str) -> None:
    the_bot = bot(Shelf(ANSWER), shard_count=None)
    secret = understand("What did Holt say about the ferry?")
    async with connected(the_bot) as server:
        the_bot.state.conversations.add(key, Turn(secret, "ferry"), asker=6)
        forged = {"type": 2, "style": 2, "label": "x"}
        forged["custom_id"] = f"afresh:{key}:{fingerprint(secret.question)}::"
        told = await shown(server, await server.click([{"type": 1, "components": [forged]}]))
        # What the person asked in private themselves is theirs.
        assert (told == ENGLISH.failures["not_yours"]) == (key != "c70p5s")


async def test_a_message_of_a_server_that_is_not_known_yet_is_no_direct_message() -> None:
    shelf = Shelf(ANSWER)
    the_bot = bot(shelf, shard_count=None)
    async with connected(the_bot) as server:
        await server.write("Hello, everybody", mention=False)
        await server.write("No, it is not", mention=False, reply=True)
        assert await by_mention(server, QUESTION) == messages(ANSWER)[0]
        assert (len(server.posted), len(shelf.asked)) == (1, 1)
        assert shelf.seen[0][0] == {"", "60"}
