"""Articles that wait in the catalog, made for a new build, until all are and take the places of those in use."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, fields
from typing import Any

from retrieval.datatypes import Article, Passage, Statement
from retrieval.store.catalog import layout, rows
from retrieval.store.catalog.known import REBUILD
from retrieval.store.catalog.transactions import SqliteTransactions
from retrieval.store.records import IndexedPassage, IndexedStatement, PreparedArticle, RebuildState

_LEAST, _LONGER = 1 << 20, 200
"""What `pack` makes of a text has at most so many bytes, and so many for each of its characters."""


class StagedRows(SqliteTransactions):
    """What waits, and how far that is: both change together, since what waits must be known to be of one build."""

    def stage(self, prepared: Iterable[tuple[int, PreparedArticle]], state: RebuildState) -> None:
        """Let articles wait, by their numbers, and note how far the rebuild is; call it inside a transaction."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO staged VALUES (?, ?)", ((number, pack(article)) for number, article in prepared)
        )
        self.set_meta(REBUILD, json.dumps(asdict(state)))

    def staged(self) -> set[int]:
        """Return the numbers of the articles that wait."""
        return {row[0] for row in self._rows("SELECT article FROM staged")}

    def staged_article(self, number: int) -> PreparedArticle:
        """Return what waits for the article with this number.

        Raises:
            CatalogDamagedError: it cannot be read.
        """
        with rows.decoding():
            ((payload,),) = self._rows("SELECT payload FROM staged WHERE article = ?", (number,))
        return unpack(payload, self.article(number))

    def clear_staged(self) -> None:
        """Forget what waits and how far that was; call it inside a transaction."""
        self._connection.execute("DELETE FROM staged")
        self.set_meta(REBUILD, None)


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
    with rows.decoding():
        # What is made of a text is some times as long; a few bytes may say that they are gigabytes.
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(payload, _LEAST + _LONGER * len(article.text))
        if not unpacking.eof:
            raise ValueError("longer than anything made of this text")
        passages, said = json.loads(content)
        return PreparedArticle(
            article,
            tuple(
                IndexedPassage(_passage(article, *where), bytes.fromhex(content), _text(terms), _text(names))
                for where, (content, terms, names) in passages
            ),
            tuple(IndexedStatement(_statement(values), frozenset(map(_text, keys))) for values, keys in said),
        )


def _passage(article: Article, key: str, start: int, end: int, language: str, sentences: list[list[int]]) -> Passage:
    # A slice takes None, too.
    if not all(type(offset) is int for offset in (start, end, *(one for span in sentences for one in span))):
        raise TypeError(start, end, sentences)
    text = article.text[start:end]
    return Passage(_text(key), article.article_id, start, end, text, _text(language), rows.spans(sentences))


def _statement(values: Sequence[Any]) -> Statement:
    """Return a statement whose fields are of the kinds of their columns; raises `TypeError` for another."""
    found = rows.statement_from(values)
    kinds = layout.tables()["statements"]
    if any(type(getattr(found, one.name)) not in kinds[one.name] for one in fields(found) if one.name != "parts"):
        raise TypeError(found)
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
