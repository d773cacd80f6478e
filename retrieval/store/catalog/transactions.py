"""The connection that writes: what happens together, and the values that are remembered."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retrieval.store.catalog import rows
from retrieval.store.catalog.known import KnownRows
from retrieval.store.catalog.passages import count_up
from retrieval.store.catalog.schema import connect, translated


class SqliteTransactions(KnownRows):
    """One connection for writing; what inherits it changes rows through `_connection`, inside a `transaction`."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog for writing, making it where there is none.

        Raises:
            CatalogDamagedError, StorageError, LockedError: see `schema.translated`.
        """
        self.folder = folder
        self._connection = connect(folder, write=True)
        # Contents that lost a passage in this transaction, and with the last one their vectors.
        self._loose: set[bytes] = set()

    def close(self) -> None:
        """Close the connection; SQLite then folds its log into the catalog's file."""
        self._connection.close()

    @contextlib.contextmanager
    def transaction(self, *, visible: bool = True) -> Iterator[None]:
        """Make the changes inside the block happen together, or not at all; `visible` ones concern readers.

        Raises:
            CatalogDamagedError, StorageError, LockedError: see `schema.translated`.
        """
        with translated(self.folder):
            self._connection.execute("BEGIN IMMEDIATE")
            self._loose.clear()
            try:
                yield
                self._drop_loose_vectors()
                if visible:
                    count_up(self._connection, "generation")
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def set_meta(self, name: str, value: str | None) -> None:
        """Remember a value, or with None forget it; call it inside a transaction."""
        if value is None:
            self._connection.execute("DELETE FROM meta WHERE name = ?", (name,))
        else:
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with translated(self.folder):
            return rows.fetched(self._connection.execute(sql, values))

    def _drop_loose_vectors(self) -> None:
        """Remove the vectors of contents that no passage has any more, once all of a transaction is done."""
        for table in ("vectors", "sentence_vectors"):
            self._connection.executemany(
                f"DELETE FROM {table} WHERE model IN (SELECT number FROM models) AND content = :content "
                "AND NOT EXISTS (SELECT 1 FROM passages WHERE content = :content)",
                ({"content": content} for content in self._loose),
            )
