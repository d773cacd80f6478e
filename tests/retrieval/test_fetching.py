"""Fetching politely, again and again: what has changed, who is busy, who is slow, and whom a certificate is for."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from retrieval.articles import load_url
from retrieval.articles.fetching import TRIES, Fetcher
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.articles.page import Page
from retrieval.articles.web import read_page
from retrieval.datatypes import Validators
from retrieval.errors import ArticleError
from tests.retrieval.web_server import Server, redirect, response

PAGE = "<html lang=de><body><article><p>Der Hafen von Norderwiek bleibt bis Montag zu.</p></article></body></html>"


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def fetcher(*, pause: float = 0.0, seconds: float = 3.0) -> Fetcher:
    hosts = ["127.0.0.1", "news.example"]
    return Fetcher(max_bytes=20_000_000, seconds=seconds, allow_hosts=hosts, pause=pause)


def fetched(url: str, using: Fetcher, known: Validators | None = None) -> Page:
    page = using.fetch(url, MEDIA_TYPES, known=known)
    assert page is not None
    return page


def refused(url: str, using: Fetcher) -> str:
    with pytest.raises(ArticleError) as caught:
        read_page(fetched(url, using), "the page")
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_a_page_that_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.answers["/a"] = response(PAGE, more='ETag: "v1"\r\nLast-Modified: Sun, 09 Jan 2022 20:14:00 GMT\r\n')
    using = fetcher()
    page = fetched(server.url("/a"), using)
    assert page.validators == Validators('"v1"', "Sun, 09 Jan 2022 20:14:00 GMT")
    server.answers["/a"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    assert using.fetch(server.url("/a"), MEDIA_TYPES, known=page.validators) is None
    assert 'If-None-Match: "v1"\r\n' in server.requests[-1]
    assert "If-Modified-Since: Sun, 09 Jan 2022 20:14:00 GMT\r\n" in server.requests[-1]
    assert "status 304" in refused(server.url("/a"), using)


def test_a_validator_that_no_server_should_send_is_not_sent_back(server: Server) -> None:
    server.answers["/a"] = response(PAGE.encode(), more=f'ETag: "{"x" * 2_000}"\r\nLast-Modified: a\tb\r\n')
    assert not fetched(server.url("/a"), fetcher()).validators


def test_fetches_from_one_host_keep_their_distance(server: Server) -> None:
    server.answers["/a"] = response(PAGE)
    using = fetcher(pause=0.2)
    began = time.perf_counter()
    for _ in range(3):
        fetched(server.url("/a"), using)
    assert time.perf_counter() - began >= 0.4


def test_a_busy_host_is_asked_again_and_not_for_ever(server: Server) -> None:
    busy = iter([response("", status="503 Busy"), response("", status="429 Slowly", more="Retry-After: 0\r\n")])

    def soon_well(connection: socket.socket) -> None:
        connection.sendall(next(busy, response(PAGE)))

    server.answers["/a"] = soon_well
    assert fetched(server.url("/a"), fetcher()).kind == "html"
    assert len(server.requests) == TRIES
    server.answers["/b"] = response("", status="503 Busy")
    assert f"503 {TRIES} times" in refused(server.url("/b"), fetcher())
    assert len(server.requests) == 2 * TRIES


def test_a_host_that_wants_no_visit_for_long_gets_none(server: Server) -> None:
    server.answers["/a"] = response("", status="429 Slowly", more="Retry-After: 3600\r\n")
    using = fetcher()
    assert "asked not to be contacted for 3,600 s" in refused(server.url("/a"), using)
    assert "asked not to be contacted" in refused(server.url("/b"), using)
    assert len(server.requests) == 1


def test_a_host_that_keeps_failing_is_left_alone(server: Server) -> None:
    using = fetcher()
    for _ in range(TRIES):
        assert "status 404" in refused(server.url("/gone"), using)
    assert "failed 3 times in a row" in refused(server.url("/other"), using)
    assert len(server.requests) == TRIES


def test_a_look_up_that_hangs_ends_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()

    def hanging(*_: object, **__: object) -> object:
        answer.wait()
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    began = time.perf_counter()
    assert "longer than 0.3 seconds" in refused("http://news.example/", fetcher(seconds=0.3))
    assert time.perf_counter() - began < 2
    answer.set()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Make an authority that this machine trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    real = socket.getaddrinfo

    def here(host: str, *args: object, **options: object) -> object:
        return real("127.0.0.1" if host.endswith(".example") else host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", here)
    return made


def test_certificates_are_asked_for_and_checked_by_name(authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    asked: list[str | None] = []
    context.sni_callback = lambda _, name, __: asked.append(name)
    server = Server(context)
    server.answers["/"] = response(PAGE)
    assert fetched(server.url(host="news.example"), fetcher()).url == server.url(host="news.example")
    assert asked == ["news.example"]
    assert "could not be fetched" in refused(server.url(), fetcher())
    server.close()


def test_a_certificate_of_nobody_is_refused(authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("news.example").configure_cert(context)
    server = Server(context)
    server.answers["/"] = response(PAGE)
    assert "could not be fetched" in refused(server.url(host="news.example"), fetcher())
    assert server.requests == []
    server.close()


@pytest.mark.parametrize("claimed", ["utf-8", "no-such-encoding", "utf-16", ""])
def test_an_encoding_that_is_not_the_one_claimed(server: Server, claimed: str) -> None:
    page = PAGE.replace("Montag", "Donnerstag, größere Fähren dürfen").encode("iso-8859-1")
    server.answers["/"] = response(page, kind=f"text/html; charset={claimed}")
    assert "größere Fähren dürfen" in read_page(fetched(server.url(), fetcher()), "page").text


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["<div>", "<table><tr><td>", "<b>", "<svg><g>", "<ul><li>"])
def test_ten_megabytes_of_nested_tags_cost_one_sentence(server: Server, tag: str) -> None:
    bomb = gzip.compress((tag * (10_000_000 // len(tag))).encode(), 1)
    server.answers["/bomb"] = response(bomb, more="Content-Encoding: gzip\r\n")
    server.answers["/a"] = response(PAGE)
    using = fetcher()
    assert refused(server.url("/bomb"), using)
    assert "Norderwiek" in read_page(fetched(server.url("/a"), using), "page").text


def test_the_front_page_is_not_the_canonical_address_of_an_article(server: Server) -> None:
    server.answers["/a"] = response(PAGE.replace("<body>", f'<link rel="canonical" href="{server.url("/")}"><body>'))
    assert read_page(fetched(server.url("/a"), fetcher()), "page").url == server.url("/a")


def test_a_redirect_into_a_private_network_by_a_changed_answer(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    real, looked_up = socket.getaddrinfo, []

    def changing(host: str, *args: object, **options: object) -> object:
        looked_up.append(host)
        return real("127.0.0.1" if host in {"127.0.0.1", "news.example"} else host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    server.answers["/"] = redirect(server.url("/secret", host="news.example"))
    server.answers["/secret"] = response(PAGE)
    with pytest.raises(ArticleError, match="private network"):
        load_url(server.url(), max_bytes=10_000, seconds=3, allow_hosts=["127.0.0.1"])
    assert looked_up == ["127.0.0.1", "news.example"]
    assert len(server.requests) == 1
