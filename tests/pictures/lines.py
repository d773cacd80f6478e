"""Setting Markdown into lines of a width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.pictures import look
from tests.pictures.boxes import EMPTY, Box, Mark, Shape, Word, padded, stack
from tests.pictures.fonts import Face, advance, clusters
from tests.pictures.fonts import width as width_of
from tests.pictures.markdown import Block, Names, Span, Style, blocks

_QUOTE_LEFT, _QUOTE_RIGHT, _ITEM_LEFT, _ITEM_GAP = 16.0, 8.0, 16.0, 4.0
_HEADINGS = {"heading1": (24.0, 33.0), "heading2": (20.0, 27.5), "heading3": (16.0, 22.0)}
_ABOVE_HEADING, _BELOW_HEADING = 16.0, 8.0
_CODE_PADDING, _CODE_SHARE = 8.0, 0.875
_BEHIND = {"mention": look.MENTION, "moment": look.CARD_LINE, "spoiler": look.SPOILER}
# Where a line may end: after a blank, a hyphen or a dash.
_PIECE = re.compile(r"[^\s\u2013\u2014-]*[\u2013\u2014-]+|[^\s\u2013\u2014-]+|\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one style that no line break parts, as wide as they are drawn."""

    text: str
    style: Style
    width: float


def text_box(text: str, room: float, names: Names, *, small: bool = False, colour: str = look.TEXT) -> Box:
    """Return a message's text set in Markdown, at most `room` wide; `small` where all of it is small print."""
    rows: list[Box] = []
    quoted: list[Box] = []
    read = blocks(text, names)
    for place, block in enumerate(read):
        inner = room - (_QUOTE_LEFT + _QUOTE_RIGHT if block.quoted else 0)
        box = _block(block, inner, small=small, colour=colour, first=place == 0, last=place == len(read) - 1)
        if block.quoted:
            quoted.append(box)
            continue
        rows += [*_behind_bar(quoted), box]
        quoted = []
    return stack([*rows, *_behind_bar(quoted)])


def _behind_bar(rows: Sequence[Box]) -> Iterable[Box]:
    if rows:
        inner = padded(stack(rows), left=_QUOTE_LEFT)
        yield Box(inner.width, inner.height, (Shape(0, 0, 4, inner.height, look.QUOTE_BAR, 2), *inner.marks))


def _block(block: Block, room: float, *, small: bool, colour: str, first: bool, last: bool) -> Box:
    """Return one line as it was typed, in as many lines as it takes."""
    match block.kind:
        case "heading1" | "heading2" | "heading3":
            size, high = _HEADINGS[block.kind]
            title = lines_box(block.spans, room, Face(size), high, look.HEADING)
            return padded(title, top=0 if first else _ABOVE_HEADING, bottom=0 if last else _BELOW_HEADING)
        case "item":
            left = _ITEM_LEFT * (1 + block.depth)
            bullet = Word(max(0, left - width_of(block.bullet, look.FACE) - 5), 16, block.bullet, look.FACE, colour)
            text = lines_box(block.spans, room - left, look.FACE, look.LINE, colour)
            return Box(left + text.width, text.height + _ITEM_GAP, (bullet, *text.at(left, 0)), text.faults)
        case "code":
            face = Face(look.FACE.size * _CODE_SHARE, mono=True)
            text = _drawn(wrapped(block.spans, room - 2 * _CODE_PADDING, face), face, 18, colour)
            wide = padded(text, left=_CODE_PADDING)
            return Box(room, text.height, (Shape(0, 0, room, text.height, look.CODE), *wide.marks), text.faults)
    if small or block.kind == "small":
        return lines_box(block.spans, room, look.SMALL_FACE, look.SMALL_LINE, look.SMALL)
    return lines_box(block.spans, room, look.FACE, look.LINE, colour)


def lines_box(line: Iterable[Span], room: float, face: Face, high: float, colour: str) -> Box:
    """Return spans in lines that are `high` each; without any characters, one empty line."""
    return _drawn(wrapped(line, room, face), face, high, colour)


def plain_box(text: str, room: float, face: Face, high: float, colour: str) -> Box:
    """Return text without Markdown in lines."""
    return lines_box([Span(text)], room, face, high, colour)


def one_line(text: str, face: Face, colour: str, high: float) -> Box:
    """Return text on one line, however wide."""
    return Box(width_of(text, face), high, (Word(0, _base(high, face), text, face, colour),)) if text else EMPTY


def wrapped(line: Iterable[Span], room: float, face: Face) -> list[list[Piece]]:
    """Cut spans into lines no wider than `room`: between words, and inside a word that is wider than a line.

    All characters but the blanks at the ends of lines are there, in order.
    """
    rows: list[list[Piece]] = [[]]
    used: float = 0
    for word in _words(line, face):
        wide = sum(piece.width for piece in word)
        if used and used + wide > room and not word[0].text.isspace():
            rows.append([])
            used = 0
        for piece in word:
            for part in _parts(piece, room, face) if wide > room else (piece,):
                if rows[-1] and used + part.width > room and not part.text.isspace():
                    rows.append([])
                    used = 0
                rows[-1].append(part)
                used += part.width
    return [_without_end(row) for row in rows]


def _without_end(row: list[Piece]) -> list[Piece]:
    while row and row[-1].text.isspace():
        row = row[:-1]
    return row


def _words(line: Iterable[Span], face: Face) -> Iterable[list[Piece]]:
    """Yield what no line break parts: pieces of several styles where no blank is between them."""
    word: list[Piece] = []
    for span in line:
        styled = face_of(face, span.style)
        for match in _PIECE.finditer(span.text):
            piece = Piece(match[0], span.style, width_of(match[0], styled))
            if match[0].isspace():
                yield from (word,) if word else ()
                yield [piece]
                word = []
            else:
                word.append(piece)
                if match[0][-1] in "-–—":
                    yield word
                    word = []
    if word:
        yield word


def _parts(piece: Piece, room: float, face: Face) -> Iterable[Piece]:
    """Yield a piece that no line can hold in parts that one can; a part has one character at least."""
    styled = face_of(face, piece.style)
    part, used = "", 0.0
    for cluster in clusters(piece.text):
        wide = advance(cluster, styled)
        if part and used + wide > room:
            yield Piece(part, piece.style, used)
            part, used = "", 0.0
        part, used = part + cluster, used + wide
    yield Piece(part, piece.style, used)


def face_of(face: Face, style: Style) -> Face:
    """Return the face of a span in a text that is set in `face`."""
    size = face.size * _CODE_SHARE if style.code and not face.mono else face.size
    return Face(size, 700 if style.bold else face.weight, style.italic, style.code or face.mono)


def _base(high: float, face: Face) -> float:
    """Return how far below a line's top its base line is."""
    return round(high / 2 + face.size * 0.36)


def _drawn(rows: Sequence[Sequence[Piece]], face: Face, high: float, colour: str) -> Box:
    marks: list[Mark] = []
    widest: float = 0
    for number, row in enumerate(rows):
        x: float = 0
        for piece in row:
            marks += _piece(piece, x, number * high, face, high, colour)
            x += piece.width
        widest = max(widest, x)
    return Box(widest, len(rows) * high, tuple(marks))


def _piece(piece: Piece, x: float, top: float, face: Face, high: float, colour: str) -> Iterable[Mark]:
    style, styled = piece.style, face_of(face, piece.style)
    base = top + _base(high, face)
    behind = look.CODE if style.code and not face.mono else _BEHIND.get(style.kind)
    if behind:
        yield Shape(x, top + high / 2 - face.size * 0.58, piece.width, face.size * 1.16, behind)
    shown = {"link": look.LINK, "mention": look.MENTION_TEXT}.get(style.kind, colour)
    if not piece.text.isspace() and style.kind != "spoiler":  # hidden until it is pressed
        yield Word(x, base, piece.text, styled, shown)
    if style.underline:
        yield Shape(x, base + 2, piece.width, 1, shown)
    if style.strike:
        yield Shape(x, base - face.size * 0.3, piece.width, 1, shown)
