"""What Discord would make of article text: nothing."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.markdown import clean, escape, escape_around, length, one_line, split

NASTY = st.text(
    st.sampled_from(
        [*"\\*_~|`<>[]()@#-+.:/!&1 9\n\t", "a", "ß", "\u200b", "\u2060", "\u202e", "😀", "\u0301", "\ud800"]
    )
)
PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def as_shown(escaped: str) -> tuple[str, list[int]]:
    """Return what Discord shows of escaped text, and which of its characters were escaped."""
    shown: list[str] = []
    literal: list[int] = []
    for match in re.finditer(rf"\\([{PUNCTUATION}])|([\s\S])", escaped):
        if match[1]:
            literal.append(len(shown))
        shown.append(match[1] or match[2])
    return "".join(shown), literal


@given(NASTY | st.text())
def test_escaped_text_is_shown_as_it_was(text: str) -> None:
    assert as_shown(escape(text))[0] == text


@given(NASTY | st.text())
def test_nothing_that_acts_stays_unescaped(text: str) -> None:
    shown, literal = as_shown(escape(text))
    acting = [match.start() for match in re.finditer(r"[\\*_~|`<>\[\]@]", shown)]
    acting += [match.start() for match in re.finditer(r":(?=//)", shown)]
    acting += [match.end() - 1 for match in re.finditer(r"(?m)^[^\S\n]*(?:[#+-]|\d{1,9}[.)])", shown)]
    assert set(acting) <= set(literal)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@everyone look", r"\@everyone look"),
        ("<@123> <#5> <:smile:42> <t:0:R>", r"\<\@123\> \<#5\> \<:smile:42\> \<t:0:R\>"),
        ("[bank](https://evil.example)", r"\[bank\]\(https\://evil.example)"),
        ("||gone|| **bold** ~~x~~", r"\|\|gone\|\| \*\*bold\*\* \~\~x\~\~"),
        ("# Heading\n-# small\n1. one", "\\# Heading\n\\-# small\n1\\. one"),
        ("\u200b# Heading", "\u200b\\# Heading"),
        ("join discord.gg/abc", r"join discord.gg\/abc"),
        ("10-12 troops (100.000)", "10-12 troops (100.000)"),
        ("and/or", "and/or"),
    ],
)
def test_each_way_to_act_is_closed(text: str, expected: str) -> None:
    assert escape(text) == expected


@given(NASTY)
def test_spans_move_with_their_text(text: str) -> None:
    escaped = escape_around(text, ())
    for start in range(0, len(text), 3):
        first, last = escaped.at((start, start + 1))
        assert as_shown(escaped.text[first:last])[0] == text[start : start + 1]


@given(st.text() | NASTY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_cleaning_takes_what_steers_a_reader() -> None:
    assert clean("a\u202eb\x00c\x1b[0m\r\nd\u2028e\n\n\n\nf   g") == "abc[0m\nd\ne\n\nf g"


def test_one_line_is_cut_with_an_ellipsis() -> None:
    assert one_line("one\ntwo  three", at_most=9) == "one two…"
    assert one_line("one\ntwo", at_most=9) == "one two"


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], int]:
    """Draw a text, spans in it that no part may cut, and a limit no shorter than any span."""
    pieces = draw(
        st.lists(st.tuples(st.booleans(), st.text(st.sampled_from("ab \n\\*😀[1]"), min_size=1, max_size=30)))
    )
    text, spans = "", []
    for held, piece in pieces:
        if held:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    return text, spans, draw(st.integers(60, 200))


@given(texts_with_spans())
def test_split_parts_join_to_the_whole_and_cut_no_span(drawn: tuple[str, list[tuple[int, int]], int]) -> None:
    text, spans, limit = drawn
    parts = split(text, keep=spans, limit=limit)
    assert "".join(parts) == text
    assert all(0 < length(part) <= limit for part in parts)
    borders = list(accumulate(map(len, parts)))
    assert not [border for border in borders if any(start < border < end for start, end in spans)]


@given(st.text(st.sampled_from("ab*\\_ \n"), max_size=300))
def test_no_part_parts_a_backslash_from_its_character(text: str) -> None:
    parts = split(escape(text), limit=20)
    assert "".join(as_shown(part)[0] for part in parts) == text


def test_a_line_border_is_preferred() -> None:
    assert split("aaa bbb\nccc ddd eee", limit=12) == ["aaa bbb\n", "ccc ddd eee"]


def test_a_word_longer_than_a_message_is_cut() -> None:
    assert [len(part) for part in split("x" * 4500)] == [2000, 2000, 500]


def test_emoji_count_as_two() -> None:
    assert length("a😀") == 3
    assert [len(part) for part in split("😀" * 1500)] == [1000, 500]
