"""One data folder: all of SQLite, all of Chroma, and the lock of its one writer.

What others need of it are the Protocols of `reading` and `writing`, and these functions, which open what is behind
them; nothing is imported before it is opened.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.store.reading import Catalog, IndexedVectors, VectorIndex
    from retrieval.store.records import StoredModel
    from retrieval.store.writing import PendingVectors, VectorMirror, Writer


def check_exists(folder: Path) -> None:
    """Make sure that there is an index in the data folder; raises what `open_catalog` does where there is none."""
    from retrieval.store.catalog import schema

    schema.check_exists(folder)


def full_text_support() -> tuple[str, bool]:
    """Return the version of SQLite, and whether it has the full-text search that the catalog needs."""
    from retrieval.store.catalog import schema

    return schema.full_text_support()


def open_catalog(folder: Path) -> Catalog:
    """Open the catalog in the data folder for reading.

    Raises:
        DataFolderMissingError: there is none.
        CatalogDamagedError: it cannot be read.
        StorageError: a newer version of Beleg made it, or the disk fails.
    """
    from retrieval.store.catalog.reader import SqliteCatalog

    return SqliteCatalog(folder)


def open_vectors(catalog: IndexedVectors) -> VectorIndex:
    """Return the search over the vectors of a catalog; what is stored of them is opened by the search that needs it."""
    from retrieval.store.vectors.index import ChromaIndex

    return ChromaIndex(catalog)


@contextlib.contextmanager
def open_writer(folder: Path, *, wait: bool = False, between: Callable[[], None] | None = None) -> Iterator[Writer]:
    """Be the one writer of the data folder inside the block, making the index where there is none.

    `wait` stays until another writer is done. `between` has a run that is at work make room between two files; it is
    called before anything is waited for.

    Raises:
        LockedError: another process writes, and neither is to be waited for or makes room.
        CatalogDamagedError, StorageError: the index cannot be read or written.
    """
    from retrieval.store.catalog.diagnosis import explained
    from retrieval.store.catalog.writer import SqliteWriter
    from retrieval.store.lock import WriterLock

    lock = WriterLock(folder)
    if between is None:
        lock.acquire(-1 if wait else 0)
    else:
        lock.acquire_between(between, wait=wait)
    try:
        with contextlib.closing(SqliteWriter(folder)) as writer, explained(writer):
            yield writer
    finally:
        lock.release()


def only_run(folder: Path, *, wait: bool = False) -> AbstractContextManager[None]:
    """Be the one run that indexes into the data folder inside the block; others may write while no writer is open.

    `wait` stays until another run is done.

    Raises:
        LockedError: another process indexes, and `wait` is false.
        StorageError: the data folder cannot be written.
    """
    from retrieval.store.lock import run_lock

    return run_lock(folder, wait=wait)


def is_awaited(folder: Path) -> bool:
    """Return whether another process waits to write to the data folder."""
    from retrieval.store import lock

    return lock.is_awaited(folder)


def open_mirror(writer: PendingVectors, model: StoredModel) -> VectorMirror:
    """Return the vector index of a writer for one model; nothing is opened before there is something to write."""
    from retrieval.store.vectors.mirror import ChromaMirror

    return ChromaMirror(writer, model)
