"""How much one person, channel and server may ask, and the line before the threads that answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.limits import Allowance, Limits
from bot.discord_app.workers import Workers
from bot.settings import LimitSettings


def asker(person: int, channel: int | None = None, server: int | None = None) -> Asker:
    return Asker(person, channel, server, "en-GB")


def limits(person: int = 9, channel: int = 9, server: int = 9) -> Limits:
    return Limits(
        LimitSettings(person=person, channel=channel, server=server, seconds=30, waiting=1, answer_seconds=30)
    )


def test_an_allowance_forgets_who_went_away() -> None:
    allowance = Allowance(times=1, seconds=30)
    for key in range(5000):
        now = float(key)
        assert allowance.wait(key, now=now) == 0
        allowance.count(key, now=now)
        assert allowance.wait(key, now=now + 10) == 20.0
    assert len(allowance._uses) <= 1000


@pytest.mark.parametrize(
    ("of", "others"),
    [
        (limits(person=2), asker(8, 20, 300)),
        (limits(channel=2), asker(1, 21, 300)),
        (limits(server=2), asker(1, 20, 301)),
    ],
    ids=["person", "channel", "server"],
)
def test_a_person_a_channel_and_a_server_have_their_share(of: Limits, others: Asker) -> None:
    assert [of.take("question", asker(1, 20, 300), now=now) for now in (0.0, 1.0, 2.0)] == [0, 0, 28.0]
    assert of.take("question", others, now=2.0) == 0
    assert of.take("question", asker(1, 20, 300), now=30.0) == 0


def test_what_is_refused_counts_for_nobody() -> None:
    of = limits(person=1, channel=2)
    assert [of.take("question", asker(1, 20), now=now) for now in (0.0, 1.0, 2.0)] == [0, 29.0, 28.0]
    assert of.take("question", asker(2, 20), now=3.0) == 0


def test_a_direct_message_has_no_server() -> None:
    of = limits(server=1)
    assert [of.take("question", asker(1), now=0.0), of.take("question", asker(1), now=0.0)] == [0, 0]


class Gate:
    """Work that goes on until it is let through."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def wait(self) -> str:
        assert self._open.wait(10)
        return "done"

    def open(self) -> None:
        self._open.set()


async def logged(words: str, times: int, caplog: pytest.LogCaptureFixture) -> None:
    """Wait until the log holds some words so many times."""
    async with asyncio.timeout(5):
        while caplog.text.count(words) < times:  # noqa: ASYNC110 - told by the log alone
            await asyncio.sleep(0)


async def failed(awaited: Callable[[], object]) -> Failure:
    with pytest.raises(Failure) as caught:
        awaited()
    return caught.value


async def test_the_line_has_an_end_and_each_in_it_a_place() -> None:
    gate = Gate()
    workers = Workers(threads=1, waiting=2, seconds=10)
    running, second, third = [workers.enter(gate.wait) for _ in range(3)]
    assert [workers.place(job) for job in (running, second, third)] == [0, 1, 2]
    full = await failed(lambda: workers.enter(gate.wait))
    assert (full.code, full.given["seconds"] > 0) == ("full", True)
    pressed = workers.enter(lambda: "pressed", first=True)
    assert [workers.place(job) for job in (pressed, second, third)] == [1, 2, 3]
    gate.open()
    assert await asyncio.gather(*(job.done for job in (running, pressed, second, third))) == [
        "done",
        "pressed",
        "done",
        "done",
    ]
    workers.end()


async def test_stuck_work_is_given_up_and_its_thread_replaced(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    workers = Workers(threads=1, waiting=9, seconds=0.05)
    stuck, waiting = workers.enter(gate.wait), workers.enter(gate.wait)
    for job in (stuck, waiting):
        with pytest.raises(Failure, match="too_slow"):
            await job.done
    await logged("written off", 1, caplog)
    assert await workers.enter(lambda: "next").done == "next"
    gate.open()
    await logged("has come back", 2, caplog)
    workers.end()


async def test_threads_do_not_run_out_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    workers = Workers(threads=4, waiting=9, seconds=0.05)
    for _ in range(2):
        for job in [workers.enter(gate.wait) for _ in range(4)]:
            with pytest.raises(Failure, match="too_slow"):
                await job.done
    await logged("written off, 8 of 8", 1, caplog)
    assert (await failed(lambda: workers.enter(gate.wait))).code == "stuck"
    gate.open()
    await logged("has come back", 8, caplog)
    assert await workers.enter(lambda: "next").done == "next"
    workers.end()


async def test_at_the_end_all_who_wait_are_told() -> None:
    gate = Gate()
    workers = Workers(threads=1, waiting=9, seconds=10)
    jobs = [workers.enter(gate.wait) for _ in range(5)]
    workers.end()
    assert (await failed(lambda: workers.enter(gate.wait))).code == "restarting"
    for job in jobs:
        with pytest.raises(Failure, match="restarting"):
            await job.done
    gate.open()


async def test_work_that_raises_raises_where_it_is_waited_for() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    workers = Workers(threads=1, waiting=9, seconds=10)
    with pytest.raises(ZeroDivisionError):
        await workers.enter(fail).done
    workers.end()
