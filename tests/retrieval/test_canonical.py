"""A page's address: its own, or a better one that it names on its own site."""

from __future__ import annotations

import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.canonical import address, is_same_site
from retrieval.articles.metadata import canonical_url

HERE = "https://www.kueste.de/news/hafen?page=2"


def found(head: str, fetched: str | None = HERE) -> str | None:
    return address(trafilatura.load_html(f"<html><head>{head}</head><body><p>Der Hafen.</p></body></html>"), fetched)


def link(href: str) -> str:
    return f'<link rel="canonical" href="{href}">'


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://www.kueste.de/hafen", "https://www.kueste.de/hafen"),
        ("HTTPS://WWW.Kueste.DE./hafen?utm_source=a#b", "https://www.kueste.de/hafen"),
        ("http://kueste.de:80/hafen", "http://kueste.de/hafen"),
        ("https://m.kueste.de/hafen", "https://m.kueste.de/hafen"),
        ("/hafen", "https://www.kueste.de/hafen"),
        ("hafen", "https://www.kueste.de/news/hafen"),
        ("//www.kueste.de/hafen", "https://www.kueste.de/hafen"),
        (" /hafen\n", "https://www.kueste.de/hafen"),
        ("/?id=7", "https://www.kueste.de/?id=7"),
    ],
)
def test_an_address_on_the_same_site_is_believed(href: str, expected: str) -> None:
    assert found(link(href)) == expected


@pytest.mark.parametrize(
    "href",
    [
        "https://other.de/hafen",
        "//other.de/hafen",
        "https://kueste.de.other.de/hafen",
        "https://www.kueste.de:8443/hafen",
        "https://www.kueste.de@other.de/hafen",
        "https://other.de\\@www.kueste.de/hafen",
        "https://news.kueste.de/hafen",
        "https://www.kueste.com/hafen",
        "https://www.k\u00fcste.de/hafen",
        "https://www.xn--kste-0ra.de/hafen",
        "https://www.kue\u0455te.de/hafen",
        "ftp://www.kueste.de/hafen",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://[::1/hafen",
        "https://www.kueste.de/",
        "/",
        "",
        "https://www.kueste.de/" + "x" * 3_000,
    ],
)
def test_any_other_address_is_not(href: str) -> None:
    assert found(link(href)) == HERE


@pytest.mark.parametrize(
    "head",
    [
        '<base href="https://other.de/">' + link("/hafen"),
        link("/a") + link("/b"),
        '<base href="https://www.kueste.de/section/">',
        '<link rel="alternate" hreflang="x-default" href="https://www.kueste.de/en/harbour">',
        '<meta property="og:url" content="https://www.kueste.de/hafen">',
        '<script type="application/ld+json">{"mainEntityOfPage": "https://www.kueste.de/hafen"}</script>',
        f"</head><body>{link('/hafen')}<p>Der Hafen.</p>",
    ],
)
def test_nothing_else_names_the_address(head: str) -> None:
    assert found(head) == HERE


def test_the_base_of_a_page_counts_for_its_links() -> None:
    assert found('<base href="/archive/">' + link("hafen")) == "https://www.kueste.de/archive/hafen"


def test_one_address_may_be_named_twice() -> None:
    twice = link("/hafen") + '<link rel="shortlink CANONICAL" href="https://www.kueste.de/hafen#top">'
    assert found(twice) == "https://www.kueste.de/hafen"


def test_a_file_says_its_address_itself() -> None:
    assert found(link("https://other.de/hafen"), None) == "https://other.de/hafen"
    assert found(link("/hafen"), None) is None
    assert found("", None) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.kueste.co.uk/", "https://amp.kueste.co.uk/", True),
        ("https://mobile.kueste.example/", "https://kueste.example/", True),
        ("https://m.github.io/", "https://github.io/", False),
        ("https://m.github.io/", "https://amp.github.io/", False),
        ("https://www.co.uk/", "https://m.co.uk/", False),
        ("https://www.example/", "https://m.example/", False),
        ("https://ma.kueste.de/", "https://a.kueste.de/", False),
        ("http://127.0.0.1:81/", "http://127.0.0.1:82/", False),
        ("http://[::1]/", "https://[::1]/", True),
    ],
)
def test_who_is_one_site(one: str, other: str, same: bool) -> None:
    assert is_same_site(one, other) is is_same_site(other, one) is same


HOSTS = st.lists(
    st.sampled_from(["www", "m", "amp", "github", "kueste", "co", "io", "de", "uk"]), min_size=1, max_size=4
)


@given(st.text(max_size=40), HOSTS, HOSTS)
def test_the_address_of_a_fetched_page_is_always_on_its_site(rest: str, host: list[str], own: list[str]) -> None:
    fetched = canonical_url(f"https://{'.'.join(own)}/a")
    for href in (rest, f"https://{'.'.join(host)}{rest}", f"//{rest}{'.'.join(host)}/b"):
        tree = trafilatura.load_html("<html><head><title>a</title><link rel='canonical'></head><body>x</body></html>")
        assert tree is not None
        next(tree.iter("link")).set("href", "".join(char for char in href if char.isprintable()))
        chosen = address(tree, fetched)
        assert chosen is not None
        assert is_same_site(chosen, fetched)
        assert canonical_url(chosen) == chosen
