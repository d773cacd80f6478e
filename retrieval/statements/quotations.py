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
SPACES = " \u00a0\u202f"
"""What French sets inside its marks (« Oui »): a space, or one at which no line breaks."""
_BEFORE_SPACED = "([’'"
"""What may be right before such an opening mark; else a space, since «x» and »x« have marks that end there."""


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """One outermost quotation, marks included; ``text[start:end]`` begins and ends with a mark.

    `words` counts its words. `continued` tells a further piece of the quotation before it, where one pair of marks,
    or a dash, holds speech and reporting clause; such pieces lack marks.
    """

    start: int
    end: int
    words: int
    continued: bool = False


@dataclass(slots=True)
class _Mark:
    position: int
    text: str
    opens: bool
    closes: bool
    spaced: bool
    """Whether it has a space inside, as in French: such marks pair with each other only."""


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
    found = [QuotedSpan(start, end, _words(text[start + 1 : end - 1])) for start, end in spans]
    return [quotation for quotation in found if quotation.words]


def _words(inner: str) -> int:
    return len(inner.rstrip("'’‘ ").split())


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
        spaced = _is_spaced(mark, before, after)
        opens = mark[0] in _OPENERS and not after.isspace() and not before.isalnum()
        closes = not before.isspace() and not after.isalnum()
        if mark == '"' and opens and closes and before in "([„«-–—/":
            closes = False
        paragraphs[-1].append(_Mark(start, mark, opens or (spaced and mark == "«"), closes, spaced))
    return paragraphs


def _is_spaced(mark: str, before: str, after: str) -> bool:
    """Return whether a mark opens or closes a quotation the French way."""
    if mark == "«":
        return after in SPACES and (before.isspace() or before in _BEFORE_SPACED)
    return mark == "»" and before in SPACES and not after.isalnum()


def _pair_paragraph(
    text: str, marks: list[_Mark], following: list[_Mark], carried: _Mark | None, spans: list[tuple[int, int]]
) -> _Mark | None:
    """Append the quotations of one paragraph to `spans`; return the mark left open into the next, if any.

    A mark that opens inside an open quotation of its kind is nested; what is nested is dropped with the quotation
    around it, and kept where that one is never closed.
    """
    last_close = {mark.text: mark.position for mark in marks if mark.closes}
    last_spaced = max((mark.position for mark in marks if mark.spaced and mark.text == "»"), default=-1)
    # Each open mark with how many spans were found before it: what is nested in it follows these.
    stack: list[tuple[_Mark, int]] = [(carried, len(spans))] if carried is not None else []
    for mark in marks[1:] if carried is not None else marks:
        if stack and _closes(stack[-1][0], mark):
            opener, before = stack.pop()
            end = mark.position + len(mark.text)
            if end - opener.position <= MAX_LENGTH:
                spans[before:] = [(opener.position, end)]
        elif mark.opens and (not stack or (mark.text == stack[-1][0].text and mark.text not in _SYMMETRIC)):
            closes = (
                last_spaced > mark.position
                if _opens_spaced(mark)
                else any(last_close.get(closer, -1) > mark.position for closer in _CLOSERS.get(mark.text, ""))
            )
            if closes or (not stack and _goes_on(text, mark, following)):
                stack.append((mark, len(spans)))
    if len(stack) == 1 and _goes_on(text, stack[0][0], following):
        del spans[stack[0][1] :]
        return stack[0][0]
    return None


def _closes(opener: _Mark, mark: _Mark) -> bool:
    """Return whether a mark closes the quotation that another opened."""
    if _opens_spaced(opener):
        return mark.spaced and mark.text == "»"
    return mark.closes and mark.text in _CLOSERS.get(opener.text, "")


def _opens_spaced(mark: _Mark) -> bool:
    return mark.spaced and mark.text == "«"


def _goes_on(text: str, opener: _Mark, following: list[_Mark]) -> bool:
    """Return whether the next paragraph takes up an unclosed quotation by beginning with the same opening mark."""
    if not following or opener.text in _SINGLE:
        return False
    first = following[0]
    if (
        first.text != opener.text
        or _opens_spaced(first) != _opens_spaced(opener)
        or not first.opens
        or text[first.position - 1 : first.position] != "\n"
    ):
        return False
    return not first.position - opener.position > MAX_LENGTH
