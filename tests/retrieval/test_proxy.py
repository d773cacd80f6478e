"""Fetching through a proxy: what it is asked, what is checked all the same, and what is said where it fails."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from retrieval.articles.fetching import Fetcher
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.errors import ArticleError
from tests.fakes import HashedEncoder
from tests.retrieval.news_stories import HARBOUR
from tests.retrieval.web_proxy import WebProxy
from tests.retrieval.web_server import Server, redirect, response

USER = "mia:ge%40heim"
PLAIN = "mia:ge@heim"
PAGE = response("Der Hafen von Norderwiek bleibt bis Montag zu.", kind="text/plain")
UNKNOWN, PUBLIC, PRIVATE = "unknown.example", "public.example", "private.example"


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know one public and one private name, and addresses; no other name."""
    real = socket.getaddrinfo
    known = {PUBLIC: "8.8.8.8", PRIVATE: "10.1.2.3"}

    def look_up(host: str | bytes, *args: object, **options: object) -> object:
        host = known.get(name := host if isinstance(host, str) else host.decode(), name)
        if host.endswith((".example", "internal", "local", "intranet")):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return real(host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def proxy(server: Server) -> Iterator[WebProxy]:
    running = WebProxy(server.port)
    yield running
    running.close()


def fetcher(proxy: str, *, allow: tuple[str, ...] = (), seconds: float = 3.0) -> Fetcher:
    return Fetcher(max_bytes=100_000, seconds=seconds, allow_hosts=allow, pause=0.0, proxy=proxy)


def fetched(url: str, using: Fetcher) -> str:
    page = using.fetch(url, MEDIA_TYPES)
    assert page is not None
    return page.body.decode()


def refused(url: str, using: Fetcher) -> str:
    with pytest.raises(ArticleError) as caught:
        using.fetch(url, MEDIA_TYPES)
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert "heim" not in said
    return said


@pytest.mark.parametrize("host", [PUBLIC, UNKNOWN, "8.8.8.8"])
def test_a_page_of_http_is_asked_for_in_absolute_form(server: Server, proxy: WebProxy, host: str) -> None:
    server.answers["/a?b=1"] = PAGE
    assert "Norderwiek" in fetched(f"http://{host}/a?b=1", fetcher(proxy.address()))
    assert proxy.lines == [f"GET http://{host}/a?b=1 HTTP/1.1"]
    assert f"Host: {host}\r\n" in proxy.heads[0]
    assert "Proxy-Authorization" not in proxy.heads[0]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Make an authority that this machine trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


@pytest.mark.parametrize("host", [PUBLIC, UNKNOWN])
def test_https_goes_through_connect_and_is_checked_for_the_site(authority: trustme.CA, host: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    asked: list[str | None] = []
    context.sni_callback = lambda _, name, __: asked.append(name)
    server = Server(context)
    proxy = WebProxy(server.port, user=PLAIN)
    try:
        server.answers["/a"] = PAGE
        assert "Norderwiek" in fetched(f"https://{host}/a", fetcher(proxy.address(USER)))
        assert (proxy.lines, asked) == ([f"CONNECT {host}:443 HTTP/1.1"], [host])
        assert "Proxy-Authorization" not in server.requests[0]
        said = refused("https://other.example/a", fetcher(proxy.address(USER)))
        assert "no connection" in said
        assert "proxy" not in said
        assert len(server.requests) == 1
    finally:
        proxy.close()
        server.close()


@pytest.mark.parametrize(
    "host",
    [
        PRIVATE, "127.0.0.1", "10.0.0.1", "[::1]", "[fd00::1]", "169.254.169.254", "0x7f.1", "2130706433", "localhost",
        "metadata.google.internal", "printer.local", "intranet", "[::ffff:10.0.0.1]",
    ],
)  # fmt: skip
def test_private_hosts_are_refused_and_the_proxy_is_not_asked(server: Server, proxy: WebProxy, host: str) -> None:
    server.answers["/"] = PAGE
    for scheme in ("http", "https"):
        assert "private network" in refused(f"{scheme}://{host}/", fetcher(proxy.address()))
    assert proxy.heads == []


def test_a_private_host_that_is_allowed_is_asked_for(server: Server, proxy: WebProxy) -> None:
    server.answers["/"] = PAGE
    for host in (PRIVATE, "wiki.internal"):
        assert "Norderwiek" in fetched(f"http://{host}/", fetcher(proxy.address(), allow=(host,)))
    assert len(proxy.heads) == 2


def test_each_redirect_is_checked_and_goes_through_the_proxy(server: Server, proxy: WebProxy) -> None:
    server.answers["/"] = redirect(f"http://{UNKNOWN}/b")
    server.answers["/b"] = PAGE
    assert "Norderwiek" in fetched(f"http://{PUBLIC}/", fetcher(proxy.address()))
    assert proxy.lines == [f"GET http://{PUBLIC}/ HTTP/1.1", f"GET http://{UNKNOWN}/b HTTP/1.1"]
    for target in ("http://127.0.0.1/b", f"http://{PRIVATE}/b", "http://secret.internal/b"):
        server.answers["/"] = redirect(target)
        assert "private network" in refused(f"http://{PUBLIC}/", fetcher(proxy.address()))
    assert len(proxy.heads) == 5


def test_user_and_password_go_to_the_proxy_only(server: Server) -> None:
    proxy = WebProxy(server.port, user=PLAIN)
    try:
        server.answers["/"] = PAGE
        assert "Norderwiek" in fetched(f"http://{PUBLIC}/", fetcher(proxy.address(USER)))
        for scheme in ("http", "https"):
            assert "wants a user name and a password (407)" in refused(
                f"{scheme}://{PUBLIC}/", fetcher(proxy.address())
            )
            assert "refuses the user name and password of articles.proxy (407)" in refused(
                f"{scheme}://{PUBLIC}/", fetcher(proxy.address("mia:daheim"))
            )
    finally:
        proxy.close()


def test_a_proxy_that_does_not_let_through(server: Server) -> None:
    for status, says in ((b"403 No", "answered CONNECT with status 403"), (b"405 No", "as what is no proxy does")):
        proxy = WebProxy(server.port, status=status)
        said = refused(f"https://{PUBLIC}/", fetcher(proxy.address(USER)))
        proxy.close()
        assert says in said
        assert f"127.0.0.1:{proxy.port}" in said


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    said = refused(f"{scheme}://{PUBLIC}/", fetcher(f"http://{USER}@127.0.0.1:{port}"))
    assert f"the proxy 127.0.0.1:{port} cannot be reached" in said
    assert "the proxy proxy.example:3128 cannot be reached" in refused(
        f"{scheme}://{PUBLIC}/", fetcher(f"http://{USER}@proxy.example:3128")
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("banner", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x15\x03\x01\x00\x02\x02\x16", b""])
def test_what_is_no_proxy(scheme: str, banner: bytes) -> None:
    other = Server()
    try:
        other.answers[f"http://{PUBLIC}/"] = other.answers[f"{PUBLIC}:443"] = banner
        said = refused(f"{scheme}://{PUBLIC}/", fetcher(f"http://{USER}@127.0.0.1:{other.port}"))
        assert f"127.0.0.1:{other.port} does not answer as an HTTP proxy does" in said
    finally:
        other.close()


def test_a_look_up_that_hangs_is_left_to_the_proxy(
    server: Server, proxy: WebProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.articles.addresses.SECONDS", 0.1)
    real = socket.getaddrinfo

    def hanging(host: str, *args: object, **options: object) -> object:
        if host == "slow.example":
            server.closed.wait()
            raise OSError
        return real(host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    server.answers["/"] = PAGE
    assert "Norderwiek" in fetched("http://slow.example/", fetcher(proxy.address()))


@pytest.mark.slow
def test_feeds_sitemaps_and_robots_go_through_the_proxy(server: Server, proxy: WebProxy, tmp_path: Path) -> None:
    from retrieval.indexer import Indexer

    base = f"http://{UNKNOWN}"
    feed = f"<rss version='2.0'><channel><item><link>{base}/1</link></item></channel></rss>"
    server.answers["/feed"] = response(feed, kind="application/rss+xml")
    server.answers["/map"] = response(f"<urlset><url><loc>{base}/2</loc></url></urlset>", kind="text/xml")
    server.answers["/1"] = response(f"<html><title>Hafen</title><article>{HARBOUR.html}</article></html>")
    server.answers["/robots.txt"] = response("User-agent: *\nDisallow: /2\n", kind="text/plain")
    indexer = Indexer(tmp_path / "data", HashedEncoder(), max_bytes=100_000, proxy=proxy.address())
    report = indexer.index(feeds=[f"{base}/feed"], sitemaps=[f"{base}/map"])
    assert (report.added, [failed.problem for failed in report.failures]) == (1, ["forbidden"])
    assert {line.split()[1] for line in proxy.lines} == {
        f"{base}/{name}" for name in ("feed", "map", "1", "robots.txt")
    }
