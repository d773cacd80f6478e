"""Pages and feeds that take their time: nobody is kept from writing meanwhile, the run ends, and nothing is lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from retrieval.articles import article_id, fetching
from retrieval.articles.client import Client
from retrieval.articles.fetching import AT_ONCE, Fetcher
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.articles.page import Page
from retrieval.errors import ArticleError
from retrieval.indexer import Indexer, Report
from retrieval.indexing import feeds, pages
from retrieval.indexing.pages import Answer, Pages, Wanted
from retrieval.indexing.source_reader import SourceReader
from tests.desk import Desk
from tests.retrieval.web_server import Answer as Sent
from tests.retrieval.web_server import Server, redirect, response

pytestmark = pytest.mark.slow

HOSTS = [f"h{number}.example" for number in range(40)]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    real = socket.getaddrinfo

    def here(host: str, *args: object, **options: object) -> object:
        return real("127.0.0.1" if host.endswith(".example") else host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", here)
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    running = Server()
    yield running
    running.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def indexer(desk: Desk) -> Indexer:
    return Indexer(desk.data, desk.encoder, max_bytes=100_000, allow_hosts=["127.0.0.1", *HOSTS])


def story(number: int) -> bytes:
    text = f"Bericht {number} aus Ort{number}. Wort{number} und Zahl{number} stehen nur hier, sagte Ina Wert{number}."
    return response(text, kind="text/plain; charset=utf-8")


def feed(*addresses: str, more: str = "") -> bytes:
    items = "".join(f"<item><link>{address}</link></item>" for address in addresses)
    return response(f"<rss version='2.0'><channel>{items}</channel></rss>", kind="application/rss+xml", more=more)


def dribbling(server: Server) -> Callable[[socket.socket], None]:
    """Return an answer that never ends, a byte at a time."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while not server.closed.wait(0.02):
            connection.sendall(b"a")

    return answer


def asked(server: Server) -> list[str]:
    return [request.split(" ")[1] for request in server.requests]


def indexed(desk: Desk) -> set[str]:
    with desk.catalog() as catalog:
        return {str(listed.url).rpartition("/")[2] for listed in catalog.list_articles()}


@pytest.mark.parametrize("by_feed", [True, False])
def test_others_write_while_pages_are_fetched(server: Server, desk: Desk, by_feed: bool) -> None:
    desk.write("a.txt", "Die Fähre fährt. Das sagte Ina Falk.")
    desk.index()
    removed: list[tuple[str, ...]] = []

    def slow(connection: socket.socket) -> None:
        removed.append(desk.indexer().remove([article_id("Die Fähre fährt. Das sagte Ina Falk.")]).removed)
        connection.sendall(story(1))

    server.answers["/1"] = slow
    server.answers["/feed"] = feed(server.url("/1"))
    given, asked_for = ([], [server.url("/feed")]) if by_feed else ([server.url("/1")], [])
    report = indexer(desk).index(given, feeds=asked_for)
    assert len(removed[0]) == 1
    assert (report.added, report.failed) == (1, [])
    assert indexed(desk) == {"1"}
    desk.check()


def test_a_page_whose_article_is_removed_while_it_is_fetched_stays_out(server: Server, desk: Desk) -> None:
    server.answers["/1"] = response("Die Fähre fährt nicht.", kind="text/plain", more='ETag: "a"\r\n')
    address = server.url("/1")
    assert indexer(desk).index([address]).added == 1

    def removing(answer: bytes) -> Sent:
        def slow(connection: socket.socket) -> None:
            desk.indexer().remove([article_id(address)])
            connection.sendall(answer)

        return slow

    for answer in (b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n", story(1)):
        server.answers["/1"] = removing(answer)
        report = indexer(desk).index()
        assert (report.added, report.unchanged, report.removed_earlier, report.failed) == (0, 0, 1, [])
        assert indexed(desk) == set()
        server.answers["/1"] = story(1)
        assert indexer(desk).index().unchanged == 0
        assert indexer(desk).index([address], readd=True).added == 1
    desk.check()


def test_pages_of_several_hosts_are_fetched_side_by_side_and_those_of_one_are_not(server: Server) -> None:
    """Each answer waits until as many are asked for at once as may be; were it fewer, none would come."""
    at_once: set[str] = set()
    most = 0

    def waiting(name: str) -> Callable[[socket.socket], None]:
        def answer(connection: socket.socket) -> None:
            nonlocal most
            assert name not in at_once
            at_once.add(name)
            most = max(most, len(at_once))
            while most < AT_ONCE and not server.closed.wait(0.005):
                pass
            at_once.remove(name)
            connection.sendall(story(1))

        return answer

    hosts = HOSTS[:AT_ONCE]
    wanted = {server.url(f"/{host}/{number}", host): None for host in hosts for number in range(3)}
    for host in hosts:
        for number in range(3):
            server.answers[f"/{host}/{number}"] = waiting(host)
    found: dict[str, Page | ArticleError | None] = {}
    Fetcher(max_bytes=1_000, allow_hosts=HOSTS).fetch_all(
        wanted,
        MEDIA_TYPES,
        begins=lambda _: True,
        told=lambda url, answer, _: found.update({url: answer}),
    )
    assert most == AT_ONCE
    assert found.keys() == wanted.keys()
    assert all(isinstance(page, Page) for page in found.values())


def test_a_feed_that_dribbles_leaves_time_for_another(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(len(HOSTS)):
        server.answers[f"/slow/{number}"] = dribbling(server)
    for number in range(10):
        server.answers[f"/{number}"] = story(number)
    slow = [server.url(f"/slow/{number}", host) for number, host in enumerate(HOSTS)]
    server.answers["/slow"] = feed(*slow, more='ETag: "s"\r\n')
    server.answers["/quick"] = feed(*(server.url(f"/{number}") for number in range(10)))
    began = time.perf_counter()
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "SECONDS", 0.6)
        patch.setattr(pages, "FEED_SECONDS", 2.0)
        report = indexer(desk).index(feeds=[server.url("/slow"), server.url("/quick")])
    assert time.perf_counter() - began < 10
    assert report.added == 10
    tried = sum(path.startswith("/slow/") for path in asked(server))
    assert tried < len(slow) / 2
    *failed, (where, left) = report.failed
    assert len(failed) == tried
    assert all("took longer than 0.6 seconds" in sentence for _, sentence in failed)
    assert where == server.url("/slow")
    assert f"and {len(slow) - tried - 1} further pages were not fetched" in left
    # The next run goes on there, though the feed has nothing new to say.
    server.answers["/slow"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    for number in range(len(slow)):
        server.answers[f"/slow/{number}"] = story(100 + number)
    report = indexer(desk).index(feeds=[server.url("/slow")])
    assert (report.added, report.failed) == (len(slow), [])
    assert indexer(desk).index(feeds=[server.url("/slow")]).unchanged == 0
    desk.check()


def test_a_run_ends_with_its_time_and_the_next_begins_with_what_was_left(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        server.answers[f"/{number}"] = story(number)
    addresses = [server.url(f"/{number}", HOSTS[number]) for number in range(4)]
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "SECONDS", 0.3)
        patch.setattr(pages, "RUN_SECONDS", 0.2)
        patch.setattr(pages, "BATCH_PAGES", 1)
        server.answers["/0"] = dribbling(server)
        report = indexer(desk).index(addresses)
        assert (report.added, len(report.failed)) == (0, 2)
        assert "took longer than 0.3 seconds" in report.failed[0][1]
        assert f"{addresses[1]} and 2 further pages were not fetched" in report.failed[1][1]
        assert asked(server) == ["/0"]
    server.answers["/0"] = story(0)
    assert indexer(desk).index(addresses[:1]).added == 1
    # Nothing is named: what was left is remembered, and what was tried last comes last, also where that failed.
    monkeypatch.setattr(pages, "BATCH_PAGES", 1)
    report = indexer(desk).index()
    assert (report.added, report.changed, report.failed) == (3, 0, [])
    assert asked(server)[-4:] == ["/1", "/2", "/3", "/0"]
    server.answers["/1"] = response("", status="404 Not Found")
    for given in (addresses[1:2], []):
        assert len(indexer(desk).index(given).failed) == 1
    assert asked(server)[-4:] == ["/2", "/3", "/0", "/1"]
    assert indexed(desk) == {"0", "1", "2", "3"}
    with monkeypatch.context() as patch:
        patch.setattr(pages, "RUN_SECONDS", 0.0)
        before = len(server.requests)
        report = indexer(desk).index(feeds=[server.url("/feed")])
        assert "was not asked" in report.failed[0][1]
        assert len(server.requests) == before


def test_a_run_that_is_cut_off_leaves_the_pages_of_a_feed_to_the_next(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        server.answers[f"/{number}"] = story(number)
    server.answers["/feed"] = feed(*(server.url(f"/{number}") for number in range(3)), more='ETag: "f"\r\n')

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Pages, "batch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            indexer(desk).index(feeds=[server.url("/feed")])
    server.answers["/feed"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    assert indexer(desk).index(feeds=[server.url("/feed")], dry_run=True).added == 3
    assert indexer(desk).index(feeds=[server.url("/feed")]).added == 3
    assert 'If-None-Match: "f"' in [request for request in server.requests if "/feed" in request][1]
    assert asked(server).count("/feed") == 3


def test_more_pages_than_are_kept_are_asked_for_again(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_WAITING", 2)
    server.answers["/feed"] = feed(*(server.url(f"/{number}") for number in range(3)), more='ETag: "f"\r\n')
    with monkeypatch.context() as patch:
        patch.setattr(Pages, "batch", lambda *_: {})
        assert indexer(desk).index(feeds=[server.url("/feed")]).added == 0
    for number in range(3):
        server.answers[f"/{number}"] = story(number)
    assert indexer(desk).index(feeds=[server.url("/feed")]).added == 3
    assert all("If-None-Match" not in request for request in server.requests)


def test_a_page_that_shared_its_article_with_a_file_that_is_gone_is_fetched_again(server: Server, desk: Desk) -> None:
    text = "Die Fähre fährt am Montag wieder. Das sagte Ina Falk am Abend im Hafen von Norderwiek."
    file = desk.write("a.txt", text)
    desk.index()
    server.answers["/1"] = response(text, kind="text/plain", more='ETag: "a"\r\n')
    assert indexer(desk).index([server.url("/1")]).unchanged == 1
    file.unlink()
    report: Report = indexer(desk).index([str(desk.articles)], prune=True)
    assert (report.removed, report.failed) == (0, [])
    assert indexed(desk) == {"1"}
    assert "If-None-Match" not in server.requests[-1]
    desk.check()


def test_a_page_that_leads_to_another_site_has_the_address_it_ends_at(server: Server, desk: Desk) -> None:
    server.answers["/1"] = redirect(server.url("/2", HOSTS[1]))
    server.answers["/2"] = story(2)
    server.answers["/feed"] = feed(server.url("/1", HOSTS[0]))
    assert indexer(desk).index(feeds=[server.url("/feed")]).added == 1
    with desk.catalog() as catalog:
        assert [listed.url for listed in catalog.list_articles()] == [server.url("/2", HOSTS[1])]


def test_few_bytes_wait_in_memory(server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "BATCH_BYTES", 100)  # a page and a half
    for number in range(6):
        server.answers[f"/{number}"] = story(number)
    batches: list[int] = []
    real = Pages.batch

    def counted(self: Pages, wanted: Iterable[Wanted]) -> dict[str, Answer]:
        answers = real(self, wanted)
        batches.append(len(answers))
        return answers

    monkeypatch.setattr(Pages, "batch", counted)
    assert indexer(desk).index([server.url(f"/{number}") for number in range(6)]).added == 6
    assert batches == [2, 2, 2]
    assert len(server.requests) == 6


@pytest.mark.parametrize("place", [(Client, "get"), (SourceReader, "from_page")], ids=["fetching", "reading"])
def test_what_nobody_foresaw_is_that_pages_alone(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch, place: tuple[type, str]
) -> None:
    owner, name = place
    real = getattr(owner, name)

    def failing(self: object, what: Page | str, *rest: object, **named: object) -> object:
        if (what if isinstance(what, str) else what.url).endswith("/1"):
            raise ZeroDivisionError("oh")
        return real(self, what, *rest, **named)

    monkeypatch.setattr(owner, name, failing)
    for number in range(2):
        server.answers[f"/{number}"] = story(number)
    report = indexer(desk).index([server.url("/0"), server.url("/1", HOSTS[0])])
    assert report.added == 1
    ((where, sentence),) = report.failed
    assert where == server.url("/1", HOSTS[0])
    assert "report" in sentence
    assert sentence.endswith(".")
