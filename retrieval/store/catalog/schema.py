"""How a connection to the catalog is made, and what SQLite's errors mean to a person."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import (
    CatalogDamagedError,
    DataFolderMissingError,
    LockedError,
    RetrievalError,
    StorageError,
)
from retrieval.store import places
from retrieval.store.catalog import layout
from retrieval.store.catalog.migrations import SCHEMA_VERSION, migrate
from retrieval.store.places import COMPANIONS, NEW_CATALOG

CATALOG_FILE = places.CATALOG_FILE
APPLICATION_ID = 0x42454C47  # "BELG", so that `file` and other tools know whose database it is

# How long a reader or writer waits for SQLite's own short locks, in seconds. Writers exclude each other by the lock
# file, so only checkpoints are ever waited for.
BUSY_SECONDS = 10.0
# Bytes of the file mapped into memory: reads then copy nothing into SQLite's own cache.
MAPPED_BYTES = 1 << 30
CACHE_KIB = 16 * 1024

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_STORAGE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "the catalog in it cannot be opened",
    sqlite3.SQLITE_PERM: "access is denied",
}


@contextlib.contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn SQLite's errors inside the block into errors of Beleg that name `folder`.

    Raises:
        CatalogDamagedError: the file is no catalog, or is damaged.
        StorageError: disk full, read-only, or failing.
        LockedError: SQLite's own lock was not given within `BUSY_SECONDS`.
    """
    try:
        yield
    except sqlite3.Error as exc:
        raise _meaning(exc, folder) from exc
    except UnicodeDecodeError as exc:  # SQLite's own message, where it quotes a damaged schema
        raise damaged(folder) from exc


def _meaning(exc: sqlite3.Error, folder: Path) -> RetrievalError:
    """Return the error of Beleg that `exc` means."""
    code = getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _STORAGE:
        return StorageError(
            f"The data folder {folder} could not be used because {_STORAGE[code]}: free space, or allow writing there, "
            "and run the command again."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LockedError(f"The catalog in {folder} stayed locked for {BUSY_SECONDS:.0f} s: try again in a moment.")
    if code in _DAMAGED or isinstance(exc, (sqlite3.OperationalError, sqlite3.DatabaseError)):
        return damaged(folder)
    return StorageError(f"The catalog in {folder} could not be used ({type(exc).__name__}): run the command again.")


def damaged(folder: Path) -> CatalogDamagedError:
    """Return the error for a catalog in `folder` whose content makes no sense."""
    return CatalogDamagedError(
        f"The catalog {folder / CATALOG_FILE} is damaged: move the folder {folder} away and index the articles again."
    )


def check_exists(folder: Path) -> None:
    """Make sure that there is a catalog in `folder`.

    Raises:
        DataFolderMissingError: there is none.
        StorageError: something else is in the place of one of the data folder's files.
    """
    places.check(folder)
    if not (folder / CATALOG_FILE).is_file():
        raise DataFolderMissingError(
            f"There is no index in {folder.absolute()}: run beleg index with the articles, or set "
            "BELEG_DATA_DIR to the folder of an index."
        )


def full_text_support() -> tuple[str, bool]:
    """Return the version of SQLite, and whether it has full-text search."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return sqlite3.sqlite_version, "ENABLE_FTS5" in options


def connect(folder: Path, *, write: bool) -> sqlite3.Connection:
    """Open the catalog in `folder`; `write` creates folder, file and tables where they are missing.

    The connection is in autocommit mode and may be used from any thread, by one at a time.

    Raises:
        DataFolderMissingError: there is no catalog and `write` is false.
        CatalogDamagedError, StorageError, LockedError: see `translated`.
    """
    file = folder / CATALOG_FILE
    with translated(folder):
        if not write:
            check_exists(folder)
        else:
            places.check(folder)
            if not file.is_file():
                _create(folder, file)
        connection = _opened(file, write=write)
        try:
            _prepare(connection, folder, write=write)
        except BaseException:
            connection.close()
            raise
    return connection


def _create(folder: Path, file: Path) -> None:
    """Make an empty catalog under another name and rename it, so that no half-made one is ever seen."""
    unfinished = folder / NEW_CATALOG
    try:
        places.make(folder)
        # What a run that was killed left beside it would be taken for this one's; SQLite gives its files the same mode.
        for end in COMPANIONS:
            (folder / f"{NEW_CATALOG}{end}").unlink(missing_ok=True)
        places.create_file(unfinished)
        with contextlib.closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection, 0)
            # Last: a log is folded into the file when it is closed, and nobody hears of it where that fails.
            connection.execute("PRAGMA journal_mode = WAL")
        unfinished.replace(file)
    except OSError as exc:
        raise StorageError(
            f"The data folder {folder} could not be made ({exc.strerror}): choose a folder that can be written."
        ) from exc


def _opened(file: Path, *, write: bool) -> sqlite3.Connection:
    """Return a bare connection; in a folder that cannot be written, one that expects no other process there."""

    def opened(how: str) -> sqlite3.Connection:
        address = f"{file.absolute().as_uri()}?{how}"
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)

    connection = None
    try:
        connection = opened("mode=rw" if write else "mode=ro")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error as exc:
        if connection is not None:
            connection.close()
        if write or not isinstance(exc, sqlite3.OperationalError) or os.access(file.parent, os.W_OK):
            raise
        # No room for the shared-memory file, and nobody who could change the catalog.
        return opened("immutable=1")
    return connection


def _prepare(connection: sqlite3.Connection, folder: Path, *, write: bool) -> None:
    """Set the connection up and refuse a file that is no catalog of this version."""
    # Whoever wrote the file is not trusted: its schema may call nothing, and its pages are looked at more closely.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    if write:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID or version < 1:
        raise damaged(folder)
    if version > SCHEMA_VERSION:
        raise StorageError(
            f"The data folder {folder} was made by a newer version of Beleg (format {version}, this one knows "
            f"{SCHEMA_VERSION}): update Beleg, or choose another folder."
        )
    if not layout.is_as_expected(connection, version):
        raise damaged(folder)
    if version < SCHEMA_VERSION:
        if not write:
            raise StorageError(
                f"The data folder {folder} was made by an older version of Beleg (format {version}, this one reads "
                f"{SCHEMA_VERSION}): run beleg index, which brings it up to date and keeps everything."
            )
        migrate(connection, version)
