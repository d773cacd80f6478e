"""Sentence borders by rules: stops that end nothing (abbreviations, ordinals, initials) are known, the rest end one.

Own rules rather than sentencex 1.0.32, which ended a sentence inside "im 19. Jahrhundert" and "9 янв. 2022", gives no
code point offsets and is a 4 MB binary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from retrieval.languages.word_data import languages, load
from retrieval.text.function_words import function_words

# Possessive, so that a million full stops are read once.
_STOP = re.compile(r"[.!?…。！？]++(?P<closers>(?:[\"'’”»“«‹›)\]]|\[\d{1,3}\])*+)")
_FRENCH_STOP = re.compile(r"[.!?…]++(?P<closers>(?:[\"'’”»“›)\]]|\[\d{1,3}\]|[ \u00a0\u202f][»›])*+)")
_OPENERS = "\"'‘’„“”«»‹›([¿¡*_"
_QUOTES = frozenset("\"'’”»“«‹›")
_DASHES = frozenset("-–—")
_WIDE = frozenset("。！？")
_LOOK = 40
"""Code points looked at before and after a stop: longer than any abbreviation or ordinal's noun."""

_SHORT_LINE = 50
"""Code points up to which a line without a stop is a heading or list item rather than one line of a wrapped text."""

_BULLET = re.compile(r"(?:[-*•–—·]|\d{1,3}[.)])\s")
_LAST_WORD = re.compile(r"[^\s\"'„“«»(\[]+$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_](?:[.-]{1,2}[^\W\d_])*+")  # initials and the like: "J.-P", "z.B", "U.S", "г"
_ROMAN = re.compile(r"[IVX]{1,6}")

# Languages that write an ordinal as a numeral with a full stop.
_ORDINAL_LANGUAGES = frozenset({"de", "cs", "pl", "tr", "sk", "da", "nb", "no", "fi", "hu", "hr", "sl", "et", "lv"})


def split(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order, offsets in code points, without surrounding whitespace.

    Together the spans hold every character that is not whitespace. None crosses a blank line; a heading or list item
    without a stop is a sentence. Linear in the length of `text`; text of whitespace only gives an empty list.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        begin = start
        for border in _borders(text, start, end, language):
            _append(spans, text, begin, border)
            begin = border
        _append(spans, text, begin, end)
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add the span less the whitespace around it, unless nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if stripped := piece.strip():
        spans.append((start + left, start + left + len(stripped)))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of lines that belong together: blank lines, short lines and bullets are borders."""
    start: int | None = None
    position = 0
    before = ""
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if start is not None and (not bare or _begins_block(before, bare)):
            yield start, position
            start = None
        if bare and start is None:
            start = position
        before = bare
        position += len(line)
    if start is not None:
        yield start, position


def _begins_block(before: str, line: str) -> bool:
    """Return whether `line` begins a sentence rather than going on with the line `before` of a wrapped text."""
    if _BULLET.match(line):
        return True
    return len(before) <= _SHORT_LINE and before[-1:].isalnum() and not line[0].islower()


def _borders(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Yield the offsets right after each stop (and its closing quotes) that ends a sentence within the block."""
    pattern = _FRENCH_STOP if language == "fr" else _STOP
    for stop in pattern.finditer(text, start, end):
        after = stop.end()
        if after >= end:
            return
        wide = text[stop.start()] in _WIDE
        if wide or (text[after].isspace() and _ends(text, stop, start, end, language)):
            yield after


def _ends(text: str, stop: re.Match[str], start: int, end: int, language: str) -> bool:
    """Return whether a stop that whitespace follows ends its sentence."""
    follows = text[stop.end() : min(end, stop.end() + _LOOK)].lstrip()
    if not follows:
        return True
    closers = stop["closers"]
    if follows[0] in _DASHES and not _QUOTES.isdisjoint(closers):
        return False  # "«Нет!» — сказал он", "„Nein!“ – rief er"
    first = follows.lstrip(_OPENERS)[:1]
    if first.islower():
        return False
    marks = stop[0][: len(stop[0]) - len(closers)]
    before = text[max(start, stop.start() - _LOOK) : stop.start()]
    if marks in {"...", "…", ".."} and not closers and before[-1:].isspace():
        return False  # words left out in the middle: "die Amerikaner ... Russland"
    if marks != "." or not _QUOTES.isdisjoint(closers):
        return True
    return not _goes_on(before, follows, language, at_start=stop.start() - start <= len(before))


def _goes_on(before: str, follows: str, language: str, *, at_start: bool) -> bool:
    """Return whether a single full stop belongs to the word before it, so that the sentence goes on."""
    found = _LAST_WORD.search(before)
    if not found:
        return False
    word = found[0]
    folded = word.casefold()
    if folded in _words("never_last", language):
        return True
    if folded in _words("before_number", language):
        return follows[0].isdigit()
    starter = _is_starter(follows, language)
    if word.isdigit():
        return _is_ordinal(word, before[: found.start()], starter, language, at_start=at_start)
    if starter:
        return False
    if _LETTERS.fullmatch(word) or folded in _words("may_be_last", language):
        return True
    return language in _ORDINAL_LANGUAGES and _ROMAN.fullmatch(word) is not None


def _is_ordinal(word: str, before: str, starter: bool, language: str, *, at_start: bool) -> bool:
    """Return whether a numeral with a full stop is an ordinal or the number of a list item."""
    previous = before.split()[-1:] or [""]
    if at_start and not previous[0]:
        return len(word) <= 3
    if language not in _ORDINAL_LANGUAGES or starter or len(word) > 3:
        return False
    return len(word) <= 2 or previous[0].casefold() in _words("before_ordinal", language)


def _is_starter(follows: str, language: str) -> bool:
    """Return whether what follows begins with a function word (or the like) with a capital."""
    found = _NEXT_WORD.search(follows)
    if not found or not found[0][0].isupper() or follows[found.end() : found.end() + 1] == ".":
        return False  # no word, or an initial: "С. А. Рябков"
    folded = found[0].lower()
    return folded in function_words(language) or folded in _words("starters", language)


@cache
def _words(kind: str, language: str) -> frozenset[str]:
    """Return the list of a kind in ``text.toml`` of a language, the English one for a language that has none."""
    own = load(language, "text").words(kind) if language in languages("text") else frozenset()
    return own or load("en", "text").words(kind)
