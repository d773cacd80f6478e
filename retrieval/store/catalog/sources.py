"""Where articles were read, what was asked for, what was removed on purpose, feeds: this part of the writer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from retrieval.datatypes import Source
from retrieval.store.catalog.transactions import SqliteTransactions
from retrieval.store.records import Metadata, Version
from retrieval.store.source_records import FeedItem, FeedStatus, SourceState, Stamp, Tombstone


class SourceRows(SqliteTransactions):
    """Changes to the tables of sources, versions, tombstones, roots and feeds; each goes inside a transaction."""

    def put_source(
        self, address: str, article: int, source: Source, seen: SourceState, described: Metadata | None = None
    ) -> None:
        """Store where an article was read, and how it is described there.

        The source is one of the article's shelf; one of another article before comes after those that this one has.
        """
        shelf = self._rows("SELECT shelf FROM articles WHERE number = ?", (article,))[0][0]
        self._connection.execute(
            "DELETE FROM sources WHERE shelf = ? AND address = ? AND article <> ?", (shelf, address, article)
        )
        self._connection.execute(
            "INSERT INTO sources (shelf, address, article, path, url, size, mtime_ns, inode, checked_ns, digest, "
            "reader, etag, modified, described) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (shelf, address) DO UPDATE SET article = excluded.article, path = excluded.path, "
            "url = excluded.url, size = excluded.size, mtime_ns = excluded.mtime_ns, "
            "inode = excluded.inode, checked_ns = excluded.checked_ns, digest = excluded.digest, "
            "reader = excluded.reader, etag = excluded.etag, modified = excluded.modified, "
            "described = excluded.described",
            (
                *(
                    shelf,
                    address,
                    article,
                    source.path,
                    source.url,
                    *_columns(seen.stamp),
                    seen.checked_ns,
                    seen.digest,
                    seen.reader,
                ),
                *(seen.validators.etag, seen.validators.modified),
                None if described is None else json.dumps(described, ensure_ascii=False),
            ),
        )

    def see_source(self, shelf: str, address: str, seen: SourceState) -> None:
        """Note a new stamp of a source whose bytes are the same."""
        self._connection.execute(
            "UPDATE sources SET size = ?, mtime_ns = ?, inode = ?, checked_ns = ? WHERE shelf = ? AND address = ?",
            (*_columns(seen.stamp), seen.checked_ns, shelf, address),
        )

    def drop_source(self, shelf: str, address: str) -> None:
        """Forget a source."""
        self._connection.execute("DELETE FROM sources WHERE shelf = ? AND address = ?", (shelf, address))

    def set_history(self, number: int, versions: Sequence[Version]) -> None:
        """Replace an article's history, the present text last."""
        self._connection.execute("DELETE FROM versions WHERE article = ?", (number,))
        self._connection.executemany(
            "INSERT INTO versions VALUES (?, ?, ?, ?)",
            ((number, one.version, one.indexed, bytes.fromhex(one.sha256)) for one in versions),
        )
        self._connection.execute("UPDATE articles SET version = ? WHERE number = ?", (versions[-1].version, number))

    def add_tombstone(self, tombstone: Tombstone) -> None:
        """Keep an article out from now on, by where it was read and by its text."""
        removed = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._connection.execute(
            "INSERT OR IGNORE INTO tombstones (article_id, address, text_hash, removed, shelf) VALUES (?, ?, ?, ?, ?)",
            (tombstone.article_id, tombstone.address, tombstone.text_hash, removed, tombstone.shelf),
        )

    def remove_tombstone(self, shelf: str, article_id: str) -> None:
        """Let a removed article in again."""
        self._connection.execute("DELETE FROM tombstones WHERE shelf = ? AND article_id = ?", (shelf, article_id))

    def set_roots(self, shelf: str, addresses: Iterable[str]) -> None:
        """Remember what the user asked to index onto a shelf."""
        self._connection.execute("DELETE FROM roots WHERE shelf = ?", (shelf,))
        rows = ((shelf, address) for address in addresses)
        self._connection.executemany("INSERT OR IGNORE INTO roots VALUES (?, ?)", rows)

    def put_feed(self, shelf: str, address: str, status: FeedStatus) -> None:
        """Store how a feed fared."""
        self._connection.execute(
            "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)",
            (shelf, address, status.validators.etag, status.validators.modified, status.failures, status.tried),
        )

    def put_feed_item(self, shelf: str, item: FeedItem) -> None:
        """Store how a page of a feed fared."""
        self._connection.execute(
            "INSERT OR REPLACE INTO feed_items VALUES (?, ?, ?, ?, ?)",
            (shelf, item.address, item.stated, item.published, item.failures),
        )


def _columns(stamp: Stamp | None) -> tuple[int | None, int | None, int | None]:
    return (stamp.size, stamp.mtime_ns, stamp.inode) if stamp else (None, None, None)
