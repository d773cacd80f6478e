"""A writer with the real client against a server that does all that servers do: what is shown, and what is logged."""

from __future__ import annotations

import asyncio
import gzip
import logging
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.generation.budgets import Account
from bot.generation.failures import Kind
from bot.generation.service import Service
from bot.generation.writer import Writer
from bot.verification.claims import Claim, Fault
from tests.bot.retrievals import article, evidence, retrieval
from tests.generation.answers import FIRST, FOURTH, SECOND, THIRD, answer_to, harbour, settings, verbatim, written
from tests.generation.scripted_server import (
    DONE,
    Body,
    Exchange,
    Script,
    Server,
    cut_after,
    delta,
    endless,
    event,
    events,
    failing,
    sent,
    serving,
    streamed,
    then_silent,
)

GOOD = f"E1.2 | {SECOND}\nE1.3 | {THIRD}\n"
SHORT = {"first_line_seconds": 0.3, "gap_seconds": 0.3, "whole_seconds": 0.9}
KEY = "sk-made-up-for-these-tests"


@dataclass(frozen=True)
class Case:
    """What a server does, which claims are shown, which faults drop others, how it ends and what the log says."""

    script: Script
    shown: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    failure: Kind | None = None
    logged: str = ""
    limits: tuple[tuple[str, float], ...] = ()


def body(text: str) -> bytes:
    return events([text])


async def redirected(exchange: Exchange) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": "http://localhost:1/v1/chat/completions"})


async def page(exchange: Exchange) -> web.StreamResponse:
    return web.Response(text=f"<html>{GOOD}</html>", content_type="text/html")


async def whole(exchange: Exchange) -> web.StreamResponse:
    message = {"role": "assistant", "content": GOOD}
    return web.json_response({"id": "c", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})


async def error_in_json(exchange: Exchange) -> web.StreamResponse:
    return web.json_response({"error": {"message": f"{KEY} {SECOND}", "type": "server_error"}})


def error_event(message: str, code: str | None = None) -> bytes:
    return event({"error": {"message": message, "type": "server_error", "code": code}})


def packed(size: int) -> bytes:
    return gzip.compress(body(GOOD) + b": " + b"0" * size)


TOOL = [{"index": 0, "id": "t1", "type": "function", "function": {"name": "send", "arguments": "{}"}}]
slow = tuple(SHORT.items())
slow_later = ("gap_seconds", 0.5), ("whole_seconds", 3.0)  # so that a busy machine has the first lines in time

CASES = {
    "streamed": Case(streamed(GOOD), (SECOND, THIRD)),
    "one character an event": Case(streamed(GOOD, size=1), (SECOND, THIRD)),
    "one event": Case(sent(body(GOOD)), (SECOND, THIRD)),
    "no end of the last line": Case(streamed(GOOD.rstrip()), (SECOND, THIRD)),
    "words copied": Case(streamed(f"E1.2 | kosten zusammen 48 Millionen | {SECOND}"), (SECOND,)),
    "words of the sentence before, too": Case(streamed(f"E1.2 | ausgebaut. Die Anlagen kosten | {SECOND}"), (SECOND,)),
    "words altered": Case(streamed(f"E1.2 | kosten zusammen 84 Millionen | {SECOND}"), (), ("altered_words",)),
    "words of another sentence": Case(streamed(f"E1.2 | Die Gegner wollen klagen | {SECOND}"), (), ("altered_words",)),
    "words left out": Case(streamed(f"E1.2 | Die Anlagen … Millionen Euro | {SECOND}"), (), ("altered_words",)),
    "claim altered": Case(streamed("E1.2 | Die Anlagen kosten 84 Millionen Euro."), (), ("not_verbatim",)),
    "id unknown": Case(streamed(f"E1.9 | {SECOND}\nE9.1 | {FIRST}\nE1 | {FIRST}"), (), ("unknown_id",) * 3),
    "second id bears it": Case(streamed(f"E1.1, E1.2 | {SECOND}"), (SECOND,)),
    "prose": Case(streamed("Gern! Hier ist die Antwort."), (), ("no_id",), "malformed", "no line keeps to"),
    "prose around": Case(streamed(f"Gern:\n\n{GOOD}\nHilft das?"), (SECOND, THIRD), ("no_id", "no_id")),
    "fenced": Case(streamed(f"```\n{GOOD}```"), (SECOND, THIRD)),
    "thinking": Case(streamed(f"<think>E1.4 | {FOURTH}\n</think>\n{GOOD}"), (SECOND, THIRD)),
    "CRLF and BOM": Case(streamed("\ufeff" + GOOD.replace("\n", "\r\n")), (SECOND, THIRD)),
    "CRLF events": Case(sent(body(GOOD).replace(b"\n", b"\r\n")), (SECOND, THIRD)),
    "declined": Case(streamed("NONE"), (), (), "empty", "the model finds no answer"),
    "nothing": Case(streamed(""), (), (), "empty", "the model wrote nothing"),
    "no usage": Case(streamed(GOOD, tokens=None), (SECOND, THIRD)),
    "two claims on a line": Case(streamed(f"E1.2 | {SECOND} E1.3 | {THIRD}"), (), ("altered_words",)),
    "a link": Case(streamed("E1.2 | Siehe https://example.org/48"), (), ("link",)),
    # --- cut off
    "limit of tokens": Case(
        streamed(GOOD + f"E1.1 | {FIRST}", finish="length"),
        (SECOND, THIRD),
        (),
        "too_long",
        "the server's limit of tokens",
    ),
    "no finish": Case(sent(delta(GOOD), delta(f"E1.1 | {FIRST}"), DONE), (SECOND, THIRD), (), "malformed", "broke off"),
    "hung up before": Case(cut_after(), (), (), "connection", "cannot be reached, or hung up"),
    "hung up within": Case(
        cut_after(delta(GOOD), delta(f"E1.1 | {FIRST}")), (SECOND, THIRD), (), "connection", "hung up"
    ),
    "too many lines": Case(
        streamed(GOOD + f"E1.1 | {FIRST}"), (SECOND, THIRD), (), "too_long", "more than 2 lines", (("lines", 2),)
    ),
    "too many characters": Case(
        streamed(GOOD + "E1.1 | " + "x" * 99), (SECOND, THIRD), (), "too_long", "more than 120", (("characters", 120),)
    ),
    "flood of blanks": Case(
        endless(lambda n: delta(" " * 9) if n else delta(GOOD)),
        (SECOND, THIRD),
        (),
        "malformed",
        "200 white-space characters in a row",
    ),
    "same line again": Case(
        endless(lambda _: delta(f"E1.2 | {SECOND}\n")), (SECOND,), (), "malformed", "the same line twice"
    ),
    "flood without a line": Case(endless(lambda _: delta("x" * 99)), (), (), "too_long", "more than 4000 characters"),
    "flood without an event": Case(endless(lambda _: b"0" * 65_536), (), (), "malformed", "more than 4000000 bytes"),
    "flood of comments": Case(endless(lambda _: b": " + b"0" * 65_536 + b"\n\n"), (), (), "malformed", "4000000 bytes"),
    # --- slow
    "silent from the start": Case(then_silent(), (), (), "timeout", "no line within 0.3 s", slow),
    "silent after its head": Case(then_silent(delta("", role="assistant")), (), (), "timeout", "no line within", slow),
    "silent within": Case(
        then_silent(delta(GOOD)), (SECOND, THIRD), (), "timeout", "nothing more within 0.5 s", slow_later
    ),
    "half a line": Case(then_silent(delta("E1.2 | Die")), (), (), "timeout", "no", slow),
    "one byte a while": Case(
        endless(lambda n: body(GOOD)[n : n + 1], every=0.02), (), (), "timeout", "no line within", slow
    ),
    "never done": Case(
        endless(lambda n: delta(" a" if n else GOOD), every=0.05),
        (SECOND, THIRD),
        (),
        "timeout",
        "not done within 3 s",
        slow_later,
    ),
    # --- refused
    "key wrong": Case(failing(401, f"Incorrect API key provided: {KEY}"), (), (), "auth", "the key is wrong"),
    "not allowed": Case(failing(403), (), (), "auth", "status 403"),
    "no such model": Case(failing(404, "The model does not exist"), (), (), "not_found", "no such model or address"),
    "over quota": Case(
        failing(429, "You exceeded your current quota", code="insufficient_quota"),
        (),
        (),
        "quota",
        "the account has nothing left",
    ),
    "too many requests": Case(failing(429, "Rate limit reached", **{"Retry-After": "9"}), (), (), "rate", "too many"),
    "failed": Case(failing(500, f"CUDA out of memory {SECOND}"), (), (), "server", "the server failed (status 500)"),
    "overloaded": Case(failing(503), (), (), "server", "status 503"),
    "gateway": Case(failing(504), (), (), "timeout", "the server gave up"),
    "rejected": Case(failing(400, "no"), (), (), "rejected", "the server rejects the request (status 400)"),
    "filtered": Case(streamed(GOOD, finish="content_filter"), (SECOND, THIRD), (), "refused", "does not want to"),
    "refusing": Case(sent(delta(refusal="I cannot."), delta(finish="stop"), DONE), (), (), "empty", "wrote nothing"),
    # --- broken
    "error in JSON": Case(error_in_json, (), (), "malformed", "the server sends no stream"),
    "error as event": Case(sent(error_event(f"{KEY} {SECOND}")), (), (), "server", "the server failed"),
    "quota as event": Case(sent(error_event("quota", "insufficient_quota")), (), (), "quota", "nothing left"),
    "error within": Case(sent(delta(GOOD), error_event("overloaded")), (SECOND, THIRD), (), "rate", "too many"),
    "web page": Case(page, (), (), "malformed", "the server sends no stream"),
    "answer in one piece": Case(whole, (), (), "malformed", "the server sends no stream"),
    "redirect": Case(redirected, (), (), "server", "leads elsewhere (status 307)"),
    "no JSON": Case(sent(b"data: {nonsense\n\n"), (), (), "malformed", "no stream of a chat model"),
    "no choices": Case(sent(event({"choices": None})), (), (), "malformed", ""),
    "choices of another kind": Case(sent(event({"choices": [7]})), (), (), "malformed", ""),
    "content of another kind": Case(
        sent(event({"choices": [{"index": 0, "delta": {"content": 5}}]})), (), (), "malformed", ""
    ),
    "list": Case(sent(event([1, 2])), (), (), "malformed", ""),
    "not UTF-8": Case(sent(b"data: \xff\xfe\n\n"), (), (), "malformed", ""),
    "tool": Case(sent(delta(tool_calls=TOOL), delta(finish="tool_calls"), DONE), (), (), "malformed", "calls a tool"),
    "packed": Case(sent(packed(1_000), **{"Content-Encoding": "gzip"}), (), (), "malformed", "packs its answer"),
    "bomb": Case(sent(packed(50_000_000), **{"Content-Encoding": "gzip"}), (), (), "malformed", "packs its answer"),
}


@pytest.mark.parametrize("name", CASES)
async def test_nothing_unverified_is_shown_and_one_line_says_why(name: str, caplog: pytest.LogCaptureFixture) -> None:
    case = CASES[name]
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.INFO, "bot")
    async with serving(case.script) as server:
        claims, outcome = await written(Service(settings(server.url, api_key=KEY, **dict(case.limits))))
        await server.idle()  # what is not read any more is not asked for any more
    assert tuple(claim.text for claim in claims) == case.shown
    assert tuple(one.fault.code for one in outcome.dropped) == case.dropped
    assert (outcome.failure and outcome.failure.kind) == case.failure, outcome.failure
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == (1 if case.failure else 0), lines
    for line in lines:
        assert line.startswith(f"scripted ({server.url[7:-3]}) gives no text: {case.failure}: ")
        assert case.logged in line
        assert "\n" not in line
        assert KEY not in line
        assert "Anlagen" not in line
    assert not [record for record in caplog.records if record.exc_info]
    assert len(server.bodies) == 1 or name == "rejected"


async def test_only_reasoning_is_given_ten_seconds_not_the_first_line_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.generation.reading.REASONING_SECONDS", 1.5)
    script = endless(lambda _: delta(reasoning_content="hm"), every=0.01)
    async with serving(script) as server:
        _, outcome = await written(Service(settings(server.url, first_line_seconds=1)))
    assert outcome.failure is not None
    assert outcome.failure.reason == "no line within 1.5 s"


async def test_reasoning_within_marks_is_given_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.generation.reading.REASONING_SECONDS", 1.5)
    script = endless(lambda n: delta("hm " if n else "<think>"), every=0.01)
    async with serving(script) as server:
        _, outcome = await written(Service(settings(server.url, first_line_seconds=1)))
    assert outcome.failure is not None
    assert outcome.failure.reason == "no line within 1.5 s"


async def test_reasoning_in_a_field_of_its_own_is_no_text() -> None:
    thought = b"".join(delta(reasoning_content=f"E1.4 | {FOURTH}\n") for _ in range(9))
    async with serving(sent(thought + body(GOOD))) as server:
        claims, outcome = await written(Service(settings(server.url)))
    assert [claim.text for claim in claims] == [SECOND, THIRD]
    assert outcome.failure is None


async def test_a_claim_is_shown_while_the_stream_goes_on() -> None:
    shown, go = asyncio.Event(), asyncio.Event()

    async def script(exchange: Exchange) -> web.StreamResponse:
        response = await exchange.begin()
        await response.write(delta(f"E1.2 | {SECOND}\n"))
        await shown.wait()  # for ever, were the claim shown at the end only
        await response.write(delta(f"E1.3 | {THIRD}") + delta(finish="stop") + DONE)
        go.set()
        return response

    async with serving(script) as server:
        writer = Writer(Service(settings(server.url)), verbatim)
        claims: list[Claim] = []

        def show(claim: Claim) -> None:
            claims.append(claim)
            shown.set()

        outcome = await writer.write(harbour(), answer_to(harbour()), show, account=Account())
    assert go.is_set()
    assert outcome.shown == 2


@pytest.mark.slow
def test_however_the_bytes_come_the_claims_are_the_same() -> None:
    told = f"<think>Ж {SECOND}</think>E1.2 | {SECOND}\r\nE1.3 | {THIRD}\nE1.9 | „ä“ Ё 😀\n"
    stream = events([told[at : at + 3] for at in range(0, len(told), 3)])

    async def run(server: Server, service: Service, pieces: list[bytes]) -> None:
        server.script = sent(*pieces)
        claims, outcome = await written(service)
        assert [claim.text for claim in claims] == [SECOND, THIRD]
        assert [(one.text, one.fault.code) for one in outcome.dropped] == [("„ä“ Ё 😀", "unknown_id")]

    with asyncio.Runner() as runner:
        serves = serving(sent())
        server = runner.run(serves.__aenter__())
        service = Service(settings(server.url))

        @hypothesis_settings(max_examples=50)
        @given(cuts=st.lists(st.integers(1, len(stream) - 1), max_size=60, unique=True).map(sorted))
        def however_they_are_cut(cuts: list[int]) -> None:
            pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
            runner.run(run(server, service, pieces))

        however_they_are_cut()
        runner.run(serves.__aexit__(None, None, None))


async def test_the_server_is_asked_with_both_limits_once_and_without_tools() -> None:
    async with serving(streamed(GOOD)) as server:
        await written(Service(settings(server.url, characters=3_000)))
    (asked,) = server.bodies
    assert {name for name in asked if name != "messages"} == {
        *("model", "stream", "stream_options", "temperature", "max_tokens", "max_completion_tokens")
    }
    assert (asked["max_tokens"], asked["max_completion_tokens"], asked["temperature"]) == (1_500, 1_500, 0)
    assert server.headers[0]["Accept-Encoding"] == "identity"


# --- what servers do not know ----------------------------------------------------------------------------------------


def without(*unknown: str, status: int = 400, message: str = "Unsupported parameter: '{}'") -> Script:
    """Answer requests that hold nothing unknown, and reject the others."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        held = [*exchange.body, *(message["role"] for message in exchange.body["messages"])]
        for name in unknown:
            if name in held:
                return await failing(status, message.format(name))(exchange)
        return await streamed(GOOD)(exchange)

    return script


def roles(asked: Body) -> list[str]:
    return [message["role"] for message in asked["messages"]]


@pytest.mark.parametrize(
    ("script", "requests"),
    [
        (without("max_tokens"), 2),
        (without("max_completion_tokens", status=422), 2),
        (without("temperature", "stream_options"), 3),
        (without("stream_options", status=500, message="unknown field {}"), 2),
        (without("system", status=500, message="System role not supported: {}"), 2),
        (without("temperature", message="bad request"), 2),
        (without("max_tokens", "max_completion_tokens", "temperature", "stream_options", "system"), 6),
        (without("max_tokens", message="'{}' is not supported, use 'max_completion_tokens' instead"), 2),
    ],
)
async def test_what_a_server_does_not_accept_is_left_out_and_remembered(script: Script, requests: int) -> None:
    async with serving(script) as server:
        service = Service(settings(server.url))
        for number in range(2):
            claims, outcome = await written(service)
            assert [claim.text for claim in claims] == [SECOND, THIRD], outcome
            assert len(server.bodies) == requests + number
    assert "FRAGE" not in str(server.bodies)
    assert all("Was kostet der Hafen?" in str(asked["messages"]) for asked in server.bodies)


async def test_a_request_that_is_wrong_in_itself_changes_nothing_for_the_next() -> None:
    async with serving(failing(400, "your prompt is too long")) as server:
        service = Service(settings(server.url))
        _, outcome = await written(service)
        assert outcome.failure is not None
        assert outcome.failure.kind == "rejected"
        assert len(server.bodies) == 2
        server.script = streamed(GOOD)
        await written(service)
    assert roles(server.bodies[-1]) == ["system", "user"]
    assert "temperature" in server.bodies[-1]


# --- what guards a server --------------------------------------------------------------------------------------------


async def test_after_a_time_out_nobody_waits_for_the_server(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    async with serving(then_silent()) as server:
        service = Service(settings(server.url, **SHORT))
        kinds = [(await written(service))[1].failure for _ in range(3)]
    assert [failure.kind for failure in kinds if failure] == ["timeout", "breaker_open", "breaker_open"]
    assert len(server.bodies) == 1
    assert len(caplog.records) == 3


async def test_a_server_on_this_machine_gets_one_request_at_a_time_and_four_wait() -> None:
    go = asyncio.Event()

    async def script(exchange: Exchange) -> web.StreamResponse:
        await go.wait()
        return await streamed(GOOD)(exchange)

    async with serving(streamed(GOOD)) as server:
        service = Service(settings(server.url))
        await written(service)
        server.script = script
        asked = [asyncio.create_task(written(service)) for _ in range(50)]
        for refused in islice(asyncio.as_completed(asked), 45):
            await refused
        go.set()
        outcomes = [outcome for _, outcome in await asyncio.gather(*asked)]
        kinds = [outcome.failure.kind if outcome.failure else None for outcome in outcomes]
        assert server.most_at_once == 1
        assert (kinds.count(None), kinds.count("busy"), len(server.bodies)) == (5, 45, 6)


async def test_a_person_s_budget_counts_what_the_server_counts() -> None:
    someone, other = Account(server=1, person=1), Account(server=1, person=2)
    async with serving(streamed(GOOD, tokens=9_000)) as server:
        service = Service(settings(server.url, person_tokens=10_000, server_tokens=20_000))
        kinds = []
        for account in (someone, someone, other, other, Account()):
            _, outcome = await written(service, account=account)
            kinds.append(outcome.failure.kind if outcome.failure else None)
        assert kinds == [None, "over_budget", None, "over_budget", None]
        assert len(server.bodies) == 3


async def test_where_the_server_counts_nothing_it_is_estimated() -> None:
    async with serving(streamed(GOOD, tokens=None)) as server:
        service = Service(settings(server.url, person_tokens=3_000))
        kinds = []
        for _ in range(4):
            _, outcome = await written(service, account=Account(person=1))
            kinds.append(outcome.failure.kind if outcome.failure else None)
    assert kinds[0] is None
    assert kinds[-1] == "over_budget"


async def test_who_goes_away_ends_the_request_and_says_nothing_of_the_server() -> None:
    async with serving(then_silent(delta(GOOD))) as server:
        service = Service(settings(server.url))
        shown = asyncio.Event()
        writer = Writer(service, verbatim)
        asked = asyncio.create_task(
            writer.write(harbour(), answer_to(harbour()), lambda _: shown.set(), account=Account())
        )
        await shown.wait()
        asked.cancel()
        with suppress(asyncio.CancelledError):
            await asked
        assert asked.cancelled()
        await server.idle()
        server.script = streamed(GOOD)
        claims, _ = await written(service)
        assert len(claims) == 2


async def test_nobody_listening_is_a_failure_of_connection() -> None:
    async with serving(streamed(GOOD)) as server:
        pass
    _, outcome = await written(Service(settings(server.url)))
    assert outcome.failure is not None
    assert outcome.failure.kind == "connection"


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "OPENAI_PROXY"])
async def test_no_proxy_stands_before_a_server_on_this_machine(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    async with serving(streamed(GOOD)) as proxy, serving(streamed(GOOD)) as server:
        monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        claims, _ = await written(Service(settings(server.url)))
        assert (len(claims), len(server.bodies), len(proxy.bodies)) == (2, 1, 0)


async def test_the_environment_names_no_other_server(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(streamed(GOOD)) as other, serving(streamed(GOOD)) as server:
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY", "LANGSMITH_ENDPOINT"):
            monkeypatch.setenv(name, other.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        await written(Service(settings(server.url)))
        assert (len(server.bodies), len(other.bodies)) == (1, 0)
        assert KEY not in str(server.headers)


async def test_a_model_without_a_key_costs_no_request() -> None:
    _, outcome = await written(Service(settings("")))
    assert outcome.failure is not None
    assert outcome.failure.kind == "auth"
    assert "BELEG_GENERATION__API_KEY" in outcome.failure.reason


async def test_a_client_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _, outcome = await written(Service(settings("http://127.0.0.1:9/v1", model="mistralai:some-model")))
    assert outcome.failure is not None
    assert outcome.failure.kind == "not_installed"
    assert "pip install 'beleg[mistral]'" in outcome.failure.reason


# --- what is never asked ---------------------------------------------------------------------------------------------


@pytest.fixture
def nowhere() -> Service:
    return Service(settings("http://127.0.0.1:9/v1"))


async def test_a_language_that_cannot_be_verified_is_not_written(nowhere: Service) -> None:
    _, outcome = await written(nowhere, language="fr")
    assert outcome.failure is not None
    assert outcome.failure.kind == "language"


async def test_sentences_in_a_language_that_cannot_be_verified_are_not_offered(nowhere: Service) -> None:
    turkish = article("Köprü kapatıldı. Vali açıklama yaptı.", language="tr")
    _, outcome = await written(nowhere, retrieval(evidence(turkish)))
    assert outcome.failure is not None
    assert outcome.failure.kind == "no_evidence"


async def test_an_abstention_is_not_written(nowhere: Service) -> None:
    _, outcome = await written(nowhere, retrieval(evidence(article("A sentence.")), reason="not_in_articles"))
    assert outcome.failure is not None
    assert outcome.failure.kind == "no_evidence"


async def test_a_claim_whose_verification_fails_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    def broken(claim: Claim) -> Fault | None:
        raise ValueError(claim.text)

    async with serving(streamed(GOOD)) as server:
        outcome = await Writer(Service(settings(server.url)), broken).write(
            harbour(), answer_to(harbour()), lambda _: pytest.fail("shown"), account=Account()
        )
    assert outcome.counts == {("support", "not_verified"): 2}
    assert [record.getMessage() for record in caplog.records] == ["A claim could not be verified: ValueError"] * 2
