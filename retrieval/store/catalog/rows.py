"""Rows of the catalog ↔ values, and what numbers look like on disk."""

from __future__ import annotations

import contextlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from retrieval.datatypes import Article, Passage, Statement
from retrieval.errors import CatalogDamagedError
from retrieval.store.records import Float32

ARTICLE_COLUMNS = (
    "a.article_id, a.title, t.text, a.language, a.publisher, a.published, a.url, a.path, a.identity, a.version"
)
PASSAGE_COLUMNS = "p.id, p.key, a.article_id, p.start, p.stop, t.text, p.language, p.sentences"
STATEMENT_COLUMNS = (
    "s.speaker, s.mention, s.mention_start, s.mention_end, s.kind, s.quote, s.quote_start, s.quote_end, s.parts, "
    "s.cue, s.via, s.office"
)

_OFFSET = struct.Struct("<I")


@contextlib.contextmanager
def decoding() -> Iterator[None]:
    """Turn what a row that makes no sense raises into the error for a damaged catalog.

    Raises:
        CatalogDamagedError: bytes of the wrong number or kind, where SQLite itself saw no damage.
    """
    try:
        yield
    except (ValueError, TypeError, struct.error, zlib.error) as exc:
        raise CatalogDamagedError(
            "The catalog holds a row that cannot be read, so it is damaged: move the data folder away and index the "
            "articles again."
        ) from exc


def article(row: Sequence[object]) -> Article:
    """Return the article of a row of `ARTICLE_COLUMNS`."""
    return Article(*row)  # type: ignore[arg-type]


def passage(row: Sequence[Any]) -> Passage:
    """Return the passage of a row of `PASSAGE_COLUMNS`."""
    _, key, article_id, start, stop, text, language, sentences = row
    with decoding():
        offsets = [start + offset for (offset,) in _OFFSET.iter_unpack(sentences)]
        pairs = tuple(zip(offsets[::2], offsets[1::2], strict=True))
    return Passage(key, article_id, start, stop, text, language, pairs)


def statement(row: Sequence[Any]) -> Statement:
    """Return the statement of a row of `STATEMENT_COLUMNS`."""
    *before, parts, cue, via, office = row
    with decoding():
        return statement_from([*before, json.loads(parts), cue, via, office])


def statement_from(values: Sequence[Any]) -> Statement:
    """Return the statement with these fields, in their order; spans may be lists, as JSON gives them back."""
    *before, parts, cue, via, office = values
    fields: tuple[Any, ...] = (*before, spans(parts), cue, via, office)
    return Statement(*fields)


def spans(pairs: Iterable[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """Return spans, of which JSON makes lists."""
    return tuple((start, end) for start, end in pairs)


def statement_values(said: Statement) -> tuple[object, ...]:
    """Return the row of `STATEMENT_COLUMNS` of a statement."""
    return (
        *(said.speaker, said.mention, said.mention_start, said.mention_end, said.kind, said.quote),
        *(said.quote_start, said.quote_end, json.dumps(said.parts), said.cue, said.via, said.office),
    )


def pack_vector(vector: Float32) -> bytes:
    """Return a unit vector as float16, little endian: half the room, and an error in a dot product below 0.001."""
    return vector.astype("<f2").tobytes()


def unpack_vectors(blobs: Iterable[bytes], dimension: int) -> Float32:
    """Return float32 (n, dimension), unit rows again after the rounding of `pack_vector`; no blobs give (0, dim)."""
    with decoding():
        rows = np.frombuffer(b"".join(blobs), "<f2").reshape(-1, dimension).astype(np.float32)
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    np.divide(rows, norms, out=rows, where=norms > 0)
    return rows


def pack_units(units: Float32) -> tuple[bytes, bytes]:
    """Return the scales (float32, one a row) and the rows as int8, so that ``scale * row`` is the vector again."""
    scales = np.maximum(np.abs(units).max(axis=1, initial=0.0), 1e-12) / 127
    return scales.astype("<f4").tobytes(), np.rint(units / scales[:, None]).astype(np.int8).tobytes()


def unpack_units(pairs: Sequence[tuple[bytes, bytes]], dimension: int) -> list[Float32]:
    """Return one float32 (m_i, dimension) for each pair of `pack_units`, converted in one go."""
    with decoding():
        scales = np.frombuffer(b"".join(scale for scale, _ in pairs), "<f4")
        rows = np.frombuffer(b"".join(row for _, row in pairs), np.int8).reshape(-1, dimension).astype(np.float32)
        rows *= scales[:, None]
    ends = np.cumsum([len(scale) // 4 for scale, _ in pairs]) if pairs else np.empty(0, np.int64)
    return np.split(rows, ends[:-1]) if pairs else []
