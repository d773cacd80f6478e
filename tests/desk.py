"""A folder of articles with an index of it, for tests of the write path."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import TextKind
from retrieval.indexer import Indexer, Report
from retrieval.store import open_catalog
from retrieval.store.catalog.schema import CATALOG_FILE
from retrieval.store.reading import Catalog
from retrieval.store.records import StoredModel
from retrieval.store.vectors.collection import Collection
from retrieval.store.vectors.files import VectorState, copied
from tests.fakes import HashedEncoder


class CountingEncoder(HashedEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self, dimension: int = 64) -> None:
        super().__init__(dimension)
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        self.encoded += texts
        return super().encode(texts, kind=kind)


class Desk:
    """A folder of articles and an index of it."""

    def __init__(self, folder: Path) -> None:
        self.articles = folder / "articles"
        self.data = folder / "data"
        self.encoder = CountingEncoder()
        self.articles.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, text: str, *, settled: bool = True) -> Path:
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        if settled:
            # Long enough ago that a stat is enough to know the file again.
            moment = path.stat().st_mtime_ns - 60_000_000_000
            os.utime(path, ns=(moment, moment))
        return path

    def index(self, *sources: str | Path, **options: Any) -> Report:
        given = [str(source) for source in sources or [self.articles]]
        return self.indexer().index(given, **options)

    def indexer(self) -> Indexer:
        return Indexer(self.data, self.encoder, max_bytes=100_000)

    def catalog(self) -> Catalog:
        return open_catalog(self.data)

    def model(self) -> StoredModel:
        with self.catalog() as catalog:
            model = catalog.model()
        assert model is not None
        return model

    def texts(self) -> dict[str, str]:
        with self.catalog() as catalog:
            ids = [listed.article_id for listed in catalog.list_articles()]
            return {Path(str(article.path)).name: article.text for article in catalog.articles(ids).values()}

    def dump(self) -> list[str]:
        with sqlite3.connect(self.data / CATALOG_FILE) as connection:
            return list(connection.iterdump())

    def holds_vectors(self) -> bool:
        """Return whether Chroma's rows are exactly those of the catalog, each with its passage's vector.

        By row and not by searching: an approximate index may miss a neighbour that it holds.
        """
        with self.catalog() as catalog:
            state = VectorState.parse(catalog.meta("vectors"))
            live = catalog.live()
            if state is None:
                return len(live) == 0
            # Opening a collection changes its files.
            copy = copied(self.data / state.folder, state.files)
            assert state.state == "clean"
            assert copy is not None, "the files of Chroma are not those that the writer left"
            with copy, sqlite3.connect(self.data / CATALOG_FILE) as connection:
                slots = dict(connection.execute("SELECT id, slot FROM passages"))
                opened = Collection(Path(copy.name), state.model)
                try:
                    if len(live):
                        opened.nearest(catalog.vectors(live[:1])[0], 1)  # reads the graph, which can be torn
                    ids = [str(slots[number]) for number in live.tolist()]
                    found = opened._rows.get(ids=ids, include=["embeddings"])
                finally:
                    opened.close()
            rows = dict(zip(found["ids"], found["embeddings"], strict=True))
            return rows.keys() == set(ids) and all(
                np.allclose(rows[name] / np.linalg.norm(rows[name]), vector, atol=1e-5)
                for name, vector in zip(ids, catalog.vectors(live), strict=True)
            )

    def check(self) -> None:
        """Assert that everything stored agrees with everything else, Chroma included."""
        with self.catalog() as catalog:
            live = catalog.live()
            passages = catalog.passages(live)
            assert len(passages) == len(live)
            texts = {ident: found.text for ident, found in catalog.articles(self._ids(catalog)).items()}
            for passage in passages.values():
                assert texts[passage.article_id][passage.start : passage.end] == passage.text
            for ident, statements in catalog.statements_in(texts).items():
                for found in statements:
                    assert texts[ident][found.quote_start : found.quote_end] == found.quote
            if len(live):
                assert catalog.vectors(live).any(axis=1).all()
            assert len(catalog.pending()) == 0
            tables = ("passage_texts", "terms_index_docsize", "names_index_docsize")
            with sqlite3.connect(self.data / CATALOG_FILE) as connection:
                for table in tables:
                    column = "passage" if table == "passage_texts" else "id"
                    rows = connection.execute(f"SELECT {column} FROM {table} ORDER BY 1").fetchall()
                    assert [row[0] for row in rows] == list(live), table
                contents = connection.execute("SELECT DISTINCT content FROM passages ORDER BY 1").fetchall()
                assert connection.execute("SELECT content FROM vectors ORDER BY 1").fetchall() == contents
                assert connection.execute("SELECT content FROM sentence_vectors ORDER BY 1").fetchall() == contents
                for index in ("terms_index", "names_index"):
                    connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")

    @staticmethod
    def _ids(catalog: Catalog) -> list[str]:
        return [listed.article_id for listed in catalog.list_articles()]
