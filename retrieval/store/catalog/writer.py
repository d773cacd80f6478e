"""`Writer`: every change of the catalog, each article in one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from retrieval.datatypes import Article, Passage
from retrieval.store import records
from retrieval.store.catalog import rows
from retrieval.store.catalog.passages import count_up, switch_passages
from retrieval.store.catalog.schema import BUSY_SECONDS, connect, translated
from retrieval.store.catalog.sources import SourceRows
from retrieval.store.records import IndexedPassage, IndexedStatement, PassageVectors, StoredModel

_IN_ONE_STATEMENT = 500


class Writer(SourceRows):
    """Changes to one catalog. Whoever makes one holds the `WriterLock` of the folder."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog for writing, making it where there is none.

        Raises:
            CatalogDamagedError, StorageError, LockedError: see `schema.translated`.
        """
        self.folder = folder
        self.connection = connect(folder, write=True)
        self._loose: set[bytes] = set()

    def close(self) -> None:
        """Close the connection; SQLite then folds its log into the catalog's file."""
        self.connection.close()

    @contextlib.contextmanager
    def transaction(self, *, visible: bool = True) -> Iterator[sqlite3.Connection]:
        """Make the changes inside the block happen together, or not at all; `visible` ones concern readers.

        Raises:
            CatalogDamagedError, StorageError, LockedError: see `schema.translated`.
        """
        with translated(self.folder):
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            self._loose.clear()
            try:
                yield connection
                self._drop_loose_vectors()
                if visible:
                    count_up(connection, "generation")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def checkpoint(self, *, wait: bool = True) -> bool:
        """Fold SQLite's log into the catalog's file and empty it; tell whether a reader prevented that.

        `wait` gives readers `BUSY_SECONDS` to finish what they are at.
        """
        self.connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000 * wait:.0f}")
        try:
            return bool(self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")

    def vacuum(self) -> None:
        """Write the catalog's file anew without what was deleted; call it outside transactions."""
        # The copy may be larger than the memory.
        self.connection.execute("PRAGMA temp_store = FILE")
        try:
            self.connection.execute("VACUUM")
        finally:
            self.connection.execute("PRAGMA temp_store = MEMORY")

    # --- remembered values -------------------------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        """Return a remembered value, or None."""
        with translated(self.folder):
            row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_meta(self, name: str, value: str) -> None:
        """Remember a value; call it inside a transaction."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def model(self) -> StoredModel | None:
        """Return the model whose vectors are read."""
        sql = "SELECT m.* FROM meta JOIN models m ON m.number = meta.value WHERE meta.name = 'model'"
        with translated(self.folder):
            row = self.connection.execute(sql).fetchone()
        return StoredModel(*row) if row else None

    def use_model(self, fingerprint: str, dimension: int, recipe: str | None = None) -> StoredModel:
        """Make the model with this fingerprint the one whose vectors are read; `recipe` tells how to load it."""
        known = self.model()
        if known == StoredModel(known.number if known else 0, fingerprint, dimension, recipe):
            return known
        number = self.add_model(fingerprint, dimension, recipe)
        with self.transaction():
            self.set_meta("model", str(number))
            self.drop_unused_vectors()
        return StoredModel(number, fingerprint, dimension, recipe)

    def add_model(self, fingerprint: str, dimension: int, recipe: str | None) -> int:
        """Note a model beside the one whose vectors are read; return its number."""
        with self.transaction(visible=False) as connection:
            row = connection.execute(
                "INSERT INTO models (fingerprint, dimension, recipe) VALUES (?, ?, ?) "
                "ON CONFLICT (fingerprint) DO UPDATE SET recipe = excluded.recipe RETURNING number",
                (fingerprint, dimension, recipe),
            ).fetchone()
        return int(row[0])

    def drop_unused_vectors(self) -> None:
        """Drop the vectors of other models and of texts that no passage has; call it inside a transaction."""
        used = "(SELECT value FROM meta WHERE name = 'model')"
        for table in ("vectors", "sentence_vectors"):
            self.connection.execute(
                f"DELETE FROM {table} WHERE model <> CAST({used} AS INTEGER) OR NOT EXISTS "
                f"(SELECT 1 FROM passages p WHERE p.content = {table}.content)"
            )
        self.connection.execute(f"DELETE FROM models WHERE number <> CAST({used} AS INTEGER)")

    def _drop_loose_vectors(self) -> None:
        """Remove the vectors of contents that no passage has any more, once all of a transaction is done."""
        for table in ("vectors", "sentence_vectors"):
            self.connection.executemany(
                f"DELETE FROM {table} WHERE model IN (SELECT number FROM models) AND content = :content "
                "AND NOT EXISTS (SELECT 1 FROM passages WHERE content = :content)",
                ({"content": content} for content in self._loose),
            )

    # --- vectors -----------------------------------------------------------------------------------------------

    def embedded(self, model: int, contents: Collection[bytes]) -> set[bytes]:
        """Return which contents have vectors of this model already."""
        found: set[bytes] = set()
        listed = list(contents)
        with translated(self.folder):
            for first in range(0, len(listed), _IN_ONE_STATEMENT):
                part = listed[first : first + _IN_ONE_STATEMENT]
                marks = ",".join("?" * len(part))
                sql = f"SELECT content FROM vectors WHERE model = ? AND content IN ({marks})"
                found.update(row[0] for row in self.connection.execute(sql, (model, *part)))
        return found

    def add_vectors(self, model: int, vectors: Iterable[tuple[bytes, PassageVectors]]) -> None:
        """Store vectors by content; call it inside the transaction that stores the passages."""
        for content, embedded in vectors:
            self.connection.execute(
                "INSERT OR REPLACE INTO vectors (model, content, vector) VALUES (?, ?, ?)",
                (model, content, rows.pack_vector(embedded.vector)),
            )
            self.connection.execute(
                "INSERT OR REPLACE INTO sentence_vectors (model, content, scales, vectors) VALUES (?, ?, ?, ?)",
                (model, content, *rows.pack_units(embedded.units)),
            )

    # --- Chroma's rows ------------------------------------------------------------------------------------------

    def pending_vectors(self, model: int, limit: int) -> list[tuple[int, int, bytes]]:
        """Return passage id, slot and packed vector of passages that Chroma may not hold yet, oldest first."""
        with translated(self.folder):
            return self.connection.execute(
                "SELECT p.id, p.slot, v.vector FROM pending CROSS JOIN passages p ON p.id = pending.passage "
                "CROSS JOIN vectors v ON v.model = ? AND v.content = p.content ORDER BY p.id LIMIT ?",
                (model, limit),
            ).fetchall()

    def count_pending(self) -> int:
        """Count the passages that Chroma may not hold yet."""
        with translated(self.folder):
            return int(self.connection.execute("SELECT count(*) FROM pending").fetchone()[0])

    def mark_synced(self, passages: Iterable[int]) -> int:
        """Note that Chroma holds these passages; return how many are still pending."""
        with self.transaction(visible=False) as connection:
            connection.executemany("DELETE FROM pending WHERE passage = ?", ((number,) for number in passages))
            return int(connection.execute("SELECT count(*) FROM pending").fetchone()[0])

    def mark_pending(self, slots: Iterable[int] | None = None) -> None:
        """Note that Chroma lacks the passages in these slots; None is all."""
        with self.transaction(visible=False) as connection:
            if slots is None:
                connection.execute("INSERT OR IGNORE INTO pending SELECT id FROM passages")
            else:
                sql = "INSERT OR IGNORE INTO pending SELECT id FROM passages WHERE slot = ?"
                connection.executemany(sql, ((slot,) for slot in slots))

    def synced_slots(self) -> list[int]:
        """Return the slots of the passages that Chroma should hold."""
        sql = "SELECT slot FROM passages WHERE id NOT IN (SELECT passage FROM pending) ORDER BY slot"
        with translated(self.folder):
            return [row[0] for row in self.connection.execute(sql)]

    def synced_vectors(self, model: int, size: int) -> Iterator[list[tuple[int, bytes]]]:
        """Yield slot and packed vector of the passages that Chroma should hold, up to `size` at a time."""
        sql = (
            "SELECT p.slot, v.vector FROM passages p CROSS JOIN vectors v ON v.model = ? AND v.content = p.content "
            "WHERE p.slot > ? AND p.id NOT IN (SELECT passage FROM pending) ORDER BY p.slot LIMIT ?"
        )
        last = -1
        with translated(self.folder):
            while found := self.connection.execute(sql, (model, last, size)).fetchall():
                last = found[-1][0]
                yield found

    def count_passages(self) -> int:
        """Count the live passages."""
        with translated(self.folder):
            return int(self.connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    # --- articles ----------------------------------------------------------------------------------------------

    def put_article(
        self,
        number: int | None,
        article: Article,
        passages: Sequence[IndexedPassage],
        said: Sequence[IndexedStatement],
        *,
        build: str,
    ) -> int:
        """Store a new article (`number` None) or the new version of a known one; return its number.

        A passage whose content was there before keeps its id, slot and vectors. Call it inside a transaction.
        """
        number = self._put_row(number, article, build)
        self.connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (number, article.text))
        day = article.published[:10] if article.published else None
        self._loose |= switch_passages(self.connection, number, passages, day=day)
        self._drop_statements(number)
        for item in said:
            self._add_statement(number, item)
        return number

    def drop_article(self, number: int) -> None:
        """Remove an article with all that was derived from it; call it inside a transaction."""
        self._loose |= switch_passages(self.connection, number, (), day=None)
        self._drop_statements(number)
        for sql in (
            "DELETE FROM sources WHERE article = ?",
            "DELETE FROM texts WHERE article = ?",
            "DELETE FROM versions WHERE article = ?",
            "DELETE FROM staged WHERE article = ?",
            "DELETE FROM signatures WHERE article = ?",
            "DELETE FROM articles WHERE number = ?",
        ):
            self.connection.execute(sql, (number,))

    def _put_row(self, number: int | None, article: Article, build: str) -> int:
        text_hash = records.text_hash(article.text)
        sql = "SELECT version, text_hash FROM articles WHERE number = ?"
        version, known = self.connection.execute(sql, (number,)).fetchone() or (1, text_hash)
        values = {
            "number": number,
            "article_id": article.article_id,
            "title": article.title,
            "language": article.language,
            "publisher": article.publisher,
            "published": article.published,
            "day": article.published[:10] if article.published else None,
            "url": article.url,
            "path": article.path,
            "identity": article.identity,
            "text_hash": text_hash,
            "build": build,
            "indexed": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "version": version + (known != text_hash),
        }
        names = list(values)
        row = self.connection.execute(
            f"INSERT INTO articles ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)}) "
            f"ON CONFLICT (number) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])} "
            "RETURNING number",
            values,
        ).fetchone()
        self.connection.execute(
            "INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?)",
            (row[0], values["version"], values["indexed"], text_hash),
        )
        return int(row[0])

    def _add_statement(self, article: int, item: IndexedStatement) -> None:
        said = item.statement
        cursor = self.connection.execute(
            "INSERT INTO statements (article, speaker, mention, mention_start, mention_end, kind, quote, quote_start, "
            "quote_end, parts, cue, via, office) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article, *rows.statement_values(said)),
        )
        keys = [(key, cursor.lastrowid) for key in sorted(item.keys)]
        self.connection.executemany("INSERT INTO speaker_keys VALUES (?, ?)", keys)

    def _drop_statements(self, article: int) -> None:
        self.connection.execute(
            "DELETE FROM speaker_keys WHERE statement IN (SELECT number FROM statements WHERE article = ?)", (article,)
        )
        self.connection.execute("DELETE FROM statements WHERE article = ?", (article,))

    def article(self, number: int) -> Article:
        """Return the article in a row."""
        sql = f"SELECT {rows.ARTICLE_COLUMNS} FROM articles a JOIN texts t ON t.article = a.number WHERE a.number = ?"
        with translated(self.folder):
            return rows.article(self.connection.execute(sql, (number,)).fetchone())

    def passages(self, number: int) -> dict[bytes, Passage]:
        """Return the passages of the article in a row, by content."""
        sql = (
            f"SELECT p.content, {rows.PASSAGE_COLUMNS} FROM passages p JOIN articles a ON a.number = p.article "
            "JOIN passage_texts t ON t.passage = p.id WHERE p.article = ?"
        )
        with translated(self.folder):
            return {content: rows.passage(row) for content, *row in self.connection.execute(sql, (number,))}

    def text(self, number: int) -> str:
        """Return the text of the article in a row."""
        with translated(self.folder):
            row = self.connection.execute("SELECT text FROM texts WHERE article = ?", (number,)).fetchone()
        return str(row[0]) if row else ""

    def put_signature(self, number: int, version: int, signature: bytes) -> None:
        """Store what copies of an article's text are known by; call it inside a transaction."""
        self.connection.execute("INSERT OR REPLACE INTO signatures VALUES (?, ?, ?)", (number, version, signature))
