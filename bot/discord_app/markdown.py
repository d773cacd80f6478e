"""Text that Discord shows as it is: escaping, measuring and splitting messages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.cleaning import BYTE_ORDER_MARK, DIRECTION_MARKS, INVISIBLE, is_safe, is_surrogate

# Characters a message may hold. Discord counts UTF-16 units in its clients and code points on its servers: the larger
# number is kept below this limit.
LIMIT = 2000

Span = tuple[int, int]

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MANY_NEWLINES = re.compile(r"\n[^\S\n]*\n\s*")
_MANY_SPACES = re.compile(r"[^\S\n]{2,}")
# Discord's clients read a backslash before any ASCII punctuation as "show this character". A colon before slashes keeps
# an address from becoming a link, a slash keeps an invitation from becoming one, a bracket between "]" and an address
# keeps a masked link from forming.
_SPECIAL = re.compile(
    r"[\\*_~|`<>\[\]@]|:(?=//)|(?<=\])\(|(?<=\.gg)/|(?<=discord\.com)/|(?<=discordapp\.com)/", re.IGNORECASE
)
# Headings, lists and small print start a line; invisible characters before them are looked through.
_LINE_START = re.compile(
    rf"^(?:[^\S\n]|[{INVISIBLE}{DIRECTION_MARKS}{BYTE_ORDER_MARK}])*(?:([#+-])|\d{{1,9}}([.)]))", re.MULTILINE
)


def length(text: str) -> int:
    """Return the length of `text` as the stricter side counts it, in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Return `text` without what no reader should meet in a message: controls, reordering marks, long gaps.

    Lines end with a newline, at most one blank line stands between two others, runs of blanks become one blank.
    """
    text = _LINE_ENDS.sub("\n", text)
    kept = "".join(
        "\ufffd" if is_surrogate(character) else character
        for character in text
        if character in "\n\t" or is_surrogate(character) or is_safe(character)
    )
    return _MANY_NEWLINES.sub("\n\n", _MANY_SPACES.sub(" ", kept)).strip()


def one_line(text: str, *, at_most: int) -> str:
    """Return `text` cleaned and on one line, cut with an ellipsis after `at_most` code points."""
    line = " ".join(clean(text).split())
    return line if len(line) <= at_most else line[: at_most - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Return `text` so that Discord shows every character of it and acts on none."""
    return escape_around(text, ()).text


@dataclass(frozen=True, slots=True)
class Escaped:
    """Text ready for Discord with the places of its backslashes; `at` maps offsets of the original into it."""

    text: str
    inserted: tuple[int, ...]

    def at(self, span: Span) -> Span:
        """Return where the original's `span` stands now, its own backslashes included."""
        start, end = span
        return start + bisect_left(self.inserted, start), end + bisect_left(self.inserted, end)


def escape_around(text: str, untouched: Sequence[Span]) -> Escaped:
    """Escape `text` except inside the `untouched` spans (offsets in `text`), which Beleg wrote itself."""
    skipped = {offset for start, end in untouched for offset in range(start, end)}
    found = {match.start() for match in _SPECIAL.finditer(text)}
    found.update(match.start(match.lastindex or 0) for match in _LINE_START.finditer(text))
    inserted = tuple(sorted(found - skipped))
    edges = (0, *inserted, len(text))
    pieces = [text[edges[i] : edges[i + 1]] for i in range(len(edges) - 1)]
    return Escaped("\\".join(pieces), inserted)


def split(text: str, *, keep: Sequence[Span] = (), limit: int = LIMIT) -> list[str]:
    """Return `text` in parts of at most `limit`, cut after a line where possible, else after a blank.

    The parts joined give `text`. No part cuts a span of `keep` (offsets in `text`) that is no longer than `limit`, and
    none ends with a backslash that belongs to the next character. Empty text gives no part; a part may be blank.
    """
    parts: list[str] = []
    start = 0
    while start < len(text):
        end = _reach(text, start, limit)
        if end < len(text):
            end = _cut(text, start, end, keep, limit)
        parts.append(text[start:end])
        start = end
    return parts


def _reach(text: str, start: int, limit: int) -> int:
    """Return the last offset to which a part from `start` may go."""
    end, room = start, limit
    while end < len(text):
        room -= 2 if text[end] > "\uffff" else 1
        if room < 0:
            break
        end += 1
    return end


def _fits(text: str, start: int, end: int, limit: int) -> bool:
    return end - start <= limit and length(text[start:end]) <= limit


def _cut(text: str, start: int, end: int, keep: Sequence[Span], limit: int) -> int:
    held = [(first, last) for first, last in keep if first < end and last > start and _fits(text, first, last, limit)]

    def free(offset: int) -> bool:
        return not any(first < offset < last for first, last in held)

    for border in ("\n", " "):
        offset = text.rfind(border, start, end) + 1
        while offset > start:
            if free(offset):
                return offset
            offset = text.rfind(border, start, offset - 1) + 1
    for offset in sorted((edge for span in held for edge in span if start < edge <= end), reverse=True):
        if free(offset):
            return offset
    blank = text.rfind(" ", start + 1, end) + 1
    if blank > start + 1:
        return blank
    backslashes = len(text[start:end]) - len(text[start:end].rstrip("\\"))
    return end - backslashes % 2
