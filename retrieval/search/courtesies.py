"""A question as typed → the question itself, without greeting, politeness and wishes for the form of the answer.

The lists are described in ``languages/en/courtesies.toml``. Those of all languages are tried together: people greet in
one and ask in another. Nothing inside the question is taken away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from retrieval.languages.word_data import languages, load

_PART = "courtesies"
_ROUNDS = 8
"""Courtesies in a row that are taken away at each end; more are no question."""
_REACH = 160
"""Code points at either end in which courtesies are looked for, and of a sentence that may be one."""
_FIRST_PICTURE = 0x2600
"""The first code point of the blocks with pictographs; signs before it, as of degrees, belong to texts."""
# Where a sentence or a part of one ends.
_BORDER = re.compile(r"(?<=[.?!…])\s+|(?<=[^\W_])\s*[,;–—-]\s+|\s+(?=\()")
_HEARTS = frozenset("❤♥💙💚💛💜🖤🧡")
_JOINING = " ,;:.!…–—-()"
_PICTURES = re.compile(r"\0(?:[\0 ]*\0)?")
_LETTERS = re.compile(r"[^\W_]")
_AT = r"(?:<@[!&]?\d{1,25}>|@[\w.-]{1,40})"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without what stands around it, as typed otherwise; `answer_language` is the one asked for, if any."""

    words: str
    answer_language: str | None


Courtesy = Literal["hello", "thanks"]
"""What a message may be that asks for nothing."""


def courtesy(question: str) -> Courtesy | None:
    """Return what a message is that holds nothing but a greeting or thanks, None for any other.

    `question` is cleaned: one line, single blanks.
    """
    words = " ".join(_without_pictures(question[:_REACH]).split()).strip(f"{_JOINING}?")
    if len(question) > _REACH or not _nothing_else().fullmatch(words):
        return None
    return "thanks" if _said("thanks").search(words) else "hello" if _said("hello").search(words) else None


def without_courtesies(question: str) -> Asked:
    """Return what a question asks; all of it where nothing would be left.

    `question` is cleaned: one line, single blanks.
    """
    words, wanted = _without_answer_forms(_without_pictures(question))
    for _ in range(_ROUNDS):
        shorter = _without_end(_without_beginning(words))
        if shorter == words or not _LETTERS.search(shorter):
            break
        words = shorter
    return Asked(words if _LETTERS.search(words) else question, wanted)


def _without_pictures(text: str) -> str:
    """Return a text without pictographs, but for hearts between words: "I ❤ NY"."""
    if text.isascii():
        return text
    marked = "".join("\0" if ord(c) >= _FIRST_PICTURE and unicodedata.category(c) in {"So", "Sk"} else c for c in text)
    if "\0" not in marked:
        return text
    kept = [_between_words(text, start, end) if picture else marked[start:end] for start, end, picture in _runs(marked)]
    return " ".join("".join(kept).split()).replace(" ,", ",")


def _runs(marked: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the stretches of a text with pictures as NUL, each with whether it is pictures and blanks between them."""
    last = 0
    for found in _PICTURES.finditer(marked):
        yield last, found.start(), False
        yield *found.span(), True
        last = found.end()
    yield last, len(marked), False


def _between_words(text: str, start: int, end: int) -> str:
    """Return what stands for pictures: hearts are words between words, others end a greeting or a clause there."""
    if not (text[:start].rstrip()[-1:].isalnum() and text[end:].lstrip()[:1].isalnum()):
        return " "
    return text[start:end] if any(char in _HEARTS for char in text[start:end]) else ", "


def _without_answer_forms(text: str) -> tuple[str, str | None]:
    """Return a text without the sentences, and parts behind a comma, that say how to answer; and in which language."""
    head, colon, behind = text.partition(": ")
    if colon and len(head) <= _REACH and _answer_form().fullmatch(head) and _LETTERS.search(behind):
        # The wish may come first, before a colon.
        return behind, _language_named(head)
    borders = [0, *(found.end() for found in _BORDER.finditer(text)), len(text)]
    parts = [text[start:end] for start, end in pairwise(borders)]
    kept, wanted = [], None
    for number, part in enumerate(parts):
        words = part.strip(f"{_JOINING}?")
        # What begins a sentence that goes on is its own beginning: "Quotes, if possible, by Holt".
        begins = not number and part.rstrip()[-1:] not in ".?!"
        if begins or len(words) > _REACH or not _answer_form().fullmatch(words):
            kept.append(part)
        else:
            wanted = wanted or _language_named(words)
    left = "".join(kept).strip()
    if len(kept) == len(parts) or not _LETTERS.search(left):
        return text, wanted
    return left.rstrip(" ,;–—-("), wanted


def _language_named(words: str) -> str | None:
    return next((code for code, named in _language_names().items() if named.search(words)), None)


def _without_beginning(text: str) -> str:
    for pattern in (_greeting(), _request()):
        found = pattern.match(text, 0, _REACH)
        if found is not None and found.end() > 0:
            text = text[found.end() :].lstrip(_JOINING[:-2])
    return text


def _without_end(text: str) -> str:
    start = max(0, len(text) - _REACH)
    found = _closing().search(text, start)
    return text if found is None else text[: found.start()].rstrip(_JOINING[:-1])


@cache
def _greeting() -> re.Pattern[str]:
    """Return greetings and small words, with whom they address, as far as a stop or a question follows."""
    addressed = "|".join((*_words("addressed"), _AT))
    begins = "|".join(_words("openings", "questions"))
    return re.compile(
        rf"{_AT}[\s,:;–—-]*|(?:beleg|bot)\s*[,:!–—-]+\s*|(?:{_all('greetings')})(?: (?:{addressed}))*"
        rf"(?:\s*[,!.:;–—-]+(?:\s+|$)|\s+(?=(?:{begins})\b|(?:{_all('requests')})(?:\W|$)|(?:{_all('greetings')})\b))",
        re.IGNORECASE,
    )


@cache
def _nothing_else() -> re.Pattern[str]:
    """Return a pattern of messages in which people greet and thank, and whom they address."""
    addressed = "|".join((*_words("addressed"), _AT))
    words = rf"(?:{_all('hello')}|{_all('thanks')}|{addressed})"
    return re.compile(rf"{words}(?:[^\w@<]+{words})*+", re.IGNORECASE)


@cache
def _said(name: Courtesy) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_all(name)})(?!\w)", re.IGNORECASE)


@cache
def _request() -> re.Pattern[str]:
    return re.compile(rf"(?:{_all('requests')})(?=\W|$)[\s,;:.!–—-]*", re.IGNORECASE)


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\s,;:.!?…()–—-])(?:{_all('closings')})[\s.!?)…]*$", re.IGNORECASE)


@cache
def _answer_form() -> re.Pattern[str]:
    return re.compile(_all("answer_forms"), re.IGNORECASE)


@cache
def _language_names() -> dict[str, re.Pattern[str]]:
    """Return the names of each language in all of them, by its code."""
    named: dict[str, list[str]] = {}
    for language in languages(_PART):
        for code, words in load(language, _PART).pairs("language_names").items():
            named.setdefault(code, []).extend(word.replace("_", " ") for word in words.split())
    return {code: re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE) for code, words in named.items()}


def _all(name: str) -> str:
    """Return the patterns of all languages as alternatives; in them, {language} is any name of a language."""
    lines = (line for language in languages(_PART) for line in load(language, _PART).phrases(name))
    named = "|".join(one.pattern for one in _language_names().values())
    return "|".join(lines).replace("{language}", f"(?:{named})")


def _words(name: str, part: str = _PART) -> list[str]:
    found = frozenset[str]().union(*(load(language, part).words(name) for language in languages(part)))
    return sorted((word.replace("_", " ") for word in found), key=lambda word: (-len(word), word))
