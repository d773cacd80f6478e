"""The port for those who run Beleg: it tells how the bot is, has figures, and strangers do it no harm."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.discord_app import operation
from bot.discord_app.client import BelegBot
from bot.discord_app.endpoint import rest_base
from bot.discord_app.failures import Failure
from bot.discord_app.operation import Health, PortError, watched
from bot.discord_app.serving import ServeError, run
from bot.settings import OperationSettings, load_settings
from retrieval.errors import DataFolderMissingError
from retrieval.store.records import Freshness
from tests.bot.discord_server import TOKEN, DiscordServer, discord_server
from tests.bot.discord_world import ABSTENTION, ANSWER, LIMITS, Shelf, bot, connected, replied

QUESTION = ANSWER.question


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def watching(client: BelegBot) -> AsyncIterator[str]:
    """Let a bot be watched; gives the address."""
    client._connection.guild_ready_timeout = 0.0  # It is on no server, whose names would come a while later.
    port = free_port()
    async with watched(client, OperationSettings(host="127.0.0.1", port=port)):
        yield f"http://127.0.0.1:{port}"


async def get(address: str, method: str = "GET", **given: Any) -> tuple[int, str]:
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.request(method, address, **given) as answer:
        return answer.status, await answer.text()


async def health(address: str) -> tuple[int, dict[str, bool]]:
    status, text = await get(f"{address}/healthz")
    return status, json.loads(text)


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Return each figure by its name and its labels' sorted values."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


async def metrics(address: str) -> dict[tuple[str, ...], float]:
    status, text = await get(f"{address}/metrics")
    assert status == 200
    return figures(text)


async def test_nothing_listens_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    default = load_settings().operation
    assert (default.host, default.port) == ("127.0.0.1", 0)
    monkeypatch.setattr(web, "ServerRunner", None)
    for chosen in (None, default):
        async with watched(bot(Shelf()), chosen):
            pass


@pytest.mark.parametrize(
    ("parts", "good"),
    [((a, b, c), a and b and c) for a in (True, False) for b in (True, False) for c in (True, False)],
)
def test_it_is_well_only_where_every_part_works(parts: tuple[bool, bool, bool], good: bool) -> None:
    assert Health(*parts).good == good


async def test_before_the_login_nothing_is_well() -> None:
    async with watching(bot(Shelf())) as address:
        assert await health(address) == (503, {"logged_in": False, "gateway": False, "index": False})


async def test_it_is_well_while_the_gateway_is_there_and_not_while_it_is_gone() -> None:
    client = bot(Shelf(), shard_count=None)
    async with watching(client) as address:
        async with connected(client) as server:
            await client.wait_until_ready()
            assert await health(address) == (200, {"logged_in": True, "gateway": True, "index": True})
            server.silent = True
            await server.sockets[-1].close(code=4000)
            await server.until(lambda: len(server.sockets) == 2)
            assert await health(address) == (503, {"logged_in": True, "gateway": False, "index": True})
        assert (await health(address))[1] == {"logged_in": False, "gateway": False, "index": True}


class Failing(Shelf):
    def freshness(self, shelves: frozenset[str] | None = None) -> Freshness:
        del shelves
        raise DataFolderMissingError("There is no index in /srv/secret.")


async def test_an_index_that_is_gone_is_told_without_its_place() -> None:
    client = bot(Failing(), shard_count=None)
    async with watching(client) as address, connected(client):
        await client.wait_until_ready()
        status, text = await get(f"{address}/healthz")
        assert (status, json.loads(text)) == (503, {"logged_in": True, "gateway": True, "index": False})
        assert "beleg_articles" not in {name for name, *_ in await metrics(address)}


class Hanging(Shelf):
    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()
        self.looks = 0

    def freshness(self, shelves: frozenset[str] | None = None) -> Freshness:
        del shelves
        self.looks += 1
        self.released.wait(30)
        return super().freshness()


async def test_an_index_that_hangs_is_told_in_time_and_takes_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "_PATIENCE", 0.05)
    shelf = Hanging()
    client = bot(shelf, shard_count=None)
    async with watching(client) as address, connected(client):
        await client.wait_until_ready()
        for _ in range(3):
            assert await health(address) == (503, {"logged_in": True, "gateway": True, "index": False})
        assert shelf.looks == 1
        shelf.released.set()
        monkeypatch.setattr(operation, "_PATIENCE", 5.0)
        assert (await health(address))[0] == 200


async def test_threads_that_hang_are_counted_until_nothing_more_is_tried() -> None:
    released = threading.Event()
    client = bot(Shelf(), limits=LIMITS.model_copy(update={"answer_seconds": 0.05}), shard_count=None)
    try:
        async with watching(client) as address, connected(client):
            await client.wait_until_ready()
            for lost in range(1, 9):
                with pytest.raises(Failure, match="too_slow"):
                    await client.workers.enter(lambda: released.wait(30)).done
                async with asyncio.timeout(5):
                    while (await metrics(address))[("beleg_threads_written_off",)] < lost:
                        pass
                assert (await health(address))[0] == (200 if lost < 8 else 503)
    finally:
        released.set()


def since(before: dict[tuple[str, ...], float], after: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
    """Return what has grown, and by how much; the buckets apart."""
    grown = {key: value - before.get(key, 0) for key, value in after.items() if "_bucket" not in key[0]}
    counted = ("_total", "_count")
    return {key: value for key, value in grown.items() if value and key[0].endswith(counted)}


async def test_questions_and_failures_are_counted_and_nobody_is_named() -> None:
    shelf = Shelf(ANSWER, ABSTENTION)
    client = bot(shelf, shard_count=None)
    async with watching(client) as address, connected(client) as server:
        await client.wait_until_ready()
        before = await metrics(address)
        person, secret = 7_012_345_678, "Who is the whistleblower Zweigelt?"
        for question in (QUESTION, ABSTENTION.question, secret, " "):
            shelf.failure = ValueError(question) if question == secret else None
            token = await server.slash("ask", question=question, person=person, locale="de")
            await replied(client, server, token)
        after = await metrics(address)
        _, text = await get(f"{address}/metrics")
    assert since(before, after) == {
        ("beleg_questions_total", "answered", "command"): 1,
        ("beleg_questions_total", "abstained", "command"): 1,
        ("beleg_questions_total", "command", "refused"): 2,
        ("beleg_failures_total", "failed"): 1,
        ("beleg_failures_total", "empty"): 1,
        ("beleg_answer_seconds_count",): 2,
    }
    words = (str(person), "Zweigelt", "Ann", server.api_base, TOKEN)
    assert not [word for word in words if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]
    assert (after[("beleg_articles",)], after[("beleg_questions_waiting",)]) == (1, 0)
    assert after[("beleg_newest_article_age_seconds",)] == pytest.approx(after[("beleg_last_index_run_age_seconds",)])
    assert after[("beleg_up", "index")] == 1


async def test_a_gateway_that_comes_back_is_counted_and_its_latency_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object, **__: object) -> None:
        """Identify again without the five seconds that Discord wants between two sessions."""

    monkeypatch.setattr(BelegBot, "before_identify_hook", at_once)
    client = bot(Shelf(), shard_count=None)
    async with watching(client) as address, connected(client) as server:
        await client.wait_until_ready()
        assert (await metrics(address))[("beleg_gateway_reconnects_total",)] == 0
        await server.sockets[-1].send_json({"op": 9, "d": False})
        await server.until(lambda: len(server.identified) == 2)
        async with asyncio.timeout(5):
            while not (await metrics(address))[("beleg_gateway_reconnects_total",)]:
                pass
        await server.sockets[-1].send_json({"op": 1, "d": None})  # Discord asks for a heartbeat.
        async with asyncio.timeout(5):
            while ("beleg_gateway_latency_seconds",) not in (found := await metrics(address)):
                pass
        assert 0 <= found[("beleg_gateway_latency_seconds",)] < 5


# --- strangers -------------------------------------------------------------------------------------------------------


async def raw(address: str, data: bytes) -> bytes:
    """Send bytes, and return all that comes until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    try:
        writer.write(data)
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        return b""
    finally:
        writer.close()


STRANGE: list[bytes] = [
    b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\n" + b"".join(b"X%d: 1\r\n" % n for n in range(5000)) + b"\r\n",
    b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 100_000,
    b"POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
    b"GET /healthz HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc" * 50,
    b"\x00" * 1000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("data", STRANGE, ids=range(len(STRANGE)))
async def test_a_strange_request_does_no_harm(
    data: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(operation, "_LASTS", 0.3)
    async with watching(bot(Shelf())) as address:
        answer = await raw(address, data)
        assert b" 200 " not in answer.partition(b"\r\n")[0]
        assert (await get(f"{address}/metrics"))[0] == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/metrics/", 404),
        ("GET", "/healthz/../../etc/passwd", 404),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/<script>", 404),
        ("POST", "/metrics", 405),
        ("DELETE", "/healthz", 405),
        ("HEAD", "/metrics", 200),
        ("GET", "/metrics?name[]=<script>", 200),
    ],
)
async def test_there_are_two_paths_to_read_and_no_others(method: str, path: str, status: int) -> None:
    async with watching(bot(Shelf())) as address:
        found, text = await get(f"{address}{path}", method)
        assert found == status
        assert not [word for word in ("passwd", "script>") if word in text]


async def test_an_accept_header_changes_nothing() -> None:
    async with watching(bot(Shelf())) as address:
        for accept in ("application/openmetrics-text; version=9.9.9; escaping=\r", "text/plain; version=nonsense", "x"):
            status, text = await get(f"{address}/metrics", headers={"Accept": accept.strip()})
            assert (status, ("beleg_up", "index") in figures(text)) == (200, True)


async def test_a_slow_client_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "_LASTS", 0.2)
    async with watching(bot(Shelf())) as address:
        for beginning in (b"", b"G", b"GET /healthz HTTP/1.1\r\nX: "):
            assert await raw(address, beginning) == b""


async def test_a_crowd_of_idle_clients_leaves_room_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "_LASTS", 0.5)
    async with watching(bot(Shelf())) as address:
        port = int(address.rpartition(":")[2])
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
        kept = await asyncio.gather(*(_is_kept(reader) for reader, _ in idle))
        assert sum(kept) <= operation._MOST_CONNECTIONS
        await asyncio.gather(*(reader.read() for reader, _ in idle), return_exceptions=True)
        assert (await get(f"{address}/metrics"))[0] == 200
        for _, writer in idle:
            writer.close()


async def _is_kept(reader: asyncio.StreamReader) -> bool:
    """Return whether a connection is open still after a moment."""
    try:
        async with asyncio.timeout(0.2):
            await reader.read()
    except TimeoutError:
        return True
    except ConnectionError:
        pass
    return False


# --- start and end ---------------------------------------------------------------------------------------------------


async def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = OperationSettings(host="127.0.0.1", port=other.getsockname()[1])
        with pytest.raises(ServeError, match=r"^Nothing can listen on 127\.0\.0\.1, port \d+ \(.+\); choose") as caught:
            await run(bot(Shelf()), TOKEN, "http://127.0.0.1:9", operation=taken)
        assert caught.value.status == 1


async def test_a_host_that_there_is_not_is_a_sentence() -> None:
    with pytest.raises(PortError, match=r"Nothing can listen on 203\.0\.113\.1, port"):
        async with watched(bot(Shelf()), OperationSettings(host="203.0.113.1", port=free_port())):
            pass


async def test_the_port_is_closed_with_the_bot() -> None:
    there = OperationSettings(host="127.0.0.1", port=free_port())
    address = f"http://127.0.0.1:{there.port}"
    async with discord_server() as server:
        with rest_base(server.api_base):
            client = bot(Shelf(), shard_count=None)
            client._connection.guild_ready_timeout = 0.0
            serving = asyncio.create_task(run(client, TOKEN, server.api_base, operation=there))
            await server.until(lambda: server.identified)
            await client.wait_until_ready()
            assert (await health(address))[0] == 200
            await _stopped(client, server, serving)
    with pytest.raises(aiohttp.ClientConnectorError):
        await get(address)


async def _stopped(client: BelegBot, server: DiscordServer, serving: asyncio.Task[None]) -> None:
    await client.close()
    async with asyncio.timeout(5):
        await serving
    assert server.sockets[-1].close_code == 1000


MOMENTS = st.one_of(st.none(), st.floats(0, 4e9))


@given(moments=st.tuples(MOMENTS, MOMENTS), articles=st.integers(0, 10**9))
@settings(max_examples=20)
def test_figures_are_ones_that_prometheus_reads(moments: tuple[float | None, float | None], articles: int) -> None:
    async def told() -> bytes:
        watch = operation.Watch(bot(Shelf()))
        seen = watch.figures(Health(True, False, True), Freshness(articles, *moments))
        return generate_latest(operation._Seen(seen))

    found = figures(asyncio.run(told()).decode())
    assert found[("beleg_articles",)] == articles
    ages = [value for (name, *_), value in found.items() if name.endswith("_age_seconds")]
    assert len(ages) == sum(moment is not None for moment in moments)
    assert all(age >= 0 for age in ages)
