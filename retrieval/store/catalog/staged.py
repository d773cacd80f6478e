"""Articles that wait in the catalog, made for a new build, until all are and take the places of those in use."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, astuple

from retrieval.datatypes import Article, Passage
from retrieval.store.catalog import rows
from retrieval.store.catalog.known import REBUILD
from retrieval.store.catalog.transactions import SqliteTransactions
from retrieval.store.records import IndexedPassage, IndexedStatement, PreparedArticle, RebuildState


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
        (payload,) = self._rows("SELECT payload FROM staged WHERE article = ?", (number,))[0]
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
        passages, said = json.loads(zlib.decompress(payload))
        return PreparedArticle(
            article,
            tuple(
                IndexedPassage(_passage(article, *where), bytes.fromhex(content), terms, names)
                for where, (content, terms, names) in passages
            ),
            tuple(IndexedStatement(rows.statement_from(values), frozenset(keys)) for values, keys in said),
        )


def _passage(article: Article, key: str, start: int, end: int, language: str, sentences: list[list[int]]) -> Passage:
    return Passage(key, article.article_id, start, end, article.text[start:end], language, rows.spans(sentences))
