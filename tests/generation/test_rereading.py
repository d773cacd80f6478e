"""A question that no rule completes, as a model words it: below its answer, and only where that adds nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web

from bot.answering.answer import Answer
from bot.answering.citations import verify
from bot.answering.followups import Meant, Turn
from bot.answering.layout import plain
from bot.answering.rereading import joined, places
from bot.answering.wording import wording
from bot.assembly import open_verifier
from bot.discord_app.client import BelegBot
from bot.generation.service import Service
from bot.generation.writer import Writer
from bot.settings import load_settings
from retrieval.datatypes import Query, Retrieval
from retrieval.encoders.loading import load_encoder
from retrieval.errors import QueryError
from tests.bot import answers as written
from tests.bot.discord_server import DiscordServer, said
from tests.bot.discord_world import ANSWER, ARTICLE, QUOTE, Shelf, bot, citation, connected, replied
from tests.bot.retrievals import evidence, retrieval
from tests.generation.answers import saying, settings
from tests.generation.scripted_server import Exchange, Script, failing, serving, streamed, then_silent
from tests.generation.test_discord import FIRST, MAYOR, edits
from tests.generation.test_sentences_on_terminals import (
    DAM,
    HELPERS,
    QUESTION,
    WORDED,
    _place,  # noqa: F401 - a fixture
    beleg,
    use,
)
from tests.generation.threaded import served

FOLLOWING = "Wo genau warten die Leute dort?"
REWORDED = "Wo genau stehen die Helfer am Ufer?"
COMPLETED = "Und der Damm?"
SHOWN_AS = f"Verstanden als: „{REWORDED}“, neu formuliert von scripted"
HOSTILE = {
    "adds a name": "Wo genau stehen die Helfer von Viktor Halm am Ufer?",
    "adds a thing": "Wo genau stehen die bestochenen Helfer am Ufer?",
    "adds a number": "Wo genau stehen die 300 Helfer am Ufer?",
    "adds a day": "Wo genau stehen die Helfer am Ufer am Sonntag?",
    "in another language": "Where do the helpers stand on the bank?",
    "two lines": f"{REWORDED}\nWas sagte die Bürgermeisterin?",
    "10,000 characters": REWORDED + " Helfer" * 1_430,
    "a ping": f"@everyone {REWORDED}",
    "a link": f"{REWORDED} https://ufer.example/x",
    "a line of the protocol": f"E1.1 | {REWORDED}",
    "an answer": "Die Helfer stehen am Ufer, sagte Mira Tannhof.",
    "nothing": "",
    "as it was": FOLLOWING,
}


def rewording(line: str, then: Script) -> Script:
    """Answer who asks for a question with a line, and who asks for an answer by another script."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        return await (streamed(line) if "<turns-" in exchange.prompt else then)(exchange)

    return script


def chat(*questions: str) -> str:
    result = beleg("chat", stdin="".join(f"{question}\n" for question in questions))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_question_is_also_asked_as_a_model_words_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = chat(QUESTION, FOLLOWING)
    with served(rewording(REWORDED, saying((HELPERS, WORDED)))) as server:
        use(monkeypatch, server.url)
        told = chat(QUESTION, FOLLOWING)
    # The first question is worded; the second is worded anew, and then what that found.
    assert ["<turns-" in body["messages"][0]["content"] for body in server.bodies] == [False, True, False]
    typed = before.strip("\n").rpartition("\n\n")[2]
    assert typed in told
    assert told.index(typed) < told.index(SHOWN_AS) < told.rindex(HELPERS)
    assert told.rindex(WORDED) > told.index(SHOWN_AS)


def test_words_of_articles_are_not_told_to_who_words_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(rewording(REWORDED, saying((HELPERS, WORDED)))) as server:
        use(monkeypatch, server.url)
        chat(QUESTION, FOLLOWING)
    [prompt] = ["".join(one["content"] for one in body["messages"]) for body in server.bodies if
                "<turns-" in body["messages"][0]["content"]]  # fmt: skip
    assert QUESTION in prompt
    assert all(sentence not in prompt for sentence in DAM.split("\n") if sentence.startswith("Am Ufer"))


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_whatever_else_a_model_writes_changes_nothing(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    with served(rewording(line, streamed("NONE"))) as server:
        use(monkeypatch, server.url)
        told = chat(QUESTION, FOLLOWING)
    monkeypatch.delenv("BELEG_GENERATION__MODEL")
    assert told == chat(QUESTION, FOLLOWING)
    assert any("<turns-" in body["messages"][0]["content"] for body in server.bodies)


@pytest.mark.parametrize("script", [failing(500), then_silent()], ids=["fails", "silent"])
def test_a_server_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch, script: Script) -> None:
    async def fails(exchange: Exchange) -> web.StreamResponse:
        return await (script if "<turns-" in exchange.prompt else streamed("NONE"))(exchange)

    with served(fails) as server:
        use(monkeypatch, server.url, first_line_seconds=0.5)
        told = chat(QUESTION, FOLLOWING)
    monkeypatch.delenv("BELEG_GENERATION__MODEL")
    assert told == chat(QUESTION, FOLLOWING)


def test_a_question_that_rules_complete_is_not_worded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(rewording(REWORDED, streamed("NONE"))) as server:
        use(monkeypatch, server.url)
        told = chat(QUESTION, COMPLETED)
    assert "Weiter zu" in told
    assert not any("<turns-" in body["messages"][0]["content"] for body in server.bodies)


def test_the_next_question_goes_on_from_the_new_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(rewording(REWORDED, streamed("NONE"))) as server:
        use(monkeypatch, server.url)
        told = chat("Wer ist Mira Tannhof?", QUESTION, FOLLOWING, "Warum?")
    assert "Helfer" in told.rsplit("Weiter zu", 1)[1].split("\n")[0]


def test_what_joins_is_counted_on_and_proved() -> None:
    other = written.answer(written.entry(citation(1)), question=ANSWER.question)
    both = joined(ANSWER, other, "Who spoke of the quay?", "scripted")
    assert both
    assert both.sections[0] == ANSWER.sections[0]
    verify(plain(both.sections, wording("en")), both.citations, {ARTICLE.article_id: ARTICLE})
    assert places(both) == places(ANSWER)
    silent = written.silent(ANSWER.question, "en", "not_in_articles")
    assert joined(ANSWER, silent, "Who?", "scripted") is None


FOUND = retrieval(
    evidence(ARTICLE, best=(QUOTE,)), question=ANSWER.question, language="en", intent="topic", speaker=None
)
EARLIER, TYPED, AGAIN = "What must be rebuilt before winter?", "Does the town have a reason for such haste?", (
    "Why must that be rebuilt before winter?"
)  # fmt: skip
NOT_FOUND = written.silent(TYPED, "en", "not_in_articles")
NOTHING = replace(FOUND, reason="not_in_articles")


class Reasons(Shelf):
    """A desk that finds the mayor's answer for any question but one."""

    def answer_with(self, meaning: Meant) -> tuple[Retrieval | None, Answer]:
        return NOTHING if meaning.query.question == TYPED else FOUND, self.answer(meaning)


@asynccontextmanager
async def asked_twice(script: Script, **options: Any) -> AsyncIterator[tuple[BelegBot, DiscordServer, Reasons]]:
    shelf = Reasons(ANSWER, NOT_FOUND)
    async with serving(script) as model:
        writer = Writer(Service(settings(model.url)), open_verifier(load_settings(), load_encoder()).check)
        client = bot(shelf, writer=writer, **options)
        async with connected(client) as discord:
            await replied(client, discord, await discord.slash("ask", question=EARLIER))
            discord.requests.clear()
            yield client, discord, shelf


@pytest.mark.parametrize("cards", [True, False], ids=["card", "plain"])
async def test_in_discord_it_joins_the_answer(cards: bool) -> None:
    async with asked_twice(rewording(AGAIN, saying((MAYOR, FIRST))), cards=cards) as (client, discord, shelf):
        token = await discord.slash("ask", question=TYPED)
        await replied(client, discord, token)
        shown = [said(body).replace("\\", "") for body in edits(discord)]
        assert [asked[0] for asked in shelf.asked] == [EARLIER, TYPED, AGAIN]
        assert len(shown) == 3
        assert "rebuilt" not in shown[0]
        for earlier, later in pairwise(shown):
            assert all(line in later for line in earlier.split("\n"))
        assert shown[1].index("Understood as: “Why must that be rebuilt before winter?”, reworded by scripted") < (
            shown[1].index("be rebuilt before winter", shown[1].index("reworded"))
        )
        assert FIRST not in shown[1]
        assert FIRST in shown[2]
        turns: tuple[Turn, ...] = client.state.conversations.load("c70p5")
        assert [one.query.question for one in turns] == [EARLIER, TYPED, AGAIN]


async def test_in_discord_the_answer_is_there_before_the_model_says_anything() -> None:
    released = asyncio.Event()

    async def waits(exchange: Exchange) -> web.StreamResponse:
        if "<turns-" in exchange.prompt:
            await released.wait()
        return await rewording(AGAIN, saying((MAYOR, FIRST)))(exchange)

    async with asked_twice(waits, cards=True) as (client, discord, _):
        began = time.monotonic()
        token = await discord.slash("ask", question=TYPED)
        await discord.until(lambda: discord.replies[token].state == "shown")
        assert time.monotonic() - began < 1
        assert "Understood" not in discord.replies[token].content
        released.set()
        await replied(client, discord, token)
        assert "Understood" in discord.replies[token].content


@pytest.mark.parametrize(
    "line", ["Why must @everyone rebuild that?", "Why must Odo Brandis rebuild that?"], ids=["ping", "name"]
)
async def test_in_discord_whatever_else_a_model_writes_changes_nothing(line: str) -> None:
    async with asked_twice(rewording(line, streamed("NONE")), cards=True) as (client, discord, shelf):
        await replied(client, discord, await discord.slash("ask", question=TYPED))
        assert len(edits(discord)) == 1
        assert len(shelf.asked) == 2


async def test_what_cannot_be_asked_in_other_words_changes_nothing() -> None:
    def refuse(query: Query) -> None:
        if query.question == AGAIN:
            raise QueryError("It is too long.", "question_too_long")

    async with asked_twice(rewording(AGAIN, streamed("NONE")), cards=True) as (client, discord, shelf):
        hold: Callable[[Query], object] = refuse
        shelf.hold = hold
        await replied(client, discord, await discord.slash("ask", question=TYPED))
        assert len(edits(discord)) == 1
