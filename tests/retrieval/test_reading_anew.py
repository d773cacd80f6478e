"""What an earlier version of Beleg read is read again by the next run, and only that."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from retrieval.articles import worker
from retrieval.articles.formats import READER_VERSION
from retrieval.articles.metadata import Metadata
from retrieval.articles.page import RawArticle
from retrieval.errors import ArticleError
from retrieval.indexer import Indexer, Report
from retrieval.indexing import ingest
from retrieval.store.catalog.schema import CATALOG_FILE
from tests.desk import Desk
from tests.retrieval.web_server import Server, response

DAM = "---\ntitle: Der Damm hält\ndate: 2024-03-05\n---\nDer Damm von Ostrau hält, sagte Nadja Kallweit am Montag.\n"
BOATS = "---\ntitle: Boote brennen\n---\nZwei Boote liegen im Hafen von Lindwerder. Eines davon brennt noch.\n"
PAGE = (
    "<html lang=de><head><title>Hafen zu</title></head><body><article><p>Der Hafen von Norderwiek bleibt bis "
    "Montag zu, sagte Hafenmeisterin Ilse Brandt am Abend vor dem Rat der Stadt.</p></article></body></html>"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@contextmanager
def earlier(monkeypatch: pytest.MonkeyPatch, *, lost: str = "") -> Iterator[None]:
    """Read as an earlier version did, which knew titles of no file, and left a piece out of texts."""
    read = worker.read

    def badly(kind: str, raw: RawArticle) -> tuple[str, Metadata]:
        text, _ = read(kind, raw)
        return text.replace(lost, ""), Metadata()

    with monkeypatch.context() as patch:
        patch.setattr(worker, "read", badly)
        patch.setattr(ingest, "READER_VERSION", READER_VERSION - 1)
        yield


def outcome(report: Report) -> tuple[int, int, int, int]:
    assert report.failed == []
    return report.added, report.changed, report.unchanged, report.read_anew


def titles(desk: Desk) -> set[tuple[str, str | None]]:
    with desk.catalog() as catalog:
        return {(article.title, article.published) for article in catalog.list_articles()}


def test_files_are_read_again_once_and_embedded_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.md", DAM)
    desk.write("b.md", BOATS)
    desk.write("c.txt", "Die Brücke von Norderwiek bleibt gesperrt.")
    with earlier(monkeypatch):
        assert outcome(desk.index()) == (3, 0, 0, 0)
        assert outcome(desk.index()) == (0, 0, 3, 0)
    assert titles(desk) == {("a", None), ("b", None), ("c", None)}
    desk.encoder.encoded.clear()
    assert outcome(desk.index(dry_run=True)) == (0, 2, 1, 3)
    assert outcome(desk.index()) == (0, 2, 1, 3)
    assert titles(desk) == {("Der Damm hält", "2024-03-05"), ("Boote brennen", None), ("c", None)}
    assert desk.encoder.encoded == []
    assert outcome(desk.index()) == (0, 0, 3, 0)
    desk.check()


def test_only_what_is_new_in_a_text_is_embedded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = [f"Absatz {number}: " + " ".join(f"wort{number}x{x}" for x in range(110)) + "." for number in range(5)]
    desk.write("a.txt", "\n\n".join(paragraphs))
    with earlier(monkeypatch, lost="wort2x7 "):
        desk.index()
    desk.encoder.encoded.clear()
    assert outcome(desk.index()) == (0, 1, 0, 1)
    assert any("wort2x7 " in text for text in desk.encoder.encoded)
    assert not any("Absatz 0" in text or "Absatz 4" in text for text in desk.encoder.encoded)
    desk.check()


def test_what_changed_anyway_is_not_counted_as_such(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.md", DAM)
    desk.write("b.md", BOATS)
    with earlier(monkeypatch):
        desk.index()
    desk.write("a.md", DAM + "Sie war dort.\n")
    assert outcome(desk.index()) == (0, 2, 0, 1)


def test_a_file_that_cannot_be_read_any_more_keeps_its_article(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(_: str, raw: RawArticle) -> tuple[str, Metadata]:
        raise ArticleError(f"{raw.name} asks for consent; save its text as .txt.", "no_text")

    desk.write("a.md", DAM)
    with earlier(monkeypatch):
        desk.index()
    with monkeypatch.context() as patch:
        patch.setattr(worker, "read", refusing)
        assert len(desk.index().failed) == 1
    assert titles(desk) == {("a", None)}
    assert outcome(desk.index()) == (0, 1, 0, 1)


def test_removed_articles_stay_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.md", DAM)
    with earlier(monkeypatch):
        desk.index()
    with desk.catalog() as catalog:
        ident = catalog.list_articles()[0].article_id
    desk.indexer().remove([ident])
    report = desk.index()
    assert (report.added, report.removed_earlier, report.read_anew) == (0, 1, 0)


def test_a_rebuild_counts_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.md", DAM)
    with earlier(monkeypatch):
        desk.index()
    assert outcome(desk.index(rebuild=True)) == (0, 1, 0, 0)
    assert outcome(desk.index()) == (0, 0, 1, 0)


def test_pages_are_not_fetched_for_it(desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answers["/a"] = response(PAGE, more='ETag: "1"\r\n')
    address = server.url("/a")
    indexer = Indexer(desk.data, desk.encoder, max_bytes=100_000, allow_hosts=["127.0.0.1"])
    with earlier(monkeypatch):
        assert outcome(indexer.index([address])) == (1, 0, 0, 0)
    server.answers["/a"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    assert outcome(indexer.index([address])) == (0, 0, 1, 0)
    assert 'If-None-Match: "1"' in server.requests[-1]
    assert titles(desk) == {("a", None)}


def test_an_index_of_the_format_before_is_read_again(desk: Desk) -> None:
    desk.write("a.md", DAM)
    desk.index()
    with closing(sqlite3.connect(desk.data / CATALOG_FILE)) as connection:
        connection.execute("ALTER TABLE sources DROP COLUMN reader")
        connection.execute("UPDATE articles SET title = 'a', published = NULL")
        connection.execute("PRAGMA user_version = 6")
        connection.commit()
    assert outcome(desk.index()) == (0, 1, 0, 1)
    assert titles(desk) == {("Der Damm hält", "2024-03-05")}
    desk.check()
