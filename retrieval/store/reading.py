"""What is read of an index, as Protocols: whatever keeps articles and vectors so can stand behind the read path.

`open_catalog` and `open_vectors` of `retrieval.store` give what there is: SQLite's catalog and Chroma's vectors.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Article, Passage, Ranking, Source, Statement
from retrieval.store.inventory import Inventory
from retrieval.store.records import (
    Counts,
    Float32,
    Freshness,
    Ids,
    Listed,
    RebuildState,
    Selection,
    StoredModel,
    VectorHealth,
    Version,
)


class Articles(Protocol):
    """Articles by their ids; ids that are unknown are left out."""

    def counts(self) -> Counts:
        """Count articles, live passages and statements."""

    def freshness(self) -> Freshness:
        """Return how many articles there are, and how new."""

    def list_articles(self) -> list[Listed]:
        """Return every article's line in the order of first indexing."""

    def articles(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Return the known articles among `article_ids`."""

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return the history of an article's text, the present one last; nothing for an unknown id."""

    def earlier_texts(self, article_id: str) -> dict[int, str]:
        """Return the texts that an article had before and that are kept, by their version, the oldest first."""

    def removed(self, article_id: str) -> str | None:
        """Return when an article was removed on purpose (UTC); None where it was not, or came back."""

    def sources(self, article_ids: Collection[str]) -> dict[str, tuple[Source, ...]]:
        """Return every address of each known article, the one its metadata came from first.

        Left out are further sources that have not been read here: what an archive says, or an older version of Beleg.
        """

    def stories(self, article_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return of each known article that has copies the ids of all articles of the story, itself among them.

        The one that was seen first comes first; of those first seen in one run, the one published first.
        """

    def statements_in(self, article_ids: Collection[str]) -> dict[str, list[Statement]]:
        """Return the statements of each known article that has any, in the order of the text."""


class Passages(Protocol):
    """Passages by their ids: integers that are never used again.

    Ids that are no longer live are left out of dictionaries and give zero rows where order matters.
    """

    def passages(self, ids: Ids) -> dict[int, Passage]:
        """Return the live passages among `ids`."""

    def heads(self, ids: Ids) -> dict[int, tuple[str, str]]:
        """Return key and language of the live passages among `ids`: what ranking needs, without their texts."""

    def term_lists(self, ids: Ids) -> dict[int, list[str]]:
        """Return the analysed terms of the live passages among `ids`, in the order of the text."""

    def vectors(self, ids: Ids) -> Float32:
        """Return the passages' vectors, float32 (n, dim), unit rows in the order of `ids`."""

    def sentence_vectors(self, ids: Ids) -> list[Float32]:
        """Return for each passage float32 (m_i, dim), rows in the order of `chunking.spans` of its sentences."""


class StoredModels(Protocol):
    """The model whose vectors an index holds."""

    def model(self) -> StoredModel | None:
        """Return the model whose vectors are in use; None before anything was indexed."""


class IndexedVectors(StoredModels, Protocol):
    """What a vector index asks of the catalog whose passages it finds."""

    @property
    def folder(self) -> Path:
        """The data folder."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Let every read of this thread inside the block see one state, whatever a writer does meanwhile."""

    def now(self) -> AbstractContextManager[IndexedVectors]:
        """Lend the catalog as it is now, whatever snapshot this thread holds."""

    def generation(self) -> int:
        """Return a number that grows with every change that a reader can see."""

    def meta(self, name: str) -> str | None:
        """Return a remembered value, or None."""

    def counts(self) -> Counts:
        """Count articles, live passages and statements."""

    def vectors(self, ids: Ids) -> Float32:
        """Return the passages' vectors, float32 (n, dim), unit rows in the order of `ids`."""

    def live(self, *, after: int = 0) -> NDArray[np.int64]:
        """Return the sorted ids of all live passages greater than `after`."""

    def still_live(self, ids: Ids) -> NDArray[np.int64]:
        """Return which of `ids` are live, sorted."""

    def pending(self) -> NDArray[np.int64]:
        """Return the sorted ids of the live passages that the vector index may not hold yet."""

    def in_slots(self, slots: Sequence[int]) -> tuple[NDArray[np.int64], Float32]:
        """Return the live passages in these slots of the vector index: ids, and float32 (n, dim), unit rows."""


class Library(Articles, Passages, Protocol):
    """What a question reads: articles, passages and statements of the shelves that its asker may see.

    Whatever it tells, words, names, numbers or counts, is of these shelves alone; ids of anything else are unknown.
    """

    def generation(self) -> int:
        """Return a number that grows with every change that a reader can see."""

    def seen(self) -> NDArray[np.int64] | None:
        """Return the sorted ids of the passages that may be seen; None where all may."""

    def languages(self) -> dict[str, int]:
        """Return how many passages each language has, the most frequent first."""

    def select(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        languages: Collection[str] = (),
        publishers: Collection[str] = (),
        article_ids: Collection[str] = (),
    ) -> Selection:
        """Return the passages of the articles that fit; `since` and `until` are ``YYYY-MM-DD``, both inclusive."""

    def lexical(
        self, terms: Sequence[str], language: str, *, limit: int, within: NDArray[np.int64] | None = None
    ) -> Ranking:
        """Rank the passages in `language` that hold any of the analysed `terms` by BM25, higher is better.

        There are at most `limit` of each shelf that was named, else of the shared one and of all others together.
        """

    def by_names(self, keys: Sequence[str], *, limit: int, within: NDArray[np.int64] | None = None) -> Ranking:
        """Rank the passages that hold a name with any of `keys` by BM25, higher is better, as many as of `lexical`."""

    def document_frequency(self, terms: Sequence[str], language: str) -> dict[str, int]:
        """Return for each term in how many passages of `language` it occurs."""

    def name_frequency(self, keys: Sequence[str]) -> dict[str, int]:
        """Return for each name key in how many passages it occurs; 0 says that no article knows the name."""

    def passage_ids(self, article_ids: Collection[str]) -> dict[str, list[int]]:
        """Return the passages of each known article in the order of its text."""

    def statements_by(self, keys: Collection[str]) -> list[tuple[str, Statement]]:
        """Return (article id, statement) of the speakers whose surname has any of `keys`, oldest article first."""

    def speakers(self) -> list[str]:
        """Return every speaker's name as written, sorted."""

    def quoted_speakers(self) -> list[tuple[str, str, int]]:
        """Return each speaker's name as written, the language of articles that have it, and how many statements."""


class Catalog(Library, IndexedVectors, Inventory, Protocol):
    """The truth about articles, passages, vectors and statements, read only; safe to use from several threads.

    Several reads that must agree go inside ``with catalog.snapshot():``.
    """

    def __enter__(self) -> Catalog: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None: ...

    def close(self) -> None:
        """Close what is open."""

    def on(self, shelves: Collection[str] | None) -> Library:
        """Return what is read by whoever may see these shelves only; None is all.

        Raises:
            ShelfError: no shelf can have one of the names.
        """

    def damage(self) -> str | None:
        """Return what is wrong with the catalog, in a sentence, None where nothing is; this reads all of it."""

    def rebuild_state(self) -> RebuildState | None:
        """Return how far the index is that is being built beside the one in use; None where none is."""


class VectorIndex(Protocol):
    """Nearest passages over one catalog; safe to use from several threads."""

    def __enter__(self) -> VectorIndex: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None:
        """Let go of what a search keeps; a later one opens it again."""

    def search(self, vector: Float32, k: int, *, within: NDArray[np.int64] | None = None) -> Ranking:
        """Rank the `k` live passages nearest to the unit vector, float32 (dim,), by cosine, ties by id.

        `within` (sorted ids) restricts them; None is all. Scores come from the catalog's vectors.

        Raises:
            EncoderError: the vector has another length than the index's.
        """

    def health(self) -> VectorHealth:
        """Look at what is stored, without opening it."""
