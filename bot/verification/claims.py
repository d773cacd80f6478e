"""The values of verification: a claim, the sentence of an article that it rests on, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from retrieval.datatypes import Statement

CheckName = Literal[
    "form",
    "evidence",
    "numbers",
    "calendar",
    "units",
    "names",
    "attribution",
    "denial",
    "negation",
    "modality",
    "extremes",
    "support",
    "contradiction",
]
"""The checks in the order in which they are made; the first fault says why a claim is not shown."""

LANGUAGES = ("de", "en", "ru", "uk")
"""Those that all checks have tables for: no claim in another language, or on words in one, can be checked."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A sentence of an article, and what a claim that rests on it must keep.

    `text` is verbatim, ``article.text[start:end]``, in `language`. `before` and `after` are the sentences next to it,
    "" where there is none: whom a pronoun means may stand there. `published` is as in `Article`. `statements` are those
    whose quotation overlaps the sentence, offsets in the article.
    """

    article_id: str
    start: int
    end: int
    text: str
    language: str
    before: str = ""
    after: str = ""
    title: str = ""
    publisher: str | None = None
    published: str | None = None
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that is to be shown, in `language`, and the sentence of an article that it rests on."""

    text: str
    language: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a claim: the check that found it, and a code of the check's own.

    `found` are the words of the claim that are at fault, `expected` what stands in the article instead; "" where there
    are none.
    """

    check: CheckName
    code: str
    found: str = ""
    expected: str = ""


OF_ANY_CHECK = ("failed", "language")
"""Codes of faults that any check may find: it raised, or the claim is in a language that it has no tables for."""

CODES_TOLD_APART: Mapping[CheckName, tuple[str, ...]] = {
    "form": ("question", "too_long", "empty"),
    "attribution": ("wrong_speaker", "rumour_as_fact"),
    "support": ("opposite", "roles"),
}
"""Codes that are told in words of their own; the others of a check are told in the words of the check."""

Check = Callable[[Claim], Iterator[Fault]]
"""What every check is: pure, and without a fault where there is nothing to check."""
