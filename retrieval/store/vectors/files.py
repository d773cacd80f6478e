"""The files of a Chroma folder: what they were when a writer left them, and private copies of them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.errors import CatalogDamagedError
from retrieval.store.places import VECTORS

META = "vectors"
"""Names the state of the Chroma folder among the values that the catalog remembers."""

_FOLDER = re.compile(rf"{VECTORS}[0-9]{{1,12}}")
_STATES = frozenset({"clean", "writing", "repairing"})

Files = dict[str, tuple[int, str]]
"""Relative path → what is known of a file without opening it with Chroma: its size in bytes and its SHA-256."""

UNREADABLE = (-1, "")
_COPY = "beleg-vectors-"  # begins the name of a private copy; the number of the process that made it follows


@dataclass(frozen=True, slots=True)
class VectorState:
    """What the catalog remembers of the Chroma folder.

    `state` is "clean" when `files` are the files a writer left, "writing" while a writer changes them or after it
    died doing so, "repairing" while one opens what a dead writer left. `rows` counts the slots in use, those of
    retired passages included.
    """

    folder: str
    model: str
    state: str
    files: Files
    rows: int

    @classmethod
    def parse(cls, text: str | None) -> VectorState | None:
        """Return the state that `text` describes; None if `text` is None.

        Raises:
            CatalogDamagedError: it describes none, such as one whose folder is not in the data folder.
        """
        if text is None:
            return None
        try:
            values = json.loads(text)
            found = {str(name): (int(size), str(digest)) for name, (size, digest) in values["files"].items()}
            state = cls(str(values["folder"]), str(values["model"]), str(values["state"]), found, int(values["rows"]))
            if not _FOLDER.fullmatch(state.folder) or state.state not in _STATES:
                raise ValueError(text)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as exc:
            raise CatalogDamagedError(
                "The catalog does not say how its vectors are stored, so it is damaged: move the data folder away and "
                "index the articles again."
            ) from exc
        return state

    def text(self) -> str:
        """Return the state as the catalog remembers it."""
        return json.dumps(asdict(self))


def files(folder: Path) -> Files:
    """Return size and SHA-256 of every file under `folder`, by relative path; none where there is no such folder.

    Of a file that cannot be read, they are `UNREADABLE`.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            known = UNREADABLE
            with contextlib.suppress(OSError), path.open("rb") as file:
                known = (path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
            found[path.relative_to(folder).as_posix()] = known
    return found


def segments(found: Files) -> Files:
    """Return those of a collection's files that Chroma does not write in transactions.

    Its database survives a killed process, its graph does not: of 30 processes killed at random writes while it was
    saved, 16 left one that could not be opened any more.
    """
    return {name: known for name, known in found.items() if "/" in name}


def copied(folder: Path, expected: Files) -> tempfile.TemporaryDirectory[str] | None:
    """Return a private copy of an intact collection, or None where its files are not those `expected`, or have no room.

    Opening a collection writes to Chroma's database, and the first query to the files beside it. So a reader opens a
    copy: it changes nothing in the data folder, and works where that is read-only. The copies of processes that were
    killed are removed.
    """
    with contextlib.suppress(OSError):
        _remove_orphans()
        # Looked at first: what somebody put there may be larger than the disk.
        if any((folder / name).stat().st_size != size for name, (size, _) in expected.items()):
            return None
        copy = tempfile.TemporaryDirectory(prefix=f"{_COPY}{os.getpid()}-")
        with contextlib.suppress(OSError):
            shutil.copytree(folder, copy.name, dirs_exist_ok=True, copy_function=shutil.copyfile)
            if files(Path(copy.name)) == expected:
                return copy
        copy.cleanup()
    return None


def _remove_orphans() -> None:
    """Remove the copies of processes that have ended."""
    for left in Path(tempfile.gettempdir()).glob(f"{_COPY}*-*"):
        owner = left.name.removeprefix(_COPY).partition("-")[0]
        if owner.isascii() and owner.isdigit():
            try:
                os.kill(int(owner), 0)
            except ProcessLookupError:
                shutil.rmtree(left, ignore_errors=True)
            except OSError:
                continue  # somebody else's
