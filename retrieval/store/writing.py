"""How an index is changed, as Protocols: whatever keeps articles and vectors so can stand behind the write path.

`open_writer` and `open_mirror` of `retrieval.store` give what there is: SQLite's writer and Chroma's vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from retrieval.datatypes import Passage, Source
from retrieval.store.inventory import Inventory
from retrieval.store.records import (
    Float32,
    Metadata,
    PassageVectors,
    PreparedArticle,
    RebuildState,
    StoredModel,
    Version,
)
from retrieval.store.source_records import FeedItem, FeedStatus, SourceState, Tombstone


class Transactions(Protocol):
    """Changes that happen together, and values that are remembered."""

    def transaction(self, *, visible: bool = True) -> AbstractContextManager[None]:
        """Make the changes inside the block happen together, or not at all; `visible` ones concern readers.

        Raises:
            CatalogDamagedError, StorageError, LockedError: nothing was changed.
        """

    def meta(self, name: str) -> str | None:
        """Return a remembered value, or None."""

    def set_meta(self, name: str, value: str | None) -> None:
        """Remember a value, or with None forget it; call it inside a transaction."""


class PendingVectors(Transactions, Protocol):
    """What a vector index asks of the writer whose passages it is to hold; each passage has a slot of its own."""

    @property
    def folder(self) -> Path:
        """The data folder."""

    def count_passages(self) -> int:
        """Count the live passages."""

    def count_pending(self) -> int:
        """Count the passages that the vector index may not hold yet."""

    def pending_vectors(self, model: StoredModel, limit: int) -> tuple[list[int], list[int], Float32]:
        """Return ids, slots and vectors of passages that the vector index may not hold yet, oldest first."""

    def mark_synced(self, ids: Iterable[int]) -> int:
        """Note that the vector index holds these passages; return how many are still pending."""

    def mark_pending(self, slots: Iterable[int] | None = None) -> None:
        """Note that the vector index lacks the passages in these slots; None is all."""

    def synced_slots(self) -> list[int]:
        """Return the slots of the passages that the vector index should hold, sorted."""

    def synced_vectors(self, model: StoredModel, size: int) -> Iterator[tuple[list[int], Float32]]:
        """Yield slots and vectors of the passages that the vector index should hold, up to `size` at a time."""


class SourceWriter(Protocol):
    """Changes of where articles come from; each goes inside a transaction."""

    def put_source(
        self, address: str, article: int, source: Source, seen: SourceState, described: Metadata | None = None
    ) -> None:
        """Store where an article was read, and how it is described there, None where that is not known.

        The source is one of the article's shelf.
        """

    def see_source(self, shelf: str, address: str, seen: SourceState) -> None:
        """Note a new stamp of a source whose bytes are the same."""

    def drop_source(self, shelf: str, address: str) -> None:
        """Forget a source."""

    def add_tombstone(self, tombstone: Tombstone) -> None:
        """Keep an article out from now on, by where it was read and by its text."""

    def remove_tombstone(self, shelf: str, article_id: str) -> None:
        """Let a removed article in again."""

    def set_roots(self, shelf: str, addresses: Iterable[str]) -> None:
        """Remember what the user asked to index onto a shelf."""

    def put_feed(self, shelf: str, address: str, status: FeedStatus) -> None:
        """Store how a feed fared."""

    def put_feed_item(self, shelf: str, item: FeedItem) -> None:
        """Store how a page of a feed fared."""


class ArticleWriter(Protocol):
    """Changes of articles and of the vectors of their passages."""

    def passages(self, number: int) -> dict[bytes, Passage]:
        """Return the passages of the article with this number, by content."""

    def put_article(self, number: int | None, prepared: PreparedArticle, *, build: str) -> int:
        """Store a new article (`number` None) or the new version of a known one; return its number.

        It stays on the shelf where it stands. A passage whose content was there before keeps its id, slot and vectors.
        Call it inside a transaction.
        """

    def put_signature(self, number: int, version: int, signature: bytes) -> None:
        """Store what copies of an article's text are known by; call it inside a transaction."""

    def put_story(self, number: int, story: int | None, *, seen: str | None = None) -> None:
        """Store which story an article belongs to, and when its text was first seen, if it is new.

        Call it inside a transaction.
        """

    def set_history(self, number: int, versions: Sequence[Version]) -> None:
        """Replace an article's history, the present text last; call it inside a transaction."""

    def drop_article(self, number: int) -> None:
        """Remove an article with all that was derived from it; call it inside a transaction."""

    def embedded(self, model: int, contents: Collection[bytes]) -> set[bytes]:
        """Return which contents have vectors of this model already."""

    def add_vectors(self, model: int, vectors: Iterable[tuple[bytes, PassageVectors]]) -> None:
        """Store vectors by content; call it inside the transaction that stores the passages."""

    def drop_unused_vectors(self) -> None:
        """Drop the vectors of other models and of texts that no passage has; call it inside a transaction."""


class RebuildWriter(Protocol):
    """Articles that wait for all others to be made for a new build, and what their swap changes besides them."""

    def rebuild_state(self) -> RebuildState | None:
        """Return how far the rebuild is; None where none is going on."""

    def stage(self, prepared: Iterable[tuple[int, PreparedArticle]], state: RebuildState) -> None:
        """Let articles wait, by their numbers, and note how far the rebuild is; call it inside a transaction."""

    def staged(self) -> set[int]:
        """Return the numbers of the articles that wait."""

    def staged_article(self, number: int) -> PreparedArticle:
        """Return what waits for the article with this number."""

    def clear_staged(self) -> None:
        """Forget what waits and how far that was; call it inside a transaction."""

    def add_model(self, fingerprint: str, dimension: int, recipe: str | None) -> int:
        """Note a model beside the one whose vectors are read; return its number."""

    def switch_model(self, number: int) -> None:
        """Have the vectors of this model read and drop all others; call it inside a transaction."""

    def rebuild_text_indexes(self) -> None:
        """Fill the full-text indexes again from the terms stored with the passages; call it inside a transaction."""


class Writer(Inventory, PendingVectors, SourceWriter, ArticleWriter, RebuildWriter, Protocol):
    """Every change of one index; whoever has one is its only writer. Reads see the changes made so far."""

    def model(self) -> StoredModel | None:
        """Return the model whose vectors are in use; None before anything was indexed."""

    def use_model(self, fingerprint: str, dimension: int, recipe: str | None = None) -> StoredModel:
        """Make the model with this fingerprint the one whose vectors are read; `recipe` describes how to load it."""

    def compact(self) -> None:
        """Clear what edits and removals leave behind, once that is much; without room for it, leave it for later."""

    def purge(self) -> bool:
        """Write everything again that may hold deleted text; return whether a reader kept some of it.

        Raises:
            StorageError, LockedError: the disk is full or fails; nothing is lost.
        """


class VectorMirror(Protocol):
    """The vector index of a writer: it holds the vectors of all passages once it is synced and closed."""

    def sync(self, progress: Callable[[int, int], None] = ..., *, everything: bool = False) -> None:
        """Write the vectors of all pending passages, or `everything`; `progress` gets how many of how many are in.

        Raises:
            StorageError: the disk is full or fails; what is pending then stays pending.
        """

    def rewrite(self, progress: Callable[[int, int], None]) -> None:
        """Write all vectors to new files and remove the old ones; nothing is open afterwards.

        Raises:
            StorageError: the disk is full or fails, or what was removed cannot be deleted.
        """

    def close(self) -> None:
        """Finish, so that readers may use what is written.

        Raises:
            StorageError: the disk is full or fails; the next run repairs what is there.
        """

    def abandon(self) -> None:
        """Let go after an error, leaving what is written for the next writer to repair."""
