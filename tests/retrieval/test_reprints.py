import random
from collections import Counter

import pytest

from tests.retrieval.notice_forms import FORMS
from tests.retrieval.reprints import DEV_EDITS, REPRINTS, TEST_EDITS, reprint


@pytest.mark.parametrize("edit", REPRINTS)
def test_an_edit_changes_a_story_of_each_language_and_leaves_its_original_alone(edit: str) -> None:
    draw, changed = random.Random(edit), Counter[str]()
    for name, form in FORMS.items():
        original = form(draw).split("\n\n")
        before = list(original)
        changed[name[:2]] += REPRINTS[edit](original, name[:2], draw) != before
        assert original == before
    assert len(+changed) == 4, "of four languages"


@pytest.mark.parametrize("edits", [None, DEV_EDITS, TEST_EDITS])
def test_a_reprint_has_at_least_half_of_the_words(edits: tuple[str, ...] | None) -> None:
    draw = random.Random(4)
    for name, form in FORMS.items():
        original = form(draw)
        printed = reprint(original.split("\n\n"), name[:2], draw, edits=edits)
        assert printed != original
        assert len(printed.split()) > len(original.split()) / 2


def test_edits_that_change_nothing_are_an_error() -> None:
    with pytest.raises(ValueError, match="dates"):
        reprint(["No date", "Nothing happened."], "en", random.Random(1), edits=["dates"])


def test_dev_and_test_edits_are_disjoint() -> None:
    assert sorted([*DEV_EDITS, *TEST_EDITS]) == sorted(REPRINTS)
