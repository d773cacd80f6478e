"""The files of a closed collection's graph, as hnswlib in chromadb 1.5.9 writes them; all of its format is here.

They are read without the library, which crashes the process on links that lead nowhere.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import StorageError

_HEADER = struct.Struct("<i6QiI3QdQ")
_VERSION = 1
_LENGTH_BYTES = 4
_SIZE = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class _Header:
    """Rows there is room for, rows in use, bytes of a row, the topmost level, the row it begins at, links of a row."""

    room: int
    used: int
    row_bytes: int
    top: int
    entry: int
    upper_links: int
    lowest_links: int

    @classmethod
    def read(cls, file: Path) -> _Header | None:
        """Return the header in a file; None where it is of another format. Raises `struct.error` for a short one."""
        version, offset, room, used, row_bytes, _, _, top, entry, upper, lowest, *_ = _HEADER.unpack(file.read_bytes())
        return cls(room, used, row_bytes, top, entry, upper, lowest) if (version, offset) == (_VERSION, 0) else None


def blank_unused(folder: Path) -> None:
    """Overwrite the rows of a closed collection's files that hold no vector yet.

    The C++ library under Chroma writes them as it finds them in the process's memory, which may have held anything: a
    removed article, a key. A file of another format is left alone.

    Raises:
        StorageError: the disk fails.
    """
    for place in folder.glob("*/header.bin"):
        try:
            header = _Header.read(place)
            if header is None:
                continue
            for name, width in (("data_level0.bin", header.row_bytes), ("length.bin", _LENGTH_BYTES)):
                file = place.with_name(name)
                if header.used <= header.room and file.is_file() and file.stat().st_size == header.room * width:
                    with file.open("r+b") as opened:
                        opened.seek(header.used * width)
                        opened.write(bytes((header.room - header.used) * width))
        except struct.error:
            continue
        except OSError as exc:
            raise StorageError(
                f"The vector index in {folder} could not be written ({exc.strerror}): free space or allow writing "
                "there, and run beleg index again."
            ) from exc


def is_whole(folder: Path) -> bool:
    """Return whether every file of a closed collection's graph is there to its end, and no link leads out of it.

    Chroma does not notice when a write of its graph fails.
    """
    try:
        return all(_is_whole(place) for place in folder.glob("*/header.bin"))
    except (struct.error, ValueError, OverflowError, MemoryError, OSError):
        return False


def _is_whole(place: Path) -> bool:
    """Return whether the graph of a header is whole; raises `struct.error`, `ValueError` for files that are short."""
    header = _Header.read(place)
    if header is None or not header.used:
        return True
    # A row is its links on the lowest level, its vector and its label.
    rows = np.memmap(place.with_name("data_level0.bin"), np.uint8, "r", shape=(header.used, header.row_bytes))
    lowest = rows[:, : _SIZE.size * (1 + header.lowest_links)].view("<u4")
    # Those above follow each other: their size in bytes, 0 for most rows, then the levels from the second one on.
    upper, levels, at = place.with_name("link_lists.bin").read_bytes(), [], 0
    for _ in range(header.used):
        (size,) = _SIZE.unpack_from(upper, at)
        levels.append(upper[at + _SIZE.size : at + _SIZE.size + size])
        at += _SIZE.size + size
    higher = np.frombuffer(b"".join(levels), "<u4").reshape(-1, 1 + header.upper_links)
    return (
        place.with_name("length.bin").stat().st_size >= header.used * _LENGTH_BYTES
        and header.entry < header.used <= header.room
        and len(levels[header.entry]) == header.top * _SIZE.size * (1 + header.upper_links)
        and _leads_inside(lowest, header.used)
        and _leads_inside(higher, header.used)
    )


def _leads_inside(lists: NDArray[np.uint32], used: int) -> bool:
    """Return whether all links lead to rows in use; a list is their number, in its lower half, and the links."""
    counts = lists[:, :1] & 0xFFFF
    links = lists[:, 1:]
    in_use = np.arange(links.shape[1]) < counts
    return bool((counts <= links.shape[1]).all() and (links[in_use] < used).all())
