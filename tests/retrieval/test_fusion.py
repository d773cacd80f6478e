import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.search.fusion import Background, backgrounds, best_first, standardise, weighted_sum

scores = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=30).map(lambda xs: np.array(xs, np.float32))


@given(scores, st.floats(0.125, 8, width=32))
def test_fusing_one_ranking_keeps_its_order(column: np.ndarray, weight: float) -> None:
    keys = [f"{row:04}" for row in range(len(column))]
    fused = weighted_sum({"only": column}, {"only": weight})
    before, after = best_first(column, keys), best_first(fused, keys)
    assert np.all(np.diff(fused[before]) <= 0)
    assert sorted(before) == sorted(after)


@given(scores)
def test_a_language_alone_keeps_its_order(column: np.ndarray) -> None:
    known = backgrounds({"de": column}, np.zeros(4, np.float32))
    levelled = standardise(column, ["de"] * len(column), known)
    order = np.argsort(column, kind="stable")
    assert np.all(np.diff(levelled[order]) >= -1e-5)


def test_standardising_lifts_the_language_that_the_encoder_scores_low() -> None:
    known = {"en": Background(0.5, 0.1), "de": Background(0.2, 0.1)}
    levelled = standardise(np.array([0.6, 0.5], np.float32), ["en", "de"], known)
    assert levelled == pytest.approx([1.0, 3.0], abs=1e-5)


def test_few_passages_of_a_language_are_drawn_towards_unrelated_texts() -> None:
    many = np.linspace(0.0, 0.4, 400, dtype=np.float32)
    few = np.array([0.9], np.float32)
    unrelated = np.linspace(0.1, 0.2, 16, dtype=np.float32)
    known = backgrounds({"en": many, "ru": few}, unrelated)
    assert known["en"].mean == pytest.approx(0.2, abs=0.01)
    assert known["ru"].mean == pytest.approx((0.9 + 20 * 0.15) / 21, abs=0.001)


def test_an_empty_corpus_has_no_background() -> None:
    assert backgrounds({}, np.zeros(1, np.float32)) == {}


def test_weights_may_differ_by_row() -> None:
    columns = {"a": np.array([1, 1], np.float32), "b": np.array([1, 1], np.float32)}
    assert weighted_sum(columns, {"a": 1, "b": np.array([0, 2], np.float32)}).tolist() == [1, 3]


def test_ties_go_by_key() -> None:
    assert best_first(np.array([1, 2, 1], np.float32), ["c", "z", "a"]) == [1, 2, 0]
