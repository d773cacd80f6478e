"""What ties an answer to its sources: the [n] in the text, and article text made fit for people's eyes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.answering.answer import Citation
from retrieval.datatypes import Article
from retrieval.text.cleaning import BYTE_ORDER_MARK, INVISIBLE, is_safe

MARKER = re.compile(r"\[([0-9]+)\]")

# Anything that a reader or a program could take for a marker, with digits of any script and invisible characters.
_LOOKALIKE = re.compile(rf"\[(?!\u2060)(?=[\s{INVISIBLE}]*\d)")
_WORD_JOINER = "\u2060"
_LINE_ENDS = frozenset("\n\r\t\v\f\x85\u2028\u2029")


class CitationError(AssertionError):
    """An answer and its citations do not match: a mistake in Beleg, never the user's."""

    code = "bad_citation"


def printable(text: str) -> str:
    """Return article text, or any text that is not ours, for an answer: one line, nothing that steers a terminal.

    Line ends become spaces; control characters, bidirectional overrides and lone surrogates are dropped; a bracket
    before a number gets U+2060 behind it, so that only Beleg's own markers look like markers.
    """
    visible = (" " if c in _LINE_ENDS else c for c in text if c in _LINE_ENDS or (is_safe(c) and c != BYTE_ORDER_MARK))
    line = re.sub(r" {2,}", " ", "".join(visible)) if any(c in _LINE_ENDS for c in text) else "".join(visible)
    return _LOOKALIKE.sub("[" + _WORD_JOINER, line).strip()


def markers(text: str) -> list[int]:
    """Return the numbers of all markers in the text of an answer, in order."""
    return [int(match[1]) for match in MARKER.finditer(text)]


def verify(text: str, citations: Sequence[Citation], articles: Mapping[str, Article]) -> None:
    """Prove an answer before anybody sees it.

    `articles` holds every cited article by its id.

    Raises:
        CitationError: a marker has no citation or a citation no marker, numbers do not count from 1, or a quotation
            is not what its article says there. A marker may occur more than once.
    """
    numbers = [citation.n for citation in citations]
    if numbers != list(range(1, len(citations) + 1)):
        raise CitationError(f"The citations are numbered {numbers}, expected 1 to {len(citations)}.")
    if sorted(set(markers(text))) != numbers:
        raise CitationError(f"The answer has the markers {markers(text)}, expected each of {numbers} and no other.")
    for citation in citations:
        if articles[citation.article_id].text[citation.start : citation.end] != citation.quote:
            raise CitationError(f"Quotation [{citation.n}] differs from article {citation.article_id} at its offsets.")
