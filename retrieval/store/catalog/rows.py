"""Rows of the catalog ↔ values, and what numbers look like on disk."""

from __future__ import annotations

import contextlib
import json
import operator
import sqlite3
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, get_args

import numpy as np

from retrieval.datatypes import Article, Ground, Kind, Passage, Stance, Statement
from retrieval.errors import CatalogDamagedError
from retrieval.shelves import is_shelf
from retrieval.store.catalog import layout
from retrieval.store.records import Float32, Metadata, StoredModel

ARTICLE_COLUMNS = (
    "a.article_id, a.title, t.text, a.language, a.publisher, a.published, a.url, a.path, a.identity, a.version, a.shelf"
)
PASSAGE_COLUMNS = "p.id, p.key, a.article_id, p.start, p.stop, t.text, p.language, p.sentences"
STATEMENT_COLUMNS = (
    "s.speaker, s.mention, s.mention_start, s.mention_end, s.kind, s.quote, s.quote_start, s.quote_end, s.parts, "
    "s.cue, s.via, s.office, s.ground, s.certainty, s.stance"
)

_PARTS = 8  # the place of the parts among the columns of a statement
_DESCRIBED = (str, str, *5 * (str | None,))  # the kinds of what is known of an article beside its text
_OFFSET = struct.Struct("<I")
_LARGEST_DIMENSION = 1 << 16  # that of the largest embedding models is a sixteenth
_LARGEST_SCALE = 1 / 64  # of the numbers of unit vectors, which reach 1/127
_LARGEST_NUMBER = 1 << 53
_AGAIN = "move the data folder away and index the articles again."
_DAMAGED = f"The catalog holds {{}} that cannot be read, so it is damaged: {_AGAIN}"


@contextlib.contextmanager
def decoding() -> Iterator[None]:
    """Turn what a row that makes no sense raises into the error for a damaged catalog.

    Raises:
        CatalogDamagedError: bytes of the wrong number or kind, where SQLite itself saw no damage.
    """
    try:
        yield
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, struct.error, zlib.error) as exc:
        raise CatalogDamagedError(_DAMAGED.format("a row")) from exc


def fetched(cursor: sqlite3.Cursor) -> list[Any]:
    """Return the rows of a query.

    Raises:
        CatalogDamagedError: a value is not of its column's kind, which SQLite itself does not look at.
    """
    found = cursor.fetchall()
    kinds = layout.kinds()
    for (name, *_), column in zip(cursor.description or (), zip(*found, strict=True), strict=False):
        if name in kinds and not kinds[name].issuperset(map(type, column)):
            raise CatalogDamagedError(_DAMAGED.format(f"a {name}"))
    return found


def number(text: str) -> int:
    """Return a remembered count.

    Raises:
        CatalogDamagedError: it is none.
    """
    with decoding():
        found = int(text)
        if not 0 <= found < _LARGEST_NUMBER:
            raise ValueError(text)
        return found


def model(row: Sequence[Any]) -> StoredModel:
    """Return the model of a row of the table `models`.

    Raises:
        CatalogDamagedError: no model has vectors of such a length.
    """
    found = StoredModel(*row)
    if not 0 < found.dimension <= _LARGEST_DIMENSION:
        raise CatalogDamagedError(_DAMAGED.format("a model"))
    return found


def article(row: Sequence[Any]) -> Article:
    """Return the article of a row of `ARTICLE_COLUMNS`."""
    found = Article(*row)
    shelf(found.shelf)
    with decoding():
        if found.published is not None and date.fromisoformat(found.published[:10]).isoformat() != found.published[:10]:
            raise ValueError(found.published)
    return found


def shelf(name: str) -> str:
    """Return the name of a shelf.

    Raises:
        CatalogDamagedError: no shelf can have it.
    """
    if not is_shelf(name):
        raise CatalogDamagedError(_DAMAGED.format("a shelf"))
    return name


def described(value: str | None) -> Metadata | None:
    """Return how a source describes its article; None where that is not known."""
    if value is None:
        return None
    with decoding():
        found = json.loads(value)
        if not (isinstance(found, list) and len(found) == len(_DESCRIBED) and all(map(isinstance, found, _DESCRIBED))):
            raise ValueError
        title, language, publisher, published, url, path, identity = found
        return title, language, publisher, published, url, path, identity


def passage(row: Sequence[Any]) -> Passage:
    """Return the passage of a row of `PASSAGE_COLUMNS`."""
    _, key, article_id, start, stop, text, language, sentences = row
    with decoding():
        offsets = [start + offset for (offset,) in _OFFSET.iter_unpack(sentences)]
        pairs = tuple(zip(offsets[::2], offsets[1::2], strict=True))
    return Passage(key, article_id, start, stop, text, language, pairs)


def statement(row: Sequence[Any]) -> Statement:
    """Return the statement of a row of `STATEMENT_COLUMNS`."""
    before, parts, after = row[:_PARTS], row[_PARTS], row[_PARTS + 1 :]
    with decoding():
        return statement_from([*before, json.loads(parts), *after])


def statement_from(values: Sequence[Any]) -> Statement:
    """Return the statement with these fields, in their order; spans may be lists, as JSON gives them back."""
    fields: tuple[Any, ...] = (*values[:_PARTS], spans(values[_PARTS]), *values[_PARTS + 1 :])
    found = Statement(*fields)
    known = (
        found.kind in get_args(Kind)
        and found.ground in get_args(Ground)
        and found.stance in get_args(Stance)
        and 0 <= found.certainty <= 1
    )
    if not known or (found.mention_start is None) != (found.mention_end is None):
        raise ValueError(found)
    return found


def spans(pairs: Iterable[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """Return spans, of which JSON makes lists; raises `ValueError` or `TypeError` for what is none."""
    return tuple((operator.index(start), operator.index(end)) for start, end in pairs)


def statement_values(said: Statement) -> tuple[object, ...]:
    """Return the row of `STATEMENT_COLUMNS` of a statement."""
    return (
        *(said.speaker, said.mention, said.mention_start, said.mention_end, said.kind, said.quote),
        *(said.quote_start, said.quote_end, json.dumps(said.parts), said.cue, said.via, said.office),
        *(said.ground, said.certainty, said.stance),
    )


def pack_vector(vector: Float32) -> bytes:
    """Return a unit vector as float16, little endian: half the room, and an error in a dot product below 0.001."""
    return vector.astype("<f2").tobytes()


def unpack_vectors(blobs: Iterable[bytes], dimension: int) -> Float32:
    """Return float32 (n, dimension), unit rows again after the rounding of `pack_vector`; no blobs give (0, dim)."""
    with decoding():
        listed = list(blobs)
        if set(map(len, listed)) - {2 * dimension}:
            raise ValueError("vectors of several lengths")
        rows = np.frombuffer(b"".join(listed), "<f2").reshape(-1, dimension).astype(np.float32)
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    np.divide(rows, norms, out=rows, where=norms > 0)
    if not np.isfinite(norms).all():
        raise CatalogDamagedError(_DAMAGED.format("a vector"))
    return rows


def pack_units(units: Float32) -> tuple[bytes, bytes]:
    """Return the scales (float32, one a row) and the rows as int8, so that ``scale * row`` is the vector again."""
    scales = np.maximum(np.abs(units).max(axis=1, initial=0.0), 1e-12) / 127
    return scales.astype("<f4").tobytes(), np.rint(units / scales[:, None]).astype(np.int8).tobytes()


def unpack_units(pairs: Sequence[tuple[bytes, bytes]], dimension: int) -> list[Float32]:
    """Return one float32 (m_i, dimension) for each pair of `pack_units`, converted in one go."""
    with decoding():
        if any(len(row) * 4 != len(scale) * dimension for scale, row in pairs):
            raise ValueError("vectors of several lengths")
        scales = np.frombuffer(b"".join(scale for scale, _ in pairs), "<f4")
        rows = np.frombuffer(b"".join(row for _, row in pairs), np.int8).reshape(-1, dimension).astype(np.float32)
        rows *= scales[:, None]
        if not (np.abs(scales) <= _LARGEST_SCALE).all():
            raise ValueError(scales)
    ends = np.cumsum([len(scale) // 4 for scale, _ in pairs]) if pairs else np.empty(0, np.int64)
    return np.split(rows, ends[:-1]) if pairs else []
