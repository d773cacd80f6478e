"""`SqliteWriter`: every change of the catalog, each article in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.datatypes import Article, Passage
from retrieval.store import records
from retrieval.store.catalog import earlier, rows
from retrieval.store.catalog.compaction import Compaction
from retrieval.store.catalog.diagnosis import Diagnosis
from retrieval.store.catalog.passages import switch_passages
from retrieval.store.catalog.sources import SourceRows
from retrieval.store.catalog.staged import StagedRows
from retrieval.store.records import IndexedStatement, PreparedArticle


class SqliteWriter(SourceRows, StagedRows, Compaction, Diagnosis):
    """`store.writing.Writer` over one SQLite file. Whoever makes one holds the `WriterLock` of the folder."""

    def put_article(self, number: int | None, prepared: PreparedArticle, *, build: str) -> int:
        """Store a new article (`number` None) or the new version of a known one; return its number.

        It stays on the shelf where it stands. A passage whose content was there before keeps its id, slot and vectors.
        Call it inside a transaction.
        """
        article = prepared.article
        number = self._put_row(number, article, build)
        self._connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (number, article.text))
        day = article.published[:10] if article.published else None
        self._loose |= switch_passages(self._connection, number, prepared.passages, day=day, shelf=article.shelf)
        self._drop_statements(number)
        for item in prepared.said:
            self._add_statement(number, item)
        return number

    def drop_article(self, number: int) -> None:
        """Remove an article with all that was derived from it; call it inside a transaction."""
        shelf = self._rows("SELECT shelf FROM articles WHERE number = ?", (number,))[0][0]
        self._loose |= switch_passages(self._connection, number, (), day=None, shelf=shelf)
        self._drop_statements(number)
        for sql in (
            "DELETE FROM sources WHERE article = ?",
            "DELETE FROM texts WHERE article = ?",
            "DELETE FROM versions WHERE article = ?",
            "DELETE FROM earlier_texts WHERE article = ?",
            "DELETE FROM staged WHERE article = ?",
            "DELETE FROM signatures WHERE article = ?",
            "DELETE FROM articles WHERE number = ?",
        ):
            self._connection.execute(sql, (number,))

    def passages(self, number: int) -> dict[bytes, Passage]:
        """Return the passages of the article with this number, by content."""
        sql = (
            f"SELECT p.content, {rows.PASSAGE_COLUMNS} FROM passages p JOIN articles a ON a.number = p.article "
            "JOIN passage_texts t ON t.passage = p.id WHERE p.article = ?"
        )
        return {content: rows.passage(row) for content, *row in self._rows(sql, (number,))}

    def put_signature(self, number: int, version: int, signature: bytes) -> None:
        """Store what copies of an article's text are known by; call it inside a transaction."""
        self._connection.execute("INSERT OR REPLACE INTO signatures VALUES (?, ?, ?)", (number, version, signature))

    def put_story(self, number: int, story: int | None, *, seen: str | None = None) -> None:
        """Store which story an article belongs to, and when its text was first seen, if it is new.

        Call it inside a transaction.
        """
        self._connection.execute("UPDATE articles SET story = ? WHERE number = ?", (story, number))
        if seen is not None:
            self._connection.execute("UPDATE articles SET seen = ? WHERE number = ?", (seen, number))

    def _put_row(self, number: int | None, article: Article, build: str) -> int:
        text_hash = records.text_hash(article.text)
        sql = "SELECT version, text_hash FROM articles WHERE number = ?"
        version, known = self._connection.execute(sql, (number,)).fetchone() or (1, text_hash)
        if number is not None and known != text_hash:
            self._keep_text(number, version, article.text)
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
            "shelf": article.shelf,
        }
        names = list(values)
        places = ", ".join(f":{name}" for name in names)
        # When it was first seen is never updated here.
        row = self._connection.execute(
            f"INSERT INTO articles ({', '.join(names)}, seen) VALUES ({places}, :seen) "
            f"ON CONFLICT (number) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])} "
            "RETURNING number",
            {**values, "seen": values["indexed"]},
        ).fetchone()
        self._connection.execute(
            "INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?)",
            (row[0], values["version"], values["indexed"], text_hash),
        )
        return int(row[0])

    def _keep_text(self, number: int, version: int, after: str) -> None:
        """Keep the text that an article is about to lose to `after`, and of those before it what has room."""
        for (text,) in self._rows("SELECT text FROM texts WHERE article = ?", (number,)):
            self._connection.execute(
                "INSERT OR REPLACE INTO earlier_texts VALUES (?, ?, ?)", (number, version, earlier.packed(text, after))
            )
        sql = "SELECT version, length(packed) FROM earlier_texts WHERE article = ? ORDER BY version DESC"
        kept = self._rows(sql, (number,))
        last = earlier.out_of_bounds((size for _, size in kept), len(after.encode()))
        if last is not None:
            self._connection.execute(
                "DELETE FROM earlier_texts WHERE article = ? AND version <= ?", (number, kept[last][0])
            )

    def _add_statement(self, article: int, item: IndexedStatement) -> None:
        said = item.statement
        cursor = self._connection.execute(
            "INSERT INTO statements (article, speaker, mention, mention_start, mention_end, kind, quote, quote_start, "
            "quote_end, parts, cue, via, office, ground, certainty, stance) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article, *rows.statement_values(said)),
        )
        keys = [(key, cursor.lastrowid) for key in sorted(item.keys)]
        self._connection.executemany("INSERT INTO speaker_keys VALUES (?, ?)", keys)

    def _drop_statements(self, article: int) -> None:
        self._connection.execute(
            "DELETE FROM speaker_keys WHERE statement IN (SELECT number FROM statements WHERE article = ?)", (article,)
        )
        self._connection.execute("DELETE FROM statements WHERE article = ?", (article,))
