"""What stands in a data folder: files of Beleg's own, opened without following links, as private as their folder.

A folder may have been written by somebody else. A link, a second name of a file or a named pipe in place of a file of
Beleg's would have it write elsewhere, or wait for ever.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from retrieval.errors import StorageError

CATALOG_FILE = "catalog.sqlite3"
NEW_CATALOG = "catalog.new"
"""The name under which a catalog is made, before it takes its own."""

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite adds to the name of a database for the files it keeps beside it."""

LOCK_FILE = "writer.lock"
PID_FILE = "writer.pid"
RUN_FILE = "run.lock"
RUN_PID_FILE = "run.pid"
WAITING_FILE = "waiting.lock"
GATE_FILE = "vectors.lock"
VECTORS = "chroma-"
"""Begins the name of a folder of vectors; a number follows."""

_FILES = (
    *(f"{name}{end}" for name in (CATALOG_FILE, NEW_CATALOG) for end in ("", *COMPANIONS)),
    *(LOCK_FILE, PID_FILE, RUN_FILE, RUN_PID_FILE, WAITING_FILE, GATE_FILE),
)
_DEEPEST = 3  # folders below the data folder: Chroma's own and one in it, and one to spare
_KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def check(folder: Path) -> None:
    """Make sure that whatever bears the name of a file or folder of Beleg's is one; the data folder may be a link.

    Raises:
        StorageError: something else is there, or it cannot be looked at.
    """
    try:
        for name in os.listdir(folder):  # noqa: PTH208 - names are enough
            if name in _FILES:
                check_file(folder / name)
            elif name.startswith(VECTORS):
                _check_folder(folder / name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as exc:
        raise StorageError(f"The data folder {folder} cannot be read ({exc.strerror}): allow reading it.") from exc


def check_file(path: Path) -> os.stat_result | None:
    """Make sure that a regular file with this one name is there, or nothing; return what is known of it.

    Raises:
        StorageError: something else is there.
    """
    status = _status(path)
    if status is None:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise _foreign(path, f"{_kind(status.st_mode)} where a file is expected")
    if status.st_nlink > 1:
        raise _foreign(path, "a file that has a second name elsewhere")
    return status


def make(folder: Path) -> None:
    """Make the data folder, for its owner alone, where it is missing; one that is there keeps its mode.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def file_mode(folder: Path) -> int:
    """Return the mode of a new file: whoever may use the folder may use it, but only owner and group may write."""
    return 0o600 | (folder.stat().st_mode & 0o064)


def folder_mode(folder: Path) -> int:
    """Return the mode of a new folder in the data folder, by the same rule; it hands the group on as that does."""
    return 0o700 | (folder.stat().st_mode & 0o2075)


def open_file(path: Path, flags: int) -> int:
    """Open a regular file that has no second name, made with the folder's mode where `flags` say so.

    Raises:
        StorageError: something else is there.
        OSError: it cannot be opened.
    """
    known = check_file(path)
    # Without waiting: a named pipe may have been put there a moment ago.
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise _foreign(path, "no file of its own")
        if known is None:
            os.fchmod(descriptor, file_mode(path.parent))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def create_file(path: Path) -> None:
    """Make an empty file with the folder's mode in place of whatever bears its name, whatever the umask.

    Raises:
        OSError: it cannot be made.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, file_mode(path.parent))
    finally:
        os.close(descriptor)


def make_vectors(folder: Path) -> None:
    """Make a folder in the data folder.

    Raises:
        StorageError: it cannot be made.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as exc:
        raise StorageError(
            f"The data folder {folder.parent} cannot be written ({exc.strerror}): make it writable or free space."
        ) from exc
    privatise(folder)


def privatise(folder: Path) -> None:
    """Give a folder in the data folder, and all that Chroma made in it, the modes that belong there."""
    with contextlib.suppress(OSError):  # another member of the folder's group made it, with these modes
        for path in (folder, *folder.rglob("*")):
            path.chmod(folder_mode(folder.parent) if path.is_dir() else file_mode(folder.parent))


def identity(file: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one at the same place, as long as it is open; None where none is."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _check_folder(folder: Path, depth: int = 1) -> None:
    """Make sure that a folder is there, or nothing, and in it regular files, and folders that hold such."""
    status = _status(folder)
    if status is None:
        return
    if not stat.S_ISDIR(status.st_mode):
        raise _foreign(folder, f"{_kind(status.st_mode)} where a folder is expected")
    # A writer may be deleting the folder.
    with contextlib.suppress(FileNotFoundError):
        for name in os.listdir(folder):  # noqa: PTH208 - names are enough
            inside = _status(folder / name)
            if inside is not None and stat.S_ISDIR(inside.st_mode) and depth < _DEEPEST:
                _check_folder(folder / name, depth + 1)
            else:
                check_file(folder / name)


def _status(path: Path) -> os.stat_result | None:
    """Return what is known of a path itself; None where nothing is there."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _kind(mode: int) -> str:
    return next((noun for fits, noun in _KINDS if fits(mode)), "a device")


def _foreign(path: Path, found: str) -> StorageError:
    return StorageError(
        f"{path} is {found}, so Beleg leaves it alone: take it away if nobody needs it, or move the data folder away "
        "and index the articles again."
    )
