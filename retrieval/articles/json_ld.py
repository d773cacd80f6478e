"""The JSON-LD of a web page into its objects, as people and templates write it: strict, or nearly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

MOST_VALUES = 2_000
"""Values of a page's JSON-LD that are looked at: news sites use a few dozen."""

LONGEST_SCRIPT = 1_000_000
"""Code points of a script that is mended where it is not strict; long ones state a few kilobytes of articles."""

# What a template puts around the value: comments and CDATA marks of JavaScript, HTML and XML, and a last semicolon.
_BEFORE = re.compile(r"(?:\s|<!--|//|/\*|\*/|<!\[CDATA\[)++")
_BEHIND = ("-->", "//", "/*", "*/", "]]>", ";", " ", "\n", "\r", "\t")
# One piece of a value that is not strict: a string, which stays; a comment; commas. Unclosed ones go to the end.
_PIECE = re.compile(r'("(?:[^"\\]|\\.)*+"?)|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+|,(?:\s*+,)*+\s*+', re.DOTALL)
_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_TYPE = re.compile(r'"@type"\s{0,20}:\s{0,20}"(\w{1,40})"')
_STATED = {
    key: re.compile(rf'"{key}"\s{{0,20}}:\s{{0,20}}"([^"\\]{{4,300}})"') for key in ("datePublished", "dateCreated")
}
# Under these keys an object names others than the page's own article.
_OTHERS = frozenset({
    "itemListElement", "hasPart", "isPartOf", "citation", "mentions", "comment", "review", "isRelatedTo", "relatedLink",
    "liveBlogUpdate", "isBasedOn", "subjectOf", "blogPost", "video", "image", "about", "author", "publisher",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """An object of the page's JSON-LD; `other` says that it stands in a list, or that the page's own refers to it."""

    value: dict[str, Any]
    other: bool

    @property
    def types(self) -> Sequence[str]:
        """The names of its types."""
        found = self.value.get("@type")
        return [found] if isinstance(found, str) else [kind for kind in found or () if isinstance(kind, str)]


def objects(tree: HtmlElement) -> Iterator[Found]:
    """Yield the objects of the page's JSON-LD, outer ones first, at most `MOST_VALUES`."""
    waiting: list[tuple[Any, bool]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            waiting += [(value, False) for value in read(script.text or "")]
    for place in range(MOST_VALUES):
        if place >= len(waiting):
            return
        value, other = waiting[place]
        if isinstance(value, dict):
            yield Found(value, other)
            held = ((one, other or key in _OTHERS) for key, one in value.items())
        else:
            held = ((one, other) for one in value[:MOST_VALUES])
        waiting += [(one, flag) for one, flag in held if isinstance(one, dict | list)]


def read(script: str) -> list[Any]:
    """Return the values that a script of JSON-LD holds, none where it holds none.

    What is broken beyond mending gives what it plainly states: its types and dates, as far as it states one each.
    """
    text = _unwrapped(script)
    if '"' not in text and "&quot;" in text:
        text = unescape(text)
    for mend in (str, _mended):
        try:
            return _values(mend(text))
        except (ValueError, RecursionError):
            continue
    return _stated(text)


def _unwrapped(script: str) -> str:
    """Return a script without what stands around its value."""
    before = _BEFORE.match(script)
    start, end = before.end() if before else 0, len(script)
    while cut := next((mark for mark in _BEHIND if script.endswith(mark, start, end)), ""):
        end -= len(cut)
    return script[start:end]


def _values(text: str) -> list[Any]:
    """Return the value of a text, or the several that stand one after the other; raises ValueError for none."""
    decoder = json.JSONDecoder(strict=False)  # raw line breaks and tabs in a string are what they look like
    found = []
    place = 0
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        found.append(value)
        place += len(text[place : place + 100]) - len(text[place : place + 100].lstrip(" \t\r\n;,"))
    return [value for value in found if isinstance(value, dict | list)]


def _mended(text: str) -> str:
    """Return a text of JSON without comments, with one comma for several and none before a bracket that closes.

    Of escapes, those that JSON does not know lose their backslash.

    Raises ValueError for one that is too long to be mended.
    """
    if len(text) > LONGEST_SCRIPT:
        raise ValueError("too long")

    def kept(piece: re.Match[str]) -> str:
        if piece[1]:
            return _ESCAPE.sub("", piece[1])
        closes = piece.string.startswith(("}", "]"), piece.end())
        return "," if piece[0][0] == "," and not closes else " "

    # Twice: a comment may stand between a comma and the bracket.
    return _PIECE.sub(kept, _PIECE.sub(kept, text))


def _stated(text: str) -> list[Any]:
    """Return one object of what a broken text states once or always alike."""
    text = text[:LONGEST_SCRIPT]
    found = {key: set(pattern.findall(text)) for key, pattern in _STATED.items()}
    value: dict[str, Any] = {key: values.pop() for key, values in found.items() if len(values) == 1}
    return [{"@type": _TYPE.findall(text), **value}] if value else []
