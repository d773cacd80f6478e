"""`Catalog`: everything the read path asks the store for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Article, Passage, Ranking, Source, Statement
from retrieval.errors import EncoderError
from retrieval.store.catalog import full_text, rows
from retrieval.store.catalog.connections import Connections
from retrieval.store.records import Counts, Float32, Listed, Selection, StoredModel, Version

T = TypeVar("T")
# Joins are CROSS JOINs: SQLite then keeps their order, which it would guess wrong without statistics.
Ids = Sequence[int] | NDArray[np.int64]
_IN_ONE_STATEMENT = 500  # SQLite before 3.32 binds at most 999 values
_REMEMBERED = 20_000  # frequencies of words, some 100 bytes each


class Catalog:
    """The truth about articles, passages, vectors and statements, read only; safe to use from several threads.

    A passage id is an integer that is never used again. Ids that are no longer live are left out of dictionaries and
    give zero rows where order matters. Several reads that must agree go inside ``with catalog.snapshot():``.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._known: tuple[int, dict[str, object]] = (-1, {})

    @classmethod
    def open(cls, folder: Path) -> Catalog:
        """Open the catalog in the data folder.

        Raises:
            DataFolderMissingError: there is none.
            CatalogDamagedError: it cannot be read.
            StorageError: a newer version of Beleg made it, or the disk fails.
        """
        return cls(Connections(folder))

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._connections.folder

    def snapshot(self) -> AbstractContextManager[None]:
        """Let every read of this thread inside the block see one state, whatever a writer does meanwhile."""
        return self._connections.snapshot()

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
        return int(self.meta("generation") or 0)

    def meta(self, name: str) -> str | None:
        """Return a remembered value, or None."""
        found = self._rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def model(self) -> StoredModel | None:
        """Return the model whose vectors are in use; None before anything was indexed."""
        sql = "SELECT m.* FROM meta JOIN models m ON m.number = meta.value WHERE meta.name = 'model'"
        found = self._once("model", lambda: self._rows(sql))
        return StoredModel(*found[0]) if found else None

    def check_model(self, fingerprint: str) -> None:
        """Make sure that the vectors were made by the encoder with this fingerprint.

        Raises:
            EncoderError: they were not; an index without articles fits every encoder.
        """
        model = self.model()
        if model is not None and model.fingerprint != fingerprint:
            raise EncoderError(
                f"The index was made with the model {model.fingerprint[:12]}, the one in use is {fingerprint[:12]}: "
                "run beleg index --rebuild, or set the model the index was made with."
            )

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
                where.append(f"a.{column} IN ({_marks(wanted)})")
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
        return _grouped((row[0], row[2]) for row in sorted(self._among(sql, article_ids)))

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
        """Return for each passage float32 (m_i, dim), rows in the order of `units.spans` of its sentences."""
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
        """Return the sorted ids of the live passages that Chroma may not hold yet."""
        return _sorted(self._rows("SELECT passage FROM pending"))

    def in_slots(self, slots: Sequence[int]) -> tuple[NDArray[np.int64], Float32]:
        """Return the live passages in these rows of Chroma: ids, and float32 (n, dim), unit rows in the same order."""
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

    # --- reading articles --------------------------------------------------------------------------------------

    def articles(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Return the known articles among `article_ids`."""
        sql = (
            f"SELECT {rows.ARTICLE_COLUMNS} FROM articles a CROSS JOIN texts t ON t.article = a.number "
            "WHERE a.article_id IN"
        )
        return {row[0]: rows.article(row) for row in self._among(sql, article_ids)}

    def list_articles(self) -> list[Listed]:
        """Return every article's line in the order of first indexing."""
        return [
            Listed(*row)
            for row in self._rows(
                "SELECT article_id, title, publisher, published, language, path, url, "
                "(SELECT count(*) FROM passages p WHERE p.article = a.number), "
                "(SELECT count(*) FROM statements s WHERE s.article = a.number), indexed "
                "FROM articles a ORDER BY number"
            )
        ]

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return the history of an article's text, the present one last; nothing for an unknown id."""
        sql = (
            "SELECT v.version, v.indexed, lower(hex(v.text_hash)) FROM articles a "
            "CROSS JOIN versions v ON v.article = a.number WHERE a.article_id = ? ORDER BY v.version"
        )
        return tuple(Version(*row) for row in self._rows(sql, (article_id,)))

    def sources(self, article_ids: Collection[str]) -> dict[str, tuple[Source, ...]]:
        """Return every address of each known article, the one its metadata came from first."""
        sql = (
            "SELECT a.article_id, s.number, s.path, s.url FROM articles a CROSS JOIN sources s ON s.article = a.number "
            "WHERE a.article_id IN"
        )
        found = sorted(self._among(sql, article_ids), key=lambda row: row[:2])
        return {key: tuple(group) for key, group in _grouped((row[0], Source(*row[2:])) for row in found).items()}

    # --- reading statements ------------------------------------------------------------------------------------

    def statements_in(self, article_ids: Collection[str]) -> dict[str, list[Statement]]:
        """Return the statements of each known article that has any, in the order of the text."""
        sql = (
            f"SELECT a.article_id, s.number, {rows.STATEMENT_COLUMNS} FROM articles a "
            "CROSS JOIN statements s ON s.article = a.number WHERE a.article_id IN"
        )
        found = sorted(self._among(sql, article_ids), key=lambda row: row[:2])
        return _grouped((row[0], rows.statement(row[2:])) for row in found)

    def statements_by(self, keys: Collection[str]) -> list[tuple[str, Statement]]:
        """Return (article id, statement) of the speakers whose surname has any of `keys`, oldest article first."""
        sql = (
            f"SELECT DISTINCT s.article, s.number, a.article_id, {rows.STATEMENT_COLUMNS} FROM speaker_keys k "
            "CROSS JOIN statements s ON s.number = k.statement CROSS JOIN articles a ON a.number = s.article "
            "WHERE k.key IN"
        )
        found = sorted(self._among(sql, sorted(keys)), key=lambda row: row[:2])
        return [(row[2], rows.statement(row[3:])) for row in found]

    def speakers(self) -> list[str]:
        """Return every speaker's name as written, sorted."""
        sql = "SELECT DISTINCT speaker FROM statements WHERE speaker IS NOT NULL ORDER BY speaker"
        return [row[0] for row in self._rows(sql)]

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
            return connection.execute(sql, values).fetchall()

    def _among(self, sql: str, values: Collection[object]) -> Iterator[Any]:
        """Yield the rows of ``sql (?, ?, …)`` for all values, in several statements where they are many."""
        listed = list(dict.fromkeys(values))
        with self._connections.reading() as connection:
            for first in range(0, len(listed), _IN_ONE_STATEMENT):
                part = listed[first : first + _IN_ONE_STATEMENT]
                yield from connection.execute(f"{sql} ({_marks(part)})", part).fetchall()


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def _integers(ids: Ids) -> list[int]:
    return ids.tolist() if isinstance(ids, np.ndarray) else list(ids)


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _sorted(found: Iterable[Sequence[int]]) -> NDArray[np.int64]:
    """Return the first column of rows as a sorted array."""
    return np.sort(np.fromiter((row[0] for row in found), np.int64))
