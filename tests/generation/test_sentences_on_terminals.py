"""`beleg ask` and `beleg chat` with a model: the answer first, then what was verified, through the real client."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from bot import assembly
from bot.cli import cli
from bot.verification.verifier import Verifier
from retrieval.encoders.loading import load_encoder
from tests.fakes import HashedEncoder, WordReader
from tests.generation.answers import id_of, saying
from tests.generation.scripted_server import Exchange, Script, cut_after, delta, failing, streamed, then_silent
from tests.generation.threaded import served

DAM = """---
title: Der Fluss steigt
publisher: Tagblatt
published: 2031-05-04
url: https://example.org/fluss
---
„Der Damm hält bis zum Abend“, sagte Bürgermeisterin Mira Tannhof.

Am Ufer stehen 300 Helfer mit Sandsäcken bereit.

Der Fluss Orla stieg in der Nacht um zwei Meter.
"""
QUESTION = "Wie viele Helfer stehen am Ufer?"
HELPERS, ROSE = "Am Ufer stehen 300 Helfer mit Sandsäcken bereit.", "Der Fluss Orla stieg in der Nacht um zwei Meter."
WORDED = "300 Helfer stehen am Ufer bereit."


@cache
def verifier() -> Verifier:
    """Return the checks with the shipped encoder, which the floors of the last one were chosen for."""
    return Verifier(load_encoder())


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(assembly, "open_encoder", lambda _: HashedEncoder())
    monkeypatch.setattr(assembly, "open_reader", lambda _: WordReader())
    monkeypatch.setattr(assembly, "open_verifier", lambda *_: verifier())
    (tmp_path / "river.md").write_text(DAM, encoding="utf-8")
    assert beleg("index", "river.md").exit_code == 0


def beleg(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, args, input=stdin)


def use(monkeypatch: pytest.MonkeyPatch, url: str, **limits: float) -> None:
    monkeypatch.setenv("BELEG_GENERATION__MODEL", "openai:scripted")
    monkeypatch.setenv("BELEG_GENERATION__BASE_URL", url)
    for name, seconds in limits.items():
        monkeypatch.setenv(f"BELEG_GENERATION__{name.upper()}", str(seconds))


def alone() -> str:
    """Return what `beleg ask` says without a model."""
    result = beleg("ask", QUESTION)
    assert result.exit_code == 0, result.output
    assert HELPERS in result.output
    return result.output


def test_verified_sentences_stand_above_their_quotations(monkeypatch: pytest.MonkeyPatch) -> None:
    before = alone()
    lines = (
        (HELPERS, WORDED),
        (HELPERS, "400 Helfer stehen am Ufer bereit."),
        (ROSE, "Die Orla stieg in der Nacht um zwei Meter."),
        (ROSE, "Die Orla stieg in der Nacht um drei Meter."),
    )
    with served(saying(*lines)) as server:
        use(monkeypatch, server.url)
        result = beleg("ask", QUESTION)
    assert result.exit_code == 0
    assert result.output.startswith(before)
    joined = result.output.removeprefix(before).strip("\n").split("\n")
    assert joined[:3] == [f"{WORDED} [1]", f"│ „{HELPERS}“", "[1] 4. Mai 2031"]
    second = "2" if "[2]" not in before else "3"
    assert f"Die Orla stieg in der Nacht um zwei Meter. [{second}]" in joined
    assert joined[-1] == (
        "formuliert von scripted, geprüft von Beleg; 2 Sätze ausgelassen: eine Zahl, die der Artikel nicht nennt"
    )
    assert "400" not in result.output
    assert "drei Meter" not in result.output


def test_the_answer_is_there_before_the_model_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    before = alone()
    shown: list[str] = []

    async def script(exchange: Exchange) -> web.StreamResponse:
        written = sys.stdout.buffer
        assert isinstance(written, io.BytesIO)
        shown.append(written.getvalue().decode())
        return await saying((HELPERS, WORDED))(exchange)

    with served(script) as server:
        use(monkeypatch, server.url)
        result = beleg("ask", QUESTION)
    assert shown == [before]
    assert WORDED in result.output


def test_each_sentence_is_there_before_the_next_one_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    async def script(exchange: Exchange) -> web.StreamResponse:
        written = sys.stdout.buffer
        assert isinstance(written, io.BytesIO)
        response = await exchange.begin()
        await response.write(delta(f"{id_of(exchange, HELPERS)} | {WORDED}\n"))
        until = time.monotonic() + 15
        while WORDED.encode() not in written.getvalue() and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        seen.append(WORDED.encode() in written.getvalue())
        await response.write(delta(f"{id_of(exchange, ROSE)} | {ROSE}\n"))
        await response.write_eof()
        return response

    with served(script) as server:
        use(monkeypatch, server.url, gap_seconds=20, whole_seconds=40)
        result = beleg("ask", QUESTION)
    assert seen == [True]
    assert f"{ROSE} [" in result.output


@pytest.mark.parametrize(
    "script",
    [
        failing(500),
        failing(401),
        then_silent(),
        cut_after(delta("E1")),
        streamed("Gern! Hier ist die Antwort."),
        streamed("E1.1 | 400 Helfer stehen am Ufer bereit.\nE9.9 | Es gibt keine Helfer.\n"),
    ],
    ids=["fails", "wrong key", "silent", "cut", "chats", "lies"],
)
def test_a_server_that_fails_or_lies_leaves_the_answer_as_it_is(
    monkeypatch: pytest.MonkeyPatch, script: Script
) -> None:
    before = alone()
    with served(script) as server:
        use(monkeypatch, server.url, first_line_seconds=0.5, gap_seconds=0.5, whole_seconds=2)
        result = beleg("ask", QUESTION)
    assert (result.exit_code, result.stdout) == (0, before)


def test_explain_says_which_check_left_a_sentence_out_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(saying((HELPERS, "400 Helfer stehen am Ufer bereit."))) as server:
        use(monkeypatch, server.url)
        text, value = beleg("ask", QUESTION, "--explain").output, beleg("ask", QUESTION, "--explain", "--json").stdout
    assert "left out by the check of numbers (unknown_number): 400 Helfer stehen am Ufer bereit. · it has: 400" in text
    [dropped] = json.loads(value)["prose"]["dropped"]
    assert dropped["text"] == "400 Helfer stehen am Ufer bereit."
    assert (dropped["fault"]["check"], dropped["fault"]["found"]) == ("numbers", "400")


def test_json_has_the_sentences_with_their_citations(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(saying((HELPERS, WORDED), (HELPERS, "400 Helfer stehen am Ufer bereit."))) as server:
        use(monkeypatch, server.url)
        answer: dict[str, Any] = json.loads(beleg("ask", QUESTION, "--json").stdout)
    assert answer["prose"] == {
        "model": "scripted",
        "sentences": [{"text": WORDED, "citation": answer["citations"][0]}],
        "left_out": [{"check": "numbers", "reason": "eine Zahl, die der Artikel nicht nennt", "count": 1}],
    }
    assert WORDED not in answer["answer"]


def test_json_says_that_nothing_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(failing(500)) as server:
        use(monkeypatch, server.url)
        answer = json.loads(beleg("ask", QUESTION, "--json").stdout)
    assert answer["prose"] == {"model": "scripted", "sentences": [], "left_out": []}
    assert answer["citations"]


def test_an_abstention_and_a_greeting_ask_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(saying((HELPERS, WORDED))) as server:
        use(monkeypatch, server.url)
        beleg("ask", "Was sagte Wim Holt über den Hafen?")
        beleg("chat", stdin="Hallo\n")
        assert server.bodies == []


def test_in_a_chat_every_answer_has_its_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(saying((HELPERS, WORDED))) as server:
        use(monkeypatch, server.url)
        result = beleg("chat", stdin=f"{QUESTION}\n{QUESTION}\n")
        assert len(server.bodies) == 2
    assert result.output.count(f"{WORDED} [1]") == 2


def test_a_quotation_that_lacks_words_of_the_sentence_does_not_stand_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "„Der Damm hält bis zum Abend“, sagte Bürgermeisterin Mira Tannhof."
    with served(saying((said, said))) as server:
        use(monkeypatch, server.url)
        answer = json.loads(beleg("ask", "Was sagte Tannhof?", "--json").stdout)
    [cited] = answer["citations"]
    assert "Bürgermeisterin" not in cited["quote"]
    [sentence] = answer["prose"]["sentences"]
    assert (sentence["citation"]["n"], sentence["citation"]["quote"]) == (2, said)
