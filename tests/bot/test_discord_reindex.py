"""/reindex: who may start it, one at a time, its progress, and the child process behind it."""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import simcord
from discord import Permissions
from discord.app_commands import CheckFailure, MissingPermissions
from simcord import ChannelHandle, Env, MemberActor

from bot.discord_app.client import BelegBot
from bot.discord_app.features.reindex import result
from bot.discord_app.index_process import (
    IndexFailure,
    IndexOutcome,
    IndexProgress,
    IndexRun,
    Reindexer,
    index_command,
    index_environment,
)
from bot.discord_app.texts import ENGLISH, GERMAN
from tests.bot.discord_world import Shelf, bot, child

REPORT = {
    "added": 3,
    "changed": 1,
    "unchanged": 20,
    "removed": 0,
    "skipped": 0,
    "failed": [{"path": "/srv/news/a_b.md", "error": "/srv/news/a_b.md is empty; expected text."}],
    "passages": 40,
    "statements": 9,
    "seconds": 12.4,
}
# Repeats lines from a named pipe on stderr until one says what to print at the end.
REPEATER = """
import sys
for line in open(sys.argv[1]):
    if line.startswith("end "):
        print(line[4:])
        break
    sys.stderr.write(line)
    sys.stderr.flush()
"""


class Child:
    """A child process that reports what the test tells it to."""

    def __init__(self, folder: Path) -> None:
        self.pipe = folder / "pipe"
        os.mkfifo(self.pipe)
        # Open for both, so that neither side waits for the other.
        self.descriptor = os.open(self.pipe, os.O_RDWR)
        self.reindexer = Reindexer([sys.executable, "-I", "-c", REPEATER, str(self.pipe)], {})

    def tell(self, line: str) -> None:
        os.write(self.descriptor, f"{line}\n".encode())

    async def progress(self, done: int, total: int) -> None:
        self.tell(json.dumps({"stage": "files", "done": done, "total": total}))
        run = self.reindexer.running
        assert run
        async with asyncio.timeout(5):
            while run.progress != IndexProgress("files", done, total):  # noqa: ASYNC110 - set by a line from another process
                await asyncio.sleep(0.01)


@pytest.fixture
def indexing(tmp_path: Path) -> Iterator[Child]:
    started = Child(tmp_path)
    yield started
    os.close(started.descriptor)


@pytest.fixture
def simcord_bot(indexing: Child) -> BelegBot:
    return bot(Shelf(), indexing.reindexer)


class World:
    """A guild with a manager and a member."""

    def __init__(self, env: Env, name: str = "Ember") -> None:
        self.env = env
        guild = env.create_guild(name)
        managers = guild.create_role("Managers", permissions=Permissions(manage_guild=True))
        self.channel: ChannelHandle = guild.create_text_channel("news")
        self.manager: MemberActor = guild.add_member(env.create_user(f"mia_{name}"), roles=[managers])
        self.member: MemberActor = guild.add_member(env.create_user(f"ben_{name}"))


@pytest.fixture
def world(simcord_env: Env) -> World:
    return World(simcord_env)


async def test_a_run_ends_with_its_counts_and_failures(world: World, indexing: Child) -> None:
    indexing.tell("end " + json.dumps(REPORT))
    ended = await world.manager.slash(world.channel, "reindex")
    assert ended.response is not None
    assert not ended.ephemeral
    assert ended.response.content == (
        "Re-indexed in 12 s: 3 added, 1 changed, 20 unchanged, 0 removed, 1 failed.\n"
        "Not read (their last good version stays):\n"
        "- a\\_b.md is empty; expected text."
    )


async def test_discord_offers_it_to_managers_and_the_bot_checks_itself(world: World, indexing: Child) -> None:
    [command] = [c for c in world.env.backend.commands[None].values() if c["name"] == "reindex"]
    assert command["default_member_permissions"] == Permissions(manage_guild=True).value
    # An administrator of the server may have opened the command to everybody.
    command["default_member_permissions"] = None
    refused = await world.member.slash(world.channel, "reindex")
    assert refused.ephemeral
    assert refused.response is not None
    assert refused.response.content == "Only members with the permission “Manage Server” can do this."
    assert indexing.reindexer.running is None
    simcord.assert_error(world.env, MissingPermissions)


async def test_it_works_on_servers_only(world: World, indexing: Child) -> None:
    [command] = [c for c in world.env.backend.commands[None].values() if c["name"] == "reindex"]
    command.update(contexts=[0, 1], dm_permission=True, default_member_permissions=None)
    refused = await world.env.create_user("cleo").slash("reindex")
    assert refused.response is not None
    assert refused.response.content in {
        "This command works on servers only.",
        "Only members with the permission “Manage Server” can do this.",
    }
    assert indexing.reindexer.running is None
    simcord.assert_error(world.env, CheckFailure)


async def test_a_second_run_on_any_server_is_refused_with_who_and_how_far(world: World, indexing: Child) -> None:
    elsewhere = World(world.env, "Salt")
    indexing.reindexer.begin("Mia *T*")
    await indexing.progress(4, 30)
    refused = await elsewhere.manager.slash(elsewhere.channel, "reindex")
    assert refused.ephemeral
    assert refused.response is not None
    assert refused.response.content.startswith(r"Mia \*T\* started a re-index ")
    assert refused.response.content.endswith(" and it is still running (4 of 30 files read); please wait for it.")
    await indexing.reindexer.close()


async def test_progress_is_edited_every_two_seconds_and_moves_to_the_channel_in_time(
    world: World, indexing: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, wait = Reindexer.begin, IndexRun.wait

    async def external_wait(run: IndexRun, seconds: float) -> bool:
        return bool(await world.env.external_wait(wait(run, seconds), reason="the child indexes"))

    # Simcord owns all work of the bot and its clock; the child is real and lives outside of both.
    monkeypatch.setattr(Reindexer, "begin", lambda self, by: contextvars.Context().run(begin, self, by))
    monkeypatch.setattr(IndexRun, "wait", external_wait)

    def replies() -> list[str]:
        return [message.content for message in world.channel.history()]

    def edits() -> int:
        return sum(r.method == "PATCH" for r in world.env.http_requests)

    await world.manager.slash(world.channel, "reindex")
    assert replies() == ["Re-indexing has started…"]
    for done in (1, 2, 3):
        await indexing.progress(done, 9)
    await world.env.advance_time(1.9)
    assert edits() == 0
    await world.env.advance_time(0.2)
    assert replies() == ["Re-indexing: 3 of 9 files read."]
    await world.env.advance_time(14 * 60)
    assert edits() == 1
    await indexing.progress(7, 9)
    await world.env.advance_time(2)
    await world.env.advance_time(2 * 60)
    await indexing.progress(8, 9)
    await world.env.advance_time(2)
    moved = "Continued in a new message below."
    assert replies() == [moved, "Re-indexing: 8 of 9 files read."]
    run = indexing.reindexer.running
    assert run
    indexing.tell("end " + json.dumps({**REPORT, "failed": []}))
    await asyncio.wait({run.task}, timeout=5)
    await world.env.settle()
    assert replies() == [moved, "Re-indexed in 12 s: 3 added, 1 changed, 20 unchanged, 0 removed, 0 failed."]


async def finished(reindexer: Reindexer) -> tuple[IndexRun, IndexOutcome | IndexFailure]:
    run = reindexer.begin("Mia")
    assert await run.wait(10)
    return run, run.outcome()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("locked", "Das Einlesen hat nicht begonnen: Ein anderes Programm schreibt gerade in den Index"),
        ("catalog_damaged", "Das Einlesen ist fehlgeschlagen"),
    ],
)
async def test_a_child_that_says_why_it_failed_is_believed(
    code: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    error = {"error": {"code": code, "message": "Another process is writing to /srv/index; try again later."}}
    script = f"print({json.dumps(error)!r}); raise SystemExit(1)"
    _, outcome = await finished(Reindexer([sys.executable, "-I", "-c", script], {"BELEG_DATA_DIR": "/srv/index"}))
    told = result(outcome, GERMAN, "00000f")
    assert told.startswith(words)
    assert "/srv/index" not in told
    assert ("00000f" in told) == (code not in GERMAN.reindex_failed) == ("Re-index 00000f failed" in caplog.text)
    assert "Another process is writing to /srv/index" in caplog.text


async def test_a_child_that_dies_is_reported_and_its_last_words_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    _, outcome = await finished(
        child("import sys, os; sys.stderr.write('out of memory\\n'); sys.stderr.flush(); os._exit(9)")
    )
    assert outcome == IndexFailure("stopped")
    assert "ended before it was done" in result(outcome, ENGLISH, "1")
    assert "status 9" in caplog.text
    assert "out of memory" in caplog.text


async def test_a_child_that_cannot_be_started_is_reported() -> None:
    _, outcome = await finished(Reindexer(["/nowhere/python"], {}))
    assert outcome == IndexFailure("not_started")


async def test_lines_that_are_no_progress_do_no_harm() -> None:
    script = (
        "import sys, json\n"
        "e = sys.stderr\n"
        'e.write(\'x\' * 3_000_000 + \'\\n[1]\\n{"stage": "files", "done": "many", "total": 1}\\n\\xff\\n\')\n'
        "e.write(json.dumps({'stage': 'vectors', 'done': 2, 'total': 5}) + '\\n')\n"
        f"print({json.dumps(REPORT)!r})"
    )
    run, outcome = await finished(child(script))
    assert run.progress == IndexProgress("vectors", 2, 5)
    assert isinstance(outcome, IndexOutcome)


async def test_closing_ends_the_child() -> None:
    reindexer = child(
        'import os, sys, time; sys.stderr.write(f\'{{"stage": "files", "done": {os.getpid()}, "total": 1}}\\n\'); '
        "sys.stderr.flush(); time.sleep(60)"
    )
    run = reindexer.begin("Mia")
    async with asyncio.timeout(5):
        while not run.progress.done:  # noqa: ASYNC110 - set by a line from another process
            await asyncio.sleep(0.01)
        await reindexer.close()
    with pytest.raises(ProcessLookupError):
        os.kill(run.progress.done, 0)
    assert reindexer.running is None
    assert run.outcome() == IndexFailure("stopped")


def test_an_empty_run_says_what_to_do() -> None:
    assert "beleg index FOLDER" in result(IndexOutcome(0, 0, 0, 0, (), 0.1), ENGLISH, "1")
    assert "beleg index ORDNER" in result(IndexOutcome(0, 0, 0, 0, (), 0.1), GERMAN, "1")


def test_many_failures_are_counted() -> None:
    failed = tuple((f"/srv/n{n}.md", "It is empty.") for n in range(9))
    lines = result(IndexOutcome(0, 0, 0, 0, failed, 1.0), ENGLISH, "1").splitlines()
    assert lines[2:] == [*(f"- n{n}.md: It is empty." for n in range(5)), "- and 4 more"]


def test_folders_of_the_machine_are_not_shown() -> None:
    sentence = (
        "/srv/my news/notes.txt is a link out of its folder or to a hidden file, /home/her house/secret.env, and is "
        "not read; name the link itself or add --follow-links."
    )
    other = "/srv/a.md gives the same id or url as /srv/old news/b.md but has another text: change one of the two."
    failed = (
        ("/srv/my news/notes.txt", sentence),
        ("/srv/a.md", other),
        ("https://a.example/b", "https://a.example/b is gone."),
    )
    lines = result(IndexOutcome(0, 0, 0, 0, failed, 1.0), ENGLISH, "1").splitlines()[2:]
    assert "notes.txt is a link" in lines[0]
    assert "secret.env" in lines[0]
    assert "id or url as b.md but" in lines[1]
    assert lines[2] == "- b is gone."
    assert not any(folder in " ".join(lines) for folder in ("srv", "home", "house"))


def test_the_child_has_the_same_code_and_index_but_not_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BELEG_DISCORD__TOKEN", "secret")
    environment = index_environment(tmp_path)
    assert "secret" not in environment.values()
    assert environment["BELEG_DATA_DIR"] == str(tmp_path)
    assert (Path(environment["PYTHONPATH"].split(os.pathsep)[0]) / "bot" / "discord_app").is_dir()
    assert index_command(("--config", "a.toml"))[1:] == [
        "-P",
        "-m",
        "bot",
        "--config",
        "a.toml",
        "index",
        "--json",
        "--progress-json",
    ]
