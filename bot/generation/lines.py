"""What a model streams → lines of the protocol: ``E1.2 | sentence``, ``E1.2 | copied words | sentence`` or ``NONE``.

A line counts when it has ended, so that the beginning of a stream never says what the whole would not. Reasoning
(``<think>…</think>``), code fences, bullets and marks of emphasis around ids are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 1_000
"""Code points; a claim has 300 at most, and the words copied before it as many."""

_MOST_IDS = 3
_LINE_END = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_REASONING = "think|thinking|thought|reasoning"
_MARK = re.compile(rf"[{_LINE_END}]|</?(?:{_REASONING})>", re.IGNORECASE)
_CLOSING = re.compile(rf"</(?:{_REASONING})>", re.IGNORECASE)
_LONGEST_MARK = len("</reasoning>")
_BEFORE = " \t\ufeff\u200b>*•·–—-`#|｜"
_NUMBERING = re.compile(r"\d{1,2}[.)]\s+")
_ID = re.compile(r"[\[(`*]{0,4}(E\d{1,3}(?:\.\d{1,3})?)[\])`*]{0,4}[ \t]*", re.IGNORECASE)
_BETWEEN_IDS = re.compile(r"(?:[,;+&/]|and\b)?[ \t]*")
_BEHIND_IDS = frozenset("|｜:")
_FIELD = re.compile(r"[|｜]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a model wrote, without what stands around it.

    `ids` are the sentences that it names, in upper case, `words` what it copied of them, "" for nothing, `text` its own
    sentence. Without ids, the line keeps to no protocol and `text` is all of it; a `too_long` one has lost its text.
    """

    ids: tuple[str, ...]
    words: str
    text: str
    too_long: bool = False

    @property
    def declines(self) -> bool:
        """Whether the line says that the sentences hold no answer."""
        return not self.ids and self.text.strip(" .*`").upper() == "NONE"


class Scanner:
    """Makes lines of a stream; how that is cut into pieces changes nothing. Keeps little more than one line."""

    def __init__(self) -> None:
        self._left = ""
        self._before = ""
        self._reasoning = False
        self._too_long = False

    @property
    def reasoning(self) -> bool:
        """Whether the stream is within reasoning."""
        return self._reasoning

    def feed(self, piece: str) -> Iterator[Line]:
        """Take the next piece of the stream and yield the lines that end in it."""
        text, at = self._left + piece, 0
        while found := (_CLOSING if self._reasoning else _MARK).search(text, at):
            before, at = text[at : found.start()], found.end()
            if self._reasoning:
                self._reasoning = False
                continue
            self._before += before
            if found[0] in _LINE_END:
                yield from self._ended()
            else:
                self._reasoning = not found[0].startswith("</")
        self._left = text[at:]
        self._bound()

    def finish(self) -> Iterator[Line]:
        """Yield the last line of a stream that ended as its model wanted; never call it for one that was cut off."""
        if not self._reasoning:
            self._before += self._left
            yield from self._ended()
        self._left = ""

    def _ended(self) -> Iterator[Line]:
        text, too_long = self._before, self._too_long or len(self._before) > LONGEST_LINE
        self._before, self._too_long = "", False
        if too_long:
            yield Line((), "", "", too_long=True)
        elif line := _parsed(text):
            yield line

    def _bound(self) -> None:
        """Drop what is too much to be a line, but for its end, where a mark may have begun."""
        end = self._left[-_LONGEST_MARK:]
        if self._reasoning:
            self._left = end
        elif len(self._before) + len(self._left) - len(end) > LONGEST_LINE:
            self._before, self._left, self._too_long = "", end, True


def _parsed(text: str) -> Line | None:
    """Return what stands in a line, None where it is empty or a code fence."""
    bare = text.lstrip(_BEFORE).rstrip(" \t|｜")
    if text.lstrip(" \t\ufeff").startswith("```") or not bare:
        return None
    if numbering := _NUMBERING.match(bare):
        bare = bare[numbering.end() :].lstrip(_BEFORE)
    ids: list[str] = []
    at = 0
    while len(ids) < _MOST_IDS and (found := _ID.match(bare, at)):
        ids.append(found[1].upper())
        between = _BETWEEN_IDS.match(bare, found.end())
        at = between.end() if between else found.end()
    if not ids or bare[at : at + 1] not in _BEHIND_IDS:
        return Line((), "", bare)
    fields = [field.strip(" \t`") for field in _FIELD.split(bare[at + 1 :])]
    if len(fields) > 2:
        return Line((), "", bare)
    return Line(tuple(dict.fromkeys(ids)), fields[0] if len(fields) == 2 else "", fields[-1])
