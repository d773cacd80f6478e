"""`SqliteLibrary`: what a question reads of the catalog, of the shelves that its asker may see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Passage, Ranking
from retrieval.shelves import SHARED, checked
from retrieval.store.catalog import full_text, rows
from retrieval.store.catalog.article_rows import ArticleRows, grouped
from retrieval.store.catalog.connections import Connections
from retrieval.store.catalog.full_text import Group
from retrieval.store.catalog.known import marks
from retrieval.store.lock import last_run
from retrieval.store.records import Counts, Float32, Freshness, Ids, Selection, StoredModel

T = TypeVar("T")
_REMEMBERED = 20_000  # frequencies of words, some 100 bytes each
_LANGUAGES = "SELECT p.language, count(*) FROM {} GROUP BY p.language ORDER BY 2 DESC, 1"


class SqliteLibrary(ArticleRows):
    """`store.reading.Library` over one SQLite file; safe to use from several threads.

    Joins are CROSS JOINs: SQLite then keeps their order, which it would guess wrong without statistics.
    """

    def __init__(self, connections: Connections, shelves: Collection[str] | None = None) -> None:
        """Read what stands on `shelves`, None for all, by way of `connections`, which somebody else closes.

        Raises:
            ShelfError: no shelf can have one of the names.
        """
        self._connections = connections
        self._shelves = None if shelves is None else sorted(map(checked, shelves))
        self._known: tuple[int, dict[str, object]] = (-1, {})
        if self._shelves is not None:
            # Names of shelves hold nothing that ends a string.
            listed = ", ".join(f"'{name}'" for name in self._shelves)
            self._on_shelves, self._is_seen = f"a.shelf IN ({listed})", f"+a.shelf IN ({listed})"

    def counts(self) -> Counts:
        """Count articles, live passages and statements."""

        def counted() -> Counts:
            every = self._shelves is None
            found = [self._rows(f"SELECT count(*) FROM articles a WHERE {self._on_shelves}")]
            for table in ("passages", "statements"):
                whence = table if every else f"articles a CROSS JOIN {table} x ON x.article = a.number"
                found.append(self._rows(f"SELECT count(*) FROM {whence} WHERE {self._on_shelves}"))
            return Counts(*(row[0][0] for row in found))

        return self._once("counts", counted)

    def freshness(self) -> Freshness:
        """Return how many articles there are, and how new."""
        sql = (
            "SELECT published FROM articles a WHERE julianday(published) <= julianday('now') AND "
            f"{self._on_shelves} ORDER BY julianday(published) DESC LIMIT 1"
        )
        newest = next((row[0] for row in self._rows(sql)), None)
        with rows.decoding():
            moment = datetime.fromisoformat(newest) if newest else None
        if moment and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        published = moment.timestamp() if moment else None
        day = newest[:10] if newest else None
        return Freshness(self.counts().articles, published, last_run(self._connections.folder), day)

    def languages(self) -> dict[str, int]:
        """Return how many passages each language has, the most frequent first."""
        joined = f"articles a CROSS JOIN passages p ON p.article = a.number WHERE {self._on_shelves}"
        sql = _LANGUAGES.format("passages p" if self._shelves is None else joined)
        return dict(self._once("languages", lambda: dict(self._rows(sql))))

    def generation(self) -> int:
        """Return a number that grows with every change that a reader can see."""
        return rows.number(self.meta("generation") or "0")

    def model(self) -> StoredModel | None:
        """Return the model whose vectors are in use; None before anything was indexed."""
        return self._once("model", super().model)

    # --- choosing passages -------------------------------------------------------------------------------------

    def seen(self) -> NDArray[np.int64] | None:
        """Return the sorted ids of the passages that may be seen; None where all may."""
        if self._shelves is None:
            return None
        joined = f"articles a CROSS JOIN passages p ON p.article = a.number WHERE {self._on_shelves}"
        return self._once("seen", lambda: in_order(self._rows(f"SELECT p.id FROM {joined}")))

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
            inside = " AND ".join([self._on_shelves, *where, *(f"a.{day}" for day in days)])
            sql = f"SELECT p.id FROM articles a CROSS JOIN passages p ON p.article = a.number WHERE {inside}"
        else:
            # The index over days holds all that is asked for.
            sql = f"SELECT id FROM passages WHERE {' AND '.join(days)}"
        with self._connections.reading() as connection:
            found = in_order(connection.execute(sql, [*values, *dated]).fetchall())
            undated = 0
            if days:
                inside = " AND ".join([self._on_shelves, *where, "a.day IS NULL"])
                undated = connection.execute(f"SELECT count(*) FROM articles a WHERE {inside}", values).fetchone()[0]
        return Selection(self._of_seen(found), undated)

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
            f"CROSS JOIN passage_texts t ON t.passage = p.id WHERE {self._is_seen} AND p.id IN"
        )
        return {row[0]: rows.passage(row) for row in self._among(sql, integers(ids))}

    def heads(self, ids: Ids) -> dict[int, tuple[str, str]]:
        """Return key and language of the live passages among `ids`: what ranking needs, without their texts."""
        sql = "SELECT id, key, language FROM passages WHERE id IN"
        return {row[0]: (row[1], row[2]) for row in self._of_passages(sql, ids)}

    def term_lists(self, ids: Ids) -> dict[int, list[str]]:
        """Return the analysed terms of the live passages among `ids`, in the order of the text."""
        sql = "SELECT passage, terms FROM passage_texts WHERE passage IN"
        return {passage: terms.split() for passage, terms in self._of_passages(sql, ids)}

    def passage_ids(self, article_ids: Collection[str]) -> dict[str, list[int]]:
        """Return the passages of each known article in the order of its text."""
        sql = (
            "SELECT a.article_id, p.start, p.id FROM articles a CROSS JOIN passages p ON p.article = a.number "
            f"WHERE {self._is_seen} AND a.article_id IN"
        )
        return grouped((row[0], row[2]) for row in sorted(self._among(sql, article_ids)))

    def vectors(self, ids: Ids) -> Float32:
        """Return the passages' vectors, float32 (n, dim), unit rows in the order of `ids`."""
        model = self.model()
        wanted = integers(ids)
        if model is None:
            return np.zeros((len(wanted), 0), np.float32)
        sql = (
            "SELECT p.id, v.vector FROM passages p CROSS JOIN vectors v ON v.content = p.content "
            f"AND v.model = {model.number} WHERE p.id IN"
        )
        found = dict(self._of_passages(sql, ids))
        missing = bytes(2 * model.dimension)
        return rows.unpack_vectors((found.get(number, missing) for number in wanted), model.dimension)

    def sentence_vectors(self, ids: Ids) -> list[Float32]:
        """Return for each passage float32 (m_i, dim), rows in the order of `chunking.spans` of its sentences."""
        model = self.model()
        wanted = integers(ids)
        if model is None:
            return [np.zeros((0, 0), np.float32) for _ in wanted]
        sql = (
            "SELECT p.id, v.scales, v.vectors FROM passages p CROSS JOIN sentence_vectors v ON v.content = p.content "
            f"AND v.model = {model.number} WHERE p.id IN"
        )
        found = {number: (scales, units) for number, scales, units in self._of_passages(sql, ids)}
        return rows.unpack_units([found.get(number, (b"", b"")) for number in wanted], model.dimension)

    # -----------------------------------------------------------------------------------------------------------

    def _groups(self) -> list[Group]:
        """Return what the full-text indexes are asked for, one after the other.

        Each group proposes as many passages as are asked for: a word is rarer on a small shelf, and its passages
        would else leave no room for those of a large one.
        """
        if self._shelves is not None:
            return [*self._shelves]
        sql = "SELECT EXISTS (SELECT 1 FROM articles WHERE shelf > ?)"
        others = self._once("other shelves", lambda: bool(self._rows(sql, (SHARED,))[0][0]))
        return [SHARED, None] if others else [SHARED]

    def _ranked(self, index: str, tokens: Sequence[str], limit: int, within: NDArray[np.int64] | None) -> Ranking:
        found = []
        for group in self._groups():
            frequency = self._frequencies_in(group, index, tokens)
            with self._connections.reading() as connection:
                found.append(full_text.ranked(connection, index, frequency, group, limit=limit, within=within))
        return found[0] if len(found) == 1 else full_text.joined(found)

    def _frequencies(self, index: str, tokens: Sequence[str]) -> dict[str, int]:
        each = [self._frequencies_in(group, index, tokens) for group in self._groups()]
        return {token: sum(one[token] for one in each) for token in tokens}

    def _frequencies_in(self, group: Group, index: str, tokens: Sequence[str]) -> dict[str, int]:
        """Look frequencies up, remembering them until the catalog changes: a common word costs 0.3 ms."""
        known: dict[str, int] = self._once(f"frequencies of {index} on {group}", dict)
        missing = [token for token in dict.fromkeys(tokens) if token not in known]
        with self._connections.reading() as connection:
            found = full_text.frequencies(connection, index, missing, group)
        if len(known) < _REMEMBERED:
            known.update(found)
        return {token: found[token] if token in found else known[token] for token in tokens}

    def _of_seen(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which of `ids` may be seen, in their order."""
        seen = self.seen()
        if seen is None or not len(seen):
            return ids[:0] if seen is not None else ids
        places = np.minimum(np.searchsorted(seen, ids), len(seen) - 1)
        chosen: NDArray[np.int64] = ids[seen[places] == ids]
        return chosen

    def _of_passages(self, sql: str, ids: Ids) -> Iterator[Any]:
        """Yield the rows of ``sql (?, ?, …)`` for those of the passages that may be seen."""
        wanted = ids if self._shelves is None else self._of_seen(np.asarray(ids, np.int64))
        return self._among(sql, integers(wanted))

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


def integers(ids: Ids) -> list[int]:
    """Return ids as SQLite takes them."""
    return ids.tolist() if isinstance(ids, np.ndarray) else list(ids)


def in_order(found: Iterable[Sequence[int]]) -> NDArray[np.int64]:
    """Return the first column of rows as a sorted array."""
    return np.sort(np.fromiter((row[0] for row in found), np.int64))
