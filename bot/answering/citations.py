"""What ties an answer to its sources: the [n] in the text, proved before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.answering.answer import Citation
from bot.answering.marks import BAR, imitations, printable
from retrieval.datatypes import Article

MARKER = re.compile(r"\[([0-9]+)\]")
_MARKS = re.compile('["„“”‟«»＂〝〞〟″❝❞‚‘’‹›]')


class CitationError(AssertionError):
    """An answer and its citations do not match: a mistake in Beleg, never the user's."""

    code = "bad_citation"


def markers(text: str) -> list[int]:
    """Return the numbers of all markers in the text of an answer, in order."""
    return [int(match[1]) for match in MARKER.finditer(text)]


def verify(text: str, citations: Sequence[Citation], articles: Mapping[str, Article]) -> None:
    """Prove an answer before anybody sees it.

    `articles` holds every cited article by its id.

    Raises:
        CitationError: a marker has no citation or a citation no marker, numbers do not count from 1, a quotation is
            not what its article says there, something else looks like a marker, or a line behind a bar holds no
            quotation or has no marker below it. A marker may occur more than once.
    """
    numbers = [citation.n for citation in citations]
    if numbers != list(range(1, len(citations) + 1)):
        raise CitationError(f"The citations are numbered {numbers}, expected 1 to {len(citations)}.")
    if sorted(set(markers(text))) != numbers:
        raise CitationError(f"The answer has the markers {markers(text)}, expected each of {numbers} and no other.")
    for citation in citations:
        if articles[citation.article_id].text[citation.start : citation.end] != citation.quote:
            raise CitationError(f"Quotation [{citation.n}] differs from article {citation.article_id} at its offsets.")
    _verify_layout(text, citations)


def _verify_layout(text: str, citations: Sequence[Citation]) -> None:
    """Prove that only Beleg's markers look like markers, and that each line behind a bar is a quotation's."""
    if found := imitations(MARKER.sub("", text)):
        raise CitationError(f"The answer holds {found}, which could be taken for markers.")
    for line, below in pairwise([*text.split("\n"), ""]):
        if line.startswith(BAR):
            marker = MARKER.match(below)
            if marker is None or MARKER.search(line) or not _holds(line, citations[int(marker[1]) - 1].quote):
                raise CitationError(f"The line {line!r} holds no quotation, or its marker does not begin the next one.")


def _holds(line: str, quote: str) -> bool:
    """Return whether a line has the words of a quotation; its quotation marks are those of the answer's language."""
    return _MARKS.sub("", printable(quote)) in _MARKS.sub("", line)
