"""Texts that several sources hold: whose title and address they have, and what becomes of them when one leaves."""

from __future__ import annotations

import http.server
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from retrieval import articles
from retrieval.datatypes import Source
from retrieval.indexer import Indexer
from retrieval.store.catalog.schema import CATALOG_FILE
from tests.desk import Desk
from tests.retrieval.test_indexing import BOATS, DAM, Pages, counts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_identical_text_is_a_further_source_until_it_differs(desk: Desk) -> None:
    desk.write("a.md", f"---\nurl: https://example.org/a\nlanguage: de\n---\n{DAM}")
    desk.write("b.md", f"---\nurl: https://example.org/b\nlanguage: de\n---\n{DAM}")
    assert counts(desk.index()) == (1, 0, 1, 0)
    with desk.catalog() as catalog:
        (listed,) = catalog.list_articles()
        assert listed.article_id == articles.article_id("https://example.org/a")
        assert catalog.sources([listed.article_id])[listed.article_id] == (
            Source(str(desk.articles / "a.md"), "https://example.org/a"),
            Source(str(desk.articles / "b.md"), "https://example.org/b"),
        )
    desk.write("b.md", f"---\nurl: https://example.org/b\nlanguage: de\n---\n{BOATS}")
    assert counts(desk.index()) == (1, 0, 1, 0)
    assert set(desk.texts()) == {"a.md", "b.md"}
    desk.check()


@pytest.mark.parametrize("names", [("a.md", "b.md"), ("b.md", "a.md")])
def test_an_identical_copy_does_not_get_the_text_of_a_file_that_was_touched(desk: Desk, names: tuple[str, str]) -> None:
    true, copy = names
    head = "---\nid: one\nurl: https://example.org/a\nlanguage: de\n---\n"
    path = desk.write(true, head + DAM)
    desk.index()
    desk.write(copy, head + DAM)
    desk.index()
    moment = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(moment, moment))
    desk.write(copy, head + BOATS)
    ((failed, sentence),) = desk.index().failed
    assert (failed, "same id or url" in sentence) == (str(desk.articles / copy), True)
    assert {name: text.strip() for name, text in desk.texts().items()} == {true: DAM.strip()}
    desk.check()


def test_the_first_of_two_copies_does_not_take_the_article_from_one_that_was_touched(desk: Desk) -> None:
    head = "---\nid: one\nurl: https://example.org/a\nlanguage: de\n---\n"
    desk.write("copy.md", head + DAM)
    path = desk.write("true.md", head + DAM)
    desk.index()
    moment = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(moment, moment))
    desk.write("copy.md", head + BOATS)
    ((failed, _),) = desk.index().failed
    assert failed == str(desk.articles / "copy.md")
    assert [text.strip() for text in desk.texts().values()] == [DAM.strip()]
    desk.check()


@pytest.mark.parametrize("names", [("a.md", "b.md"), ("b.md", "a.md")])
def test_two_copies_that_are_edited_alike_stay_one_article(desk: Desk, names: tuple[str, str]) -> None:
    true, copy = names
    head = "---\nid: one\nlanguage: de\n---\n"
    desk.write(true, head + DAM)
    desk.index()
    desk.write(copy, head + DAM)
    desk.index()
    for name in names:
        desk.write(name, head + BOATS)
    assert desk.index().failed == []
    assert {name: text.strip() for name, text in desk.texts().items()} == {true: BOATS.strip()}
    desk.check()


def test_a_file_that_takes_on_the_text_of_another_comes_after_it(desk: Desk) -> None:
    false = desk.write("a.md", f"---\ntitle: False\nlanguage: de\n---\n{BOATS}")
    desk.write("b.md", f"---\ntitle: True\nurl: https://example.org/b\nlanguage: de\n---\n{DAM}")
    desk.write("c.md", f"---\nlanguage: de\n---\n{BOATS}")
    desk.index()
    for title in ("False", "Still false"):
        desk.write(false.name, f"---\ntitle: {title}\nlanguage: de\n---\n{DAM}")
        desk.index()
    with desk.catalog() as catalog:
        found = [(one.title, one.url) for one in catalog.list_articles() if one.url]
    assert found == [("True", "https://example.org/b")]
    desk.check()


@pytest.mark.parametrize("known", [True, False])
def test_what_a_source_said_of_a_text_goes_with_it(desk: Desk, *, known: bool) -> None:
    desk.write("a.md", f"---\ntitle: False\nurl: https://example.org/a\nlanguage: de\n---\n{DAM}")
    desk.write("b.md", f"---\ntitle: True\nurl: https://example.org/b\nlanguage: de\n---\n{DAM}")
    if known:
        desk.write("c.md", BOATS)
    desk.index()
    desk.write("a.md", f"---\ntitle: False\nurl: https://example.org/a\n---\n{BOATS}")
    desk.index()
    with desk.catalog() as catalog:
        found = [(one.title, one.url) for one in catalog.list_articles() if Path(str(one.path)).name == "b.md"]
    assert found == [("True", "https://example.org/b")]
    desk.check()


def test_editing_the_first_of_two_copies_keeps_the_other(desk: Desk) -> None:
    desk.write("a.md", f"---\nid: one\nlanguage: de\n---\n{DAM}")
    desk.write("b.txt", "Der Damm von Ostrau hält. Das sagte Nadja Kallweit am Montag.\n\nEr war im Mai gerissen.")
    desk.index()
    with desk.catalog() as catalog:
        shared = len(catalog.list_articles()) == 1
    desk.write("a.md", f"---\nid: one\nlanguage: de\n---\n{BOATS}")
    desk.index()
    assert set(desk.texts()) == {"a.md", "b.txt"}
    assert counts(desk.index()) == (0, 0, 2, 0)
    assert shared
    desk.check()


def test_of_two_files_with_one_text_the_one_that_is_still_there_is_named(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", DAM)
    desk.index()
    assert set(desk.texts()) == {"a.txt"}
    (desk.articles / "a.txt").unlink()
    report = desk.index()
    assert (report.unchanged, report.failed, report.removed) == (1, [], 0)
    assert set(desk.texts()) == {"b.txt"}
    desk.check()


def test_pruning_one_of_two_copies_keeps_the_article_with_the_others_metadata(desk: Desk) -> None:
    desk.write("a.md", f"---\ntitle: Erster\nurl: https://example.org/a\nlanguage: de\n---\n{DAM}")
    desk.write("b.md", f"---\ntitle: Zweiter\nurl: https://example.org/b\nlanguage: de\n---\n{DAM}")
    desk.index()
    (desk.articles / "a.md").unlink()
    assert desk.index(prune=True).removed == 0
    with desk.catalog() as catalog:
        (listed,) = catalog.list_articles()
        assert (listed.title, listed.path) == ("Zweiter", str(desk.articles / "b.md"))
    assert counts(desk.index(prune=True)) == (0, 0, 1, 0)
    desk.check()


@pytest.mark.slow
@pytest.mark.parametrize("known", [True, False])
def test_what_the_first_source_leaves_is_shown_as_the_next_one_has_it(desk: Desk, known: bool) -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/damm"
    indexer = Indexer(desk.data, desk.encoder, max_bytes=10_000, allow_hosts=["127.0.0.1"])
    path = desk.write("a.md", f"---\ntitle: Damm gesprengt\npublisher: Bote\nurl: https://a.example/1\n---\n{DAM}")
    try:
        Pages.page = DAM.strip()
        assert counts(indexer.index([str(desk.articles), url])) == (1, 0, 1, 0)
    finally:
        server.shutdown()
        server.server_close()
    if not known:  # as an older version of Beleg left it
        with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
            connection.execute("UPDATE sources SET described = NULL")
    path.unlink()
    report = indexer.index([str(desk.articles)], prune=True)
    assert (report.removed, report.failed) == (0, [])
    with desk.catalog() as catalog:
        (listed,) = catalog.list_articles()
        title = DAM.partition("\n")[0] if known else "damm"
        assert (listed.title, listed.publisher, listed.url, listed.path) == (title, None, url, None)
        assert catalog.articles([listed.article_id])[listed.article_id].text == DAM.strip()
        (source,) = catalog.known_sources()
        # What is not known of it is read at the next chance.
        assert (source.described is not None, bool(source.state.checked_ns)) == (known, True)
    desk.check()


@pytest.mark.slow
def test_what_a_page_had_stays_though_it_is_out_of_reach_when_a_file_with_its_text_is_edited(desk: Desk) -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/damm"
    indexer = Indexer(desk.data, desk.encoder, max_bytes=10_000, allow_hosts=["127.0.0.1"])
    desk.write("a.md", f"---\nid: one\n---\n{DAM}")
    try:
        Pages.page = DAM.strip()
        assert counts(indexer.index([str(desk.articles), url])) == (1, 0, 1, 0)
    finally:
        server.shutdown()
        server.server_close()
    desk.write("a.md", f"---\nid: one\n---\n{BOATS}")
    report = indexer.index([str(desk.articles)])
    assert (counts(report), report.failed) == ((1, 1, 0, 0), [])
    with desk.catalog() as catalog:
        ids = [listed.article_id for listed in catalog.list_articles()]
        found = {(article.url, article.text.strip()) for article in catalog.articles(ids).values()}
    assert found == {(None, BOATS.strip()), (url, DAM.strip())}
    desk.check()
