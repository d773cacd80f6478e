"""Quotations in another language, translated below them: verified, marked, and only where the pair can be checked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from aiohttp import web

from bot import assembly
from bot.answering.answer import Answer
from bot.answering.translated import foreign, translated
from bot.discord_app import card as cards
from bot.discord_app import corrected
from bot.discord_app.card import Parts, card
from bot.discord_app.client import BelegBot
from bot.discord_app.rendering import messages
from bot.generation.budgets import Account
from bot.generation.service import Service
from bot.generation.translating import Translator
from bot.generation.writer import Writer
from bot.verification.verifier import Verifier
from retrieval.datatypes import Article, Retrieval
from retrieval.encoders.loading import load_encoder
from tests.bot import answers as written
from tests.bot.discord_server import DiscordServer, nested, said
from tests.bot.discord_world import Shelf, bot, citation, connected, replied
from tests.bot.retrievals import evidence, retrieval, statement
from tests.generation.answers import settings
from tests.generation.scripted_server import Exchange, Script, Server, failing, serving, streamed, then_silent
from tests.generation.test_discord import edits
from tests.generation.test_sentences_on_terminals import (
    HELPERS,
    _place,  # noqa: F401 - a fixture
    beleg,
    use,
)
from tests.generation.threaded import served

BRIDGE, DAM = "Die neue Brücke kostete 48 Millionen Euro.", "Der Damm bei Orlenau hält bis zum Abend."
MUD = "„Wir räumen den Schlamm am Montag“, sagte Mira Tannhof."
TEXT = f"{BRIDGE} {DAM} {MUD}"
ARTICLE = Article("0" * 20, "Die Brücke", TEXT, "de", "Tagblatt", "2031-05-04", "https://example.org/b")
RIGHT = {
    BRIDGE: "The new bridge cost 48 million euros.",
    DAM: "The dam near Orlenau holds until the evening.",
    MUD: "“We are clearing the mud on Monday,” said Mira Tannhof.",
}
WRONG = {
    "another number": "The new bridge cost 84 million euros.",
    "another currency": "The new bridge cost 48 million dollars.",
    "another name": "The new bridge of Altenried cost 48 million euros.",
    "a negation": "The new bridge did not cost 48 million euros.",
    "half of it": "The bridge cost",
    "another language": "Die neue Brücke kostete 48 Millionen Euro.",
    "a link": "The new bridge cost 48 million euros, see example.org/x.",
    "a ping": "@everyone The new bridge cost 48 million euros.",
    "several sentences": "The new bridge cost 48 million euros. It is new.",
}
BY = "translated by scripted, checked by Beleg"


@cache
def opened() -> Verifier:
    """Return a verifier whose gate is open for English on German."""
    return Verifier(load_encoder(), across={("en", "de")})


def foreign_answer(*quotes: str) -> Answer:
    entries = [
        replace(written.entry(replace(citation(n, quote, ARTICLE), kind=None, speaker=None)), apart=True)
        for n, quote in enumerate(quotes, 1)
    ]
    return written.answer(*entries, question="What did the bridge cost?")


def found(**given: Any) -> Retrieval:
    said_by = statement(TEXT, "„Wir räumen den Schlamm am Montag“")
    told = retrieval(
        evidence(ARTICLE, said_by, best=(BRIDGE,)),
        question="What did the bridge cost?",
        language="en",
        intent="topic",
        speaker=None,
    )
    return replace(told, query=replace(told.query, **given))


def translating(lines: dict[str, str]) -> Script:
    """Translate as told who asks for translations, and find no answer for others."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        if "<sentences-" not in exchange.prompt:
            return await streamed("NONE")(exchange)
        offered = (line.partition(": ") for line in exchange.prompt.splitlines() if line.startswith("E"))
        told = [f"{key} | {lines[sentence]}\n" for key, _, sentence in offered if sentence in lines]
        return await streamed("".join(told))(exchange)

    return script


async def translations(
    script: Script, answer: Answer, verifier: Verifier | None = None, **given: Any
) -> tuple[dict[int, str], Server]:
    checks = verifier or opened()
    async with serving(script) as server:
        service = Service(settings(server.url, first_line_seconds=0.5))
        translator = Translator(service, checks.fault_if_shown, checks.shows)
        return dict(await translator.translate(answer, found(**given), account=Account())), server


async def test_what_is_verified_is_shown() -> None:
    told, _ = await translations(translating(RIGHT), foreign_answer(*RIGHT, f"{BRIDGE} {DAM}"))
    assert told == {1: RIGHT[BRIDGE], 2: RIGHT[DAM], 3: RIGHT[MUD], 4: f"{RIGHT[BRIDGE]} {RIGHT[DAM]}"}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
async def test_what_has_a_fault_is_not_shown(text: str) -> None:
    told, server = await translations(translating({**RIGHT, BRIDGE: text}), foreign_answer(BRIDGE, DAM))
    assert told == {2: RIGHT[DAM]}
    assert len(server.bodies) == 1


async def test_a_quotation_is_translated_whole_or_not_at_all() -> None:
    told, _ = await translations(translating({BRIDGE: RIGHT[BRIDGE]}), foreign_answer(f"{BRIDGE} {DAM}"))
    assert told == {}


async def test_a_speaker_is_not_lost() -> None:
    lost = translating({MUD: "The mud is being cleared on Monday, and that is certain."})
    assert (await translations(lost, foreign_answer(MUD)))[0] == {}


async def test_nothing_is_asked_of_the_model_where_the_pair_is_closed() -> None:
    told, server = await translations(translating(RIGHT), foreign_answer(*RIGHT), Verifier(load_encoder()))
    assert (told, server.bodies) == ({}, [])


async def test_nothing_is_asked_for_whom_understands_the_original() -> None:
    told, server = await translations(translating(RIGHT), foreign_answer(*RIGHT), reads=("de",))
    assert (told, server.bodies) == ({}, [])


async def test_a_quotation_that_lacks_a_part_of_its_sentence_is_not_translated() -> None:
    [entry] = foreign_answer(BRIDGE).sections[0].entries
    for part in (replace(entry, late=True), replace(entry, cut="clause"), replace(entry, cut="negation")):
        assert foreign(written.answer(part), frozenset()) == []
    assert foreign(written.answer(replace(entry, cut="sentence")), frozenset())


@pytest.mark.parametrize(
    "script",
    [failing(500), then_silent(), streamed("NONE"), streamed("Of course!"), streamed("E9.9 | The bridge is new.")],
    ids=["fails", "silent", "declines", "chats", "unknown id"],
)
async def test_whatever_a_server_does_nothing_is_raised(script: Script) -> None:
    assert (await translations(script, foreign_answer(BRIDGE)))[0] == {}


def test_on_a_terminal_and_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "How many helpers (Helfer) stand on the bank (Ufer) with Sandsäcken?"
    line = "300 helpers with sandbags are standing ready on the bank."
    before = beleg("ask", question).output
    assert HELPERS in before
    monkeypatch.setattr(assembly, "open_verifier", lambda *_: opened())
    with served(translating({HELPERS: line})) as server:
        use(monkeypatch, server.url)
        shown = beleg("ask", question).stdout
        assert shown.startswith(before)
        assert f"[1] {BY}: “{line}”" in shown.removeprefix(before).split("\n")
        told = beleg("ask", question, "--json").stdout
        assert f'"text": "{line}"' in told.split('"translations"')[1]
        monkeypatch.setattr(assembly, "open_verifier", lambda *_: Verifier(load_encoder()))
        server.bodies.clear()
        assert beleg("ask", question).stdout == before
        assert not any("<sentences-" in body["messages"][0]["content"] for body in server.bodies)


@asynccontextmanager
async def with_translator(given: Answer, **options: Any) -> AsyncIterator[tuple[BelegBot, DiscordServer]]:
    shelf = Shelf(given, articles=[ARTICLE])
    shelf.found = found()
    async with serving(translating(RIGHT)) as model:
        writer = Writer(Service(settings(model.url)), opened().fault_if_shown, opened().shows)
        client = bot(shelf, writer=writer, **options)
        async with connected(client) as discord:
            yield client, discord


@pytest.mark.parametrize("shown_as_cards", [True, False], ids=["card", "plain"])
async def test_in_discord_it_stands_below_its_quotation(shown_as_cards: bool) -> None:
    given = foreign_answer(BRIDGE, MUD)
    async with with_translator(given, cards=shown_as_cards) as (client, discord):
        token = await discord.slash("ask", question=given.question)
        await replied(client, discord, token)
        first, last = (said(body).replace("\\", "") for body in edits(discord))
    assert BY not in first
    places = [last.index(one) for one in (BRIDGE, RIGHT[BRIDGE], "Wir räumen", "We are clearing")]
    assert places == sorted(places)
    assert last.count(BY) == 2
    assert all(line in last for line in first.split("\n"))


async def test_a_card_takes_as_many_as_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    given = foreign_answer(BRIDGE, DAM)
    async with with_translator(given, cards=True) as (client, discord):
        full = card(translated(given, {1: RIGHT[BRIDGE]}, "scripted"), Parts())
        assert full
        length = sum(len(text) for text in _texts(full)) + 80
        monkeypatch.setattr(cards, "_CHARACTERS", length)
        token = await discord.slash("ask", question=given.question)
        await replied(client, discord, token)
        assert discord.replies[token].content.count(BY) == 1


@pytest.mark.parametrize("gone", [1, 2])
def test_a_translation_goes_with_its_quotation(gone: int) -> None:
    answer = translated(foreign_answer(BRIDGE, DAM), {1: RIGHT[BRIDGE], 2: RIGHT[DAM]}, "scripted")
    drawn = card(answer, Parts())
    assert drawn
    left = corrected.card(drawn, "Taken down.", {}, {gone})
    assert left
    [in_plain] = corrected.plain(messages(answer), "Taken down.", "Taken down.", {gone})
    for told in ("\n".join(_texts(left)), in_plain):
        assert [RIGHT[one] in told for one in (BRIDGE, DAM)] == [gone != 1, gone != 2]


def _texts(view: Any) -> list[str]:
    return [str(one["content"]) for one in nested(view.to_components()) if one["type"] == 10]
