"""Who may write to a data folder and when; and the gate that keeps readers from opening vectors being written.

Three locks, which the system gives back when their process dies: one run at a time indexes, however long it takes
(`run_lock`); one process at a time writes (`WriterLock`); and who waits to write holds a third one meanwhile. A run
looks at that between two files and makes room, so that a removal waits for one file and not for thousands.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import LockedError, StorageError
from retrieval.store import places
from retrieval.store.places import GATE_FILE, LOCK_FILE, PID_FILE, RUN_FILE, RUN_PID_FILE, WAITING_FILE

_LONGEST_PID = 20  # digits


PATIENCE = 90.0
"""Seconds in which a run makes room: for the slowest file (30 s to parse, twice if its parser dies) and its vectors."""


class FolderLock:
    """One of the locks of a data folder; beside it stands the process id of its holder."""

    def __init__(self, folder: Path, file: str, holder: str) -> None:
        """`file` is locked, `holder` names the process; both are names in the folder."""
        self._folder = folder
        self._file = folder / file
        self._lock = FileLock(self._file, timeout=0, thread_local=False)
        self._holder = folder / holder

    def acquire(self, seconds: float = 0) -> None:
        """Take the lock within so many seconds; below 0 it may take however long.

        Raises:
            LockedError: another process (or another holder in this one) has it.
            StorageError: the data folder cannot be made or written, or something else is in the place of its files.
        """
        with self._translated():
            places.make(self._folder)
            places.check(self._folder)
            os.close(places.open_file(self._file, os.O_RDWR | os.O_CREAT))
            self._lock.acquire(timeout=seconds)
            try:
                with open(places.open_file(self._holder, os.O_WRONLY | os.O_CREAT), "w") as file:  # noqa: PTH123
                    file.truncate()
                    file.write(str(os.getpid()))
            except (OSError, StorageError):
                self._lock.release()
                raise

    def release(self) -> None:
        """Give the lock back; does nothing where it isn't held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._holder.unlink(missing_ok=True)
            self._lock.release()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except Timeout as exc:
            raise LockedError(
                f"Process {self._owner()} is writing to {self._folder}: wait until it has finished and try again, or "
                "add --wait."
            ) from exc
        except OSError as exc:
            raise StorageError(
                f"The data folder {self._folder} cannot be written ({exc.strerror}): make it writable or free space."
            ) from exc

    def _owner(self) -> str:
        """Return the process id of the holder, "another" where it cannot be read."""
        try:
            with open(places.open_file(self._holder, os.O_RDONLY), "rb") as file:  # noqa: PTH123
                found = file.read(_LONGEST_PID)
        except (OSError, StorageError):
            return "another"
        return found.decode() if found.isdigit() else "another"


class WriterLock(FolderLock):
    """The exclusive right to write to a data folder; who waits for it gets it before whoever made room."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, LOCK_FILE, PID_FILE)
        self._waiting = FileLock(folder / WAITING_FILE, timeout=0, thread_local=False)

    def acquire(self, seconds: float = 0) -> None:
        """Take the lock as `FolderLock` does, behind those that wait for it already."""
        until = time.monotonic() + seconds
        with self._translated():
            places.make(self._folder)
            places.check(self._folder)
            os.close(places.open_file(self._folder / WAITING_FILE, os.O_RDWR | os.O_CREAT))
            self._waiting.acquire(timeout=seconds)
        try:
            super().acquire(seconds if seconds <= 0 else max(0.0, until - time.monotonic()))
        finally:
            self._waiting.release()

    def acquire_between(self, told: Callable[[], None], *, wait: bool) -> None:
        """Take the lock for a short while: where a run holds it, within the time in which that makes room.

        `wait` stays until whoever holds it is done, however long. `told` is called before anything is waited for.
        Raises as `acquire`.
        """
        try:
            self.acquire()
        except LockedError:
            if not (wait or _is_held(self._folder / RUN_FILE)):
                raise
            told()
            self.acquire(-1 if wait else PATIENCE)


@contextlib.contextmanager
def run_lock(folder: Path, *, wait: bool) -> Iterator[None]:
    """Be the only run that indexes into the data folder inside the block; raises as `FolderLock.acquire`."""
    lock = FolderLock(folder, RUN_FILE, RUN_PID_FILE)
    lock.acquire(-1 if wait else 0)
    try:
        yield
        with contextlib.suppress(OSError):
            os.utime(folder / RUN_FILE, follow_symlinks=False)
    finally:
        lock.release()


def last_run(folder: Path) -> float | None:
    """Return when the last run that came to its end did so, in seconds since the epoch; None where none has begun."""
    try:
        return (folder / RUN_FILE).lstat().st_mtime
    except OSError:
        return None


def is_awaited(folder: Path) -> bool:
    """Return whether somebody waits to write to the data folder."""
    return _is_held(folder / WAITING_FILE)


def _is_held(path: Path) -> bool:
    """Return whether a lock is held; looking at it keeps nobody else from looking."""
    try:
        descriptor = places.open_file(path, os.O_RDONLY)
    except (OSError, StorageError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def reading_vectors(folder: Path) -> Iterator[bool]:
    """Keep writers out of the vector files inside the block; gives False, at once, where a writer is at them.

    Readers share the gate. A folder without the gate's file was never written, or cannot be: nobody is at the files.
    """
    try:
        descriptor = places.open_file(folder / GATE_FILE, os.O_RDONLY)
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
                self._descriptor = places.open_file(self._path, os.O_RDWR | os.O_CREAT)
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
