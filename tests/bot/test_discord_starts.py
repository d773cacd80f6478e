"""`beleg serve` where the network comes late, or the gateway closes: it waits, comes back, or says why not."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from typing import Any

import aiohttp
import discord
import pytest
from discord.backoff import ExponentialBackoff

from bot.discord_app import deliveries
from bot.discord_app.client import BelegBot
from bot.discord_app.endpoint import rest_base
from bot.discord_app.serving import FAILED, MISCONFIGURED, ServeError, run, translated, without_traceback
from tests.bot.discord_server import TOKEN, DiscordServer, discord_server
from tests.bot.discord_world import Shelf, bot, connected


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing between two tries."""
    really = asyncio.sleep

    async def no_time(_: float, result: Any = None) -> Any:
        return await really(0, result)

    async def identify(*_: object, **__: object) -> None:
        """Identify again without the five seconds that Discord wants between two sessions."""

    monkeypatch.setattr(asyncio, "sleep", no_time)
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.0)
    monkeypatch.setattr(BelegBot, "before_identify_hook", identify)


async def logged_in(server: DiscordServer) -> None:
    """Assert that a bot that starts now comes to be connected."""
    with rest_base(server.api_base):
        client = bot(Shelf(), shard_count=None)
        running = asyncio.create_task(client.start(TOKEN))
        await server.until(lambda: server.identified)
        await client.close()
        await running


async def told(api_base: str) -> ServeError:
    """Return the sentence that a bot ends with that starts now."""
    with rest_base(api_base), pytest.raises(ServeError) as caught:
        await run(bot(Shelf(), shard_count=None), TOKEN, api_base)
    assert "Traceback" not in str(caught.value)
    return caught.value


# --- the network comes late ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524, 599])
async def test_a_proxy_or_discord_that_is_not_there_yet_is_waited_for(
    status: int, at_once: None, caplog: pytest.LogCaptureFixture
) -> None:
    async with discord_server() as server:
        server.failing = [status] * 7  # discord.py itself tries some of them five times
        await logged_in(server)
        assert server.failing == []
    assert f"no connection (HTTP status {status}); trying again" in caplog.text


async def test_a_proxy_that_never_comes_is_a_sentence(at_once: None) -> None:
    async with discord_server() as server:
        server.failing = [503] * 1000
        failure = await told(server.api_base)
        assert len(server.failing) == 1000 - len(deliveries._WAITS_TO_LOG_IN) - 1
    assert failure.status == FAILED
    assert "answered with HTTP status 503 where Discord's API was expected" in str(failure)


async def test_a_connection_that_is_refused_at_first_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Nobody listens there: refused.
        port = taken.getsockname()[1]
    began = asyncio.Event()
    really = asyncio.sleep

    async def until_it_listens(seconds: float, result: Any = None) -> Any:
        if seconds == deliveries._WAITS_TO_LOG_IN[0]:
            began.set()
            while not listening.is_set():
                await really(0)
        return await really(0, result)

    monkeypatch.setattr(asyncio, "sleep", until_it_listens)
    listening = asyncio.Event()
    with rest_base(f"http://127.0.0.1:{port}/proxy/v10"):
        client = bot(Shelf(), shard_count=None)
        running = asyncio.create_task(client.start(TOKEN))
        await asyncio.wait_for(began.wait(), 10)
        async with discord_server(port) as server:
            listening.set()
            await server.until(lambda: server.identified)
            await client.close()
            await running


async def test_a_connection_that_stays_refused_is_a_sentence_soon(at_once: None, caplog: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        failure = await told(f"http://127.0.0.1:{taken.getsockname()[1]}/api/v10")
    assert (failure.status, "could not be reached" in str(failure)) == (FAILED, True)
    assert caplog.text.count("trying again") == deliveries._WAITS_WHERE_REFUSED


async def test_a_name_that_is_not_known_yet_is_waited_for_for_minutes(
    at_once: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def nowhere(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nowhere)
    failure = await told("http://discord.example/api/v10")
    assert (failure.status, "could not be reached" in str(failure)) == (FAILED, True)
    assert caplog.text.count("trying again") == len(deliveries._WAITS_TO_LOG_IN)
    assert sum(deliveries._WAITS_TO_LOG_IN) >= 120


async def test_what_follows_on_the_login_is_not_repeated_for_a_status(at_once: None) -> None:
    """A message that Discord answers with 500 may have been sent."""
    async with discord_server() as server:
        client = bot(Shelf(), shard_count=None)
        with rest_base(server.api_base):
            await client.login(TOKEN)
            server.failing = [503]
            with pytest.raises(discord.DiscordServerError):
                await client.http.send_message(70, params=discord.http.handle_message_parameters("once"))
            assert server.posted == []
            await client.close()


# --- the gateway closes ----------------------------------------------------------------------------------------------

FOR_GOOD = {
    4004: (MISCONFIGURED, "refused the token"),
    4010: (FAILED, "code 4010"),
    4011: (FAILED, "code 4011"),
    4012: (MISCONFIGURED, "update Beleg"),
    4013: (MISCONFIGURED, "update Beleg"),
    4014: (MISCONFIGURED, "Privileged Gateway Intents"),
}
"""The codes after which Discord says not to connect again."""
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway, and those of a web socket's own.
PASSING = (4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009, 1000, 1001, 1011)


@pytest.mark.parametrize("code", FOR_GOOD)
async def test_a_gateway_that_refuses_the_bot_is_a_sentence(code: int, at_once: None, caplog: Any) -> None:
    async with discord_server() as server:
        server.refuse = code
        failure = await told(server.api_base)
    status, words = FOR_GOOD[code]
    assert (failure.status, words in str(failure)) == (status, True)
    assert str(failure).endswith(".")
    assert not [record for record in caplog.records if record.exc_info]


# discord.py leaves the socket that the gateway has closed to the garbage collector, whose warning is none of Beleg.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("code", PASSING)
async def test_a_gateway_that_closes_in_passing_is_connected_again(code: int, at_once: None) -> None:
    async with connected(bot(Shelf(), shard_count=None)) as server:
        await server.sockets[-1].close(code=code)
        await server.until(lambda: len(server.sockets) == 2)
    gc.collect()  # While the warning is expected.


async def test_every_code_that_discord_py_gives_up_for_is_in_the_table() -> None:
    """Those it comes back after are the others."""
    given_up = {code for code in range(4000, 4100) if not _can_come_back(code)}
    assert given_up == set(FOR_GOOD)
    assert {code for code in PASSING if code >= 4000} == {4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009} - given_up


def _can_come_back(code: int) -> bool:
    socket_of = object.__new__(discord.gateway.DiscordWebSocket)
    socket_of._close_code = code
    return socket_of._can_handle_close()


def test_any_other_code_is_a_sentence_with_it() -> None:
    for code in (4006, 4099, 1003):
        closed = discord.ConnectionClosed(_Closed(code), shard_id=0, code=code)  # type: ignore[arg-type]
        failure = translated(closed, "https://discord.example")
        assert (failure.status, str(code) in str(failure)) == (FAILED, True)


class _Closed:
    def __init__(self, code: int) -> None:
        self.close_code = code


def test_a_connection_that_is_opened_again_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("discord.shard")
    logger.addFilter(without_traceback)
    try:
        for error in (ConnectionResetError(104, "reset"), TimeoutError(), aiohttp.ServerDisconnectedError()):
            logger.error("Attempting a reconnect for shard ID %s in %.2fs", 0, 1.5, exc_info=error)
        logger.error("Something else", exc_info=ZeroDivisionError())
    finally:
        logger.removeFilter(without_traceback)
    first, second, _, other = caplog.records
    assert first.getMessage() == "Attempting a reconnect for shard ID 0 in 1.50s ([Errno 104] reset)"
    assert second.getMessage().endswith("(TimeoutError)")
    assert [bool(record.exc_info) for record in caplog.records] == [False, False, False, True]
    assert other.getMessage() == "Something else"
