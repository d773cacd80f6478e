"""Where the words that answer stand in an answer: in their quotation, whatever became of it on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Citation
from bot.answering.emphasis import shown
from bot.answering.marks import printable
from tests.bot.discord_world import citation


def answering(n: int, quote: str, words: str) -> Citation:
    at = quote.index(words)
    return replace(citation(n), quote=quote, start=0, end=len(quote), answer_start=at, answer_end=at + len(words))


def emphasised(text: str, *citations: Citation) -> list[str | None]:
    return [text[one.answer[0] : one.answer[1]] if one.answer else None for one in shown(text, citations)]


@pytest.mark.parametrize(
    ("quote", "words", "found"),
    [
        ("The dam holds until June.", "until June", "until June"),
        ("The dam holds until June.", "The dam holds until June.", "The dam holds until June."),
        ("June or\nnot,  it holds\nuntil June.", "until June", "until June"),
        ("It holds\nuntil\nJune.", "until\nJune", "until June"),
        ("See [1] on \x1b[31mJune.", "June", "June"),
        ("In [1] June.", "[1]", "(1)"),
        ("In [1] June.", "1", None),
        ("It holds. \u202e", "\u202e", None),
    ],
)
def test_words_are_found_as_they_are_printed(quote: str, words: str, found: str | None) -> None:
    assert emphasised(f"│ “{printable(quote)}”\n[1] 9 Jan 2022", answering(1, quote, words)) == [found]
    assert emphasised(f"It holds: “{printable(quote)}” [1]", answering(1, quote, words)) == [found]


def test_words_are_those_of_their_own_quotation() -> None:
    text = "Ja Tarn · 2 statements\n\n│ “Nein, Ja”\n[1] Ja\n│ “Ja”\n[2] Ja"
    first, second = shown(text, [answering(1, "Nein, Ja", "Ja"), answering(2, "Ja", "Ja")])
    assert first.answer == (text.index(", Ja") + 2, text.index(", Ja") + 4)
    assert second.quotation == second.answer == (text.index("“Ja”") + 1, text.index("“Ja”") + 3)


def test_a_quotation_that_the_text_leaves_out_has_no_place() -> None:
    assert emphasised("The mayor says so [1].", answering(1, "The dam holds.", "holds")) == []
    assert emphasised("“The dam holds.” [1]", citation(1, "The council of Port Ember met on Monday.")) == []


@given(st.text(st.characters() | st.sampled_from("[]12 \n*"), min_size=1, max_size=60), st.data())
def test_words_lie_inside_their_quotation(quote: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(quote) - 1))
    last = data.draw(st.integers(first + 1, len(quote)))
    cited = replace(citation(1), quote=quote, start=0, end=len(quote), answer_start=first, answer_end=last)
    text = f"A heading\n\n│ “{printable(quote)}”\n[1] 9 Jan 2022"
    for place in shown(text, [cited]):
        assert text[slice(*place.quotation)] == printable(quote)
        if place.answer:
            assert text[slice(*place.answer)] == printable(quote[first:last])
            assert place.quotation[0] <= place.answer[0] < place.answer[1] <= place.quotation[1]
