"""The scanner: what counts as a line of a model's, and that it does not matter how a stream is cut into pieces."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.generation.lines import LONGEST_LINE, Line, Scanner


def lines(*pieces: str, ends: bool = True) -> list[Line]:
    scanner = Scanner()
    found = [line for piece in pieces for line in scanner.feed(piece)]
    return [*found, *scanner.finish()] if ends else found


def claim(key: str, text: str, words: str = "") -> Line:
    return Line((key,), words, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E1.2 | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("E1.2|The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("e1.2 | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("E1.2: The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("E1.2 ｜ The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("E1.2 | Brücke gesperrt | The bridge is closed.", claim("E1.2", "The bridge is closed.", "Brücke gesperrt")),
        ("E1.2 | | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("| E1.2 | The bridge is closed. |", claim("E1.2", "The bridge is closed.")),
        ("- E1.2 | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("* **E1.2** | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("1. E1.2 | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("2) [E1.2] | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("`E1.2 | The bridge is closed.`", claim("E1.2", "The bridge is closed.")),
        ("\ufeffE1.2 | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("<think>Is it?</think>E1.2 | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("E1.2 | The bridge<THINK>\nor tunnel\n</THINK> is closed.", claim("E1.2", "The bridge is closed.")),
        ("Let me see.</think>\nE1.2 | The bridge is closed.", None),
        ("E1.2, E2.1 | The bridge is closed.", Line(("E1.2", "E2.1"), "", "The bridge is closed.")),
        ("E1.2 and E1.2 | The bridge is closed.", claim("E1.2", "The bridge is closed.")),
        ("E2 | The bridge is closed.", claim("E2", "The bridge is closed.")),
        ("Here is the answer:", Line((), "", "Here is the answer:")),
        ("E1.2 says that the bridge is closed.", Line((), "", "E1.2 says that the bridge is closed.")),
        ("E1.2 | a | b | c", Line((), "", "E1.2 | a | b | c")),
        ("NONE", Line((), "", "NONE")),
    ],
)
def test_what_stands_around_a_claim_is_taken_off(text: str, expected: Line | None) -> None:
    found = lines(text)
    if expected is None:
        assert found[-1] == claim("E1.2", "The bridge is closed.")
    else:
        assert found == [expected]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "```", "```text\n```", "  ***  ", "<think>E1.1 | never", "<think>a</think>\n"]
)
def test_what_is_no_line(text: str) -> None:
    assert lines(text) == []


@pytest.mark.parametrize("text", ["NONE", "none.", "**NONE**", "`NONE`"])
def test_a_model_may_decline(text: str) -> None:
    assert [line.declines for line in lines(text)] == [True]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_ends_it(end: str) -> None:
    assert lines(f"E1.1 | One.{end}E1.2 | Two.") == [claim("E1.1", "One."), claim("E1.2", "Two.")]


def test_a_line_that_has_not_ended_does_not_count() -> None:
    assert lines("E1.1 | One.\nE1.2 | Nobody was", ends=False) == [claim("E1.1", "One.")]


def test_a_line_too_long_is_told_and_the_next_is_read() -> None:
    found = lines("E1.1 | " + "x" * LONGEST_LINE + "\nE1.2 | Two.")
    assert found == [Line((), "", "", too_long=True), claim("E1.2", "Two.")]


MARKS = [
    "E1.1",
    "E2.13",
    " | ",
    "|",
    "\n",
    "\r\n",
    "<think>",
    "</think>",
    "<thi",
    "nk>",
    "NONE",
    "```",
    "- ",
    "a",
    "Ж. ",
]
MARKS += ["\ufeff", "<", ">", "x" * 600, "\u2028", "1. "]
streams = st.lists(st.sampled_from(MARKS) | st.text(max_size=5), max_size=40).map("".join)


@given(streams, st.data())
def test_however_a_stream_is_cut_its_lines_are_the_same(stream: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=30)))
    pieces = [stream[start:end] for start, end in pairwise([0, *cuts, len(stream)])]
    assert lines(*pieces) == lines(stream) == lines(*stream)


@given(streams, st.data())
def test_the_beginning_of_a_stream_says_nothing_that_the_whole_does_not(stream: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(stream)))
    begun = lines(stream[:end], ends=False)
    assert lines(stream, ends=False)[: len(begun)] == begun


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["x", "\n", "E1.1", "<think>", "</think>", "<", "| ", "(", "1. "])
def test_the_time_a_stream_takes_grows_with_its_length_only(piece: str) -> None:
    begun = process_time()
    lines(piece * 100_000)
    lines(*[piece] * 50_000)
    assert process_time() - begun < 20  # a second or two where it is measured; what is quadratic takes minutes
