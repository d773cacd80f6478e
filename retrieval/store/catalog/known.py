"""What a catalog and its writer read alike: remembered values, the model in use, and what the write path must know."""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from retrieval.datatypes import Article, Source, Validators
from retrieval.shelves import SHARED
from retrieval.store.catalog import rows
from retrieval.store.records import ArticleRecord, KnownArticle, KnownSource, RebuildState, StoredModel, Version
from retrieval.store.source_records import FeedItem, FeedStatus, ReadFrom, SourceState, Stamp, Tombstone

REBUILD = "staging"
"""Names, under `meta`, how far the articles are that wait in `staged`."""

_IN_ONE_STATEMENT = 500  # SQLite before 3.32 binds at most 999 values


class Rows(ABC):
    """Reads over the one way, `_rows`, in which whoever inherits them asks SQLite."""

    @abstractmethod
    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query, SQLite's errors translated."""

    def _among(self, sql: str, values: Collection[object]) -> Iterator[Any]:
        """Yield the rows of ``sql (?, ?, …)`` for all values, in several statements where they are many."""
        listed = list(dict.fromkeys(values))
        for first in range(0, len(listed), _IN_ONE_STATEMENT):
            part = listed[first : first + _IN_ONE_STATEMENT]
            yield from self._rows(f"{sql} ({marks(part)})", part)

    # --- remembered values -------------------------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        """Return a remembered value, or None."""
        found = self._rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def model(self) -> StoredModel | None:
        """Return the model whose vectors are in use; None before anything was indexed."""
        found = self._rows("SELECT m.* FROM meta JOIN models m ON m.number = meta.value WHERE meta.name = 'model'")
        return rows.model(found[0]) if found else None

    def rebuild_state(self) -> RebuildState | None:
        """Return how far the index is that is being built beside the one in use; None where none is."""
        found = self.meta(REBUILD)
        if found is None:
            return None
        with rows.decoding():
            values = json.loads(found)
            state = RebuildState(
                str(values["build"]), int(values["total"]), int(values["done"]), float(values["seconds"])
            )
            if not (0 <= state.done <= state.total and 0 <= state.seconds < math.inf):
                raise ValueError(found)
            return state


class KnownRows(Rows):
    """Everything that is known, of every shelf: `store.inventory.Inventory`."""

    # --- articles ----------------------------------------------------------------------------------------------

    def known_articles(self) -> Iterator[KnownArticle]:
        """Yield every article without its text, in the order of first indexing."""
        for number, ident, text, build, story, shelf, *metadata in self._rows(
            "SELECT number, article_id, text_hash, build, story, shelf, title, language, publisher, published, url, "
            "path, identity FROM articles ORDER BY number"
        ):
            yield KnownArticle(number, ident, text, build, story, rows.shelf(shelf), tuple(metadata))

    def signatures(self, version: int) -> list[tuple[int, bytes]]:
        """Return the number of each article that has a signature of this version, and the signature."""
        sql = "SELECT article, signature FROM signatures WHERE version = ? AND article IN (SELECT number FROM articles)"
        return self._rows(sql, (version,))

    def text(self, number: int) -> str:
        """Return the text of the article with this number; empty where there is none."""
        found = self._rows("SELECT text FROM texts WHERE article = ?", (number,))
        return str(found[0][0]) if found else ""

    def article(self, number: int) -> Article:
        """Return the article with this number."""
        sql = f"SELECT {rows.ARTICLE_COLUMNS} FROM articles a JOIN texts t ON t.article = a.number WHERE a.number = ?"
        with rows.decoding():
            (row,) = self._rows(sql, (number,))
            return rows.article(row)

    def records(self) -> Iterator[ArticleRecord]:
        """Yield every article with its sources and history, in the order of first indexing."""
        for (number,) in self._rows("SELECT number FROM articles ORDER BY number"):
            sources = self._rows(
                "SELECT address, path, url, digest FROM sources WHERE article = ? ORDER BY number", (number,)
            )
            versions = self._rows(
                "SELECT version, indexed, lower(hex(text_hash)) FROM versions WHERE article = ? ORDER BY version",
                (number,),
            )
            yield ArticleRecord(
                self.article(number),
                tuple(ReadFrom(address, Source(path, url), digest) for address, path, url, digest in sources),
                tuple(Version(*row) for row in versions),
            )

    # --- where articles come from ------------------------------------------------------------------------------

    def known_sources(self) -> Iterator[KnownSource]:
        """Yield every source; of an article's, the one that its metadata came from comes first."""
        for address, article, url, described, size, mtime_ns, inode, checked_ns, digest, reader, *asked in self._rows(
            "SELECT address, article, url, described, size, mtime_ns, inode, checked_ns, digest, reader, etag, "
            "modified FROM sources WHERE article IN (SELECT number FROM articles) ORDER BY number"
        ):
            stamp = None if size is None else Stamp(size, mtime_ns, inode)
            state = SourceState(stamp, checked_ns or 0, digest, Validators(*asked), reader)
            yield KnownSource(address, article, state, url, rows.described(described))

    def addresses(self) -> Iterator[tuple[str, str, str]]:
        """Yield every path and URL that belongs to an article, and the article's id and shelf; some come repeatedly."""
        for ident, shelf, *named in self._rows(
            "SELECT a.article_id, a.shelf, a.url, a.path, s.address AS source, s.url FROM articles a "
            "LEFT JOIN sources s ON s.article = a.number ORDER BY a.number, s.number"
        ):
            yield from ((where, ident, shelf) for where in named if where)

    def tombstones(self) -> Iterator[Tombstone]:
        """Yield what was removed on purpose, oldest first: one for each address of a removed article."""
        for row in self._rows("SELECT article_id, address AS place, text_hash, shelf FROM tombstones ORDER BY number"):
            yield Tombstone(*row)

    def followed(self) -> list[str]:
        """Return the shelves onto which the user asked to index anything, sorted."""
        return [rows.shelf(row[0]) for row in self._rows("SELECT DISTINCT shelf FROM roots ORDER BY shelf")]

    def roots(self, shelf: str = SHARED) -> list[str]:
        """Return what the user asked to index onto a shelf, sorted."""
        return [row[0] for row in self._rows("SELECT address FROM roots WHERE shelf = ? ORDER BY address", (shelf,))]

    def feeds(self, shelf: str = SHARED) -> dict[str, FeedStatus]:
        """Return how each feed of a shelf has fared, by address."""
        found = self._rows("SELECT address, etag, modified, failures, tried FROM feeds WHERE shelf = ?", (shelf,))
        return {address: FeedStatus(Validators(etag, modified), *rest) for address, etag, modified, *rest in found}

    def feed_items(self, shelf: str = SHARED) -> dict[str, FeedItem]:
        """Return the pages that the feeds of a shelf have named, by address."""
        found = self._rows("SELECT address, stated, published, failures FROM feed_items WHERE shelf = ?", (shelf,))
        return {row[0]: FeedItem(*row) for row in found}


def marks(values: Collection[object]) -> str:
    """Return a placeholder for each value."""
    return ",".join("?" * len(values))
