"""Data folders of earlier formats are brought up to date and keep everything; those of later ones are refused."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from retrieval.errors import StorageError
from retrieval.indexer import Indexer
from retrieval.store import open_catalog
from retrieval.store.catalog.migrations import MIGRATIONS, SCHEMA_VERSION, migrate
from retrieval.store.catalog.schema import CATALOG_FILE
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.records import text_hash
from tests.desk import Desk
from tests.fakes import HashedEncoder

# An index of two articles, one of them under two paths, as the first format wrote it.
FIRST = Path(__file__).parent / "formats" / "1.sqlite3.gz"


def old(folder: Path, version: int) -> Path:
    """Make a catalog of a format from the first one's."""
    folder.mkdir(parents=True)
    file = folder / CATALOG_FILE
    file.write_bytes(gzip.decompress(FIRST.read_bytes()))
    connection = sqlite3.connect(file, isolation_level=None)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    for number in range(1, version):
        migrate(connection, number, number + 1)
    connection.close()
    return folder


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_every_format_comes_to_the_present_one(tmp_path: Path, version: int) -> None:
    folder = old(tmp_path / "data", version)
    if version < SCHEMA_VERSION:
        with pytest.raises(StorageError, match=f"format {version}, this one reads {SCHEMA_VERSION}.*beleg index"):
            open_catalog(folder)
    SqliteWriter(folder).close()
    with open_catalog(folder) as catalog:
        assert [one.path for one in catalog.list_articles()] == ["/srv/articles/boote.md", "/srv/articles/damm.txt"]
        ids = [one.article_id for one in catalog.list_articles()]
        articles = catalog.articles(ids)
        assert {article.version for article in articles.values()} == {1}
        assert [len(catalog.versions(ident)) for ident in ids] == [1, 1]
        # A further source is read again before it is named: format 3 took copies with another text for sources, too.
        assert len(catalog.sources(ids)[ids[1]]) == 1
        assert len(list(catalog.known_sources())) == 3
        assert catalog.select(since="2024-03-01").ids is not None
        assert len(catalog.select(since="2024-03-01").ids or ()) == 1
        for passage in catalog.passages(catalog.live()).values():
            assert articles[passage.article_id].text[passage.start : passage.end] == passage.text
        assert len(catalog.lexical(["damm"], "de", limit=5)) == 1


def test_an_old_index_goes_on_where_it_was(tmp_path: Path) -> None:
    old(tmp_path / "data", 1)
    desk = Desk(tmp_path)
    desk.write("neu.txt", "Ein neuer Artikel über die Fähre von Lindwerder.")
    report = desk.index()
    assert (report.added, report.failed) == (1, [])
    assert len(desk.texts()) == 3
    desk.check()


def test_new_and_migrated_catalogs_have_the_same_tables(tmp_path: Path) -> None:
    def tables(folder: Path) -> list[str]:
        SqliteWriter(folder).close()
        with sqlite3.connect(folder / CATALOG_FILE) as connection:
            found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        connection.close()
        return [row[0] for row in found]

    assert tables(old(tmp_path / "old", 1)) == tables(tmp_path / "new")


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = old(tmp_path / "data", 1) / CATALOG_FILE
    monkeypatch.setattr(
        "retrieval.store.catalog.migrations.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE half (x); nonsense;")
    )
    before = file.read_bytes()
    connection = sqlite3.connect(file, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, 1)
    connection.close()
    assert file.read_bytes() == before


def test_titles_that_an_earlier_format_kept_of_feeds_leave_the_files(tmp_path: Path) -> None:
    folder = old(tmp_path / "data", 3)
    title = "Die Möwe von Zwirbelquast"
    with sqlite3.connect(folder / CATALOG_FILE) as connection:
        connection.execute("INSERT INTO feed_items VALUES ('https://a.example/1', ?, NULL, 0)", (title,))
        connection.execute("INSERT INTO tombstones VALUES (1, 'x', 'https://a.example/1', x'00', '2024')")
    connection.close()
    Indexer(folder, HashedEncoder(), max_bytes=10_000).index([str(FIRST.parent / "none")])
    with open_catalog(folder) as catalog:
        assert catalog.feed_items()["https://a.example/1"].stated == text_hash(title).hex()
        assert catalog.meta("takedown") is None
    assert not [path for path in folder.rglob("*") if path.is_file() and b"Zwirbelquast" in path.read_bytes()]
