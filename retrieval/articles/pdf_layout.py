"""The text of a PDF page in reading order: columns that the file tells row by row apart, headlines apart from text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

LEAST_ROWS = 4
"""Rows with text in two columns from which they are columns: a table of a few lines is no reading order."""

COLUMN_GAP = 100.0
"""Points between the left edges of two columns at least: a third of a newspaper page's text."""

EDGE = 6.0
"""Points by which the left edges of one column's lines may differ, as of an indented first line."""

WIDE_GAP = 1.4
"""Times the usual distance of lines from which there is a paragraph between two."""

FEW_LINES = 4
"""Lines below which a page has no usual distance; then it is that of its letters' size."""

SINGLE_SPACED = 1.3
"""Times the size of its letters that a line takes."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text as the file draws it: where it begins, in points from the lower left, and the size of its letters."""

    text: str
    x: float
    y: float
    size: float


def page_text(page: Any) -> str:
    """Return the text of a page of pypdf, a blank line where its lines stand apart."""
    pieces: list[_Piece] = []

    def note(text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        if text:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            pieces.append(_Piece(text, x, y, abs(size * tm[3] * cm[3]) or size))

    whole: str = page.extract_text(visitor_text=note)
    if "".join("".join(piece.text for piece in pieces).split()) != "".join(whole.split()):
        return whole
    drawn = [piece for piece in pieces if piece.text.strip()]
    if edge := _second_column(drawn):
        columns = ([one for one in drawn if (one.x < edge) == left] for left in (True, False))
        return "\n\n".join(_apart(column) for column in columns)
    return _apart(pieces)


def _second_column(drawn: Sequence[_Piece]) -> float | None:
    """Return where the second column begins on a page that is told row by row, None of any other page.

    Such rows go from one left edge to the other and back, always the same two.
    """
    pairs = [
        (one, other) for one, other in pairwise(drawn) if abs(one.y - other.y) < 1 and other.x - one.x >= COLUMN_GAP
    ]
    if len(pairs) < LEAST_ROWS or 4 * len(pairs) < len(drawn):
        return None
    left, right = median(one.x for one, _ in pairs), median(other.x for _, other in pairs)
    aligned = all(min(abs(piece.x - left), abs(piece.x - right)) <= EDGE for piece in drawn)
    words = sum(len(other.text.split()) for _, other in pairs)
    # Cells of a table have a word or two, lines of a column several.
    return right - EDGE if aligned and words >= 3 * len(pairs) else None


def _apart(pieces: Sequence[_Piece]) -> str:
    """Return the pieces as lines, with a blank one where two are farther apart than lines are."""
    lines = [piece for piece in pieces if piece.text.strip()]
    steps = [one.y - other.y for one, other in pairwise(lines) if one.y - other.y > 1]
    found: list[str] = []
    last: _Piece | None = None
    for piece in pieces:
        if last is not None and piece.text.strip():
            usual = median(steps) if len(steps) >= FEW_LINES else SINGLE_SPACED * max(last.size, piece.size)
            new = last.y - piece.y > 1
            if new and found and not found[-1].endswith("\n"):
                found.append("\n")
            if new and last.y - piece.y > WIDE_GAP * usual and not piece.text.lstrip()[0].islower():
                found.append("\n")
        found.append(piece.text)
        last = piece if piece.text.strip() else last
    return "".join(found)
