"""Where articles were read, what was asked for, and what was removed on purpose: this part of what `Writer` changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from retrieval.datatypes import Source
from retrieval.store.catalog.schema import translated
from retrieval.store.records import SourceState, Stamp, Version


class SourceRows:
    """Changes to the tables of sources, versions, tombstones and roots."""

    folder: Path
    connection: sqlite3.Connection

    def put_source(self, address: str, article: int, source: Source, seen: SourceState) -> None:
        """Store where an article was read; call it inside a transaction."""
        self.connection.execute(
            "INSERT INTO sources (address, article, path, url, size, mtime_ns, inode, checked_ns, digest, etag, "
            "modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (address) DO UPDATE SET article = excluded.article, path = excluded.path, "
            "url = excluded.url, size = excluded.size, mtime_ns = excluded.mtime_ns, "
            "inode = excluded.inode, checked_ns = excluded.checked_ns, digest = excluded.digest, "
            "etag = excluded.etag, modified = excluded.modified",
            (
                *(address, article, source.path, source.url, *_columns(seen.stamp), seen.checked_ns, seen.digest),
                *(seen.validators.etag, seen.validators.modified),
            ),
        )

    def lead_with(self, address: str) -> None:
        """Put a source before the others of its article; call it inside a transaction."""
        self.connection.execute(
            "UPDATE sources SET number = (SELECT min(number) FROM sources) - 1 WHERE address = ?", (address,)
        )

    def see_source(self, address: str, seen: SourceState) -> None:
        """Note a new stamp of a source whose bytes are the same; call it inside a transaction."""
        self.connection.execute(
            "UPDATE sources SET size = ?, mtime_ns = ?, inode = ?, checked_ns = ? WHERE address = ?",
            (*_columns(seen.stamp), seen.checked_ns, address),
        )

    def drop_source(self, address: str) -> None:
        """Forget a source; call it inside a transaction."""
        self.connection.execute("DELETE FROM sources WHERE address = ?", (address,))

    def set_history(self, number: int, versions: Sequence[Version]) -> None:
        """Replace an article's history, the present text last; call it inside a transaction."""
        self.connection.execute("DELETE FROM versions WHERE article = ?", (number,))
        self.connection.executemany(
            "INSERT INTO versions VALUES (?, ?, ?, ?)",
            ((number, one.version, one.indexed, bytes.fromhex(one.sha256)) for one in versions),
        )
        self.connection.execute("UPDATE articles SET version = ? WHERE number = ?", (versions[-1].version, number))

    def add_tombstone(self, article_id: str, addresses: Iterable[str | None], text_hash: bytes) -> None:
        """Keep an article out from now on, by where it was read and by its text; call it inside a transaction."""
        removed = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.connection.executemany(
            "INSERT OR IGNORE INTO tombstones (article_id, address, text_hash, removed) VALUES (?, ?, ?, ?)",
            ((article_id, address, text_hash, removed) for address in addresses),
        )

    def remove_tombstone(self, article_id: str) -> None:
        """Let a removed article in again; call it inside a transaction."""
        self.connection.execute("DELETE FROM tombstones WHERE article_id = ?", (article_id,))

    def roots(self) -> list[str]:
        """Return what the user asked to index, sorted."""
        with translated(self.folder):
            return [row[0] for row in self.connection.execute("SELECT address FROM roots ORDER BY address")]

    def set_roots(self, addresses: Iterable[str]) -> None:
        """Remember what the user asked to index; call it inside a transaction."""
        self.connection.execute("DELETE FROM roots")
        self.connection.executemany("INSERT OR IGNORE INTO roots VALUES (?)", ((address,) for address in addresses))


def _columns(stamp: Stamp | None) -> tuple[int | None, int | None, int | None]:
    return (stamp.size, stamp.mtime_ns, stamp.inode) if stamp else (None, None, None)
