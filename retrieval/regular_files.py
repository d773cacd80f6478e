"""Files of users, opened with distrust: only regular ones, without waiting, and if asked without leaving a folder."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK
_PIECE = 1 << 20


class NotRegularError(OSError):
    """It is a folder, a pipe, a socket or a device: `kind` says which."""

    def __init__(self, kind: str, number: int) -> None:
        super().__init__(number, f"it is {kind}")
        self.kind = kind


class TooLongError(OSError):
    """It has more bytes than may be read."""

    def __init__(self, size: int, max_bytes: int) -> None:
        super().__init__(errno.EFBIG, f"it has {size} bytes, at most {max_bytes} were expected")
        self.size = size


class OutsideError(OSError):
    """A link leads out of the folders in which the file has to lie."""


def open_regular(path: str | os.PathLike[str], *, within: Sequence[str] = ()) -> BinaryIO:
    """Open a regular file for reading; never waits for a pipe or a device, and never follows one that took its place.

    Where `within` names folders, what is opened lies in one of them, whatever becomes of links meanwhile.

    Raises:
        NotRegularError, OutsideError, OSError: it is none, lies elsewhere, or cannot be opened.
        ValueError: the path holds a null byte.
    """
    _check(Path(path).stat().st_mode)  # before opening, too: a device may act on being opened
    descriptor = _opened_below(path, within) if within else os.open(path, _FLAGS)
    try:
        _check(os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: str | os.PathLike[str], max_bytes: int) -> bytes:
    """Return the bytes of a regular file, at most `max_bytes`; raises as `open_regular` and `read_bounded` do."""
    with open_regular(path) as file:
        return read_bounded(file, max_bytes)


def read_bounded(file: BinaryIO, max_bytes: int) -> bytes:
    """Return the bytes of a file just opened by `open_regular`, also of one that grows while it is read.

    Raises:
        TooLongError: they are more than `max_bytes`.
        OSError: it cannot be read.
    """
    size = os.fstat(file.fileno()).st_size
    content = bytearray()
    while size <= max_bytes:
        # Not file.read: of what has nothing to give yet (/proc/kmsg) that returns None.
        piece = os.read(file.fileno(), min(_PIECE, max_bytes + 1 - len(content)))
        if not piece:
            return bytes(content)
        content += piece
        size = max(size, len(content))
    raise TooLongError(size, max_bytes)


def parts_below(path: str | os.PathLike[str], folder: str) -> tuple[str, ...] | None:
    """Return the names that lead from `folder` to where `path` really is, links followed; None where it lies elsewhere.

    A folder is recognised by what it is, not by its name, which a file system without case spells in many ways.
    """
    real, top = os.path.realpath(path), os.path.realpath(folder)
    inside = top.rstrip(os.sep) + os.sep
    if real.startswith(inside):
        return Path(real[len(inside) :]).parts
    parts: list[str] = []
    while not _is_same(real, top):
        real, name = os.path.split(real)
        if not name:
            return None
        parts.insert(0, name)
    return tuple(parts)


def _check(mode: int) -> None:
    """Raise NotRegularError unless a file's mode is that of a regular one."""
    if stat.S_ISDIR(mode):
        raise NotRegularError("a folder", errno.EISDIR)
    if not stat.S_ISREG(mode):
        kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
        kind = next((name for is_kind, name in kinds if is_kind(mode)), "a device")
        raise NotRegularError(f"no ordinary file but {kind}", errno.EINVAL)


def _opened_below(path: str | os.PathLike[str], folders: Sequence[str]) -> int:
    """Open where `path` really is, name by name from one of the folders down, so that no link can take over on the way.

    A name that begins with a dot counts as outside: a run over a folder does not read it, and no link shall publish it.
    """
    for folder in folders:
        parts = parts_below(path, folder)
        if parts and not any(part.startswith(".") for part in parts):
            return _descended(folder, parts)
    raise OutsideError(errno.EXDEV, "it leads out of its folder")


def _descended(folder: str, parts: Sequence[str]) -> int:
    """Open a file below a folder by the names that lead there; a link among them is an error."""
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
            os.close(here)
            here = below
        return os.open(parts[-1], _FLAGS | os.O_NOFOLLOW, dir_fd=here)
    finally:
        os.close(here)


def _is_same(one: str, other: str) -> bool:
    """Return whether two paths are one folder."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return False
