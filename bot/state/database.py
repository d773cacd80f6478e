"""The bot's own file: one connection, short transactions, and what happens where it is damaged, moved or in use.

It stands in the data folder under a name that nothing of the index has. It is not trusted more than the rest of the
folder: links are not followed, its tables have to be those of its format, and a damaged file is set aside.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from bot.state import migrations
from bot.state.errors import StateError
from retrieval.errors import StorageError
from retrieval.store import places
from retrieval.store.places import COMPANIONS

log = logging.getLogger(__name__)

STATE_FILE = "state.sqlite3"
LOCK_FILE = "state.lock"
"""Held while the file is opened, made, brought up to date or set aside."""

# Begins the name of a damaged file that was set aside; the moment follows.
_ASIDE = "state-damaged-"

Connection = sqlite3.Connection

# Seconds that a call waits for another process that writes.
_BUSY = 2.0
_MODE = 0o600  # what is kept about people is for nobody but the user that the bot runs as
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_STORAGE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_BUSY: "another process kept it locked",
    sqlite3.SQLITE_LOCKED: "another process kept it locked",
}


class Database:
    """The file in one data folder; it is opened by the first call that needs it, and again where it was replaced.

    Its methods may be called from any thread, one after the other: they wait for each other.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / STATE_FILE
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._suspect = False

    def open(self) -> None:
        """Open the file, made where it is missing.

        Raises:
            StateError: it cannot be used at the moment.
            StorageError: something else is in its place, or a newer version of Beleg made it.
        """
        with self._lock:
            self._opened()

    def reading(self) -> contextlib.AbstractContextManager[Connection]:
        """Lend the connection for reads that see one state of the file; raises as `open` does."""
        return self._transaction("BEGIN")

    def writing(self) -> contextlib.AbstractContextManager[Connection]:
        """Lend the connection for a change that is made whole or not at all; raises as `open` does."""
        return self._transaction("BEGIN IMMEDIATE")

    def rewrite(self) -> None:
        """Write the file anew, so that nothing that was deleted is left in it or in its log; raises as `open` does."""
        with self._lock:
            connection = self._opened()
            with self._translated():
                connection.execute("VACUUM")
                if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    raise self._unusable("another process kept it locked")

    def set_aside(self) -> list[Path]:
        """Return the damaged files that were set aside."""
        return sorted(self.file.parent.glob(f"{_ASIDE}*"))

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        with self._lock:
            self._drop()

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with self._lock:
            connection = self._opened()
            with self._translated():
                connection.execute(begin)
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(sqlite3.Error):
                        if connection.in_transaction:
                            connection.execute("ROLLBACK")
                    raise

    def _opened(self) -> sqlite3.Connection:
        """Return the connection to the file that stands in the folder now."""
        if self._connection is not None and places.identity(self.file) == self._identity:
            return self._connection
        self._drop()
        folder = self.file.parent
        if not folder.is_dir():
            raise StateError(f"The data folder {folder} is not there, so Beleg remembers nothing: make it again.")
        try:
            os.close(places.open_file(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT))
            with FileLock(folder / LOCK_FILE, timeout=_BUSY, thread_local=False), self._translated():
                self._connection = self._connected()
        except Timeout as exc:
            raise self._unusable("another process kept it locked") from exc
        except OSError as exc:
            raise self._unusable(exc.strerror or type(exc).__name__) from exc
        self._identity = places.identity(self.file)
        return self._connection

    def _connected(self) -> sqlite3.Connection:
        """Return a connection to the file, up to date, made where it is missing or damaged."""
        for name in ("", *COMPANIONS):
            places.check_file(self.file.with_name(f"{STATE_FILE}{name}"))
        if not self._suspect and self.file.exists():
            try:
                return self._prepared()
            except (sqlite3.Error, UnicodeDecodeError) as exc:  # whatever else SQLite says of it, it is no sound file
                if _code(exc) in _STORAGE:
                    raise
        if self.file.exists():
            self._set_aside()
        self._suspect = False
        # What a killed process left beside a file that is gone would be taken for this one's.
        for name in COMPANIONS:
            self.file.with_name(f"{STATE_FILE}{name}").unlink(missing_ok=True)
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE))
        return self._prepared()

    def _prepared(self) -> sqlite3.Connection:
        self.file.chmod(_MODE)
        connection = sqlite3.connect(
            f"{self.file.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=_BUSY,
        )
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        """Set a connection up, and bring its file up to date; one that is not as it has to be counts as damaged."""
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        found = migrations.version(connection)
        if found is not None and found > len(migrations.MIGRATIONS):
            raise StorageError(
                f"{self.file} was made by a newer version of Beleg (format {found}, this one knows "
                f"{len(migrations.MIGRATIONS)}): update Beleg, or move that file away, with all that the bot remembers."
            )
        if found is None or migrations.objects(connection) != (migrations.expected(found) if found else frozenset()):
            raise sqlite3.DatabaseError("not the bot's")
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
        connection.execute("PRAGMA journal_mode = WAL")
        # The log is written to the disk when it is folded into the file: a power cut may take the last moments.
        connection.execute("PRAGMA synchronous = NORMAL")
        if found < len(migrations.MIGRATIONS):
            migrations.migrate(connection, found)

    def _set_aside(self) -> None:
        """Give a damaged file another name, so that a new one can take its place and somebody can look at it."""
        moment = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{os.getpid()}"
        aside = self.file.with_name(f"{_ASIDE}{moment}.sqlite3")
        for name in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                self.file.with_name(f"{STATE_FILE}{name}").rename(aside.with_name(f"{aside.name}{name}"))
        log.error(
            "The file of what the bot remembers, %s, is damaged: it was set aside as %s, and the bot goes on with an "
            "empty one.",
            self.file,
            aside.name,
        )

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn SQLite's errors inside the block into `StateError`; a damaged file is set aside by the next call."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as exc:
            code = _code(exc)
            if code in _DAMAGED:
                self._suspect = True
                self._drop()
                raise self._unusable("it is damaged") from exc
            raise self._unusable(_STORAGE.get(code, f"{type(exc).__name__}: {exc}")) from exc

    def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _unusable(self, why: str) -> StateError:
        return StateError(f"{self.file} could not be used ({why}), so it was not remembered: see to the disk.")


def _code(error: Exception) -> int:
    """Return SQLite's code; a message of its own that cannot be decoded quotes a damaged file."""
    if isinstance(error, UnicodeDecodeError):
        return sqlite3.SQLITE_CORRUPT
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
