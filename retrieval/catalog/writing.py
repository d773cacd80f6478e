"""`Writer`: every change of the catalog, each article in one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from retrieval.catalog import rows, search
from retrieval.catalog.rows import Float32
from retrieval.catalog.schema import connect, translated
from retrieval.datatypes import Article, Passage, Statement

_IN_ONE_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage with what the indexes hold of it: space-joined analysed terms and name keys, in the text's order."""

    passage: Passage
    content: bytes
    terms: str
    names: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of one content: float32 (dim,) and float32 (m, dim), unit rows in the order of `units.spans`."""

    vector: Float32
    units: Float32


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and the name keys of its speaker's surname."""

    statement: Statement
    keys: frozenset[str]


class Writer:
    """Changes to one catalog. Whoever makes one holds the `WriterLock` of the folder."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog for writing, making it where there is none.

        Raises:
            CatalogDamagedError, StorageError, LockedError: see `schema.translated`.
        """
        self.folder = folder
        self.connection = connect(folder, write=True)

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
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                if visible:
                    self._count_up("generation")
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    # --- remembered values -------------------------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        """Return a remembered value, or None."""
        with translated(self.folder):
            row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_meta(self, name: str, value: str) -> None:
        """Remember a value; call it inside a transaction."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def use_model(self, fingerprint: str, dimension: int) -> int:
        """Make the model with this fingerprint the one whose vectors are read; return its number."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO models (fingerprint, dimension) VALUES (?, ?)", (fingerprint, dimension)
            )
            row = connection.execute("SELECT number FROM models WHERE fingerprint = ?", (fingerprint,)).fetchone()
            self.set_meta("model", str(row[0]))
        return int(row[0])

    def forget_other_models(self, model: int) -> None:
        """Drop the vectors of every model but this one."""
        with self.transaction() as connection:
            for table in ("vectors", "sentence_vectors"):
                connection.execute(f"DELETE FROM {table} WHERE model <> ?", (model,))
            connection.execute("DELETE FROM models WHERE number <> ?", (model,))

    def _count_up(self, name: str) -> int:
        row = self.connection.execute(
            "INSERT INTO meta VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1 "
            "RETURNING value",
            (name,),
        ).fetchone()
        return int(row[0])

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

    def add_vectors(self, model: int, vectors: Iterable[tuple[bytes, Embedded]]) -> None:
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
                "SELECT p.id, p.slot, v.vector FROM pending JOIN passages p ON p.id = pending.passage "
                "JOIN vectors v ON v.model = ? AND v.content = p.content ORDER BY p.id LIMIT ?",
                (model, limit),
            ).fetchall()

    def settle(self, passages: Iterable[int]) -> int:
        """Note that Chroma holds these passages; return how many are still pending."""
        with self.transaction(visible=False) as connection:
            connection.executemany("DELETE FROM pending WHERE passage = ?", ((number,) for number in passages))
            return int(connection.execute("SELECT count(*) FROM pending").fetchone()[0])

    def unsettle(self, slots: Iterable[int] | None = None) -> None:
        """Note that Chroma lacks the passages in these slots; None is all."""
        with self.transaction(visible=False) as connection:
            if slots is None:
                connection.execute("INSERT OR IGNORE INTO pending SELECT id FROM passages")
            else:
                sql = "INSERT OR IGNORE INTO pending SELECT id FROM passages WHERE slot = ?"
                connection.executemany(sql, ((slot,) for slot in slots))

    def settled_slots(self) -> list[int]:
        """Return the slots of the passages that Chroma should hold."""
        sql = "SELECT slot FROM passages WHERE id NOT IN (SELECT passage FROM pending) ORDER BY slot"
        with translated(self.folder):
            return [row[0] for row in self.connection.execute(sql)]

    def count_passages(self) -> int:
        """Count the live passages."""
        with translated(self.folder):
            return int(self.connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    # --- articles ----------------------------------------------------------------------------------------------

    def put_article(
        self, number: int | None, article: Article, passages: Sequence[Analysed], said: Sequence[Said], *, build: str
    ) -> int:
        """Store a new article (`number` None) or the new version of a known one; return its number.

        A passage whose content was there before keeps its id, slot and vectors. Call it inside a transaction.
        """
        number = self._put_row(number, article, build)
        self.connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (number, article.text))
        self._switch_passages(number, passages)
        self._drop_statements(number)
        for item in said:
            self._add_statement(number, item)
        return number

    def drop_article(self, number: int) -> None:
        """Remove an article with all that was derived from it; call it inside a transaction."""
        self._switch_passages(number, ())
        self._drop_statements(number)
        for sql in (
            "DELETE FROM sources WHERE article = ?",
            "DELETE FROM texts WHERE article = ?",
            "DELETE FROM articles WHERE number = ?",
        ):
            self.connection.execute(sql, (number,))

    def _put_row(self, number: int | None, article: Article, build: str) -> int:
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
            "text_hash": rows.text_hash(article.text),
            "build": build,
            "indexed": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        names = list(values)
        row = self.connection.execute(
            f"INSERT INTO articles ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)}) "
            f"ON CONFLICT (number) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])} "
            "RETURNING number",
            values,
        ).fetchone()
        return int(row[0])

    def _add_statement(self, article: int, item: Said) -> None:
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

    # --- passages ----------------------------------------------------------------------------------------------

    def _switch_passages(self, article: int, passages: Sequence[Analysed]) -> None:
        """Make `passages` the live ones of the article: move those that stay, retire the others, add the new."""
        before: dict[tuple[bytes, str, str, str], list[int]] = defaultdict(list)
        for number, *same in self.connection.execute(
            "SELECT p.id, p.content, p.language, t.terms, t.names FROM passages p "
            "JOIN passage_texts t ON t.passage = p.id WHERE p.article = ? ORDER BY p.start DESC",
            (article,),
        ).fetchall():
            before[tuple(same)].append(number)
        new = []
        for item in passages:
            stays = before.get((item.content, item.passage.language, item.terms, item.names))
            if stays:
                self.connection.execute(
                    "UPDATE passages SET key = ?, start = ?, stop = ? WHERE id = ?",
                    (item.passage.key, item.passage.start, item.passage.end, stays.pop()),
                )
            else:
                new.append(item)
        # New passages first, so that a content that only moves between articles keeps its vectors.
        free = self._free_slots(len(new))
        for item, slot in zip(new, free, strict=True):
            self._add_passage(article, item, slot)
        for (content, language, terms, names), gone in before.items():
            for number in gone:
                self._retire(number, content, _indexed(terms, language), names)

    def _free_slots(self, count: int) -> list[int]:
        """Take slots from the free list, the smallest first, then from the end."""
        found = self.connection.execute("SELECT slot FROM free_slots ORDER BY slot LIMIT ?", (count,)).fetchall()
        self.connection.executemany("DELETE FROM free_slots WHERE slot = ?", found)
        slots = [int(row[0]) for row in found]
        return [*slots, *(self._count_up("slots") - 1 for _ in range(count - len(slots)))]

    def _add_passage(self, article: int, item: Analysed, slot: int) -> None:
        passage = item.passage
        span = (passage.start, passage.end)
        number = self.connection.execute(
            "INSERT INTO passages (article, key, start, stop, language, sentences, content, slot) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (article, passage.key, *span, passage.language, rows.sentence_offsets(passage), item.content, slot),
        ).lastrowid
        self.connection.execute(
            "INSERT INTO passage_texts VALUES (?, ?, ?, ?)", (number, passage.text, item.terms, item.names)
        )
        terms = _indexed(item.terms, passage.language)
        self.connection.execute("INSERT INTO terms_index (rowid, terms) VALUES (?, ?)", (number, terms))
        self.connection.execute("INSERT INTO names_index (rowid, names) VALUES (?, ?)", (number, item.names))
        self.connection.execute("INSERT INTO pending VALUES (?)", (number,))

    def _retire(self, number: int, content: bytes, terms: str, names: str) -> None:
        execute = self.connection.execute
        execute("INSERT INTO terms_index (terms_index, rowid, terms) VALUES ('delete', ?, ?)", (number, terms))
        execute("INSERT INTO names_index (names_index, rowid, names) VALUES ('delete', ?, ?)", (number, names))
        execute("INSERT INTO free_slots SELECT slot FROM passages WHERE id = ?", (number,))
        for sql in (
            "DELETE FROM pending WHERE passage = ?",
            "DELETE FROM passage_texts WHERE passage = ?",
            "DELETE FROM passages WHERE id = ?",
        ):
            execute(sql, (number,))
        for table in ("vectors", "sentence_vectors"):
            execute(
                f"DELETE FROM {table} WHERE model IN (SELECT number FROM models) AND content = :content "
                "AND NOT EXISTS (SELECT 1 FROM passages WHERE content = :content)",
                {"content": content},
            )


def _indexed(terms: str, language: str) -> str:
    """Return stored terms as the full-text index holds them."""
    return " ".join(search.in_language(terms.split(), language))
