"""Text as the rules of language read it, composed and without what nobody sees, and where its characters stand.

Typesetting puts soft hyphens, zero-width and no-break characters into names, PDF files hold ligatures and letters apart
from their marks, and keyboards have several apostrophes. What is stored and quoted stays as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from retrieval.text.cleaning import BYTE_ORDER_MARK, DIRECTION, DIRECTION_MARKS, INVISIBLE

# With the grapheme joiner, the marks of Arabic and Mongolian texts and the selectors of a letter's variant.
_UNSEEN = f"{INVISIBLE}{DIRECTION}{DIRECTION_MARKS}{BYTE_ORDER_MARK}\u034f\u061c\u180e\ufe00-\ufe0f"
_MARKS = "\u0300-\u034e\u0350-\u036f"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\ufe63\uff0d"
# What stands for an apostrophe between letters; elsewhere these are quotation marks, primes or letters.
_APOSTROPHES = "`\u00b4\u02b9\u02bb-\u02bd\u02c8\u055a\u2018\u201b\u2032\ua78c\uff07\uff40"
# Marks of one letter, few: more are no letter's, and putting them in order takes the square of their number.
# Letters in another shape: ij and dz in one, Kelvin and Angstrom, Roman numerals, ligatures, full-width, mathematical.
_SHAPED = (
    "\u0132\u0133\u01c4-\u01cc\u01f1-\u01f3\u212a\u212b\u2160-\u217f\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
)
_AFTER_LETTER = rf"(?<=[^\W\d_]|[{_UNSEEN}{_MARKS}])"
_ODD = re.compile(
    rf"(?P<composed>\w[{_UNSEEN}]{{0,9}}[{_MARKS}][{_UNSEEN}{_MARKS}]{{0,30}})|(?P<unseen>[{_UNSEEN}]+)|(?P<space>[{_SPACES}])"
    rf"|(?P<hyphen>[{_HYPHENS}])|(?P<apostrophe>{_AFTER_LETTER}[{_APOSTROPHES}](?=[{_UNSEEN}]*[^\W\d_]))|(?P<shaped>[{_SHAPED}])"
)
_RUN = re.compile(f"[{_UNSEEN}{_MARKS}{_SPACES}{_HYPHENS}{_APOSTROPHES}{_SHAPED}]+")
_REMOVED = re.compile(f"[{_UNSEEN}]")
_REPLACED = {"unseen": "", "space": " ", "hyphen": "-", "apostrophe": "’"}


class _Change(NamedTuple):
    """Characters of the text, from `start` to `end`, that read as `length` characters from `place` on."""

    place: int
    length: int
    start: int
    end: int


class PlainText:
    """A text as it is read, in `text`; of one without anything odd that is the text itself. Linear in its length."""

    def __init__(self, written: str) -> None:
        self.text = written
        self._changes: list[_Change] = []
        if written.isascii():
            return
        pieces: list[str] = []
        place = last = 0
        for found in _found(written):
            start, end = found.span()
            read = _read(str(found.lastgroup), found[0])
            pieces += [written[last:start], read]
            place += start - last
            self._changes.append(_Change(place, len(read), start, end))
            place, last = place + len(read), end
        if pieces:
            self.text = "".join([*pieces, written[last:]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text as written what is read from `start` to `end`, at least a character, stands."""
        return self._written(start)[0], self._written(end - 1)[1]

    def _written(self, place: int) -> tuple[int, int]:
        """Return where the character stands that is read at `place`."""
        number = bisect_right(self._changes, place, key=lambda change: change.place) - 1
        if number < 0:
            return place, place + 1
        change = self._changes[number]
        beyond = place - change.place - change.length
        return (change.start, change.end) if beyond < 0 else (change.end + beyond, change.end + beyond + 1)


def _found(written: str) -> Iterator[re.Match[str]]:
    """Yield what reads otherwise; looked for around the characters that can, since most texts have few of them."""
    for run in _RUN.finditer(written):
        # A letter belongs to the marks behind it; an apostrophe is one by the letter that follows.
        yield from _ODD.finditer(written, max(0, run.start() - 1), run.end() + 1)


def plain(written: str) -> str:
    """Return a text as it is read."""
    return PlainText(written).text


def _read(kind: str, written: str) -> str:
    if kind in {"composed", "shaped"}:
        return unicodedata.normalize("NFKC", _REMOVED.sub("", written))
    return _REPLACED[kind]
