import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.metrics import (
    Judged,
    Share,
    by_pair,
    distinct,
    judge,
    measure,
    ndcg,
    reciprocal_rank,
    refusals,
    share,
    token_f1,
    wilson,
)


def test_worked_example() -> None:
    first = Judged("en-de", (False, True, False), gold=1)  # rank 2
    second = Judged("de-de", (True, False, True), gold=2)  # ranks 1 and 3
    third = Judged("de-de", (False,) * 12, gold=1)  # nowhere
    found = measure([first, second, third])
    assert found.questions == 3
    assert found.recall == pytest.approx({1: 1 / 3, 5: 2 / 3, 10: 2 / 3})
    assert found.mrr == pytest.approx((1 / 2 + 1 + 0) / 3)
    ideal = 1 + 1 / math.log2(3)
    assert found.ndcg == pytest.approx((1 / math.log2(3) + (1 + 1 / 2) / ideal + 0) / 3)
    assert list(by_pair([first, second, third])) == ["de-de", "en-de"]
    assert by_pair([first, second, third])["de-de"].recall[1] == 0.5


def test_no_questions_give_zeros() -> None:
    assert measure([]).mrr == 0 == measure([]).recall[10]


def test_rank_eleven_does_not_count_at_ten() -> None:
    found = (False,) * 10 + (True,)
    assert ndcg(found, 1, depth=10) == 0
    assert reciprocal_rank(found) == pytest.approx(1 / 11)


def test_judge_counts_an_item_once_and_items_that_share_a_rank_as_one() -> None:
    even, big = (lambda key: key % 2 == 0), (lambda key: key > 10)
    assert judge("x", [1, 4, 6, 12], [even]) == Judged("x", (False, True, False, False), 1)
    assert judge("x", [12, 4], [even, big]) == Judged("x", (True, False), 1)
    assert judge("x", [4, 12], [even, big]) == Judged("x", (True, True), 2)
    assert judge("x", [1], [even, big]) == Judged("x", (False,), 2)


def test_refusals() -> None:
    # (answerable, refused): two hopeless questions, one refused; three answerable ones, one refused.
    found = refusals([(False, True), (False, False), (True, True), (True, False), (True, False)])
    assert found.precision == 0.5
    assert found.recall == 0.5
    assert (found.answerable, found.refused) == (3, 1)
    assert refusals([]).precision == 1 == refusals([]).recall


@pytest.mark.parametrize(
    ("predicted", "gold", "f1"),
    [
        ("The Orla, at last!", "orla at last", 1),
        ("die Brücke", "Brücke", 1),
        ("l'eau", "eau", 1),
        ("в Женеве", "Женеве", 2 / 3),
        ("three more lighthouses", "three more", 4 / 5),
        ("more more", "more", 2 / 3),
        ("Monday", "Tuesday", 0),
        ("", "Tuesday", 0),
        ("the", "Tuesday", 0),
        ("", "die", 1),
    ],
)
def test_answers_share_words(predicted: str, gold: str, f1: float) -> None:
    assert token_f1(predicted, gold) == token_f1(gold, predicted) == pytest.approx(f1)


def test_the_interval_of_a_share() -> None:
    # The example of Newcombe (1998, table I): 81 of 263, 0.2553 to 0.3662.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert wilson(20, 20) == pytest.approx((0.8389, 1), abs=5e-5)
    assert wilson(0, 0) == (0, 1)
    assert share([True, False, True, True]) == Share(3, 4)
    assert share([]).value == 0
    assert Share(3, 4).interval == wilson(3, 4)


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_share_lies_within_its_interval(count: int, n: int) -> None:
    low, high = wilson(min(count, n), n)
    assert 0 <= low <= min(count, n) / n <= high <= 1


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 5))
def test_metrics_stay_within_their_range(marks: list[bool], gold: int) -> None:
    marks = [mark and sum(marks[:place]) < gold for place, mark in enumerate(marks)]
    one = Judged("x", tuple(marks), gold)
    found = measure([one])
    assert 0 <= found.mrr <= 1
    assert 0 <= found.ndcg <= 1 + 1e-9
    assert found.recall[1] <= found.recall[5] <= found.recall[10]


@given(st.lists(st.integers(0, 5)))
def test_distinct_keeps_first_places(keys: list[int]) -> None:
    kept = distinct(keys)
    assert sorted(set(keys)) == sorted(kept)
    assert [keys.index(key) for key in kept] == sorted(keys.index(key) for key in kept)
