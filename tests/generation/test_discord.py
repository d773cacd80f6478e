"""The real bot with a model, in a small Discord on localhost: the answer first, then what was verified, by edits."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from langchain_core.language_models import BaseChatModel

from bot.answering.answer import Answer, Prose, Sentence
from bot.assembly import open_verifier
from bot.discord_app import card as cards
from bot.discord_app import corrected, replies
from bot.discord_app.card import Parts, card
from bot.discord_app.client import BelegBot
from bot.discord_app.markdown import LIMIT, length
from bot.discord_app.rendering import messages
from bot.generation.models import ChatModel
from bot.generation.service import Service
from bot.generation.writer import Writer
from bot.settings import load_settings
from retrieval.encoders.loading import load_encoder
from tests.bot.answers import answer, entry
from tests.bot.discord_server import DiscordServer, nested, said
from tests.bot.discord_world import (
    ANSWER,
    ARTICLE,
    LIMITS,
    LONG,
    QUOTE,
    Shelf,
    bot,
    citation,
    connected,
    memory,
    replied,
)
from tests.bot.retrievals import Best, evidence, retrieval
from tests.generation.answers import id_of, saying, settings
from tests.generation.scripted_server import (
    Exchange,
    Script,
    Server,
    cut_after,
    delta,
    failing,
    serving,
    streamed,
    then_silent,
)

MET, MAYOR = (
    "The council of Port Ember met on Monday.",
    "Mayor Ilva Tarn said the quay *must* be rebuilt before winter.",
)
FIRST = "According to Mayor Ilva Tarn, the quay must be rebuilt before winter."
SECOND = "On Monday, the council of Port Ember met."
WRONG = "On Friday, the council of Port Ember met."
FOUND = retrieval(
    evidence(ARTICLE, best=(QUOTE, Best(MET, 0.1))),
    question=ANSWER.question,
    language="en",
    intent="topic",
    speaker=None,
)
GOOD = ((MAYOR, FIRST), (MET, SECOND), (MET, WRONG))
BY = "worded by scripted, checked by Beleg; 1 sentence left out: a date that the article does not give"


@asynccontextmanager
async def with_model(
    script: Script, *, given: Answer = ANSWER, **options: Any
) -> AsyncIterator[tuple[BelegBot, DiscordServer, Server]]:
    """Connect the bot with a small Discord, and with a model that answers by a script."""
    limits = options.pop("limits", {})
    shelf = Shelf(given)
    shelf.found = FOUND
    async with serving(script) as model:
        writer = Writer(Service(settings(model.url, **limits)), open_verifier(load_settings(), load_encoder()).check)
        client = bot(shelf, writer=writer, **options)
        async with connected(client) as discord:
            yield client, discord, model


def edits(discord: DiscordServer) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = discord.bodies("PATCH", "/messages/@original")
    return bodies


async def finished(client: BelegBot) -> None:
    async with asyncio.timeout(20):
        while tasks := set(client.under_way.tasks):
            await asyncio.wait(tasks)


@pytest.mark.parametrize("shown_as_cards", [True, False], ids=["card", "plain"])
async def test_sentences_join_the_answer(shown_as_cards: bool) -> None:
    state = memory()
    async with with_model(saying(*GOOD), cards=shown_as_cards, state=state) as (client, discord, _):
        token = await discord.slash("ask", question=ANSWER.question)
        await replied(client, discord, token)
        first, *_, last = map(said, edits(discord))
        assert "According" not in first
        for told in (FIRST, SECOND, MET, BY):
            assert told in last.replace("\\", "")
        assert last.replace("\\", "").index(FIRST) < last.replace("\\", "").rindex(MAYOR)
        assert last.replace("\\", "").index(SECOND) < last.replace("\\", "").index(MET)
        assert WRONG not in last
        ids = [str(one.get("custom_id")) for one in nested(edits(discord)[-1]["components"])]
        assert [one.split(":")[1] for one in ids if one.startswith("passage:")] == ["1", "2"]
        assert all(body["allowed_mentions"] == {"parse": []} for body in edits(discord))
        kept = state.answers.of_message(900)
        kept = kept or state.answers.of_message(901)
        assert kept
        assert [(one.n, one.start) for one in kept.quotations] == [
            (1, ARTICLE.text.index(MAYOR)),
            (2, ARTICLE.text.index(MET)),
        ]


async def test_sentences_come_one_by_one_not_too_often_and_none_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    at: list[float] = []
    change = replies.InteractionReply.change

    async def timed(reply: replies.InteractionReply, *given: Any) -> bool:
        at.append(time.monotonic())
        return await change(reply, *given)

    monkeypatch.setattr(replies.InteractionReply, "change", timed)
    lines = [(MAYOR, FIRST), (MET, SECOND), (MET, MET), (MET, "Port Ember's council met on Monday.")]

    async def slowly(exchange: Exchange) -> web.StreamResponse:
        response = await exchange.begin()
        for sentence, worded in lines:
            await response.write(delta(f"{id_of(exchange, sentence)} | {worded}\n"))
            await asyncio.sleep(0.7)
        await response.write_eof()
        return response

    async with with_model(slowly, cards=True) as (client, discord, _):
        token = await discord.slash("ask", question=ANSWER.question)
        await replied(client, discord, token)
        shown = [said(body) for body in edits(discord)]
    assert len(at) >= 2
    assert all(later - earlier >= 1.19 for earlier, later in pairwise(at))
    for earlier, later in pairwise(shown):
        for line in earlier.split("\n"):
            assert line in later


async def test_the_answer_is_there_before_the_model_says_anything() -> None:
    released = asyncio.Event()

    async def waits(exchange: Exchange) -> web.StreamResponse:
        await released.wait()
        return await saying(*GOOD)(exchange)

    async with with_model(waits, cards=True) as (client, discord, model):
        token = await discord.slash("ask", question=ANSWER.question)
        await discord.until(lambda: discord.replies[token].state == "shown")
        before = discord.replies[token].content
        assert "rebuilt before winter" in before
        async with asyncio.timeout(20):
            while not model.bodies:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert discord.replies[token].content == before
        released.set()
        await replied(client, discord, token)
        assert FIRST in discord.replies[token].content


@pytest.mark.parametrize(
    "script",
    [
        failing(500),
        then_silent(),
        cut_after(delta("E1")),
        streamed("Of course! Here is the answer."),
        streamed(f"E1.1 | {WRONG}\nE9.9 | There is no council.\n"),
    ],
    ids=["fails", "silent", "cut", "chats", "lies"],
)
async def test_a_server_that_fails_or_lies_leaves_the_answer_as_it_is(script: Script) -> None:
    limits = {"first_line_seconds": 0.4, "gap_seconds": 0.4, "whole_seconds": 1}
    async with with_model(script, cards=True, limits=limits) as (client, discord, model):
        token = await discord.slash("ask", question=ANSWER.question)
        await replied(client, discord, token)
        assert len(model.bodies) == 1
        assert len(edits(discord)) == 1


async def test_fifty_at_once_have_their_answers_though_the_model_is_slow() -> None:
    crowded = LIMITS.model_copy(update={"channel": 1000, "server": 1000})
    limits = {"first_line_seconds": 3, "whole_seconds": 3}
    shelf = Shelf(ANSWER)
    shelf.found = FOUND
    async with serving(then_silent()) as model:
        writer = Writer(Service(settings(model.url, **limits)), open_verifier(load_settings(), load_encoder()).check)
        client = bot(shelf, writer=writer, limits=crowded, cards=True)
        async with connected(client) as discord:
            tokens = [await discord.slash("ask", question=ANSWER.question, person=1000 + n) for n in range(50)]
            began = time.monotonic()
            await discord.until(lambda: all(discord.replies[token].state == "shown" for token in tokens))
            assert time.monotonic() - began < 10
            assert model.most_at_once <= 1
            assert all("rebuilt before winter" in discord.replies[token].content for token in tokens)
            await finished(client)


async def test_the_client_is_loaded_once_the_bot_is_ready_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    begun, released = threading.Event(), threading.Event()
    made = ChatModel._made

    def slowly(model: ChatModel) -> BaseChatModel:
        loaded.append(threading.current_thread().name)
        begun.set()
        assert released.wait(20)
        return made(model)

    monkeypatch.setattr(ChatModel, "_made", slowly)
    async with with_model(saying(*GOOD), cards=True) as (client, discord, model):
        assert await asyncio.to_thread(begun.wait, 20)  # nobody has asked anything
        token = await discord.slash("ask", question=ANSWER.question)
        await discord.until(lambda: discord.replies[token].state == "shown")  # though it is still being loaded
        assert model.bodies == []
        released.set()
        await replied(client, discord, token)
        assert FIRST in discord.replies[token].content
    assert len(loaded) == 1
    assert loaded[0] != threading.main_thread().name


async def test_a_client_that_cannot_be_loaded_keeps_nobody_waiting(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "bot.generation")
    shelf = Shelf(ANSWER)
    shelf.found = FOUND
    service = Service(settings("", model="mistralai:scripted"))
    client = bot(shelf, writer=Writer(service, lambda _: None), cards=True)
    async with connected(client) as discord:
        await replied(client, discord, token := await discord.slash("ask", question=ANSWER.question))
        assert "rebuilt before winter" in discord.replies[token].content
        async with asyncio.timeout(20):
            while "gives no text" not in caplog.text:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_it_stops_quietly_with_the_bot() -> None:
    async with with_model(then_silent(), cards=True) as (client, discord, model):
        token = await discord.slash("ask", question=ANSWER.question)
        await discord.until(lambda: discord.replies[token].state == "shown")
        async with asyncio.timeout(20):
            while not model.bodies:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        began = time.monotonic()
        await client.close()
        assert time.monotonic() - began < 4
        assert not client.under_way.tasks
        assert len(edits(discord)) == 1
        assert not discord.replies[token].more


async def test_a_message_is_answered_so_too() -> None:
    async with with_model(saying(*GOOD), cards=True) as (client, discord, _):
        await discord.write(ANSWER.question, alone=True)
        await discord.until(lambda: discord.posted)
        await discord.until(lambda: any(verb == "PATCH" for verb, *_ in discord.requests))
        await finished(client)
        [changed, *_] = [body for verb, _, body in discord.requests if verb == "PATCH"]
        assert FIRST in said(changed)
        assert changed["allowed_mentions"] == {"parse": []}


async def test_what_was_changed_meanwhile_is_not_written_over() -> None:
    async with with_model(saying(*GOOD), cards=True) as (client, discord, _):
        assert isinstance(client.desk, Shelf)
        client.desk.articles[ARTICLE.article_id] = replace(ARTICLE, version=2)
        token = await discord.slash("ask", question=ANSWER.question)
        await replied(client, discord, token)
        assert len(edits(discord)) == 1


async def test_a_card_takes_what_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = card(replace(ANSWER, prose=Prose("scripted")), Parts())
    assert whole
    async with with_model(saying((MAYOR, FIRST), (MET, SECOND)), cards=True) as (client, discord, _):
        token = await discord.slash("ask", question=ANSWER.question)
        await discord.until(lambda: discord.replies[token].state == "shown")
        length = sum(len(one["content"]) for one in _texts(edits(discord)[0]))
        monkeypatch.setattr(cards, "_CHARACTERS", length + len(FIRST) + 80)
        await replied(client, discord, token)
        assert FIRST in discord.replies[token].content
        assert SECOND not in discord.replies[token].content


def _texts(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in nested(body["components"]) if one["type"] == 10]


async def test_sentences_join_the_last_of_several_messages() -> None:
    before = messages(LONG)
    assert len(before) > 1
    async with with_model(saying(*GOOD), given=LONG) as (client, discord, _):
        token = await discord.slash("ask", question=LONG.question)
        await replied(client, discord, token)
        shown = discord.replies[token]
        parts = [shown.content, *(content for content, _ in shown.more)]
    assert parts[:-1] == before[:-1]
    assert parts[-1].startswith(before[-1])
    assert FIRST in parts[-1].replace("\\", "")
    assert WRONG not in "".join(parts)


async def test_sentences_that_the_last_of_several_messages_has_no_room_for_are_not_shown() -> None:
    full = next(
        one
        for n in range(20, 60)
        if len(messages(one := answer(*(entry(citation(k)) for k in range(1, n)), question=LONG.question))) > 1
        and length(messages(one)[-1]) > LIMIT - 120
    )
    async with with_model(saying(*GOOD), given=full) as (client, discord, _):
        token = await discord.slash("ask", question=full.question)
        await replied(client, discord, token)
        shown = discord.replies[token]
        assert [shown.content, *(content for content, _ in shown.more)] == messages(full)


def test_what_a_model_writes_is_shown_as_it_is() -> None:
    hostile = Sentence("# *Look* <@5> `here`: https://example.org ||now||", entry(citation(1)))
    answer = replace(ANSWER, prose=Prose("scripted", (hostile,)))
    shown = card(answer, Parts())
    assert shown
    texts = [str(one["content"]) for one in _texts({"components": shown.to_components()})]  # type: ignore[no-untyped-call]
    worded = next(text for text in texts if "Look" in text)
    for told in (worded, "\n".join(messages(answer))):
        assert "\\*Look\\* \\<\\@5\\> \\`here\\`" in told
        assert "https://example.org" not in told
        assert "\n# " not in told


@pytest.mark.parametrize("gone", [1, 2])
def test_a_sentence_goes_with_the_quotation_that_it_stands_on(gone: int) -> None:
    sentences = Sentence(FIRST, entry(citation(1))), Sentence(SECOND, entry(citation(2, MET)))
    answer = replace(ANSWER, prose=Prose("scripted", sentences))
    drawn = card(answer, Parts())
    assert drawn
    left = corrected.card(drawn, "Taken down.", {}, {gone})
    assert left
    on_card = "\n".join(str(one["content"]) for one in _texts({"components": left.to_components()}))  # type: ignore[no-untyped-call]
    [in_plain] = corrected.plain(messages(answer), "Taken down.", "Taken down.", {gone})
    for told in (on_card, in_plain):
        told = told.replace("\\", "")
        for n, worded, words in ((1, FIRST, QUOTE), (2, SECOND, MET)):
            assert (worded in told) == (words in told) == (n != gone)
