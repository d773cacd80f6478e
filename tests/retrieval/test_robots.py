"""robots.txt as RFC 9309 has it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.robots import LONGEST_RULE, MOST_RULES, Robots

AGENT = "Beleg/0.1 (+news article indexer)"
SITE = "https://a.example"


def rules(text: str) -> Robots:
    return Robots.parse(text.encode(), AGENT)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("user-AGENT:*\nDISALLOW:/privat", "/privat/1", False),
        ("User-agent: *\nDisallow: /privat", "/artikel", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf?x", True),
        ("User-agent: *\nDisallow: /*?druck", "/a?druck=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/aXbYcZ", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        ("User-agent: *\nDisallow: /größe", "/gr%C3%B6%c3%9Fe", False),
        ("User-agent: *\nDisallow: /%7Ebote", "/~bote", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: beleg\nDisallow: /x", "/y", True),
        (
            "User-agent: beleg\nDisallow: /x\n\nUser-agent: *\nDisallow: /\nUser-agent: Beleg/2\nDisallow: /y",
            "/y",
            False,
        ),
        ("User-agent: other\nUser-agent: Beleg\nDisallow: /", "/x", False),
        ("User-agent: belegexemplar\nDisallow: /", "/x", True),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("Disallow: /", "/x", True),
        ("User-agent: * # alle\nDisallow: / # alles", "/x", False),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", "/x", False),
        ("User-agent: *\nSitemap: https://a.example/s\nDisallow: /", "/x", False),
        ("<html><body>404</body></html>", "/x", True),
    ],
)
def test_what_is_allowed(text: str, path: str, allowed: bool) -> None:
    assert rules(text).allows(SITE + path) == allowed


def test_the_pause_that_is_asked_for() -> None:
    assert rules("User-agent: *\nCrawl-delay: 2.5").pause == 2.5
    assert rules("User-agent: *\nCrawl-delay: nan\nCrawl-delay: -1").pause == 0.0


def test_hostile_files_take_no_time() -> None:
    began = time.process_time()
    text = "User-agent: *\n" + "Disallow: /" + "*a" * 200 + "$\n" * 1 + ("Disallow: /" + "*a" * 200 + "\n") * MOST_RULES
    found = rules(text)
    found.allows(SITE + "/" + "a" * 1_900 + "b")
    assert all(len(pattern) <= LONGEST_RULE for pattern, _ in rules("User-agent: *\nDisallow: /" + "a" * 9_000).rules)
    assert time.process_time() - began < 2


@given(st.binary(max_size=300), st.text(max_size=50))
def test_no_bytes_are_too_strange(raw: bytes, path: str) -> None:
    assert Robots.parse(raw, path).allows(SITE + "/" + path) in {True, False}
