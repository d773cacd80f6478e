"""Earlier texts of an article, each packed against the text that replaced it: a word changed costs some 40 bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

from retrieval.store.catalog import rows

KEPT = 8
"""Texts kept of an article beside the present one: a page that changes every hour would keep a hundred in a week."""

_SHORT = 512  # bytes
_HEADER = struct.Struct("<III")  # bytes shared at the start, at the end, and between them
_LONGEST = 1 << 26  # bytes between them: more than any article has, whose passages are counted
_WINDOW = 1 << 15  # bytes that zlib looks back


def packed(text: str, after: str) -> bytes:
    """Return `text` as what it has other than `after`, the text that replaced it."""
    old, new = text.encode(), after.encode()
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    between = old[start : len(old) - end]
    compressor = zlib.compressobj(9, zdict=_dictionary(new, start, end))
    return _HEADER.pack(start, end, len(between)) + compressor.compress(between) + compressor.flush()


def unpacked(data: bytes, after: str) -> str:
    """Return the text that was packed against `after`.

    Raises:
        CatalogDamagedError: `data` is not what `packed` made of a text and `after`.
    """
    with rows.decoding():
        new = after.encode()
        start, end, length = _HEADER.unpack_from(data)
        if start + end > len(new) or length > _LONGEST:
            raise ValueError(start, end, length)
        unpacker = zlib.decompressobj(zdict=_dictionary(new, start, end))
        between = unpacker.decompress(data[_HEADER.size :], length + 1)
        if len(between) != length or not unpacker.eof or unpacker.unused_data:
            raise ValueError(length)
        return (new[:start] + between + new[len(new) - end :]).decode()


def out_of_bounds(sizes: Iterable[int], present: int) -> int | None:
    """Return the place of the first packed text that is not to be kept, None where all are; the newest comes first.

    Together they have no more bytes than the present text, or than a short text: an index is no archive.
    """
    room = max(present, _SHORT)
    for place, size in enumerate(sizes):
        room -= size
        if place >= KEPT or room < 0:
            return place
    return None


def _shared(one: bytes, other: bytes) -> int:
    """Return how many bytes two texts begin with alike, by halving: a loop would take a second a megabyte."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _dictionary(new: bytes, start: int, end: int) -> bytes:
    """Return what the text between is likely made of; never empty, which zlib refuses to read back."""
    return new[start : len(new) - end][-_WINDOW:] or b" "
