"""Which messages tell of what waits: each find once, never more than there may be, over any course of days."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.news import News, planned
from bot.state.counts import day_of
from bot.state.watches import Find, Waiting
from tests.bot.memories import DAY, HOUR, NOON

MIDNIGHT = NOON - 12 * HOUR


def waits(number: int, *, at: int = NOON, watch: int = 1, article: str = "a") -> Waiting:
    return Waiting(watch, Find(f"{number:016x}", article, 1, number, number + 9), at)


def told(messages: list[News]) -> list[list[int]]:
    return [[int(one.find.fingerprint, 16) for one in message.shown] for message in messages]


def plan(*waiting: Waiting, left: int = 5, now: int = NOON) -> list[News]:
    return planned(waiting, left=left, now=now, digest_hour=6)


def test_what_one_article_brings_is_one_message() -> None:
    messages = plan(waits(1), waits(2, article="b"), waits(3))
    assert (told(messages), [one.digest for one in messages]) == ([[1, 3], [2]], [False, False])


def test_what_is_too_much_waits_for_the_next_day_and_is_told_together() -> None:
    waiting = [waits(n, article=str(n)) for n in range(8)]
    assert told(plan(*waiting, left=2)) == [[0], [1]]
    assert plan(*waiting[2:], left=0) == []
    assert plan(*waiting[2:], now=MIDNIGHT + DAY + 6 * HOUR - 1) == []
    [digest] = plan(*waiting[2:], now=MIDNIGHT + DAY + 6 * HOUR)
    assert (digest.digest, told([digest])) == (True, [[2, 3, 4, 5, 6, 7]])


def test_room_for_what_is_left_over_is_kept() -> None:
    late, fresh = waits(1), [waits(n, at=NOON + DAY, article=str(n)) for n in (2, 3)]
    assert told(plan(late, *fresh, left=2, now=MIDNIGHT + DAY + HOUR)) == [[2]]
    assert plan(late, *fresh, left=1, now=MIDNIGHT + DAY + HOUR) == []
    assert told(plan(late, *fresh, left=2, now=NOON + DAY)) == [[1], [2]]


def test_what_two_watches_have_found_is_shown_once() -> None:
    [message] = plan(waits(1), waits(1, watch=2))
    assert (told([message]), len(message.finds)) == ([[1]], 2)


def test_a_message_has_a_mark_of_its_finds() -> None:
    assert plan(waits(1))[0].mark == plan(waits(1))[0].mark != plan(waits(1, watch=2))[0].mark


@given(
    found=st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 3), st.integers(0, 5 * DAY), st.sampled_from("abc")),
        max_size=60,
        unique_by=lambda one: one[:2],
    ),
    most=st.integers(1, 4),
    step=st.integers(HOUR // 2, 9 * HOUR),
)
def test_over_days_each_quotation_is_told_once_and_never_more_often_than_may_be(
    found: list[tuple[int, int, int, str]], most: int, step: int
) -> None:
    # Two watches find the same in the same look.
    moments = {number: at for number, _, at, _ in found}
    left = [waits(number, at=MIDNIGHT + moments[number], watch=watch, article=on) for number, watch, _, on in found]
    sent: dict[str, list[News]] = {}
    now = MIDNIGHT
    while left and now < MIDNIGHT + 90 * DAY:
        here = sorted((one for one in left if one.at <= now), key=lambda one: one.at)
        day = sent.setdefault(day_of(now), [])
        messages = planned(here, left=most - len(day), now=now, digest_hour=6)
        day += messages
        for message in messages:
            left = [one for one in left if one not in message.finds]
        now += step
    assert left == []
    assert all(len(messages) <= most for messages in sent.values())
    shown = [one.find.fingerprint for messages in sent.values() for message in messages for one in message.shown]
    assert sorted(shown) == sorted({f"{number:016x}" for number, _, _, _ in found})
