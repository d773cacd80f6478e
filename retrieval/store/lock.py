"""One writer: the lock on a data folder, and the gate that keeps readers from opening vectors being written."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import LockedError, StorageError

LOCK_FILE = "writer.lock"
PID_FILE = "writer.pid"
GATE_FILE = "vectors.lock"


class WriterLock:
    """The exclusive right to write to a data folder; the system gives it back when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK_FILE, timeout=0, thread_local=False)

    def acquire(self, *, wait: bool = False) -> None:
        """Take the lock; `wait` stays until whoever holds it is done, however long.

        Raises:
            LockedError: another process (or another writer in this one) holds it, and `wait` is false.
            StorageError: the data folder cannot be made or written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=-1 if wait else 0)
            (self._folder / PID_FILE).write_text(str(os.getpid()))
        except Timeout as exc:
            raise LockedError(
                f"Process {self._owner()} is writing to {self._folder}: wait until it has finished and try again, or "
                "add --wait."
            ) from exc
        except OSError as exc:
            self._lock.release()
            raise StorageError(
                f"The data folder {self._folder} cannot be written ({exc.strerror}): make it writable or free space."
            ) from exc

    def release(self) -> None:
        """Give the lock back; does nothing where it isn't held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                (self._folder / PID_FILE).unlink(missing_ok=True)
            self._lock.release()

    def _owner(self) -> str:
        """Return the process id of the holder, "another" where it cannot be read."""
        try:
            found = (self._folder / PID_FILE).read_text()
        except (OSError, UnicodeError):
            return "another"
        return found if found.isdigit() else "another"


@contextlib.contextmanager
def reading_vectors(folder: Path) -> Iterator[bool]:
    """Keep writers out of the vector files inside the block; gives False, at once, where a writer is at them.

    Readers share the gate. A folder without the gate's file was never written, or cannot be: nobody is at the files.
    """
    try:
        descriptor = os.open(folder / GATE_FILE, os.O_RDONLY)
    except OSError:
        yield True
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


class VectorGate:
    """The writer's side of the gate: shut from `shut` to `open`, waiting for readers that are just opening."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / GATE_FILE
        self._descriptor: int | None = None

    def shut(self) -> None:
        """Shut the gate; waits for readers inside, a second at most as a rule.

        Raises:
            StorageError: the data folder cannot be written.
        """
        if self._descriptor is None:
            try:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            except OSError as exc:
                raise StorageError(
                    f"The data folder {self._path.parent} cannot be written ({exc.strerror}): make it writable."
                ) from exc

    def open(self) -> None:
        """Open the gate again; does nothing where it is open."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
