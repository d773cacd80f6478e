"""English quotations that run over paragraphs which no mark begins, closed in the last of them only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.statements.quotations import MAX_LENGTH, QuotedSpan

_MARK = re.compile('[“”"]|\n[^\\S\n]*\n\\s*')
_OPENS = '“"'
_CLOSES = '”"'
_BEFORE_OPENING = re.compile(r"(?:^|\n|[:,]\s|\s\()$")


def bridged(text: str, found: Sequence[QuotedSpan]) -> list[QuotedSpan]:
    """Return the quotations with those that open in one paragraph and close in a later one, nothing opening between.

    "“We came. ⏎⏎ We saw,” he said." is one quotation. What is quoted within is part of it. One that another opening
    mark follows is never closed: it ends with its paragraph. Linear in the text.
    """
    open_marks = _Open()
    following = 0
    for mark in _MARK.finditer(text):
        position = mark.start()
        while following < len(found) and found[following].end <= position:
            following += 1
        if mark.group()[0] == "\n":
            open_marks.paragraph(position)
        elif following < len(found) and found[following].start <= position:
            if found[following].start == position:
                open_marks.give_up()
        elif mark.group() in _OPENS and _opens(text, position):
            open_marks.give_up()
            open_marks.at = position
        elif mark.group() in _CLOSES and not text[position + 1 : position + 2].isalnum() and text[position - 1].strip():
            open_marks.close(position + 1)
    longer = [QuotedSpan(low, high, len(text[low + 1 : high - 1].split())) for low, high in open_marks.spans]
    if not longer:
        return list(found)
    result: list[QuotedSpan] = []
    for quotation in sorted([*found, *longer], key=lambda one: (one.start, -one.end)):
        if not result or quotation.start >= result[-1].end:
            result.append(quotation)
    return result


def _opens(text: str, position: int) -> bool:
    before = _BEFORE_OPENING.search(text, max(0, position - 2), position)
    return before is not None and bool(text[position + 1 : position + 2].strip())


@dataclass(slots=True)
class _Open:
    """The mark that is open, where its paragraph ends, and the quotations found."""

    at: int | None = None
    ended: int | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)

    def paragraph(self, end: int) -> None:
        """Note where the first paragraph of an open quotation ends."""
        if self.at is not None and self.ended is None:
            self.ended = end

    def give_up(self) -> None:
        """End a quotation that is never closed with its paragraph."""
        if self.at is not None and self.ended is not None and self.ended - self.at <= MAX_LENGTH:
            self.spans.append((self.at, self.ended))
        self.at = self.ended = None

    def close(self, end: int) -> None:
        """End a quotation of several paragraphs where a mark closes it."""
        if self.at is not None and self.ended is not None and end - self.at <= MAX_LENGTH:
            self.spans.append((self.at, end))
        self.at = self.ended = None
