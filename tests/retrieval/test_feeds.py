"""Feeds against a server: what is new is read, what a feed drops stays, what fails is not hammered."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.articles import fetching
from retrieval.indexer import Indexer, Report
from retrieval.indexing import feeds
from retrieval.store import open_catalog
from retrieval.store.catalog.schema import CATALOG_FILE
from tests.fakes import HashedEncoder
from tests.retrieval.news_stories import BRIDGE, HARBOUR, THEATRE, WOLVES, Story
from tests.retrieval.web_server import Server, response

pytestmark = pytest.mark.slow


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    running = Server()
    yield running
    running.close()


def page(story: Story) -> str:
    return f"<html><head><title>{story.title}</title></head><body><article>{story.html}</article></body></html>"


def feed(server: Server, *paths: str, stated: str = "Sun, 09 Jan 2022 21:14:00 +0100") -> bytes:
    items = "".join(
        f"<item><title>{path}</title><link>{server.url(path)}</link><pubDate>{stated}</pubDate></item>"
        for path in paths
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    return response(body, kind="application/rss+xml")


def take(folder: Path, *addresses: str) -> Report:
    indexer = Indexer(folder / "data", HashedEncoder(), max_bytes=100_000, allow_hosts=["127.0.0.1"])
    return indexer.index(feeds=addresses)


def titles(folder: Path) -> dict[str, str | None]:
    with open_catalog(folder / "data") as catalog:
        return {listed.title: listed.published for listed in catalog.list_articles()}


def asked(server: Server, path: str) -> int:
    return sum(request.startswith(f"GET {path} ") for request in server.requests)


def test_new_pages_are_read_once_and_what_a_feed_drops_stays(server: Server, tmp_path: Path) -> None:
    for path, story in (("/1", HARBOUR), ("/2", BRIDGE), ("/3", THEATRE)):
        server.answers[path] = response(page(story))
    server.answers["/feed"] = feed(server, "/1", "/2")
    assert take(tmp_path, server.url("/feed")).added == 2
    server.answers["/feed"] = feed(server, "/2", "/3")
    report = take(tmp_path, server.url("/feed"))
    assert (report.added, report.removed, report.failed) == (1, 0, [])
    day = "2022-01-09T21:14:00+01:00"
    assert titles(tmp_path) == {HARBOUR.title: day, BRIDGE.title: day, THEATRE.title: day}
    assert [asked(server, path) for path in ("/1", "/2", "/3")] == [1, 1, 1]


def test_a_page_that_the_feed_says_has_changed_is_read_again(server: Server, tmp_path: Path) -> None:
    server.answers["/1"] = response(page(HARBOUR))
    server.answers["/feed"] = feed(server, "/1")
    take(tmp_path, server.url("/feed"))
    server.answers["/1"] = response(page(WOLVES))
    server.answers["/feed"] = feed(server, "/1", stated="Mon, 10 Jan 2022 08:00:00 +0100")
    assert take(tmp_path, server.url("/feed")).changed == 1
    assert titles(tmp_path) == {WOLVES.title: "2022-01-10T08:00:00+01:00"}


def test_a_feed_that_has_not_changed_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    server.answers["/1"] = response(page(HARBOUR))
    server.answers["/feed"] = feed(server, "/1").replace(b"Connection", b'ETag: "f1"\r\nConnection')
    take(tmp_path, server.url("/feed"))
    server.answers["/feed"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    assert take(tmp_path, server.url("/feed")).failed == []
    assert 'If-None-Match: "f1"' in server.requests[-1]


def test_a_page_that_fails_is_tried_three_times(server: Server, tmp_path: Path) -> None:
    server.answers["/2"] = response(page(BRIDGE))
    server.answers["/feed"] = feed(server, "/1", "/2")
    outcomes = [take(tmp_path, server.url("/feed")) for _ in range(feeds.MOST_TRIES + 2)]
    assert [len(report.failed) for report in outcomes] == [1] * feeds.MOST_TRIES + [0, 0]
    assert asked(server, "/1") == feeds.MOST_TRIES
    assert asked(server, "/2") == 1


def test_a_feed_that_fails_ten_times_is_reported_and_not_hammered(server: Server, tmp_path: Path) -> None:
    address = server.url("/feed")
    for _ in range(feeds.MOST_FAILURES):
        ((where, sentence),) = take(tmp_path, address).failed
        assert (where, "status 404" in sentence) == (address, True)
    ((_, sentence),) = take(tmp_path, address).failed
    assert "failed 10 times in a row" in sentence
    assert asked(server, "/feed") == feeds.MOST_FAILURES
    with sqlite3.connect(tmp_path / "data" / CATALOG_FILE) as connection:
        connection.execute("UPDATE feeds SET tried = ?", (time.time() - feeds.REST - 1,))
    server.answers["/1"] = response(page(HARBOUR))
    server.answers["/feed"] = feed(server, "/1")
    assert take(tmp_path, address).added == 1
    assert asked(server, "/feed") == feeds.MOST_FAILURES + 1


def test_one_broken_feed_costs_the_others_nothing(server: Server, tmp_path: Path) -> None:
    server.answers["/1"] = response(page(HARBOUR))
    server.answers["/broken"] = response("<html>no feed</html>", kind="text/xml")
    server.answers["/feed"] = feed(server, "/1")
    report = take(tmp_path, server.url("/broken"), server.url("/feed"))
    assert report.added == 1
    assert [where for where, _ in report.failed] == [server.url("/broken")]


def test_pages_of_feeds_are_not_among_what_is_read_without_feeds(server: Server, tmp_path: Path) -> None:
    server.answers["/1"] = response(page(HARBOUR))
    server.answers["/feed"] = feed(server, "/1")
    take(tmp_path, server.url("/feed"))
    indexer = Indexer(tmp_path / "data", HashedEncoder(), max_bytes=100_000, allow_hosts=["127.0.0.1"])
    assert indexer.index().unchanged == 0
    assert asked(server, "/1") == 1
    assert indexer.index(dry_run=True, feeds=[server.url("/feed")]).unchanged == 0


def test_no_word_of_a_removed_page_is_left_though_its_feed_gives_no_days(server: Server, tmp_path: Path) -> None:
    entry = f"<item><title>{BRIDGE.title}</title><link>{server.url('/1')}</link></item>"
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{entry}</channel></rss>'
    server.answers["/feed"] = response(body, kind="application/rss+xml")
    server.answers["/1"] = response(page(BRIDGE))
    assert take(tmp_path, server.url("/feed")).added == 1
    data = tmp_path / "data"
    words = [BRIDGE.title.encode(), *(part[:40].encode() for part in BRIDGE.paragraphs)]

    def left() -> list[str]:
        files = [path for path in data.rglob("*") if path.is_file()]
        return [path.name for path in files if any(word in path.read_bytes() for word in words)]

    assert left()
    with open_catalog(data) as catalog:
        ident = catalog.list_articles()[0].article_id
    indexer = Indexer(data, HashedEncoder(), max_bytes=100_000)
    assert indexer.remove([ident]).removed == (ident,)
    assert left() == []
    # The page is known still: it is not visited again, and what has another title is.
    visits = asked(server, "/1")
    take(tmp_path, server.url("/feed"))
    assert asked(server, "/1") == visits
    server.answers["/feed"] = response(body.replace(BRIDGE.title, "Neu"), kind="application/rss+xml")
    assert take(tmp_path, server.url("/feed")).removed_earlier == 1
    assert left() == []


def test_a_page_that_has_not_changed_is_not_read_again(server: Server, tmp_path: Path) -> None:
    indexer = Indexer(tmp_path / "data", HashedEncoder(), max_bytes=100_000, allow_hosts=["127.0.0.1"])
    server.answers["/1"] = response(page(HARBOUR), more='ETag: "a"\r\n')
    assert indexer.index([server.url("/1")]).added == 1
    server.answers["/1"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    report = indexer.index()
    assert (report.unchanged, report.failed) == (1, [])
    assert 'If-None-Match: "a"' in server.requests[-1]
