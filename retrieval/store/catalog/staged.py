"""A `PreparedArticle` article ↔ bytes, for the time it waits in the catalog."""

from __future__ import annotations

import json
import zlib
from dataclasses import astuple

from retrieval.datatypes import Article, Passage, Statement
from retrieval.store.catalog.rows import decoding
from retrieval.store.records import IndexedPassage, IndexedStatement, PreparedArticle


def pack(prepared: PreparedArticle) -> bytes:
    """Return what was made of an article; its text and those of its passages are left out, the catalog has them."""
    passages = [
        (
            (one.passage.key, one.passage.start, one.passage.end, one.passage.language, one.passage.sentences),
            (one.content.hex(), one.terms, one.names),
        )
        for one in prepared.passages
    ]
    said = [(astuple(one.statement), sorted(one.keys)) for one in prepared.said]
    return zlib.compress(json.dumps([passages, said], ensure_ascii=False).encode(), 1)


def unpack(payload: bytes, article: Article) -> PreparedArticle:
    """Return what `pack` was given for this article.

    Raises:
        CatalogDamagedError: the bytes are not those of `pack`.
    """
    with decoding():
        passages, said = json.loads(zlib.decompress(payload))
        return PreparedArticle(
            article,
            tuple(
                IndexedPassage(
                    Passage(key, article.article_id, start, end, article.text[start:end], language, _spans(sentences)),
                    bytes.fromhex(content),
                    terms,
                    names,
                )
                for (key, start, end, language, sentences), (content, terms, names) in passages
            ),
            tuple(IndexedStatement(_statement(values), frozenset(keys)) for values, keys in said),
        )


def _spans(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in pairs)


def _statement(values: list[object]) -> Statement:
    values[8] = _spans(values[8])  # type: ignore[arg-type]
    return Statement(*values)  # type: ignore[arg-type]
