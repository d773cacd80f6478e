"""Slavic speech set with dashes: after a dash instead of marks, or with the reporting clause inside the marks.

«Мы готовы, — сказал Рябков. — Ждать не будем» is two pieces of one quotation with a clause between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.statements.quotations import MAX_LENGTH, SPACES, QuotedSpan
from retrieval.statements.slavic.vocabulary import Vocabulary

_ASIDE = re.compile(r"(?:,|(?<=[!?…]))[»”“\"]?\s+[—–-]\s+(?=[^\W\d_])")
"""Where speech gives way to the clause that reports it: after a comma, or a mark that ends its sentence."""
_RESUMED = re.compile(r"[.,;:!?…]\s+[—–-]\s+")
_PARAGRAPH = re.compile(r"(?:\A|\n)[^\S\n]*[—–-]\s+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CUE_WITHIN = 5
"""Words after a dash within which the reporting verb of the clause must stand."""


def parted(text: str, quotations: Sequence[QuotedSpan], words: Vocabulary) -> list[QuotedSpan]:
    """Return the quotations, those divided that hold a reporting clause, with speech after dashes in between.

    In order, without overlap; linear in the length of `text`.
    """
    found: list[QuotedSpan] = []
    for quotation in quotations:
        pieces = _pieces(text, quotation.start, quotation.end, words)
        found += pieces if len(pieces) > 1 or pieces[0].end < quotation.end else [quotation]
    dialogue = list(_dialogue(text, quotations, words))
    return sorted([*found, *dialogue], key=lambda quotation: quotation.start) if dialogue else found


def _dialogue(text: str, quotations: Sequence[QuotedSpan], words: Vocabulary) -> list[QuotedSpan]:
    """Return the speech of lines that begin with a dash and hold a reporting clause."""
    found: list[QuotedSpan] = []
    number = 0
    for opening in _PARAGRAPH.finditer(text):
        start = opening.end()
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        while number < len(quotations) and quotations[number].end <= start:
            number += 1
        if number < len(quotations) and quotations[number].start < end:
            continue  # marks inside: what they hold is read by itself
        if end - start <= MAX_LENGTH:
            pieces = _pieces(text, start, end, words)
            found += pieces if pieces[0].end < end else []
    return found


def _pieces(text: str, start: int, end: int, words: Vocabulary) -> list[QuotedSpan]:
    """Return the pieces of speech of a stretch between its reporting clauses."""
    pieces: list[QuotedSpan] = []
    begin = position = start
    while True:
        aside = _ASIDE.search(text, position, end)
        if aside is None:
            break
        resumed = _RESUMED.search(text, aside.end(), end)
        stop = resumed.start() if resumed else end
        if not _reports(text, aside.end(), stop, words):
            position = aside.end()
            continue
        pieces.append(_piece(text, begin, aside.start(), pieces))
        if resumed is None:
            return pieces
        begin = position = resumed.end()
    pieces.append(_piece(text, begin, end, pieces))
    return [piece for piece in pieces if piece.words] or [QuotedSpan(start, end, 1)]


def _reports(text: str, start: int, end: int, words: Vocabulary) -> bool:
    """Return whether a clause between dashes reports: a verb of saying is among its first words."""
    for count, found in enumerate(_WORD.finditer(text, start, min(end, start + 200))):
        if count >= _CUE_WITHIN:
            return False
        if found.group().lower() in words.cues:
            return True
    return False


def _piece(text: str, start: int, end: int, before: Sequence[QuotedSpan]) -> QuotedSpan:
    inner = text[start:end].strip('«»„“”"' + SPACES)
    return QuotedSpan(start, end, len(inner.split()), continued=bool(before))
