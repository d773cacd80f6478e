"""Where given words stand in a text, whatever blanks and typographic signs it writes them with.

Words are the same when only blanks, quotation marks, apostrophes, dashes, or what `PlainText` evens out differ.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from hashlib import sha256

from retrieval.text.plain import PlainText

_DIGITS = 16
"""Hexadecimal digits of a fingerprint: by chance, one text of 100,000 characters in 80,000 has a given one."""
# Blanks beside a sign go with it: « Ja » is „Ja“. Possessive, so that a million blanks are read once.
_SIGNS = re.compile(
    r"(?:\s++)?(?:(?P<quote>[\"'`´‘’‚‛“”„‟‹›«»′″ʻ-ʽ])|(?P<dash>[-‒–—―−]++))(?:\s++)?|(?P<dots>\.{3})|(?P<blank>\s++)"
)
_WRITTEN = {"quote": '"', "dash": "-", "dots": "…", "blank": " "}
_BEGIN = re.compile(r"\b\w|[^\w\s]")
_END = re.compile(r"\w\b|[^\w\s]")
_WITHOUT_BLANKS = "\u2e80"  # the first of the scripts of East Asia, which put none between words
_NUMBER = re.compile(r"\d[.,:]\d")
# By how much words may be shorter than as written, in characters and as a part of them: a new paragraph or a dash
# between blanks takes one or two.
_SHORTER, _PART = 4, 16
_MOST = 1_000
LONGEST = 2_000
"""Characters of words that are looked for by their fingerprint, at most; more is no quotation and takes a second."""


class Wording:
    """The words of a text, evened out, and where each stands in the text as written."""

    def __init__(self, written: str) -> None:
        self._plain = PlainText(written)
        plain = self._plain.text
        pieces: list[str] = []
        # Where each character of the words begins and ends in the plain text.
        self._starts: list[int] = []
        self._ends: list[int] = []
        last = 0
        for found in _SIGNS.finditer(plain):
            start, end = found.span()
            sign = _WRITTEN[str(found.lastgroup)]
            if found[0] != sign:
                pieces += [plain[last:start], sign]
                self._append(last, start)
                self._starts.append(start)
                self._ends.append(end)
                last = end
        self._append(last, len(plain))
        self.text = "".join([*pieces, plain[last:]])

    def _append(self, start: int, end: int) -> None:
        self._starts.extend(range(start, end))
        self._ends.extend(range(start + 1, end + 1))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the words from `start` to `end`, at least a character that is no blank, stand as written."""
        begin = self._starts[start]
        words = self._plain.text[begin : self._ends[end - 1]]
        # Blanks that went with a sign at either end are no part of it.
        return self._plain.span(begin + len(words) - len(words.lstrip()), begin + len(words.rstrip()))

    def places(self, words: str) -> list[tuple[int, int]]:
        """Return the spans in `text` of evened words, a thousand at most; inside a longer word they do not stand."""
        found: list[tuple[int, int]] = []
        at = self.text.find(words) if words else -1
        while at >= 0 and len(found) < _MOST:
            end = at + len(words)
            if not (inside_word(self.text, at) or inside_word(self.text, end)):
                found.append((at, end))
            at = self.text.find(words, at + 1)
        return found

    def places_of(self, mark: str, length: int) -> list[tuple[int, int]]:
        """Return the spans in `text` whose words have the fingerprint `mark`; as written they had `length` characters.

        From each place where a word begins, the few are tried that end at about that distance.
        """
        shortest = max(1, length - _SHORTER - length // _PART)
        found: list[tuple[int, int]] = []
        if length > LONGEST:
            return found
        ends = [match.end() for match in _END.finditer(self.text)]
        for begin in (match.start() for match in _BEGIN.finditer(self.text)):
            number = bisect_left(ends, begin + shortest)
            read, words = sha256(), begin
            while number < len(ends) and ends[number] <= begin + length:
                read.update(_bytes(self.text[words : ends[number]]))
                words = ends[number]
                if read.hexdigest()[:_DIGITS] == mark and not inside_word(self.text, begin):
                    found.append((begin, words))
                number += 1
        return found


def inside_word(text: str, at: int) -> bool:
    """Return whether a word or number of `text` goes on at the offset: "5|7", "5|,7"."""
    before, behind = text[max(0, at - 2) : at], text[at : at + 2]
    if before[-1:].isalnum() and behind[:1].isalnum():
        return before[-1] < _WITHOUT_BLANKS or behind[0] < _WITHOUT_BLANKS
    return bool(_NUMBER.fullmatch(before[-1:] + behind) or _NUMBER.fullmatch(before + behind[:1]))


def evened(written: str) -> str:
    """Return words without what two texts may write differently though they say the same."""
    return Wording(written).text.strip()


def fingerprint(written: str) -> str:
    """Return hexadecimal digits that tell these words from others, and are the same however they are written."""
    return sha256(_bytes(evened(written))).hexdigest()[:_DIGITS]


def _bytes(words: str) -> bytes:
    return words.encode("utf-8", "surrogatepass")
