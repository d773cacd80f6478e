"""`SqliteCatalog`: everything that is read of the catalog without changing it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Passage, Ranking
from retrieval.store.catalog import full_text, rows
from retrieval.store.catalog.article_rows import ArticleRows, grouped
from retrieval.store.catalog.connections import Connections
from retrieval.store.catalog.diagnosis import Diagnosis, explain, explained
from retrieval.store.catalog.known import marks
from retrieval.store.records import Counts, Float32, Ids, Selection, StoredModel

T = TypeVar("T")
_REMEMBERED = 20_000  # frequencies of words, some 100 bytes each


class SqliteCatalog(ArticleRows, Diagnosis):
    """`store.reading.Catalog` over one SQLite file; safe to use from several threads.

    Joins are CROSS JOINs: SQLite then keeps their order, which it would guess wrong without statistics.
    """

    def __init__(self, folder: Path) -> None:
        """Open the catalog in the data folder.

        Raises:
            DataFolderMissingError: there is none.
            CatalogDamagedError: it cannot be read.
            StorageError: a newer version of Beleg made it, or the disk fails.
        """
        self._connections = Connections(folder)
        self._known: tuple[int, dict[str, object]] = (-1, {})

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def __enter__(self) -> SqliteCatalog:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        with contextlib.closing(self):
            explain(self, error)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._connections.folder

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every read of this thread inside the block see one state, whatever a writer does meanwhile."""
        with self._connections.snapshot(), explained(self):
            yield

    def now(self) -> SqliteCatalog:
        """Open the catalog once more, outside of the snapshot that this thread may hold; close it in the end."""
        return SqliteCatalog(self.folder)

    def counts(self) -> Counts:
        """Count articles, live passages and statements."""
        tables = ("articles", "passages", "statements")
        return self._once("counts", lambda: Counts(*(self._rows(f"SELECT count(*) FROM {x}")[0][0] for x in tables)))

    def languages(self) -> dict[str, int]:
        """Return how many passages each language has, the most frequent first."""
        sql = "SELECT language, count(*) FROM passages GROUP BY language ORDER BY 2 DESC, 1"
        return dict(self._once("languages", lambda: dict(self._rows(sql))))

    def generation(self) -> int:
        """Return a number that grows with every change that a reader can see."""
        return rows.number(self.meta("generation") or "0")

    def model(self) -> StoredModel | None:
        """Return the model whose vectors are in use; None before anything was indexed."""
        return self._once("model", super().model)

    # --- choosing passages -------------------------------------------------------------------------------------

    def select(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        languages: Collection[str] = (),
        publishers: Collection[str] = (),
        article_ids: Collection[str] = (),
    ) -> Selection:
        """Return the passages of the articles that fit; `since` and `until` are ``YYYY-MM-DD``, both inclusive."""
        where: list[str] = []
        values: list[str] = []
        for column, wanted in (("language", languages), ("publisher", publishers), ("article_id", article_ids)):
            if wanted:
                where.append(f"a.{column} IN ({marks(wanted)})")
                values += wanted
        days = [f"day {sign} ?" for sign, day in ((">=", since), ("<=", until)) if day]
        dated = [day for day in (since, until) if day]
        if not where and not days:
            return Selection(None)
        if where:
            inside = " AND ".join([*where, *(f"a.{day}" for day in days)])
            sql = f"SELECT p.id FROM articles a CROSS JOIN passages p ON p.article = a.number WHERE {inside}"
        else:
            # The index over days holds all that is asked for.
            sql = f"SELECT id FROM passages WHERE {' AND '.join(days)}"
        with self._connections.reading() as connection:
            found = connection.execute(sql, [*values, *dated]).fetchall()
            undated = 0
            if days:
                sql = "SELECT count(*) FROM articles a WHERE " + " AND ".join([*where, "a.day IS NULL"])
                undated = connection.execute(sql, values).fetchone()[0]
        return Selection(_sorted(found), undated)

    def lexical(
        self, terms: Sequence[str], language: str, *, limit: int, within: NDArray[np.int64] | None = None
    ) -> Ranking:
        """Rank the passages in `language` that hold any of the analysed `terms` by BM25, higher is better."""
        return self._ranked(full_text.TERMS, full_text.in_language(terms, language), limit, within)

    def by_names(self, keys: Sequence[str], *, limit: int, within: NDArray[np.int64] | None = None) -> Ranking:
        """Rank the passages that hold a name with any of `keys` by BM25, higher is better."""
        return self._ranked(full_text.NAMES, keys, limit, within)

    def document_frequency(self, terms: Sequence[str], language: str) -> dict[str, int]:
        """Return for each term in how many passages of `language` it occurs."""
        found = self._frequencies(full_text.TERMS, full_text.in_language(terms, language))
        return dict(zip(dict.fromkeys(terms), found.values(), strict=True))

    def name_frequency(self, keys: Sequence[str]) -> dict[str, int]:
        """Return for each name key in how many passages it occurs; 0 says that no article knows the name."""
        return self._frequencies(full_text.NAMES, keys)

    # --- reading passages --------------------------------------------------------------------------------------

    def passages(self, ids: Ids) -> dict[int, Passage]:
        """Return the live passages among `ids`."""
        sql = (
            f"SELECT {rows.PASSAGE_COLUMNS} FROM passages p CROSS JOIN articles a ON a.number = p.article "
            "CROSS JOIN passage_texts t ON t.passage = p.id WHERE p.id IN"
        )
        return {row[0]: rows.passage(row) for row in self._among(sql, _integers(ids))}

    def heads(self, ids: Ids) -> dict[int, tuple[str, str]]:
        """Return key and language of the live passages among `ids`: what ranking needs, without their texts."""
        sql = "SELECT id, key, language FROM passages WHERE id IN"
        return {row[0]: (row[1], row[2]) for row in self._among(sql, _integers(ids))}

    def term_lists(self, ids: Ids) -> dict[int, list[str]]:
        """Return the analysed terms of the live passages among `ids`, in the order of the text."""
        sql = "SELECT passage, terms FROM passage_texts WHERE passage IN"
        return {passage: terms.split() for passage, terms in self._among(sql, _integers(ids))}

    def passage_ids(self, article_ids: Collection[str]) -> dict[str, list[int]]:
        """Return the passages of each known article in the order of its text."""
        sql = (
            "SELECT a.article_id, p.start, p.id FROM articles a CROSS JOIN passages p ON p.article = a.number "
            "WHERE a.article_id IN"
        )
        return grouped((row[0], row[2]) for row in sorted(self._among(sql, article_ids)))

    def vectors(self, ids: Ids) -> Float32:
        """Return the passages' vectors, float32 (n, dim), unit rows in the order of `ids`."""
        model = self.model()
        wanted = _integers(ids)
        if model is None:
            return np.zeros((len(wanted), 0), np.float32)
        sql = (
            "SELECT p.id, v.vector FROM passages p CROSS JOIN vectors v ON v.content = p.content "
            f"AND v.model = {model.number} WHERE p.id IN"
        )
        found = dict(self._among(sql, wanted))
        missing = bytes(2 * model.dimension)
        return rows.unpack_vectors((found.get(number, missing) for number in wanted), model.dimension)

    def sentence_vectors(self, ids: Ids) -> list[Float32]:
        """Return for each passage float32 (m_i, dim), rows in the order of `chunking.spans` of its sentences."""
        model = self.model()
        wanted = _integers(ids)
        if model is None:
            return [np.zeros((0, 0), np.float32) for _ in wanted]
        sql = (
            "SELECT p.id, v.scales, v.vectors FROM passages p CROSS JOIN sentence_vectors v ON v.content = p.content "
            f"AND v.model = {model.number} WHERE p.id IN"
        )
        found = {number: (scales, units) for number, scales, units in self._among(sql, wanted)}
        return rows.unpack_units([found.get(number, (b"", b"")) for number in wanted], model.dimension)

    def live(self, *, after: int = 0) -> NDArray[np.int64]:
        """Return the sorted ids of all live passages greater than `after`."""
        if after:
            return _sorted(self._rows("SELECT id FROM passages WHERE id > ?", (after,)))
        return self._once("live", lambda: _sorted(self._rows("SELECT id FROM passages")))

    def still_live(self, ids: Ids) -> NDArray[np.int64]:
        """Return which of `ids` are live, sorted."""
        return _sorted(self._among("SELECT id FROM passages WHERE id IN", _integers(ids)))

    def pending(self) -> NDArray[np.int64]:
        """Return the sorted ids of the live passages that the vector index may not hold yet."""
        return _sorted(self._rows("SELECT passage FROM pending"))

    def in_slots(self, slots: Sequence[int]) -> tuple[NDArray[np.int64], Float32]:
        """Return the live passages in these slots of the vector index: ids, and float32 (n, dim), unit rows."""
        model = self.model()
        if model is None:
            return np.empty(0, np.int64), np.zeros((0, 0), np.float32)
        sql = (
            "SELECT p.id, v.vector FROM passages p CROSS JOIN vectors v ON v.content = p.content "
            f"AND v.model = {model.number} WHERE p.slot IN"
        )
        found = list(self._among(sql, slots))
        ids = np.fromiter((row[0] for row in found), np.int64, len(found))
        return ids, rows.unpack_vectors((row[1] for row in found), model.dimension)

    # -----------------------------------------------------------------------------------------------------------

    def _ranked(self, index: str, tokens: Sequence[str], limit: int, within: NDArray[np.int64] | None) -> Ranking:
        frequency = self._frequencies(index, tokens)
        with self._connections.reading() as connection:
            return full_text.ranked(connection, index, frequency, limit=limit, within=within)

    def _frequencies(self, index: str, tokens: Sequence[str]) -> dict[str, int]:
        """Look frequencies up, remembering them until the catalog changes: a common word costs 0.3 ms."""
        known: dict[str, int] = self._once(f"frequencies of {index}", dict)
        missing = [token for token in dict.fromkeys(tokens) if token not in known]
        with self._connections.reading() as connection:
            found = full_text.frequencies(connection, index, missing)
        if len(known) < _REMEMBERED:
            known.update(found)
        return {token: found[token] if token in found else known[token] for token in tokens}

    def _once(self, name: str, read: Callable[[], T]) -> T:
        """Return what `read` gives, remembered until the catalog changes."""
        generation = self.generation()
        remembered = self._known
        if remembered[0] != generation:
            remembered = self._known = (generation, {})
        known = remembered[1]
        if name not in known:
            known[name] = read()
        return cast("T", known[name])

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._connections.reading() as connection:
            return rows.fetched(connection.execute(sql, values))


def _integers(ids: Ids) -> list[int]:
    return ids.tolist() if isinstance(ids, np.ndarray) else list(ids)


def _sorted(found: Iterable[Sequence[int]]) -> NDArray[np.int64]:
    """Return the first column of rows as a sorted array."""
    return np.sort(np.fromiter((row[0] for row in found), np.int64))
