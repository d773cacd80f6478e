"""Copies of a story are recognised, and stories that only look alike are not taken for copies."""

import random

import numpy as np
import pytest

from retrieval.indexing.copies import Copies, is_copy, signature
from tests.retrieval.edited_copies import article, copies, match, update, weather
from tests.retrieval.notice_forms import DEV, TEST, pairs
from tests.retrieval.reprints import reprint


def joined(texts: list[str]) -> list[int]:
    """Return for each text the place of the first of its story."""
    known: Copies[int] = Copies()
    found: list[int] = []
    for place, text in enumerate(texts):
        mark = signature(text)
        same = next((other for other in known.candidates(mark) if is_copy(text, texts[other])), None)
        found.append(place if same is None else same)
        if same is None:
            known.put(place, mark)
    return found


@pytest.mark.slow
def test_two_hundred_articles_with_five_copies_each() -> None:
    draw = random.Random(1)
    originals = [article(draw) for _ in range(200)]
    texts = ["\n\n".join(original) for original in originals]
    owners = list(range(200))
    for owner, original in enumerate(originals):
        texts += copies(original, draw)
        owners += [owner] * 5
    found = joined(texts)
    right = sum(place == owner for place, owner in zip(found[200:], owners[200:], strict=True))
    print(f"{right} of 1000 copies joined")
    assert found[:200] == list(range(200))
    assert right >= 980
    assert all(place in (own, owner) for own, (place, owner) in enumerate(zip(found, owners, strict=True)))


def test_a_copy_that_is_known_first_finds_the_original() -> None:
    draw = random.Random(2)
    for _ in range(20):
        original = article(draw)
        for copy in copies(original, draw):
            assert joined([copy, "\n\n".join(original)]) == [0, 0]


@pytest.mark.parametrize("form", [weather, match])
def test_other_days_in_the_same_form_are_other_articles(form: object) -> None:
    assert callable(form)
    draw = random.Random(3)
    texts = [form(draw) for _ in range(100)]
    assert joined(texts) == list(range(100))


def test_notices_that_fill_one_form_are_other_articles() -> None:
    draw = random.Random(7)
    assert [name for name, one, other in pairs(DEV + TEST, 200, draw) if is_copy(one, other)] == []


def test_reprints_are_copies() -> None:
    draw = random.Random(8)
    joined = 0
    for _ in range(100):
        original = article(draw)
        joined += is_copy("\n\n".join(original), reprint(original, "de", draw))
    assert joined >= 98


@pytest.mark.slow
def test_a_later_article_that_repeats_the_background_is_another_article() -> None:
    draw = random.Random(4)
    originals = [article(draw) for _ in range(100)]
    texts = ["\n\n".join(original) for original in originals] + [update(original, draw) for original in originals]
    assert joined(texts) == list(range(200))


def test_an_item_is_not_the_round_up_that_holds_it() -> None:
    draw = random.Random(5)
    items = ["\n\n".join(article(draw)) for _ in range(4)]
    assert joined(["\n\n".join(items), *items]) == [0, 1, 2, 3, 4]


def test_short_texts_are_never_copies() -> None:
    assert len(signature("Der Hafen ist zu.")) == 0
    assert not is_copy("Der Hafen ist zu.", "Der Hafen ist zu.")
    assert joined(["", "", "a b c", "a b c"]) == [0, 1, 2, 3]


def test_the_signature_estimates_the_share_of_common_shingles() -> None:
    words = [f"w{number}" for number in range(3_000)]
    for shift in (300, 1_000, 1_500):
        one, other = " ".join(words[:2_000]), " ".join(words[shift : shift + 2_000])
        truth = (2_000 - shift) / (2_000 + shift)
        assert abs(np.mean(signature(one) == signature(other)) - truth) < 0.12


def test_keys_are_replaced_and_dropped() -> None:
    draw = random.Random(6)
    marks = [signature("\n\n".join(article(draw))) for _ in range(200)]
    known: Copies[int] = Copies()
    for key, mark in enumerate(marks):
        known.put(key, mark)
    assert known.candidates(marks[150])[0] == 150
    known.put(150, marks[0])
    assert 150 in known.candidates(marks[0])[:2]
    known.drop(150)
    known.drop(150)
    assert 150 not in known.candidates(marks[0])
    assert known.candidates(np.empty(0, np.uint8)) == []
