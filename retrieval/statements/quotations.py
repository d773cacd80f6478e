"""Quotation marks → the spans of the outermost quotations of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LENGTH = 8000
"""Code points a quotation may span: far above any quoted speech, so that a stray mark cannot swallow an article."""

_MARK = re.compile("[„“”«»‹›‚‘’\"]|'|\n[^\\S\n]*\n\\s*")
_OPENERS = "„“”«»‹›‚‘\"'"
_CLOSERS = {
    "„": '“”"‟',
    "“": '”"',
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "‚": "‘’'",
    "‘": "’'",
    '"': '"“”',
    "'": "'",
}
_SYMMETRIC = frozenset("\"'")
_SINGLE = frozenset("‹›‚‘'")


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """One outermost quotation, marks included; ``text[start:end]`` begins and ends with a mark.

    `words` counts its words; `sentence` tells whether it ends in a full stop, question mark or the like inside the
    marks. `continued` tells a further piece of the quotation before it, where one pair of marks, or a dash, holds
    speech and reporting clause; such pieces lack marks.
    """

    start: int
    end: int
    words: int
    sentence: bool
    continued: bool = False


@dataclass(slots=True)
class _Mark:
    position: int
    text: str
    opens: bool
    closes: bool


def pair(text: str) -> list[QuotedSpan]:
    """Return the outermost quotations of `text` in order; none overlap.

    A quotation ends at a blank line unless the next paragraph begins with an opening mark again, the way long speech
    is set. Marks without a partner are ignored. Linear in the length of `text`.
    """
    paragraphs = _paragraphs(text)
    spans: list[tuple[int, int]] = []
    carried: _Mark | None = None
    for number, marks in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else []
        carried = _pair_paragraph(text, marks, following, carried, spans)
    found = [_quotation(text, start, end) for start, end in spans]
    return [quotation for quotation in found if quotation.words]


def _quotation(text: str, start: int, end: int) -> QuotedSpan:
    inner = text[start + 1 : end - 1].rstrip("'’‘ ")
    return QuotedSpan(start, end, len(inner.split()), inner.endswith((".", "!", "?", "…")))


def _paragraphs(text: str) -> list[list[_Mark]]:
    """Return the marks of each paragraph, each told by its neighbours whether it can open and close."""
    paragraphs: list[list[_Mark]] = [[]]
    for found in _MARK.finditer(text):
        mark = found.group()
        if mark[0] == "\n":
            paragraphs.append([])
            continue
        start, end = found.span()
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if mark == "'" and "'" in (before, after):
            continue  # doubled as in wiki markup
        opens = mark[0] in _OPENERS and not after.isspace() and not before.isalnum()
        closes = not before.isspace() and not after.isalnum()
        if mark == '"' and opens and closes and before in "([„«-–—/":
            closes = False
        paragraphs[-1].append(_Mark(start, mark, opens, closes))
    return paragraphs


def _pair_paragraph(
    text: str, marks: list[_Mark], following: list[_Mark], carried: _Mark | None, spans: list[tuple[int, int]]
) -> _Mark | None:
    """Append the quotations of one paragraph to `spans`; return the mark left open into the next, if any.

    A mark that opens inside an open quotation of its kind is nested; what is nested is dropped with the quotation
    around it, and kept where that one is never closed.
    """
    last_close = {mark.text: mark.position for mark in marks if mark.closes}
    stack: list[tuple[_Mark, list[tuple[int, int]]]] = [(carried, [])] if carried is not None else []
    for mark in marks[1:] if carried is not None else marks:
        if stack and mark.closes and mark.text in _closers(stack[-1][0]):
            opener, nested = stack.pop()
            end = mark.position + len(mark.text)
            found = [(opener.position, end)] if end - opener.position <= MAX_LENGTH else nested
            (stack[-1][1] if stack else spans).extend(found)
        elif mark.opens and (not stack or (mark.text == stack[-1][0].text and mark.text not in _SYMMETRIC)):
            closes = any(last_close.get(closer, -1) > mark.position for closer in _closers(mark))
            if closes or (not stack and _goes_on(text, mark, following)):
                stack.append((mark, []))
    if len(stack) == 1 and _goes_on(text, stack[0][0], following):
        return stack[0][0]
    for _, nested in stack:
        spans.extend(nested)
    return None


def _closers(opener: _Mark) -> tuple[str, ...]:
    closing = _CLOSERS.get(opener.text, "")
    return tuple(closing)


def _goes_on(text: str, opener: _Mark, following: list[_Mark]) -> bool:
    """Tell whether the next paragraph takes up an unclosed quotation by beginning with the same opening mark."""
    if not following or opener.text in _SINGLE:
        return False
    first = following[0]
    if first.text != opener.text or not first.opens or text[first.position - 1 : first.position] != "\n":
        return False
    return not first.position - opener.position > MAX_LENGTH
