import random

import pytest

from tests.retrieval.notice_forms import DEV, FORMS, LANGUAGES, TEST, pairs


@pytest.mark.parametrize("name", FORMS)
def test_two_fills_of_a_form_are_two_notices_of_one_wording(name: str) -> None:
    for _, one, other in pairs([name], 20, random.Random(name)):
        assert one != other
        assert "[" not in one + other
        assert 60 <= len(one.split()) <= 220
        assert 3 <= one.count("\n\n") + 1 <= 6, "a headline and two to five paragraphs"
        assert len(set(one.split()) & set(other.split())) > len(set(one.split())) / 2


def test_dev_and_test_are_halves_of_each_language() -> None:
    assert {*DEV, *TEST} == {*FORMS}
    for language in LANGUAGES:
        assert sum(name.startswith(language) for name in DEV) == sum(name.startswith(language) for name in TEST)
