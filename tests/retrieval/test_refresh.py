"""Pages that are only a refresh: followed within their site like a redirect, and no further."""

from collections.abc import Collection, Iterator

import pytest

from retrieval.articles import load_url
from retrieval.articles.client import MOST_REDIRECTS
from retrieval.articles.fetching import Fetched, Fetcher
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from tests.retrieval.web_server import Server, redirect, response

SENTENCE = "Der Hafen von Norderwiek bleibt bis Montag zu, sagte Hafenmeisterin Ilse Brandt am Abend vor dem Rat. "
ARTICLE = (
    f"<html lang=de><head><title>Hafen zu</title></head><body><article><p>{SENTENCE * 3}</p></article></body></html>"
)
LONG = "".join(f"<p>Meldung {number}. {SENTENCE * 3}</p>" for number in range(4))


def leading(content: str, *, body: str = "<p>Einen Augenblick, bitte.</p>", head: str = "") -> str:
    return f'<html><head>{head}<meta http-equiv="refresh" content="{content}"></head><body>{body}</body></html>'


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def loaded(url: str, *, hosts: Collection[str] = ("127.0.0.1",)) -> Article:
    return load_url(url, max_bytes=1_000_000, seconds=30, allow_hosts=hosts)


def refused(url: str) -> str:
    with pytest.raises(ArticleError) as caught:
        loaded(url)
    assert str(caught.value).count("\n") == 0
    assert str(caught.value).endswith(".")
    return str(caught.value)


@pytest.mark.parametrize(
    "page",
    [
        leading("0; url=/hafen"),
        leading("0;URL='/hafen'"),
        leading("5, /hafen"),
        leading("1.5 url=/hafen"),
        leading("0; url=hafen", body=""),
        leading("0; url=hafen", head='<base href="/">'),
        '<META CONTENT="0; URL=/hafen" HTTP-EQUIV=Refresh>',
        leading("0; url=/hafen", body='<p>If nothing happens, <a href="/hafen">go on to the article</a>.</p>'),
        leading("0; url=&#47;hafen#oben"),
    ],
)
def test_a_page_that_only_leads_on_is_followed(server: Server, page: str) -> None:
    server.answers["/kurz"] = response(page)
    server.answers["/hafen"] = response(ARTICLE)
    article = loaded(server.url("/kurz"))
    assert "Ilse Brandt" in article.text
    assert article.url == server.url("/hafen")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("6; url=/hafen", "only leads on to /hafen"),
        ("0; url=http://localhost:{port}/hafen", "only leads on to http://localhost"),
        ("0; url=https://kueste.example/hafen", "only leads on to https://kueste.example/hafen"),
        ("0; url=javascript:alert(1)", "only leads on to javascript"),
        ("0; url=file:///etc/passwd", "only leads on to file"),
        ("0; url=http://[::1", "only leads on to http://[::1"),
    ],
)
def test_one_that_leads_elsewhere_or_later_is_not(server: Server, content: str, says: str) -> None:
    server.answers["/kurz"] = response(leading(content.format(port=server.port)))
    server.answers["/hafen"] = response(ARTICLE)
    assert says in refused(server.url("/kurz"))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "page",
    [
        leading("0; url=/hafen", body=f"<article>{LONG}</article>"),
        leading("300; url=/hafen", body=f"<article><p>{SENTENCE * 3}</p></article>"),
        f"<noscript>{leading('0; url=/hafen', body='')}</noscript><article><p>{SENTENCE * 3}</p></article>",
    ],
)
def test_an_article_is_read_whatever_its_refresh_says(server: Server, page: str) -> None:
    server.answers["/a"] = response(page)
    assert loaded(server.url("/a")).url == server.url("/a")
    assert len(server.requests) == 1


def test_a_circle_ends_in_a_sentence(server: Server) -> None:
    server.answers["/selbst"] = response(leading("0; url=/selbst"))
    assert "leads on in a circle" in refused(server.url("/selbst"))
    assert len(server.requests) == 1
    server.answers["/a"] = response(leading("0; url=/b"))
    server.answers["/b"] = redirect("/a")
    assert "redirects more than 5 times" in refused(server.url("/b"))
    server.answers["/c"] = response(leading("0; url=/d"))
    server.answers["/d"] = response(leading("0; url=/c"))
    assert "leads on in a circle" in refused(server.url("/c"))


def test_refreshes_and_redirects_are_counted_together(server: Server) -> None:
    for step in range(MOST_REDIRECTS + 1):
        following = f"/{step + 1}"
        server.answers[f"/{step}"] = redirect(following) if step % 2 else response(leading(f"0; url={following}"))
    server.answers[f"/{MOST_REDIRECTS + 1}"] = response(ARTICLE)
    assert loaded(server.url("/1")).url == server.url(f"/{MOST_REDIRECTS + 1}")
    assert "redirects more than 5 times" in refused(server.url("/0"))


def test_a_site_whose_variant_is_private_is_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other name of the site leads into this machine, and only the first is allowed to."""
    import socket

    def found(host: str, port: object, *_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    server.answers["/"] = response(leading(f"0; url={server.url('/intern', host='www.bote.com')}"))
    server.answers["/intern"] = response(ARTICLE)
    with pytest.raises(ArticleError) as caught:
        loaded(server.url(host="bote.com"), hosts=["bote.com"])
    assert caught.value.problem == "private_address"
    assert len(server.requests) == 1


@pytest.mark.parametrize("leads", [redirect("/intern/a"), response(leading("0; url=/intern/a"))])
def test_robots_txt_forbids_what_a_page_of_a_feed_leads_to(server: Server, leads: bytes) -> None:
    server.answers["/robots.txt"] = response("User-agent: *\nDisallow: /intern/", kind="text/plain")
    server.answers["/a"] = leads
    server.answers["/intern/a"] = response(ARTICLE)
    outcomes: dict[str, Fetched] = {}

    def told(url: str, found: Fetched, _: float) -> None:
        outcomes[url] = found

    address = server.url("/a")
    for unnamed in ([address], []):
        fetcher = Fetcher(max_bytes=1_000_000, seconds=30, allow_hosts=["127.0.0.1"], pause=0)
        fetcher.fetch_all({address: None}, MEDIA_TYPES, begins=lambda _: True, told=told, unnamed=unnamed)
        outcome = outcomes.pop(address)
        if unnamed:
            assert isinstance(outcome, ArticleError)
            assert outcome.problem == "forbidden"
            assert not any(request.startswith("GET /intern") for request in server.requests)
        else:
            assert not isinstance(outcome, ArticleError)


def test_hostile_pages_that_lead_on_are_told_in_a_sentence(server: Server) -> None:
    nested = "<div>" * 70_000
    server.answers["/tief"] = response(leading("0; url=/hafen", body=nested))
    server.answers["/lang"] = response(leading("0; url=/" + "a" * 100_000))
    server.answers["/viele"] = response('<meta http-equiv="refresh" content="0">' * 20_000)
    server.answers["/bytes"] = response(b"<meta http-equiv=refresh content='0;url=\xff\x00\x80'>")
    for path in ("/tief", "/lang", "/viele", "/bytes"):
        assert refused(server.url(path))
