"""Fetching against real sockets on the loopback: an allow-list opens it, everything else stays closed."""

import gzip
import re
import socket
import time
from collections.abc import Iterator

import pytest

from retrieval.articles import article_id, load_url
from retrieval.articles.client import MOST_REDIRECTS
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from tests.retrieval.web_server import Server, redirect, response

pytestmark = pytest.mark.slow

PAGE = (
    "<html lang=de><head><title>Hafen</title>{head}</head><body><article><p>Der Hafen von Norderwiek bleibt bis Montag "
    "geschlossen, teilte die Verwaltung am Abend mit.</p><p>Die Fähren fallen aus.</p></article></body></html>"
)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def fetched(url: str, *, max_bytes: int = 50_000, seconds: float = 3) -> Article:
    return load_url(url, max_bytes=max_bytes, seconds=seconds, allow_hosts=["127.0.0.1"])


def refused(url: str, *, max_bytes: int = 50_000, seconds: float = 3) -> str:
    with pytest.raises(ArticleError) as caught:
        fetched(url, max_bytes=max_bytes, seconds=seconds)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_a_page(server: Server) -> None:
    server.answers["/hafen"] = response(PAGE.format(head=""))
    article = fetched(server.url("/hafen?utm_source=x#y").replace("?utm_source=x", ""))
    assert article.text.startswith("Der Hafen von Norderwiek")
    assert (article.title, article.language, article.path) == ("Hafen", "de", None)
    assert article.url == article.identity == server.url("/hafen")
    assert article.article_id == article_id(server.url("/hafen"))
    assert f"Host: 127.0.0.1:{server.port}\r\n" in server.requests[0]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_the_encoding_that_the_server_names(server: Server, charset: str) -> None:
    server.answers["/"] = response(PAGE.format(head="").encode(charset), kind=f"text/html; charset={charset}")
    assert "Die Fähren fallen aus." in fetched(server.url()).text


def test_markdown_and_plain_text(server: Server) -> None:
    server.answers["/a.md"] = response(
        "---\ntitle: Neu\nurl: https://other.example/\n---\n# Der *Hafen*", kind="text/markdown"
    )
    server.answers["/b.txt"] = response("Der *Hafen* ist zu.", kind="text/plain")
    markdown, plain = fetched(server.url("/a.md")), fetched(server.url("/b.txt"))
    assert (markdown.title, markdown.text, markdown.url) == ("Neu", "Der Hafen", server.url("/a.md"))
    assert (plain.title, plain.text) == ("b.txt", "Der *Hafen* ist zu.")


def test_gzip(server: Server) -> None:
    server.answers["/"] = response(gzip.compress(PAGE.format(head="").encode()), more="Content-Encoding: gzip\r\n")
    assert "Norderwiek" in fetched(server.url()).text


def test_a_canonical_address_on_another_host_is_not_believed(server: Server) -> None:
    server.answers["/a"] = response(PAGE.format(head='<link rel="canonical" href="https://other.example/b">'))
    server.answers["/b"] = response(PAGE.format(head=f'<link rel="canonical" href="{server.url("/c")}">'))
    assert fetched(server.url("/a")).url == server.url("/a")
    assert fetched(server.url("/b")).url == server.url("/c")


def test_redirects_are_followed_five_times(server: Server) -> None:
    for step in range(MOST_REDIRECTS + 1):
        server.answers[f"/{step}"] = redirect(f"/{step + 1}" if step % 2 else server.url(f"/{step + 1}"))
    server.answers[f"/{MOST_REDIRECTS + 1}"] = response(PAGE.format(head=""))
    assert fetched(server.url("/1")).url == server.url(f"/{MOST_REDIRECTS + 1}")
    assert "redirects more than 5 times" in refused(server.url("/0"))


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/secret",
        "http://127.0.0.2:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://0x7f.1:{port}/secret",
        "http://0.0.0.0:{port}/secret",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://168.63.129.16/",
        "http://100.100.100.200/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://[fec0::1]/",
        "http://[64:ff9b:1::a9fe:a9fe]/",
        "http://[::127.0.0.1]:{port}/secret",
    ],
)
def test_private_addresses_are_never_connected_to(server: Server, target: str) -> None:
    server.answers["/secret"] = response(PAGE.format(head=""))
    url = target.format(port=server.port)
    server.answers["/"] = redirect(url)
    assert "private network" in refused(url)
    assert "private network" in refused(server.url())
    assert not any("/secret" in request for request in server.requests)


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "data:text/html,x", "http://u:p@127.0.0.1/"],
)
def test_other_schemes_and_passwords(server: Server, target: str) -> None:
    server.answers["/"] = redirect(target)
    assert "begins with http:// or https://" in refused(target)
    assert re.search("redirects to|could not be fetched", refused(server.url()))
    assert len(server.requests) == 1


def test_the_checked_address_is_the_one_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    lookups: list[str] = []
    real = socket.getaddrinfo

    def changing(host: str, *args: object, **options: object) -> object:
        if host == "news.example":
            lookups.append(host)
            return real("127.0.0.1" if len(lookups) > 1 else "192.0.2.1", *args, **options)  # type: ignore[arg-type]
        return real(host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    server.answers["/"] = response(PAGE.format(head=""))
    url = server.url(host="news.example")
    with pytest.raises(ArticleError, match="private network"):  # 192.0.2.1 is for documentation, not global
        load_url(url, max_bytes=50_000, seconds=3)
    assert server.requests == []
    assert load_url(url, max_bytes=50_000, seconds=3, allow_hosts=["news.example"]).url == url
    assert len(lookups) == 2  # one for each fetch: the connection itself looks nothing up
    assert f"Host: news.example:{server.port}\r\n" in server.requests[0]


def test_limits_on_size(server: Server) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not server.closed.is_set():
            connection.sendall(b"<p>Der Hafen ist zu.</p>" * 1_000)

    server.answers["/endless"] = endless
    server.answers["/bomb"] = response(gzip.compress(b"a" * 50_000_000), more="Content-Encoding: gzip\r\n")
    server.answers["/large"] = response("a" * 60_000)
    assert "longer than 50000 bytes" in refused(server.url("/endless"))
    assert "longer than 50000 bytes" in refused(server.url("/bomb"))
    assert "longer than 50000 bytes" in refused(server.url("/large"))


@pytest.mark.parametrize("drip", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"])
def test_a_slow_drip_ends_with_the_time(server: Server, drip: bytes) -> None:
    def slow(connection: socket.socket) -> None:
        connection.sendall(drip)
        while not server.closed.wait(0.05):
            connection.sendall(b"a")

    server.answers["/"] = slow
    begin = time.perf_counter()
    assert "longer than 0.5 seconds" in refused(server.url(), seconds=0.5)
    assert time.perf_counter() - begin < 2


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begins", "goes_on"),
    [
        (HEAD, b"X-More: yes\r\n" * 1_000),
        (HEAD + b"X-Long: ", b"x" * 10_000),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        (CHUNKED + b"3\r\nDer\r\n0\r\n", b"X-Trailer: yes\r\n" * 1_000),
        (CHUNKED, b"1;" + b"x" * 10_000),
        (CHUNKED, b"1\r\na\r\n" * 1_000),
    ],
    ids=["headers", "header", "hints", "continue", "trailers", "extension", "chunks"],
)
def test_an_answer_without_end_costs_one_sentence(server: Server, begins: bytes, goes_on: bytes) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(begins)
        while not server.closed.is_set():
            connection.sendall(goes_on)

    server.answers["/"] = endless
    began = time.perf_counter()
    message = refused(server.url(), seconds=1)
    assert re.search("could not be fetched|longer than 1 seconds|longer than 50000 bytes", message)
    assert time.perf_counter() - began < 4


def test_trailers_after_the_chunks_are_no_part_of_the_page(server: Server) -> None:
    server.answers["/"] = CHUNKED + b"11\r\nDer Hafen ist zu.\r\n0\r\nContent-Type: text/html\r\nX: y\r\n\r\n"
    assert fetched(server.url()).text == "Der Hafen ist zu."


def test_redirects_in_a_circle_end(server: Server) -> None:
    server.answers["/a"] = redirect("/b")
    server.answers["/b"] = redirect(server.url("/a"))
    assert "redirects more than 5 times" in refused(server.url("/a"))
    assert len(server.requests) == MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (response("no", status="404 Not Found"), "status 404"),
        (response("no", status="500 Oh"), "status 500"),
        (response("{}", kind="application/json"), "application/json"),
        (response("%PDF", kind="application/pdf"), "cannot be read as PDF"),
        (response("x", kind=""), "nothing said"),
        (response("x", more="Content-Encoding: br\r\n"), "packed as 'br'"),
        (response("no gzip", more="Content-Encoding: gzip\r\n"), "broken"),
        (response(gzip.compress(b"Der Hafen" * 99)[:-9], more="Content-Encoding: gzip\r\n"), "ended before"),
        (response("", status="302 Found"), "redirects"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\nshort", "could not be fetched"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -5\r\n\r\nx", "could not be fetched"),
        (b"nonsense\r\n\r\n", "could not be fetched"),
        (b"", "could not be fetched"),
        (response("\0" * 99, kind="text/plain"), "binary data"),
        (response("", kind="text/plain"), "is empty"),
    ],
)
def test_what_goes_wrong_costs_one_sentence(server: Server, answer: bytes, says: str) -> None:
    server.answers["/"] = answer
    assert says in refused(server.url())


def test_a_host_with_several_addresses_is_tried_at_each(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def two(host: str, *args: object, **options: object) -> object:
        if host == "news.example":
            return [*real("::1", *args, **options), *real("127.0.0.1", *args, **options)]  # type: ignore[arg-type]
        return real(host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    server.answers["/"] = response(PAGE.format(head=""))
    found = load_url(server.url(host="news.example"), max_bytes=50_000, seconds=3, allow_hosts=["news.example"])
    assert found.url == server.url(host="news.example")


def test_nobody_listens_and_no_such_host(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "could not be fetched (no connection)" in refused(f"http://127.0.0.1:{port}/")
    assert "cannot be found" in refused("http://nowhere.invalid/")
