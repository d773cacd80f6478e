"""Articles with their sources, history and statements: this part of what a catalog reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from retrieval.datatypes import Article, Source, Statement
from retrieval.store.catalog import rows
from retrieval.store.catalog.known import KnownRows
from retrieval.store.records import Listed, Version

T = TypeVar("T")


class ArticleRows(KnownRows):
    """Reads of the tables of articles and statements."""

    def articles(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Return the known articles among `article_ids`."""
        # One without a text is not unknown: its row is refused.
        sql = (
            f"SELECT {rows.ARTICLE_COLUMNS} FROM articles a LEFT JOIN texts t ON t.article = a.number "
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
        """Return every address of each known article, the one its metadata came from first.

        Left out are further sources that have not been read here: what an archive says, or an older version of Beleg.
        """
        sql = (
            "SELECT a.article_id, s.number, s.path, s.url, s.checked_ns FROM articles a "
            "CROSS JOIN sources s ON s.article = a.number WHERE a.article_id IN"
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
            "SELECT a.article_id, b.seen, coalesce(b.published, '9999'), b.number, b.article_id FROM articles a "
            "CROSS JOIN articles b ON b.story = a.story WHERE a.article_id IN"
        )
        found = grouped((row[0], row[4]) for row in sorted(self._among(sql, article_ids)))
        return {key: tuple(members) for key, members in found.items() if len(members) > 1}

    # --- reading statements ------------------------------------------------------------------------------------

    def statements_in(self, article_ids: Collection[str]) -> dict[str, list[Statement]]:
        """Return the statements of each known article that has any, in the order of the text."""
        sql = (
            f"SELECT a.article_id, s.number, {rows.STATEMENT_COLUMNS} FROM articles a "
            "CROSS JOIN statements s ON s.article = a.number WHERE a.article_id IN"
        )
        found = sorted(self._among(sql, article_ids), key=lambda row: row[:2])
        return grouped((row[0], rows.statement(row[2:])) for row in found)

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


def grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """Return the values of each key in their order."""
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
