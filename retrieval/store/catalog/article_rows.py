"""Articles with their sources, history and statements: this part of what a catalog reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from retrieval.datatypes import Article, Source, Statement
from retrieval.store.catalog import earlier, rows
from retrieval.store.catalog.known import Rows
from retrieval.store.records import Listed, Version

T = TypeVar("T")


class ArticleRows(Rows):
    """Reads of the tables of articles and statements, of the shelves that may be seen.

    `_on_shelves` is a condition on the articles `a`. `_is_seen` is the same where the ids of articles say which: SQLite
    would else look through a shelf for them.
    """

    _on_shelves = "1"
    _is_seen = "1"

    def articles(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Return the known articles among `article_ids`."""
        # One without a text is not unknown: its row is refused.
        sql = (
            f"SELECT {rows.ARTICLE_COLUMNS} FROM articles a LEFT JOIN texts t ON t.article = a.number "
            f"WHERE {self._is_seen} AND a.article_id IN"
        )
        return {row[0]: rows.article(row) for row in self._among(sql, article_ids)}

    def list_articles(self) -> list[Listed]:
        """Return every article's line in the order of first indexing."""
        sql = (
            "SELECT article_id, title, publisher, published, language, path, url, "
            "(SELECT count(*) FROM passages p WHERE p.article = a.number), "
            "(SELECT count(*) FROM statements s WHERE s.article = a.number), indexed, shelf "
            f"FROM articles a WHERE {self._on_shelves} ORDER BY number"
        )
        listed = [Listed(*row) for row in self._rows(sql)]
        for shelf in {one.shelf for one in listed}:
            rows.shelf(shelf)
        return listed

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return the history of an article's text, the present one last; nothing for an unknown id."""
        sql = (
            "SELECT v.version, v.indexed, lower(hex(v.text_hash)) FROM articles a "
            f"CROSS JOIN versions v ON v.article = a.number WHERE {self._is_seen} "
            "AND a.article_id = ? ORDER BY v.version"
        )
        return tuple(Version(*row) for row in self._rows(sql, (article_id,)))

    def earlier_texts(self, article_id: str) -> dict[int, str]:
        """Return the texts that an article had before and that are kept, by their version, the oldest first."""
        sql = (
            "SELECT t.text, e.version, e.packed FROM articles a CROSS JOIN texts t ON t.article = a.number "
            "CROSS JOIN earlier_texts e ON e.article = a.number "
            f"WHERE {self._is_seen} AND a.article_id = ? ORDER BY e.version DESC"
        )
        found: dict[int, str] = {}
        text: str | None = None
        for present, version, packed in self._rows(sql, (article_id,)):
            text = found[version] = earlier.unpacked(packed, present if text is None else text)
        return dict(reversed(found.items()))

    def removed(self, article_id: str) -> str | None:
        """Return when an article was removed on purpose (UTC); None where it was not, or came back."""
        on_shelves = self._on_shelves.replace("a.shelf", "shelf")
        sql = f"SELECT removed FROM tombstones WHERE {on_shelves} AND article_id = ? ORDER BY removed DESC LIMIT 1"
        return next((str(row[0]) for row in self._rows(sql, (article_id,))), None)

    def sources(self, article_ids: Collection[str]) -> dict[str, tuple[Source, ...]]:
        """Return every address of each known article, the one its metadata came from first.

        Left out are further sources that have not been read here: what an archive says, or an older version of Beleg.
        """
        sql = (
            "SELECT a.article_id, s.number, s.path, s.url, s.checked_ns FROM articles a "
            f"CROSS JOIN sources s ON s.article = a.number WHERE {self._is_seen} AND a.article_id IN"
        )
        groups = grouped((row[0], row[2:]) for row in sorted(self._among(sql, article_ids), key=lambda row: row[:2]))
        return {
            key: tuple(Source(path, url) for place, (path, url, checked) in enumerate(group) if checked or not place)
            for key, group in groups.items()
        }

    def stories(self, article_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return of each known article that has copies the ids of all articles of the story, itself among them.

        The one that was seen first comes first; of those first seen in one run, the one published first.
        """
        sql = (
            # Moments of several offsets are compared as the calendar counts days.
            "SELECT a.article_id, b.seen, coalesce(julianday(b.published), 1e9), b.number, b.article_id "
            "FROM articles a "
            f"CROSS JOIN articles b ON b.story = a.story AND +b.shelf = a.shelf "
            f"WHERE {self._is_seen} AND a.article_id IN"
        )
        found = grouped((row[0], row[4]) for row in sorted(self._among(sql, article_ids)))
        return {key: tuple(members) for key, members in found.items() if len(members) > 1}

    # --- reading statements ------------------------------------------------------------------------------------

    def statements_in(self, article_ids: Collection[str]) -> dict[str, list[Statement]]:
        """Return the statements of each known article that has any, in the order of the text."""
        sql = (
            f"SELECT a.article_id, s.number, {rows.STATEMENT_COLUMNS} FROM articles a "
            f"CROSS JOIN statements s ON s.article = a.number WHERE {self._is_seen} AND a.article_id IN"
        )
        found = sorted(self._among(sql, article_ids), key=lambda row: row[:2])
        return grouped((row[0], rows.statement(row[2:])) for row in found)

    def statements_by(self, keys: Collection[str]) -> list[tuple[str, Statement]]:
        """Return (article id, statement) of the speakers whose surname has any of `keys`, oldest article first."""
        sql = (
            f"SELECT DISTINCT s.article, s.number, a.article_id, {rows.STATEMENT_COLUMNS} FROM speaker_keys k "
            "CROSS JOIN statements s ON s.number = k.statement CROSS JOIN articles a ON a.number = s.article "
            f"WHERE {self._is_seen} AND k.key IN"
        )
        found = sorted(self._among(sql, sorted(keys)), key=lambda row: row[:2])
        return [(row[2], rows.statement(row[3:])) for row in found]

    def speakers(self) -> list[str]:
        """Return every speaker's name as written, sorted."""
        every = "SELECT DISTINCT speaker FROM statements WHERE speaker IS NOT NULL ORDER BY speaker"
        seen = (
            "SELECT DISTINCT s.speaker FROM articles a CROSS JOIN statements s ON s.article = a.number "
            f"WHERE {self._on_shelves} AND s.speaker IS NOT NULL ORDER BY s.speaker"
        )
        sql = every if self._on_shelves == ArticleRows._on_shelves else seen
        return [row[0] for row in self._rows(sql)]

    def quoted_speakers(self) -> list[tuple[str, str, int]]:
        """Return each speaker's name as written, the language of articles that have it, and how many statements."""
        sql = (
            "SELECT s.speaker, a.language, count(*) FROM statements s CROSS JOIN articles a ON a.number = s.article "
            f"WHERE s.speaker IS NOT NULL AND {self._is_seen} GROUP BY s.speaker, a.language"
        )
        return [tuple(row) for row in self._rows(sql)]


def grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """Return the values of each key in their order."""
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
