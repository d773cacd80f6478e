"""Limits, breaker, queue and budgets, each by itself."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.generation.breaker import FIRST_SECONDS, MOST_SECONDS, Breaker
from bot.generation.budgets import Account, Budgets
from bot.generation.failures import Failed, Kind
from bot.generation.gate import Gate
from bot.generation.limits import MOST_BLANKS, Limiter
from bot.generation.lines import Line


def admitted(*pieces: str) -> tuple[str, str | None]:
    """Return what a limiter lets through, and the kind of failure that ends it."""
    limiter, text = Limiter(characters=500, lines=3), ""
    for piece in pieces:
        let, failure = limiter.admit(piece)
        text += let
        if failure:
            return text, failure.kind
    assert limiter.characters == len(text)
    return text, None


@given(st.text("ab \n\t", max_size=700) | st.builds("{}{}{}".format, st.text("a ", max_size=50), st.just(" " * 199),
       st.text("a ", max_size=50)), st.data())  # fmt: skip
def test_however_a_stream_is_cut_it_ends_at_the_same_place(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=20)))
    pieces = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    whole, kind = admitted(text)
    in_pieces, kind_of_pieces = admitted(*pieces)
    assert (whole, kind is None) == (in_pieces, kind_of_pieces is None)


def test_a_flood_of_blanks_is_cut_off() -> None:
    assert admitted("a" + " " * (MOST_BLANKS - 1) + "b") == ("a" + " " * (MOST_BLANKS - 1) + "b", None)
    assert admitted("a" + "\n" * MOST_BLANKS + "b") == ("a" + "\n" * MOST_BLANKS, "malformed")


def test_a_text_too_long_is_cut_off() -> None:
    assert admitted("a" * 501) == ("a" * 500, "too_long")


def test_the_same_line_twice_and_one_line_too_many() -> None:
    limiter = Limiter(characters=500, lines=2)
    limiter.count(Line(("E1.1",), "", "a"))
    with pytest.raises(Failed, match="the same line twice"):
        limiter.count(Line(("E1.1",), "", "a"))
    limiter.count(Line(("E1.2",), "", "a"))
    with pytest.raises(Failed, match="more than 2 lines"):
        limiter.count(Line(("E1.3",), "", "a"))


# --- the breaker -----------------------------------------------------------------------------------------------------


def failed(breaker: Breaker, kind: Kind, now: float) -> None:
    assert breaker.enter(now=now)
    breaker.leave(kind, now=now)


def test_three_failures_one_after_the_other_open_the_breaker() -> None:
    breaker = Breaker()
    failed(breaker, "server", 0)
    failed(breaker, "connection", 1)
    assert breaker.enter(now=2)
    breaker.leave(None, now=2)
    for now in (3, 4, 5):
        failed(breaker, "server", now)
    assert not breaker.enter(now=5 + FIRST_SECONDS - 1)
    assert breaker.enter(now=5 + FIRST_SECONDS)


def test_one_time_out_opens_it() -> None:
    breaker = Breaker()
    failed(breaker, "timeout", 0)
    assert not breaker.enter(now=1)


@pytest.mark.parametrize("kind", ["empty", "too_long", "refused"])
def test_an_answer_that_is_no_use_says_that_the_server_works(kind: Kind) -> None:
    breaker = Breaker()
    for now in range(9):
        failed(breaker, kind, now)
    assert breaker.enter(now=10)


def test_it_lets_one_try_through_and_stays_open_twice_as_long_where_that_fails() -> None:
    breaker = Breaker()
    failed(breaker, "timeout", 0)
    now, seconds = 0.0, FIRST_SECONDS
    for _ in range(10):
        now += seconds
        assert not breaker.enter(now=now - 1)
        assert breaker.enter(now=now)
        assert not breaker.enter(now=now)  # the others wait for what comes of the first
        breaker.leave("server", now=now)
        seconds = min(2 * seconds, MOST_SECONDS)
    assert seconds == MOST_SECONDS
    assert breaker.enter(now=now + seconds)
    breaker.leave(None, now=now + seconds)
    failed(breaker, "timeout", now + seconds)
    assert breaker.enter(now=now + seconds + FIRST_SECONDS)


def test_a_try_that_its_asker_ended_says_nothing() -> None:
    breaker = Breaker()
    failed(breaker, "timeout", 0)
    assert breaker.enter(now=FIRST_SECONDS)
    breaker.give_up()
    assert breaker.enter(now=FIRST_SECONDS)


def test_what_was_under_way_when_it_opened_does_not_lengthen_its_time() -> None:
    breaker = Breaker()
    assert all(breaker.enter(now=0) for _ in range(8))
    for _ in range(8):
        breaker.leave("timeout", now=1)
    assert breaker.enter(now=1 + FIRST_SECONDS)


# --- the queue -------------------------------------------------------------------------------------------------------


async def test_a_gate_keeps_the_order_and_refuses_who_is_too_many() -> None:
    gate, order, at_once = Gate(at_once=1, waiting=2), list[int](), list[int]()
    go = asyncio.Event()

    async def pass_through(number: int) -> None:
        async with gate.entered(seconds=60):
            at_once.append(number)
            order.append(number)
            await go.wait()
            assert at_once == [number]
            at_once.remove(number)

    tasks = [asyncio.create_task(pass_through(number)) for number in range(4)]
    await asyncio.wait(tasks[3:])
    with pytest.raises(Failed, match="2 questions wait"):
        await tasks[3]
    go.set()
    await asyncio.gather(*tasks[:3])
    assert order == [0, 1, 2]


async def test_who_waits_too_long_or_goes_leaves_the_turn_to_the_next() -> None:
    gate = Gate(at_once=1, waiting=3)
    async with gate.entered(seconds=1):
        with pytest.raises(Failed, match=r"no turn within 0\.01 s"):
            async with gate.entered(seconds=0.01):
                pass
        gone = asyncio.create_task(_through(gate))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        left = asyncio.create_task(_through(gate))
        await asyncio.sleep(0)
    await left
    await _through(gate)


async def test_who_goes_just_when_it_is_their_turn_hands_it_on() -> None:
    gate = Gate(at_once=1, waiting=3)
    async with gate.entered(seconds=1):
        gone, left = asyncio.create_task(_through(gate)), asyncio.create_task(_through(gate))
        await asyncio.sleep(0)
    gone.cancel()
    await left
    with pytest.raises(asyncio.CancelledError):
        await gone
    await _through(gate)


async def _through(gate: Gate) -> None:
    async with gate.entered(seconds=60):
        pass


# --- budgets ---------------------------------------------------------------------------------------------------------

HOUR, DAY = 3_600.0, 86_400.0


def spend(budgets: Budgets, account: Account, most: int, used: int | None = None, *, now: float = 0) -> None:
    with budgets.spending(account, most, now=now) as use:
        if used is not None:
            use.used(used)


def test_what_was_used_counts_and_not_what_was_set_aside() -> None:
    budgets = Budgets(server=1_000, person=500)
    someone = Account(server=1, person=1)
    spend(budgets, someone, 400, 100)
    spend(budgets, someone, 400, 400)
    with pytest.raises(Failed, match="the person has used the tokens of this hour"):
        spend(budgets, someone, 1)
    spend(budgets, Account(server=1, person=2), 500)
    with pytest.raises(Failed, match="the server has used the tokens of this day"):
        spend(budgets, Account(server=1, person=3), 1)
    spend(budgets, Account(server=2, person=3), 500)


def test_an_hour_and_a_day_end() -> None:
    budgets = Budgets(server=1_000, person=500)
    someone = Account(server=1, person=1)
    spend(budgets, someone, 500)
    with pytest.raises(Failed):
        spend(budgets, someone, 1, now=HOUR - 1)
    spend(budgets, someone, 500, now=HOUR)
    with pytest.raises(Failed, match="this day"):
        spend(budgets, someone, 1, now=DAY - 1)
    spend(budgets, someone, 500, now=DAY)


def test_several_requests_at_once_cannot_use_more_than_there_is() -> None:
    budgets = Budgets(server=1_000, person=500)
    with budgets.spending(Account(person=1), 300, now=0), pytest.raises(Failed):
        spend(budgets, Account(person=1), 300)
    spend(budgets, Account(person=1), 200)


def test_who_has_no_account_has_no_budget() -> None:
    spend(Budgets(server=0, person=0), Account(), 10**9)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=20))
def test_no_more_is_used_than_the_budget(requests: list[tuple[int, int]]) -> None:
    budgets, total = Budgets(server=10**9, person=500), 0
    for most, used in requests:
        try:
            spend(budgets, Account(person=1), most, min(used, most))
        except Failed:
            assert total + most > 500
        else:
            total += min(used, most)
    assert total <= 500
