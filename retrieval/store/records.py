"""The values that go into the store and come out of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.articles.page import UNASKED, Validators
from retrieval.datatypes import Article, Passage, Statement

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds."""

    articles: int
    passages: int
    statements: int


@dataclass(frozen=True, slots=True)
class StoredModel:
    """An encoder whose vectors the catalog holds: its number there, its fingerprint, and the length of a vector.

    `recipe` tells how to load it again, None where that is not known.
    """

    number: int
    fingerprint: str
    dimension: int
    recipe: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that filters leave, sorted ids, or None where nothing restricts.

    `undated` counts the articles that a date filter left out because their date is unknown.
    """

    ids: NDArray[np.int64] | None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of articles: metadata and counts, no text. `indexed` is ``YYYY-MM-DDTHH:MM:SSZ``, UTC."""

    article_id: str
    title: str
    publisher: str | None
    published: str | None
    language: str
    path: str | None
    url: str | None
    passages: int
    statements: int
    indexed: str


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article's text: counted from 1, when it was indexed (UTC), and the SHA-256 of the text, hex."""

    version: int
    indexed: str
    sha256: str


def sentence_offsets(passage: Passage) -> bytes:
    """Return the spans of the sentences relative to the passage's start, so that they move with it."""
    flat = [offset - passage.start for span in passage.sentences for offset in span]
    return np.asarray(flat, "<u4").tobytes()


def text_hash(text: str) -> bytes:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).digest()


def content_hash(passage: Passage) -> bytes:
    """Return the key of the passage's vectors: a hash of its text and of where its sentences lie."""
    return hashlib.sha256(passage.text.encode() + b"\0" + sentence_offsets(passage)).digest()


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a source was when it was read: its stamp (None of a URL), when, in ns, and the SHA-256 of its bytes.

    `validators` are what a server gave to ask whether a page has changed.
    """

    stamp: Stamp | None
    checked_ns: int
    digest: bytes
    validators: Validators = UNASKED


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with what the indexes hold of it: space-joined analysed terms and name keys, in the text's order."""

    passage: Passage
    content: bytes
    terms: str
    names: str


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vectors of one content: float32 (dim,) and float32 (m, dim), unit rows in the order of `units.spans`."""

    vector: Float32
    units: Float32


@dataclass(frozen=True, slots=True)
class IndexedStatement:
    """A statement and the name keys of its speaker's surname."""

    statement: Statement
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells, without reading it, that a file is the one seen before: bytes, nanoseconds, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article cut, analysed and searched for statements."""

    article: Article
    passages: tuple[IndexedPassage, ...]
    said: tuple[IndexedStatement, ...]
