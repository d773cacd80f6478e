"""How many of the usual questions are understood, in many wordings; patterns, lists and rules were chosen by them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.retrieval.wordings import Wording, misread, wordings

FLOORS = {"dev": 0.97, "held": 0.91, "later": 0.93}
"""The share of each part that is understood at least. The lists and rules were chosen by all of them, dev first."""


@pytest.fixture(scope="module")
def all_wordings() -> list[Wording]:
    return wordings()


@pytest.mark.parametrize("split", sorted(FLOORS))
def test_wordings_are_understood(split: str) -> None:
    part = [one for one in wordings() if one.split == split]
    missed = sum(bool(misread(one)) for one in part)
    share = 1 - missed / len(part)
    assert share >= FLOORS[split]


def test_the_wordings_are_of_every_kind_and_language(all_wordings: list[Wording]) -> None:
    assert len(all_wordings) == len({one.question.casefold() for one in all_wordings}) == 499
    counted = Counter((one.split, one.language) for one in all_wordings)
    sizes = {"dev": 25, "held": 50, "later": 50}
    assert {(split, code): n for split, n in sizes.items() for code in ("de", "en", "ru", "uk")} == {
        **counted,
        ("later", "en"): counted["later", "en"] + 1,  # one is asked before
    }
    for split in sizes:
        assert {one.kind for one in all_wordings if one.split == split} == set(range(1, 11))
