"""Runs as people see them: one at a time, live, in a message of each person's own, in the channel when it lasts."""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from simcord import Env

from bot.discord_app.client import FEATURES, BelegBot
from bot.discord_app.features import corrections
from bot.discord_app.index_process import IndexProgress, IndexRun, Kind, Reindexer
from tests.bot.articles_world import Guild, message, texts
from tests.bot.discord_world import Shelf, bot
from tests.bot.test_index_process import REPORT

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
    # What looks at the index again and again would wait as often as these tests let hours pass.
    return bot(Shelf(), indexing.reindexer, features=[one for one in FEATURES if one is not corrections.FEATURE])


@pytest.fixture
def world(simcord_env: Env) -> Guild:
    return Guild(simcord_env)


async def test_it_works_on_servers_only(world: Guild, indexing: Child) -> None:
    [command] = [c for c in world.env.backend.commands[None].values() if c["name"] == "reindex"]
    command.update(contexts=[0, 1], dm_permission=True, default_member_permissions=None)
    refused = await world.env.create_user("cleo").slash("reindex")
    assert texts(message(refused)) == "This command works on servers only."
    assert indexing.reindexer.running is None


@pytest.fixture
def outside(world: Guild, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simcord owns all work of the bot and its clock; the child is real and lives outside of both."""
    begin, wait = Reindexer.begin, IndexRun.wait

    async def external_wait(run: IndexRun, seconds: float) -> bool:
        return bool(await world.env.external_wait(wait(run, seconds), reason="the child indexes"))

    def begin_outside(reindexer: Reindexer, by: str, kind: Kind, *options: str, **place: Any) -> IndexRun:
        return contextvars.Context().run(lambda: begin(reindexer, by, kind, *options, **place))

    monkeypatch.setattr(Reindexer, "begin", begin_outside)
    monkeypatch.setattr(IndexRun, "wait", external_wait)


def shown(world: Guild) -> list[str]:
    return [texts(one) for one in world.channel.history()]


async def ends(world: Guild, indexing: Child) -> None:
    """Have the run end, and wait until that is shown."""
    run = indexing.reindexer.running
    assert run
    indexing.tell("end " + json.dumps({**REPORT, "failed": []}))
    await asyncio.wait({run.task}, timeout=5)
    await world.env.settle()


RESULT = """### 24 articles are up to date
**+3** new · **~1** changed · 20 unchanged · 12 s
> -# + and 3 more
> -# ~ and 1 more"""


@pytest.mark.usefixtures("outside")
async def test_a_second_asker_sees_the_first_ones_run_live_and_its_end(world: Guild, indexing: Child) -> None:
    await world.manager.slash(world.channel, "reindex")
    await indexing.progress(4, 30)
    await world.manager.slash(world.channel, "articles refresh")
    live = shown(world)[-1]
    assert live.startswith("mia\\_Ember has had the articles read since <t:")
    assert live.endswith(":R>: 4 of 30 files read.")
    await indexing.progress(5, 30)
    await world.env.advance_time(2.1)
    assert shown(world)[-1].endswith(":R>: 5 of 30 files read.")
    await ends(world, indexing)
    assert shown(world) == [RESULT, RESULT]


@pytest.mark.usefixtures("outside")
async def test_who_waits_on_another_server_sees_how_far_a_run_is_but_not_whose(world: Guild, indexing: Child) -> None:
    elsewhere = Guild(world.env, "Salt")
    await world.manager.slash(world.channel, "reindex")
    await indexing.progress(4, 30)
    await elsewhere.manager.slash(elsewhere.channel, "articles refresh")
    [live] = shown(elsewhere)
    assert live.startswith("Somebody in another place has had articles read since <t:")
    assert live.endswith(":R>: 4 of 30 files read. It's your turn after that.")
    await ends(world, indexing)
    await ends(world, indexing)
    assert indexing.reindexer.running is None
    assert [text.splitlines()[0] for text in shown(elsewhere)] == ["### 24 articles are up to date"]


@pytest.mark.usefixtures("outside")
async def test_who_wants_something_else_waits_for_the_end_and_has_a_turn_then(world: Guild, indexing: Child) -> None:
    await world.manager.slash(world.channel, "articles refresh")
    await indexing.progress(4, 30)
    await world.manager.slash(world.channel, "articles refresh", rehearse=True)
    assert shown(world)[-1].startswith("mia\\_Ember has had articles read since <t:")
    assert shown(world)[-1].endswith("It's your turn after that.")
    first = indexing.reindexer.running
    await ends(world, indexing)
    second = indexing.reindexer.running
    assert second
    assert (second is not first, second.kind) == (True, "rehearsal")
    await ends(world, indexing)
    assert [text.splitlines()[0] for text in shown(world)] == [
        "### 24 articles are up to date",
        "### What reading the articles would change",
    ]


@pytest.mark.usefixtures("outside")
async def test_progress_is_edited_every_two_seconds_and_moves_to_the_channel_in_time(
    world: Guild, indexing: Child
) -> None:
    def edits() -> int:
        return sum(r.method == "PATCH" for r in world.env.http_requests)

    await world.manager.slash(world.channel, "reindex")
    assert shown(world) == ["Reading the articles…"]
    for done in (1, 2, 3):
        await indexing.progress(done, 9)
    await world.env.advance_time(1.9)
    assert edits() == 0
    await world.env.advance_time(0.2)
    assert shown(world) == ["Reading: 3 of 9 files read."]
    await world.env.advance_time(14 * 60)
    assert edits() == 1
    await indexing.progress(7, 9)
    await world.env.advance_time(2)
    await world.env.advance_time(2 * 60)
    await indexing.progress(8, 9)
    await world.env.advance_time(2)
    moved = "Continued in a new message below."
    assert shown(world) == [moved, "Reading: 8 of 9 files read."]
    await ends(world, indexing)
    assert shown(world) == [moved, RESULT]
