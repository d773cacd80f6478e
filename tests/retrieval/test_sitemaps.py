"""Sitemaps: which pages are read, in which order, with which limits; and what robots.txt has to say about them."""

import contextlib
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.articles import fetching, sitemap
from retrieval.errors import ArticleError
from retrieval.indexer import Indexer
from retrieval.indexing import feeds, sitemaps
from retrieval.indexing.report import Report
from retrieval.store import open_catalog
from tests.fakes import HashedEncoder
from tests.retrieval.news_stories import BRIDGE, HARBOUR, THEATRE, Story
from tests.retrieval.web_server import Server, response

SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)
AGENT = "Kontor/2.0 (+https://kontor.example)"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    server = Server()
    for number, story in enumerate((HARBOUR, BRIDGE, THEATRE), 1):
        server.answers[f"/{number}"] = response(page(story))
    yield server
    server.close()


def page(story: Story) -> str:
    return f"<html><head><title>{story.title}</title></head><body><h1>{story.title}</h1>{story.html}</body></html>"


def urlset(server: Server, *paths: str, changed: str = "2022-01-09", more: str = "") -> str:
    entries = "".join(f"<url><loc>{server.url(path)}</loc><lastmod>{changed}</lastmod>{more}</url>" for path in paths)
    return f'<?xml version="1.0"?><urlset {SPACES}>{entries}</urlset>'


def index(server: Server, *entries: tuple[str, str]) -> str:
    named = "".join(
        f"<sitemap><loc>{server.url(path)}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in entries
    )
    return f"<sitemapindex {SPACES}>{named}</sitemapindex>"


def put(server: Server, path: str, body: str | bytes, kind: str = "application/xml") -> None:
    server.answers[path] = response(body, kind=kind)


def take(folder: Path, *addresses: str, agent: str = AGENT) -> Report:
    indexer = Indexer(
        folder / "data", HashedEncoder(), max_bytes=100_000, allow_hosts=["127.0.0.1", "localhost"], user_agent=agent
    )
    return indexer.index(sitemaps=addresses)


def asked(server: Server) -> list[str]:
    return [request.split(" ")[1] for request in server.requests]


def test_pages_are_read_once_and_again_when_they_changed(server: Server, tmp_path: Path) -> None:
    put(server, "/map", urlset(server, "/1", "/2"))
    assert take(tmp_path, server.url("/map")).added == 2
    put(server, "/map", urlset(server, "/2", "/3"))
    report = take(tmp_path, server.url("/map"))
    assert (report.added, report.removed, report.failed) == (1, 0, [])
    put(server, "/map", urlset(server, "/2", changed="2022-01-10"))
    take(tmp_path, server.url("/map"))
    assert [asked(server).count(f"/{number}") for number in (1, 2, 3)] == [1, 2, 1]


def test_a_news_sitemap_says_when_pages_were_published(server: Server, tmp_path: Path) -> None:
    news = (
        "<news:news><news:publication><news:name>Küstenbote</news:name></news:publication><news:publication_date>"
        "2022-01-09T21:14:00+01:00</news:publication_date><news:title>Hafen</news:title></news:news>"
    )
    put(server, "/map", urlset(server, "/1", more=news))
    take(tmp_path, server.url("/map"))
    with open_catalog(tmp_path / "data") as catalog:
        (listed,) = catalog.list_articles()
    assert listed.published is not None
    assert listed.published.startswith("2022-01-09T2")


def test_an_index_leads_to_packed_sitemaps_the_newest_first(server: Server, tmp_path: Path) -> None:
    put(server, "/index", index(server, ("/old.xml", "2021-01-01"), ("/new.xml.gz", "2022-01-01")))
    put(server, "/old.xml", urlset(server, "/1", changed="2021-01-01"))
    put(server, "/new.xml.gz", gzip.compress(urlset(server, "/2", "/3").encode()), "application/octet-stream")
    assert take(tmp_path, server.url("/index")).added == 3
    assert asked(server) == ["/robots.txt", "/index", "/new.xml.gz", "/old.xml", "/2", "/3", "/1"]


def test_a_list_of_addresses_is_a_sitemap(server: Server, tmp_path: Path) -> None:
    put(server, "/map.txt", f"{server.url('/1')}\r\nno address\r\n{server.url('/2')}\n", "text/plain")
    assert take(tmp_path, server.url("/map.txt")).added == 2


def test_other_sites_are_not_a_sitemaps_to_name(server: Server, tmp_path: Path) -> None:
    put(server, "/map", urlset(server, "/1").replace("</urlset>", "<url><loc>http://localhost/2</loc></url></urlset>"))
    assert take(tmp_path, server.url("/map")).added == 1


def test_sitemaps_in_a_circle_end(server: Server, tmp_path: Path) -> None:
    put(server, "/a", index(server, ("/b", "2022-01-01"), ("/a", "2022-01-01")))
    put(server, "/b", index(server, ("/a", "2022-01-01")))
    assert take(tmp_path, server.url("/a")).failed == []
    assert asked(server) == ["/robots.txt", "/a", "/b"]


def test_limits_are_told(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_SITEMAPS", 2)
    put(server, "/index", index(server, ("/a", "2022-01-03"), ("/b", "2022-01-02")))
    put(server, "/a", urlset(server, "/1"))
    ((_, sentence),) = take(tmp_path, server.url("/index")).failed
    assert "1 more sitemaps" in sentence
    assert "/b" not in asked(server)
    monkeypatch.setattr(sitemaps, "MOST_LEVELS", 1)
    assert any("more than 1 steps" in sentence for _, sentence in take(tmp_path, server.url("/index")).failed)


def test_what_cannot_wait_is_left_for_later(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_WAITING", 2)
    put(server, "/map", urlset(server, "/1", "/2", "/3"))
    report = take(tmp_path, server.url("/map"))
    assert (report.added, len(report.failed)) == (2, 1)
    report = take(tmp_path, server.url("/map"))
    assert (report.added, report.failed) == (1, [])


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<html><body>nichts</body></html>", "no_feed"),
        ("", "no_feed"),
        (b"\x1f\x8bbroken", "damaged"),
        (gzip.compress(b" " * (sitemap.MOST_UNPACKED + 1)), "too_large"),
    ],
)
def test_what_is_no_sitemap_is_refused(server: Server, tmp_path: Path, body: str | bytes, problem: str) -> None:
    put(server, "/map", body)
    (failure,) = take(tmp_path, server.url("/map")).failures
    assert failure.problem == problem
    assert failure.sentence.endswith(".")


def test_a_sitemap_of_which_one_fails_gives_the_others(server: Server, tmp_path: Path) -> None:
    put(server, "/index", index(server, ("/gone", "2022-01-03"), ("/b", "2022-01-02")))
    put(server, "/b", urlset(server, "/1"))
    report = take(tmp_path, server.url("/index"))
    assert (report.added, [where for where, _ in report.failed]) == (1, [server.url("/gone")])


def test_entities_of_a_sitemap_are_not_expanded() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "https://a.example/1">]>'
    raw = f"<?xml version='1.0'?>{bomb}<urlset><url><loc>&a;</loc></url><url><loc>https://a.example/2</loc></url></urlset>"
    named = sitemap.read(raw.encode(), "the sitemap", url="https://a.example/map")
    assert [entry["url"] for entry in named["pages"]] == ["https://a.example/2"]


def test_a_sitemap_has_a_limited_number_of_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_ENTRIES", 3)
    raw = "<urlset>" + "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(9)) + "</urlset>"
    assert len(sitemap.read(raw.encode(), "the sitemap", url="https://a.example/map")["pages"]) == 3


def test_a_broken_sitemap_counts_as_far_as_it_can_be_read() -> None:
    raw = b"<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.ex"
    named = sitemap.read(raw, "the sitemap", url="https://a.example/map")
    assert [entry["url"] for entry in named["pages"]] == ["https://a.example/1"]


def test_no_sitemap_raises_anything_else() -> None:
    for raw in (b"\x00", b"<urlset", b"https://[", b"http://a.example/\xff", b"<urlset xmlns='a'><url/></urlset>"):
        with contextlib.suppress(ArticleError):
            assert sitemap.read(raw, "the sitemap", url="https://a.example/map").get("sitemaps", []) == []


def rules(server: Server, text: str) -> None:
    server.answers["/robots.txt"] = response(text, kind="text/plain")


def test_robots_txt_is_asked_once_and_obeyed(server: Server, tmp_path: Path) -> None:
    rules(server, "User-agent: kontor\nDisallow: /2\n")
    put(server, "/map", urlset(server, "/1", "/2", "/3"))
    report = take(tmp_path, server.url("/map"))
    assert (report.added, [failure.problem for failure in report.failures]) == (2, ["forbidden"])
    assert asked(server) == ["/robots.txt", "/map", "/1", "/3"]
    assert all(f"User-Agent: {AGENT}\r\n" in request for request in server.requests)


def test_a_forbidden_sitemap_or_feed_is_not_fetched(server: Server, tmp_path: Path) -> None:
    rules(server, "User-agent: *\nDisallow: /\n")
    ((_, sentence),) = take(tmp_path, server.url("/map")).failed
    assert "robots.txt forbids it" in sentence
    indexer = Indexer(tmp_path / "data", HashedEncoder(), max_bytes=100_000, allow_hosts=["127.0.0.1"])
    (failure,) = indexer.index(feeds=[server.url("/feed")]).failures
    assert failure.problem == "forbidden"
    # What a person names is fetched for that person.
    assert indexer.index([server.url("/1")]).added == 1
    assert asked(server) == ["/robots.txt", "/robots.txt", "/1"]


@pytest.mark.parametrize("status", ["500 Broken", "503 Busy", "429 Slow"])
def test_a_host_whose_robots_txt_cannot_be_had_is_left_alone(server: Server, tmp_path: Path, status: str) -> None:
    server.answers["/robots.txt"] = response("", status=status)
    put(server, "/map", urlset(server, "/1"))
    ((_, sentence),) = take(tmp_path, server.url("/map")).failed
    assert "robots.txt" in sentence
    assert status[:3] in sentence
    assert asked(server) == ["/robots.txt"]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
def test_a_missing_robots_txt_allows_all(server: Server, tmp_path: Path, status: str) -> None:
    server.answers["/robots.txt"] = response("", status=status)
    put(server, "/map", urlset(server, "/1"))
    assert take(tmp_path, server.url("/map")).added == 1


def test_the_pause_that_a_host_asks_for_is_made(server: Server, tmp_path: Path) -> None:
    rules(server, "User-agent: *\nCrawl-delay: 0.4\n")
    put(server, "/map", urlset(server, "/1", "/2"))
    began = time.monotonic()
    assert take(tmp_path, server.url("/map")).added == 2
    assert time.monotonic() - began > 0.8
