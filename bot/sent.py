"""`Sent`: files and addresses that people sent, kept beside the index in a folder a shelf, so that a rebuild has them.

Nothing in it bears a name that a sender chose: a file is called by the hash of what it holds.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Literal

from retrieval.shelves import SHARED, checked, is_shelf

FOLDER = "sent"
SentProblem = Literal["too_large", "wrong_kind", "empty", "full"]
# The folder of the shared shelf; no other shelf can have that name.
_SHARED = "_shared"
# Hidden, so that a run over the folder does not take it for an article.
_ADDRESSES = ".addresses"
_MOST_ADDRESSES = 10_000
_LONGEST_ADDRESS = 2_000
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class SentError(Exception):
    """What was sent is not kept; `problem` says why, and `most` how many bytes would have been kept."""

    def __init__(self, problem: SentProblem, most: int = 0) -> None:
        super().__init__(problem)
        self.problem: SentProblem = problem
        self.most = most


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept: its path, and whether the same was not there before."""

    path: str
    new: bool


class Sent:
    """What was sent, in the data folder; its methods block, and several processes may call them."""

    def __init__(self, data_dir: Path, *, most_bytes: int, most_of_one: int, suffixes: Collection[str]) -> None:
        """At most `most_bytes` are kept on all shelves, `most_of_one` of a file; `suffixes` are those that are read."""
        self._data_dir = data_dir
        self._most_bytes = most_bytes
        self._most_of_one = most_of_one
        self._suffixes = suffixes

    def check(self, name: str, size: int) -> str:
        """Return the suffix of a file that may be kept, by the name that its sender gave it and its bytes.

        Raises:
            SentError: it may not.
        """
        suffix = PurePath(name).suffix.lower()
        if suffix not in self._suffixes:
            raise SentError("wrong_kind")
        if size == 0:
            raise SentError("empty")
        if size > self._most_of_one:
            raise SentError("too_large", self._most_of_one)
        return suffix

    def keep_file(self, name: str, content: bytes, *, shelf: str = SHARED) -> KeptFile:
        """Keep a file.

        Raises:
            SentError: it may not be kept.
            OSError: it cannot be.
        """
        suffix = self.check(name, len(content))
        called = sha256(content).hexdigest()[:32] + suffix
        with self._opened(shelf) as folder:
            path = str(self.folder(shelf) / called)
            if called in os.listdir(folder):  # noqa: PTH208 - a descriptor
                return KeptFile(path, new=False)
            if self._size() + len(content) > self._most_bytes:
                raise SentError("full")
            _write(folder, called, content)
            return KeptFile(path, new=True)

    def keep_addresses(self, addresses: Iterable[str], *, shelf: str = SHARED) -> None:
        """Keep addresses of pages.

        Raises:
            SentError: there are too many.
            OSError: they cannot be kept.
        """
        with self._opened(shelf) as folder:
            known = _addresses(folder)
            all_of_them = list(dict.fromkeys((*known, *filter(_is_address, addresses))))
            if len(all_of_them) > _MOST_ADDRESSES:
                raise SentError("full")
            if all_of_them != known:
                _write(folder, _ADDRESSES, "\n".join(all_of_them).encode())

    def drop(self, sources: Iterable[str], *, shelf: str = SHARED) -> None:
        """Delete files and addresses of a shelf; others than those that are kept are left alone."""
        gone = set(sources)
        with suppress(FileNotFoundError, NotADirectoryError), self._opened(shelf, make=False) as folder:
            for name in os.listdir(folder):  # noqa: PTH208 - a descriptor
                if str(self.folder(shelf) / name) in gone:
                    os.unlink(name, dir_fd=folder)
            known = _addresses(folder)
            left = [address for address in known if address not in gone]
            if left != known:
                _write(folder, _ADDRESSES, "\n".join(left).encode())

    def sources(self) -> dict[str, list[str]]:
        """Return what is to be read, by shelf: its folder, and its addresses."""
        found: dict[str, list[str]] = {}
        for shelf in self._shelves():
            with suppress(OSError), self._opened(shelf, make=False) as folder:
                found[shelf] = [str(self.folder(shelf)), *_addresses(folder)]
        return found

    def folder(self, shelf: str) -> Path:
        """Return the folder of a shelf.

        Raises:
            ShelfError: no shelf can have the name.
        """
        return self._data_dir / FOLDER / (checked(shelf) or _SHARED)

    def _shelves(self) -> list[str]:
        with suppress(OSError), os.scandir(self._data_dir / FOLDER) as entries:
            found = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
            names = [SHARED if entry.name == _SHARED else entry.name for entry in found]
            return sorted(filter(is_shelf, names))
        return []

    def _size(self) -> int:
        """Return how many bytes are kept on all shelves."""
        size = 0
        for shelf in self._shelves():
            with suppress(OSError), self._opened(shelf, make=False) as folder, os.scandir(folder) as entries:
                size += sum(entry.stat(follow_symlinks=False).st_size for entry in entries)
        return size

    @contextmanager
    def _opened(self, shelf: str, *, make: bool = True) -> Iterator[int]:
        """Open the folder of a shelf, made where it is missing; a link in its place is an error."""
        path = self.folder(shelf)
        if make:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        above = os.open(path.parent, _DIRECTORY)
        try:
            folder = os.open(path.name, _DIRECTORY, dir_fd=above)
        finally:
            os.close(above)
        try:
            yield folder
        finally:
            os.close(folder)


def _is_address(text: str) -> bool:
    """Return whether a text can be kept as an address: on one line, of the web, not too long."""
    fits = len(text) <= _LONGEST_ADDRESS and text.isprintable() and " " not in text
    return fits and text.lower().startswith(("http://", "https://"))


def _addresses(folder: int) -> list[str]:
    """Return the addresses that are kept in a folder; what somebody else wrote there counts as far as it is some."""
    try:
        descriptor = os.open(_ADDRESSES, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        return []
    with open(descriptor, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - a descriptor
        text = file.read(_MOST_ADDRESSES * (_LONGEST_ADDRESS + 1))
    return [line for line in text.split("\n") if _is_address(line)][:_MOST_ADDRESSES]


def _write(folder: int, name: str, content: bytes) -> None:
    """Put a file into a folder, whole or not at all."""
    new = f".{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(new, flags, 0o600, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(new, dir_fd=folder)
        raise
