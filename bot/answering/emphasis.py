"""Where in the text of an answer the words stand that answer, for whoever shows them in bold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.answer import Citation
from bot.answering.marks import printable

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a quotation stands in the text of an answer, and in it the words that answer; None where none do."""

    quotation: Span
    answer: Span | None


def shown(text: str, citations: Sequence[Citation], *, fit: Callable[[str], str] = printable) -> Iterator[Shown]:
    """Yield the places of the quotations that `text` holds, in the order of the citations.

    A quotation is looked for in the line of its marker, before it, and in the line above where the marker begins one.
    `fit` is what became of the quotations on their way into the text.
    """
    for citation in citations:
        marker = max(text.find(f"[{citation.n}]"), 0)
        quote = fit(citation.quote)
        line = text.rfind("\n", 0, marker) + 1
        first = line if line < marker else text.rfind("\n", 0, max(line - 1, 0)) + 1
        start = text.find(quote, first, marker) if quote else -1
        if start >= 0:
            answer = _answer(citation, fit)
            yield Shown((start, start + len(quote)), (start + answer[0], start + answer[1]) if answer else None)


def _answer(citation: Citation, fit: Callable[[str], str]) -> Span | None:
    """Return where the answer stands in the quotation as it is shown; None if it cannot be told from the rest."""
    if citation.answer_start is None or citation.answer_end is None:
        return None
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    parts = citation.quote[:start], citation.quote[start:end], citation.quote[end:]
    before, words, after = (re.escape(fit(part)) for part in parts)
    # The parts have lost the blanks at their ends.
    whole = re.fullmatch(rf"{before}\s*({words})\s*{after}", fit(citation.quote)) if words else None
    return whole.span(1) if whole else None
