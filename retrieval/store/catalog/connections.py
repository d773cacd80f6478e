"""A pool of connections for reading, so that several threads read at once and one thread can hold a snapshot."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import IndexReplacedError
from retrieval.store.catalog.schema import connect, translated
from retrieval.store.places import CATALOG_FILE, identity


class Connections:
    """Read-only connections to one catalog; as many as threads read at the same moment.

    A catalog that was moved, deleted or replaced is not read any more, though the system keeps it for whoever has it
    open: what was removed from the index since would be shown again.
    """

    def __init__(self, folder: Path) -> None:
        """Open the first connection, so that a missing or damaged catalog is told at once."""
        self.folder = folder
        # Before it is opened: one that takes its place in between is noticed by the first read.
        self._identity = identity(folder / CATALOG_FILE)
        self._idle: deque[sqlite3.Connection] = deque([connect(folder, write=False)])
        self._pinned = threading.local()
        self._closed = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one read: the thread's snapshot where it holds one, else any idle one.

        Raises:
            CatalogDamagedError, StorageError, LockedError: what SQLite's errors inside the block mean.
            IndexReplacedError: another catalog, or none, is in the place of this one.
        """
        pinned: sqlite3.Connection | None = getattr(self._pinned, "connection", None)
        if pinned is not None:
            with translated(self.folder):
                yield pinned
            return
        connection = self._take()
        try:
            with translated(self.folder):
                yield connection
        finally:
            self._give(connection)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every read of this thread inside the block see one state of the catalog; blocks may nest.

        Raises:
            IndexReplacedError: another catalog, or none, is in the place of this one.
        """
        if getattr(self._pinned, "connection", None) is not None:
            yield
            return
        connection = self._take()
        try:
            with translated(self.folder):
                connection.execute("BEGIN")
            self._pinned.connection = connection
            yield
        finally:
            self._pinned.connection = None
            if connection.in_transaction:
                connection.rollback()
            self._give(connection)

    def close(self) -> None:
        """Close every idle connection; those lent are closed when they come back."""
        self._closed = True
        while self._idle:
            with contextlib.suppress(IndexError):
                self._idle.pop().close()

    def _take(self) -> sqlite3.Connection:
        self._check_same()
        try:
            return self._idle.pop()
        except IndexError:
            connection = connect(self.folder, write=False)
        try:
            self._check_same()
        except IndexReplacedError:
            connection.close()
            raise
        return connection

    def _check_same(self) -> None:
        if identity(self.folder / CATALOG_FILE) != self._identity:
            raise IndexReplacedError(
                f"The data folder {self.folder} was moved, deleted or replaced while it was in use: start again, which "
                "opens what is there now."
            )

    def _give(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)
