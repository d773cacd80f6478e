"""Where the words that answer stand in an answer: in their quotation, whatever became of it on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Cut
from bot.answering.layout import lines, quoted
from bot.answering.marks import printable
from bot.answering.wording import wording
from tests.bot.answers import answer, bare, entry, text_of
from tests.bot.discord_world import HEADING, citation


def emphasised(quote: str, words: str, language: str = "en") -> str | None:
    at = quote.index(words)
    cited = replace(citation(1), quote=quote, start=0, end=len(quote), answer_start=at, answer_end=at + len(words))
    text, span = quoted(entry(cited), wording(language))
    return text[slice(*span)] if span else None


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
        ('"Until June"', '"Until June"', "Until June"),
        ('"Until June"', "June", "June"),
        ('"Until June", he said', '"Until June"', "‘Until June’"),
        ("„Bis Juni“", "„", None),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_are_found_as_they_are_printed(quote: str, words: str, found: str | None, language: str) -> None:
    told = emphasised(quote, words, language)
    assert (told and bare(told)) == (found and bare(found))


@given(st.text(st.characters() | st.sampled_from('[]12 \n*"“„'), min_size=1, max_size=60), st.data())
def test_words_lie_inside_their_quotation(quote: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(quote) - 1))
    last = data.draw(st.integers(first + 1, len(quote)))
    cited = replace(citation(1), quote=quote, start=0, end=len(quote), answer_start=first, answer_end=last)
    cuts: tuple[Cut | None, ...] = (None, "clause", "negation")
    late, cut = data.draw(st.booleans()), data.draw(st.sampled_from(cuts))
    text, span = quoted(replace(entry(cited), late=late, cut=cut), wording("en"))
    assert bare(printable(quote)) in bare(text)
    if span:
        assert bare(text[slice(*span)]) == bare(printable(quote[first:last]))
        assert "“" not in text[slice(*span)]
        assert "”" not in text[slice(*span)]


def test_quotations_the_asker_may_not_read_stand_below_a_line_that_names_their_languages() -> None:
    russian, ukrainian = (replace(citation(n), language=code) for n, code in ((2, "ru"), (3, "uk")))
    shown = answer(
        entry(citation(1)),
        entry(russian, manner=("Russian",), apart=True),
        entry(ukrainian, manner=("Ukrainian",), apart=True),
        heading=HEADING,
    )
    kinds = [line.kind for line in lines(shown.sections, wording("en"))]
    assert kinds == ["heading", "gap", *["quotation", "below"], "gap", "aside", *["quotation", "below"] * 2]
    assert "\n\nAlso reported in Russian and Ukrainian:\n│ " in text_of(shown)
