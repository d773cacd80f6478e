"""A connection dropped at every single call in turn, before Discord has heard it or after: nothing is lost or twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import discord
import pytest

from bot.discord_app import deliveries
from bot.discord_app.client import BelegBot
from bot.discord_app.features.articles import notices, runs
from bot.discord_app.index_process import IndexOutcome, IndexProgress, IndexRun, Kind, Reindexer
from bot.discord_app.rendering import messages
from bot.discord_app.texts import ENGLISH
from tests.bot.discord_server import DiscordServer
from tests.bot.discord_world import ANSWER, ASKED, LONG, Shelf, bot, connected, replied

MANAGER = discord.Permissions(manage_guild=True).value
late = pytest.mark.parametrize("late", [False, True], ids=["before", "after"])


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon, as often as ever."""
    monkeypatch.setattr(deliveries, "_WAITS_TO_ACKNOWLEDGE", (0.01,) * 4)
    monkeypatch.setattr(deliveries, "WAITS", (0.01,) * 8)


class ScriptedRun(IndexRun):
    """A run that gets somewhere once it is waited for."""

    async def wait(self, seconds: float) -> bool:
        self.progress = IndexProgress("files", 1, 9)
        return await super().wait(seconds)


class Scripted(Reindexer):
    """A re-index that ends once its progress was shown."""

    def __init__(self) -> None:
        super().__init__([], {})
        self.shown = asyncio.Event()

    def begin(self, by: str, kind: Kind, *options: str, shelf: str = "", server: int | None = None) -> IndexRun:
        run = ScriptedRun(by, kind, shelf, 0.0, server)
        run.task = asyncio.create_task(self._end())
        self._run = run
        return run

    async def _end(self) -> IndexOutcome:
        await self.shown.wait()
        return IndexOutcome(9, 0, 0, 0, (), 1.0)


async def at_every_call(
    client: BelegBot, server: DiscordServer, act: Callable[[int], Awaitable[str]], *, late: bool
) -> tuple[str, list[tuple[str, bool]]]:
    """Let people act, each with another call dropped; return what every one of them saw."""
    calls = -server.calls
    token = await act(1)
    await replied(client, server, token)
    calls += server.calls
    seen = server.replies[token].content, server.replies[token].more
    assert calls > 1
    server.late = late
    for number in range(1, calls + 1):
        server.drop = server.calls + number
        token = await act(1 + number)
        await replied(client, server, token)
        assert server.calls > server.drop, "the call is tried again"
        shown = server.replies[token]
        assert (shown.content, shown.more) == seen, f"call {number} of {calls}"
        assert shown.state == "shown"
    return seen


@late
async def test_no_answer_is_lost_and_none_is_shown_twice(late: bool) -> None:
    client = bot(Shelf(LONG), shard_count=None)
    async with connected(client) as server:
        seen, more = await at_every_call(
            client, server, lambda person: server.slash("ask", question=LONG.question, person=person), late=late
        )
    assert [seen, *(content for content, _ in more)] == [part.strip() for part in messages(LONG)]


@late
async def test_of_a_private_answer_nothing_is_shown_twice_and_what_may_be_lacking_is_a_press_away(late: bool) -> None:
    parts, lacking = [part.strip() for part in messages(LONG)], 0
    client = bot(Shelf(LONG), shard_count=None)
    async with connected(client) as server:
        for number in range(1, 3 + len(parts)):
            server.late, server.drop = late, server.calls + number
            token = await server.slash("ask", question=LONG.question, person=number, private=True)
            await replied(client, server, token)
            shown = server.replies[token]
            assert shown.private
            arrived = [shown.content, *(content for content, _ in shown.more)]
            assert arrived == parts[: len(arrived)]
            if [one["components"][0].get("label") for one in shown.components[:1]] == [ENGLISH.asking.rest]:
                lacking += 1
                pressed = await server.click(shown.components, person=number)
                await replied(client, server, pressed)
                rest = server.replies[pressed]
                known = len(arrived) - late  # The part whose connection was dropped comes again where it is asked for.
                assert [rest.content, *(content for content, _ in rest.more)] == parts[known:]
            else:
                assert arrived == parts
    assert lacking == len(parts) - 1 > 0


@late
@pytest.mark.parametrize("moved", [False, True], ids=["reply", "channel"])
async def test_no_progress_and_no_result_is_lost(late: bool, moved: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_EDIT_EVERY", 0.02)
    monkeypatch.setattr(notices, "_REPLY_LASTS", -1.0 if moved else 60.0)
    reindexer = Scripted()
    client = bot(Shelf(), reindexer, shard_count=None, servers=(60,))
    async with connected(client) as server:

        def last() -> str:
            return str(server.posted[-1]["content"]) if server.posted else list(server.replies.values())[-1].content

        async def run(person: int) -> str:
            reindexer.shown.clear()
            token = await server.slash("reindex", permissions=MANAGER, person=person)
            await server.until(lambda: "1 of 9" in last())
            reindexer.shown.set()
            return token

        seen, _ = await at_every_call(client, server, run, late=late)
        assert last().startswith("### 9 articles are up to date\n**+9** new · 1 s")
    if moved:
        assert seen == ENGLISH.articles.moved
        assert len(server.posted) == len(server.replies), "one message each"


@late
async def test_no_passage_is_lost(late: bool) -> None:
    client = bot(Shelf(ANSWER), shard_count=None)
    view = client.view(ANSWER, ASKED)
    assert view
    async with connected(client) as server:
        seen, _ = await at_every_call(
            client, server, lambda person: server.click(view.to_components(), person=person), late=late
        )
    assert "**Mayor Ilva Tarn said" in seen
