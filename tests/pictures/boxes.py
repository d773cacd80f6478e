"""Boxes: how large a part of a picture is, what is drawn in it, and what is wrong with it.

All lengths are CSS pixels. A box holds its marks where they stand in it; boxes are put together by moving marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tests.pictures.fonts import Face


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle, with round corners of `radius`; `outline` is the colour of a border of one pixel."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None
    radius: float = 0
    outline: str | None = None
    square_left: bool = False
    """Whether its two left corners are not round."""


@dataclass(frozen=True, slots=True)
class Word:
    """Characters on a base line."""

    x: float
    y: float
    text: str
    face: Face
    colour: str


Mark = Shape | Word


@dataclass(frozen=True, slots=True)
class Fault:
    """What people would see badly: `kind` is "cut", "overflow", "row" or "squeezed"."""

    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture."""

    width: float
    height: float
    marks: tuple[Mark, ...] = ()
    faults: tuple[Fault, ...] = ()

    def at(self, x: float, y: float) -> tuple[Mark, ...]:
        """Return the marks as they stand where the box's corner is at (`x`, `y`)."""
        return tuple(replace(mark, x=mark.x + x, y=mark.y + y) for mark in self.marks)

    def with_fault(self, kind: str, what: str) -> Box:
        """Return the box with one more fault."""
        return replace(self, faults=(*self.faults, Fault(kind, what)))


EMPTY = Box(0, 0)


def stack(boxes: Iterable[Box], gap: float = 0) -> Box:
    """Put boxes below each other, `gap` apart; those without height are left out."""
    shown = [box for box in boxes if box.height]
    marks: list[Mark] = []
    height: float = 0
    for box in shown:
        height += gap if height else 0
        marks += box.at(0, height)
        height += box.height
    return Box(max((box.width for box in shown), default=0), height, tuple(marks), faults_of(shown))


def flow(boxes: Sequence[Box], room: float, gap: float) -> Box:
    """Put boxes beside each other, and into a new line where the room of a line ends."""
    lines: list[list[Box]] = [[]]
    for box in boxes:
        taken = sum(one.width + gap for one in lines[-1])
        if lines[-1] and taken + box.width > room:
            lines.append([])
        lines[-1].append(box)
    return stack([beside(line, gap) for line in lines], gap)


def beside(boxes: Sequence[Box], gap: float = 0) -> Box:
    """Put boxes beside each other, centred on one line."""
    height = max((box.height for box in boxes), default=0)
    marks: list[Mark] = []
    x: float = 0
    for box in boxes:
        marks += box.at(x, (height - box.height) / 2)
        x += box.width + gap
    return Box(max(0, x - gap), height, tuple(marks), faults_of(boxes))


def padded(box: Box, *, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> Box:
    """Return a box with room around it."""
    return Box(box.width + left + right, box.height + top + bottom, box.at(left, top), box.faults)


def on(box: Box, *, fill: str | None, radius: float, outline: str | None = None) -> Box:
    """Return a box with a rectangle behind it."""
    return replace(box, marks=(Shape(0, 0, box.width, box.height, fill, radius, outline), *box.marks))


def faults_of(boxes: Iterable[Box]) -> tuple[Fault, ...]:
    """Return the faults of all boxes."""
    return tuple(fault for box in boxes for fault in box.faults)
