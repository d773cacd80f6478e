"""`beleg serve` against a small Discord on localhost: start, answer, reconnect, failures, clean end."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answering.answer import Answer
from bot.assembly import open_indexer
from bot.discord_app import deliveries
from bot.discord_app.client import BelegBot, NotDiscordError
from bot.discord_app.desk import IndexDesk
from bot.discord_app.endpoint import rest_base
from bot.discord_app.rendering import messages
from bot.discord_app.serving import ServeError, run, translated
from bot.discord_app.texts import ENGLISH
from bot.settings import load_settings
from retrieval.datatypes import Query
from retrieval.errors import QueryError
from tests.bot.discord_server import TOKEN, discord_server, nested, said
from tests.bot.discord_ways import ME, WAYS
from tests.bot.discord_world import ANSWER, Shelf, bot, child

ROOT = Path(__file__).parents[2]


def test_the_desk_understands_a_question_once_and_within_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Query] = []

    def answer(query: Query, *, besides: object) -> tuple[None, Answer]:
        assert not besides
        asked.append(query)
        return None, ANSWER

    library = SimpleNamespace(statements_by=lambda _: [])
    catalog = SimpleNamespace(on=lambda _: library)
    monkeypatch.setattr("bot.assembly.open_reading", lambda _: SimpleNamespace(close=None, catalog=catalog))
    monkeypatch.setattr("bot.assembly.answerer_of", lambda *_: SimpleNamespace(answer_with=answer))
    settings = load_settings()
    desk = IndexDesk(settings)
    desk.answer(desk.understand("What did  Ryabkov say?", since="2022-01-01"))
    assert [(query.question, query.speaker, query.since) for query in asked] == [
        ("What did Ryabkov say?", "Ryabkov", "2022-01-01")
    ]
    for question in ("", "  \n", "x" * (settings.questions.max_characters + 1)):
        with pytest.raises(QueryError):
            desk.understand(question)
    assert len(asked) == 1


async def beleg(
    folder: Path, *words: str, api_base: str = "http://127.0.0.1:9/api", token: str = "", index: str = ".beleg"
) -> asyncio.subprocess.Process:
    """Start `beleg` as a process of its own in `folder`, with its index there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BELEG_")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=folder,
        env={
            **environment,
            "PYTHONPATH": str(ROOT),
            "BELEG_DATA_DIR": str(folder / index),
            "BELEG_DISCORD__API_BASE": api_base,
            "BELEG_DISCORD__TOKEN": token,
            "BELEG_LIMITS__PERSON": "100",
            "BELEG_DISCORD__SERVERS": '["60"]',
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    """Return exit code and last line of stderr and everything else that was printed."""
    async with asyncio.timeout(30):
        output, log = await process.communicate()
    lines = log.decode().splitlines()
    return process.returncode, lines[-1], output.decode() + "\n".join(lines[:-1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_bot_answers_and_comes_back_to_the_same_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object, **__: object) -> None:
        """Identify again without the five seconds that Discord wants between two sessions."""

    monkeypatch.setattr(BelegBot, "before_identify_hook", at_once)
    shelf = Shelf(ANSWER)
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with discord_server() as server:
        with rest_base(server.api_base + "/"):
            client = bot(shelf, shard_count=None)
            running = asyncio.create_task(client.start(TOKEN))
            await server.until(lambda: len(server.identified) == 1)
            await server.slash("ask", question=ANSWER.question)
            await server.until(lambda: server.bodies("PATCH", "/messages/@original"))
            await server.slash("help", locale="de")
            await server.until(lambda: len(server.bodies("POST", "/callback")) == 2)
            # "Invalid session, not resumable": the session has to identify again.
            await server.sockets[-1].send_json({"op": 9, "d": False})
            await server.until(lambda: len(server.identified) == 2)
            await client.close()
            await running
    deferred, helped = server.bodies("POST", "/callback")
    assert deferred["type"] == 5
    assert "Beleg beantwortet Fragen" in helped["data"]["content"]
    [edited] = server.bodies("PATCH", "/messages/@original")
    assert edited["content"] == messages(ANSWER)[0]
    assert edited["allowed_mentions"] == {"parse": []}
    assert len(server.bodies("GET", "/gateway/bot")) == 1
    assert server.identified[0]["intents"] == discord.Intents(guilds=True, guild_messages=True, dm_messages=True).value
    assert server.identified[0]["presence"]["game"]["name"] == "/ask"
    assert shelf.closed
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


async def test_commands_are_sent_to_discord_only_where_they_changed() -> None:
    async with discord_server() as server:

        async def start(*, sync: bool = False) -> int:
            before, started = len(server.bodies("PUT", "/commands")), len(server.identified)
            client = bot(Shelf, sync=sync, shard_count=None)
            running = asyncio.create_task(client.start(TOKEN))
            await server.until(lambda: len(server.identified) > started)
            try:
                typed = {one["name"]: int(one["id"]) for one in server.commands if one.get("type", 1) == 1}
                assert client.command_ids == typed
            finally:
                await client.close()
                await running
            return len(server.bodies("PUT", "/commands")) - before

        with rest_base(server.api_base):
            assert await start() == 1
            # As Discord gives them back: without what is the default, numbers of permissions as texts.
            for command in server.commands:
                for name in [name for name, value in command.items() if not value]:
                    del command[name]
                if "default_member_permissions" in command:
                    command["default_member_permissions"] = str(command["default_member_permissions"])
                command |= {"integration_types": command.get("integration_types", [0]), "nsfw": False}
            assert await start() == 0
            server.commands[0]["options"][1]["description_localizations"]["de"] = "Anders"
            assert await start() == 1
            assert await start() == 0
            assert await start(sync=True) == 1


@pytest.mark.slow
async def test_a_missing_token_is_a_sentence(tmp_path: Path) -> None:
    code, sentence, other = await ended(await beleg(tmp_path, "serve", api_base="http://127.0.0.1:9/api", token=" "))
    assert code == 2
    assert sentence.startswith("beleg: No Discord token was found; set the environment variable BELEG_DISCORD__TOKEN")
    assert other == ""


@pytest.mark.slow
@pytest.mark.parametrize("token", ["wrong.token.here", "broken token\n"])
async def test_a_wrong_token_is_a_sentence(tmp_path: Path, token: str) -> None:
    async with discord_server() as server:
        code, sentence, other = await ended(await beleg(tmp_path, "serve", api_base=server.api_base, token=token))
    assert code == 2
    assert "BELEG_DISCORD__TOKEN" in sentence
    assert "copy" in sentence
    assert "Traceback" not in other
    assert token not in sentence + other


@pytest.mark.slow
async def test_an_unreachable_discord_is_a_sentence(tmp_path: Path) -> None:
    api_base = f"http://127.0.0.1:{free_port()}/api/v10"
    code, sentence, other = await ended(await beleg(tmp_path, "serve", api_base=api_base, token=TOKEN))
    assert code == 1
    assert sentence.startswith(f"beleg: {api_base} could not be reached (")
    assert "Traceback" not in other


@pytest.mark.slow
async def test_something_else_than_discord_is_a_sentence(tmp_path: Path) -> None:
    async with discord_server() as server:
        api_base = server.api_base.replace("proxy", "other")
        code, sentence, other = await ended(await beleg(tmp_path, "serve", api_base=api_base, token=TOKEN))
    assert code == 1
    assert sentence.startswith(f"beleg: {api_base} answered with HTTP status 404")
    assert "Traceback" not in other


async def test_a_web_page_in_discords_place_is_a_sentence() -> None:
    async with discord_server() as server:
        server.page = "<!doctype html>"
        with rest_base(server.api_base):
            client = bot(Shelf())
            with pytest.raises(NotDiscordError) as caught:
                await client.start(TOKEN)
            await client.close()
    assert str(translated(caught.value, "https://discord.com")).startswith("https://discord.com answered, but not as")


@pytest.mark.slow
async def test_a_missing_index_is_a_sentence(tmp_path: Path) -> None:
    async with discord_server() as server:
        code, sentence, other = await ended(
            await beleg(tmp_path, "serve", api_base=server.api_base, token=TOKEN, index="none")
        )
    assert code == 1
    assert str(tmp_path / "none") in sentence
    assert "Traceback" not in other


async def test_a_start_before_the_network_is_up_waits_for_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The host has no address in the first two look-ups."""
    loop, failures = asyncio.get_running_loop(), iter(range(2))
    look_up = loop.getaddrinfo

    async def late(host: str, port: int, **given: Any) -> Any:
        if next(failures, None) is not None:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await look_up("127.0.0.1", port, **given)

    monkeypatch.setattr(loop, "getaddrinfo", late)
    monkeypatch.setattr(deliveries, "_WAITS_TO_LOG_IN", (0.01, 0.01))
    async with discord_server() as server:
        with rest_base(server.api_base.replace("127.0.0.1", "discord.example")):
            client = bot(Shelf(), shard_count=None)
            running = asyncio.create_task(client.start(TOKEN))
            await server.until(lambda: server.identified)
            await client.close()
            await running
    assert caplog.text.count("GET /users/@me: no connection") == 2


@pytest.mark.parametrize(("token", "close_code"), [(TOKEN, 0), (TOKEN, 4004), ("wrong.token.here", 0)])
async def test_no_log_and_no_failure_has_the_token(
    caplog: pytest.LogCaptureFixture, token: str, close_code: int
) -> None:
    """At the most talkative level of every library, and with what asyncio says when it debugs."""
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    failure = ""
    async with discord_server() as server:
        server.refuse = close_code
        with rest_base(server.api_base):
            client = bot(Shelf(ANSWER))
            running = asyncio.create_task(client.start(token))
            if token == TOKEN and not close_code:
                await server.until(lambda: bool(server.identified))
                await server.slash("ask", question=ANSWER.question)
                await server.until(lambda: server.bodies("PATCH", "/messages/@original"))
                await client.close()
                await running
            else:
                with pytest.raises((discord.ConnectionClosed, discord.LoginFailure)) as caught:
                    await running
                await client.close()
                told = translated(caught.value, server.api_base)
                failure = "".join(traceback.format_exception(caught.value)) + str(told)
                assert "BELEG_DISCORD__TOKEN" in failure
    assert [
        record for record in caplog.records if record.levelno == logging.DEBUG and record.name.startswith("discord")
    ]
    assert token not in caplog.text + failure + repr(client)


def test_an_unforeseen_end_is_a_sentence_and_a_log_entry(caplog: pytest.LogCaptureFixture) -> None:
    failure = translated(ZeroDivisionError("division by zero"), "https://discord.example")
    assert isinstance(failure, ServeError)
    assert failure.status == 1
    assert "division by zero" in caplog.text


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the text of a sample article that alone stands in an index in `tmp_path`."""
    path = Path(shutil.copy(ROOT / "seeds" / "genf-rjabkow-keine-zugestaendnisse.md", tmp_path))
    monkeypatch.setenv("BELEG_DATA_DIR", str(tmp_path / ".beleg"))
    assert open_indexer(load_settings()).index([str(path)]).added == 1
    return path.read_text(encoding="utf-8")


# Takes longer than other tests: the bot and the child that it starts each load the embedding model.
@pytest.mark.slow
async def test_beleg_serve_from_login_to_sigterm(tmp_path: Path, story: str) -> None:
    async with discord_server() as server:
        serving = await beleg(tmp_path, "serve", api_base=server.api_base, token=TOKEN)
        await server.until(lambda: server.identified, 120)
        sent = {one["name"] for one in server.bodies("PUT", "/commands")[0]}
        assert {"ask", "said", "help", "reindex", "privacy", "Ask about this"} <= sent

        await server.slash("ask", question="What did Ryabkov say?")
        await server.until(lambda: len(server.bodies("PATCH", "/messages/@original")) == 1)
        [answer] = server.bodies("PATCH", "/messages/@original")
        text = said(answer)
        assert "Rjabkow: “" in text.splitlines()[0]
        assert "1 article searched" in text

        await server.click(answer["components"])
        await server.until(lambda: len(server.bodies("PATCH", "/messages/@original")) == 2)
        passage = server.bodies("PATCH", "/messages/@original")[-1]["content"]
        assert passage.count("**") == 2
        assert passage.split("**")[1] in story

        await server.join()
        for way in WAYS:
            assert await way(server, "What did Ryabkov say?") == text, way.__name__
        posted = len(server.posted)
        await server.write(f"{ME} And about the talks?", person=6)
        await server.write(f"{ME} And about the talks?")
        await server.until(lambda: len(server.posted) >= posted + 2)
        shown = [one.get("content", "") for body in server.posted for one in nested(body["components"])]
        assert sum("Still about" in text for text in shown) == 1

        await server.slash("reindex", permissions=discord.Permissions(manage_guild=True).value)
        await server.until(lambda: "up to date" in said(server.bodies("PATCH", "/messages/@original")[-1]), 120)
        last = said(server.bodies("PATCH", "/messages/@original")[-1])
        assert last.startswith("### 1 article is up to date\n1 unchanged · ")

        serving.send_signal(signal.SIGTERM)
        code, last_line, log = await ended(serving)
        assert (code, "Traceback" in last_line + log) == (0, False)
        assert TOKEN not in last_line + log
        assert server.sockets[-1].close_code == 1000


@pytest.mark.parametrize("silent", [False, True], ids=["ready", "connecting"])
async def test_sigterm_ends_the_bot_and_its_reindex(silent: bool) -> None:
    shelf, reindexer = Shelf(), child("import time; time.sleep(60)")
    async with discord_server() as server:
        server.silent = silent
        with rest_base(server.api_base):
            serving = asyncio.create_task(run(bot(shelf, reindexer, shard_count=None), TOKEN, server.api_base))
            await server.until(lambda: server.sockets if silent else server.identified)
            if not silent:
                await server.slash("reindex", permissions=discord.Permissions(manage_guild=True).value)
                await server.until(lambda: server.bodies("POST", "/callback"))
            signal.raise_signal(signal.SIGTERM)
            async with asyncio.timeout(5):
                await serving
        assert silent or server.sockets[-1].close_code == 1000
    last_words = [said(body) for body in server.bodies("PATCH", "/messages/@original")]
    assert last_words == ([] if silent else [ENGLISH.articles.stopped["stopped"]])
    assert shelf.closed
    assert reindexer.running is None


async def test_sigint_while_the_index_opens_ends_the_bot() -> None:
    opening, may_go_on = threading.Event(), threading.Event()
    shelf = Shelf()

    def open_slowly() -> Shelf:
        opening.set()
        assert may_go_on.wait(10)
        return shelf

    async with discord_server() as server:
        with rest_base(server.api_base):
            serving = asyncio.create_task(run(bot(open_slowly, shard_count=None), TOKEN, server.api_base))
            await asyncio.to_thread(opening.wait, 10)
            signal.raise_signal(signal.SIGINT)
            may_go_on.set()
            async with asyncio.timeout(5):
                await serving
    assert not server.sockets
    assert shelf.closed
