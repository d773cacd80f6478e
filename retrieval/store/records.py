"""The values that go into the store and come out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Article, Passage, Statement
from retrieval.errors import EncoderError
from retrieval.store.source_records import ReadFrom, SourceState

Float32 = NDArray[np.float32]
Ids = Sequence[int] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds."""

    articles: int
    passages: int
    statements: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """How many articles there are, and how new: moments in seconds since the epoch, None where nothing is known.

    `newest` is when the newest article was published, of those that are not dated later than now, and `newest_day` the
    day of that where it was, ``YYYY-MM-DD``; `last_run` is when the last run of the indexer ended.
    """

    articles: int
    newest: float | None
    last_run: float | None
    newest_day: str | None = None


@dataclass(frozen=True, slots=True)
class StoredModel:
    """An encoder whose vectors the catalog holds: its number there, its fingerprint, and the length of a vector.

    `recipe` describes how to load it again, None where that is not known.
    """

    number: int
    fingerprint: str
    dimension: int
    recipe: str | None = None

    def check(self, fingerprint: str) -> None:
        """Make sure that the encoder with this fingerprint made the vectors.

        Raises:
            EncoderError: it did not.
        """
        if self.fingerprint != fingerprint:
            raise EncoderError(
                f"The index was made with the model {self.fingerprint[:12]}, the one in use is {fingerprint[:12]}: "
                "run beleg index --rebuild, or set the model the index was made with."
            )


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
    shelf: str = ""


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
    """Return the key of the passage's vectors: a hash of its text and of the spans of its sentences."""
    return hashlib.sha256(passage.text.encode() + b"\0" + sentence_offsets(passage)).digest()


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with what the indexes hold of it: space-joined analysed terms and name keys, in the text's order."""

    passage: Passage
    content: bytes
    terms: str
    names: str


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vectors of one content: float32 (dim,) and float32 (m, dim), unit rows in the order of `chunking.spans`."""

    vector: Float32
    units: Float32


@dataclass(frozen=True, slots=True)
class IndexedStatement:
    """A statement and the name keys of its speaker's surname."""

    statement: Statement
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article cut, analysed and searched for statements."""

    article: Article
    passages: tuple[IndexedPassage, ...]
    said: tuple[IndexedStatement, ...]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article with where it was read and its history: what cannot be derived from anything else."""

    article: Article
    sources: tuple[ReadFrom, ...]
    versions: tuple[Version, ...]


Metadata = tuple[str, str, str | None, str | None, str | None, str | None, str | None]
"""Title, language, publisher, published, URL, path and identity of an article."""


class KnownArticle(NamedTuple):
    """An article without its text: its number, its id, the hash of its text, the build that made its passages.

    `story` is the number that it shares with its copies, all on one `shelf`; None where none is known.
    A named tuple, since every run starts by reading those of all articles.
    """

    number: int
    article_id: str
    text_hash: bytes
    build: str
    story: int | None
    shelf: str
    metadata: Metadata


class KnownSource(NamedTuple):
    """A source: its address, the number of its article, and what it was when it was read.

    `url` is where a page was fetched in the end, or what a file calls its address. `described` is how the article is
    described there, None where that is not known. A named tuple, as `KnownArticle` is.
    """

    address: str
    article: int
    state: SourceState
    url: str | None
    described: Metadata | None


@dataclass(frozen=True, slots=True)
class RebuildState:
    """How far a new index is: `done` of `total` articles in `seconds` of work; `build` says what it is made with."""

    build: str
    total: int
    done: int = 0
    seconds: float = 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate the work that is left, in seconds, from the articles done; None before the first."""
        return self.seconds / self.done * (self.total - self.done) if self.done else None


@dataclass(frozen=True, slots=True)
class VectorHealth:
    """How the stored vector index is: "unfinished" while it is written or after that was cut off; its files."""

    state: Literal["none", "unfinished", "damaged", "sound"]
    files: int = 0
