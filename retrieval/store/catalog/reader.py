"""`SqliteCatalog`: everything that is read of the catalog without changing it."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.store.catalog import rows
from retrieval.store.catalog.connections import Connections
from retrieval.store.catalog.diagnosis import Diagnosis, explain, explained
from retrieval.store.catalog.library import SqliteLibrary, in_order, integers
from retrieval.store.records import Float32, Ids

_VIEWS = 64  # sets of shelves whose frequencies and ids are remembered, 8 bytes a passage


class SqliteCatalog(SqliteLibrary, Diagnosis):
    """`store.reading.Catalog` over one SQLite file; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog in the data folder.

        Raises:
            DataFolderMissingError: there is none.
            CatalogDamagedError: it cannot be read.
            StorageError: a newer version of Beleg made it, or the disk fails.
        """
        super().__init__(Connections(folder))
        self._views: OrderedDict[frozenset[str], SqliteLibrary] = OrderedDict()
        self._lock = Lock()

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def __enter__(self) -> SqliteCatalog:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        with contextlib.closing(self):
            explain(self, error)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._connections.folder

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every read of this thread inside the block see one state, whatever a writer does meanwhile."""
        with self._connections.snapshot(), explained(self):
            yield

    def now(self) -> SqliteCatalog:
        """Open the catalog once more, outside of the snapshot that this thread may hold; close it in the end."""
        return SqliteCatalog(self.folder)

    def on(self, shelves: Collection[str] | None) -> SqliteLibrary:
        """Return what is read by whoever may see these shelves only; None is all.

        Raises:
            ShelfError: no shelf can have one of the names.
        """
        if shelves is None:
            return self
        key = frozenset(shelves)
        with self._lock:
            view = self._views.pop(key, None) or SqliteLibrary(self._connections, key)
            self._views[key] = view
            if len(self._views) > _VIEWS:
                self._views.popitem(last=False)
        return view

    def live(self, *, after: int = 0) -> NDArray[np.int64]:
        """Return the sorted ids of all live passages greater than `after`."""
        if after:
            return in_order(self._rows("SELECT id FROM passages WHERE id > ?", (after,)))
        return self._once("live", lambda: in_order(self._rows("SELECT id FROM passages")))

    def still_live(self, ids: Ids) -> NDArray[np.int64]:
        """Return which of `ids` are live, sorted."""
        return in_order(self._among("SELECT id FROM passages WHERE id IN", integers(ids)))

    def pending(self) -> NDArray[np.int64]:
        """Return the sorted ids of the live passages that the vector index may not hold yet."""
        return in_order(self._rows("SELECT passage FROM pending"))

    def in_slots(self, slots: Sequence[int]) -> tuple[NDArray[np.int64], Float32]:
        """Return the live passages in these slots of the vector index: ids, and float32 (n, dim), unit rows."""
        model = self.model()
        if model is None:
            return np.empty(0, np.int64), np.zeros((0, 0), np.float32)
        sql = (
            "SELECT p.id, v.vector FROM passages p CROSS JOIN vectors v ON v.content = p.content "
            f"AND v.model = {model.number} WHERE p.slot IN"
        )
        found = list(self._among(sql, slots))
        ids = np.fromiter((row[0] for row in found), np.int64, len(found))
        return ids, rows.unpack_vectors((row[1] for row in found), model.dimension)
