"""Feeds into entries."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.metadata import LONGEST_IDENTITY
from retrieval.articles.worker import read_feed
from retrieval.errors import ArticleError

HERE = "https://kueste.example/feed.xml"
RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>Küstenbote</title>
<item><title>Hafen zu</title><link>https://kueste.example/hafen?utm_source=rss#top</link>
<pubDate>Sun, 09 Jan 2022 21:14:00 +0100</pubDate><guid>1</guid></item>
<item><title>Fähre fährt</title><link>/faehre</link><pubDate>gestern</pubDate></item>
<item><title>Ohne Adresse</title></item><item><title>Böse</title><link>javascript:alert(1)</link></item>
<item><title>Hafen zu</title><link>https://kueste.example/hafen</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://kueste.example/"><title>x</title>
<entry><title>Hafen zu</title><link rel="self" href="/api/1"/><link href="hafen"/><id>a</id>
<published>2022-01-09T21:14:00+01:00</published><updated>2022-01-10T08:00:00+01:00</updated></entry></feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_rss(encoding: str) -> None:
    first, second = read_feed(RSS.format(encoding=encoding).encode(encoding), "feed", url=HERE)
    assert first["url"] == "https://kueste.example/hafen"
    assert first["published"] == "2022-01-09T21:14:00+01:00"
    assert (second["url"], second["published"]) == ("https://kueste.example/faehre", None)


def test_atom() -> None:
    (entry,) = read_feed(ATOM.encode(), "feed", url=HERE)
    assert (entry["url"], entry["published"]) == ("https://kueste.example/hafen", "2022-01-09T21:14:00+01:00")
    assert entry["stated"] == "2022-01-10T08:00:00+01:00"


def test_an_empty_feed_is_a_feed_and_a_page_is_none() -> None:
    assert read_feed(b'<rss version="2.0"><channel><title>x</title></channel></rss>', "feed", url=HERE) == []
    for other in (b"<html><body><p>Der Hafen ist zu.</p></body></html>", b"nothing", b"{}", b"\0\xff"):
        with pytest.raises(ArticleError, match="is no feed"):
            read_feed(other, "feed", url=HERE)


def test_a_feed_that_breaks_off_counts_as_far_as_it_goes() -> None:
    assert len(read_feed(RSS.format(encoding="utf-8").partition("<guid>")[0].encode(), "feed", url=HERE)) == 1


@pytest.mark.slow
def test_entities_are_not_expanded_without_end_and_files_are_not_read() -> None:
    levels = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">{levels}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    body = (
        "<rss version='2.0'><channel><item><link>https://a.example/&f;</link><title>&a9;</title></item></channel></rss>"
    )
    for entry in read_feed(f"{bomb}{body}".encode(), "feed", url=HERE):
        assert len(str(entry)) < 10_000
        assert entry["url"] in {"https://a.example/", "https://a.example/&f"}


@given(st.binary(max_size=300))
def test_any_bytes_give_entries_or_a_sentence(raw: bytes) -> None:
    try:
        read_feed(b"<rss version='2.0'><channel><item>" + raw, "feed", url=HERE)
    except ArticleError as exc:
        sentence = str(exc)
    else:
        sentence = "."
    assert sentence.endswith(".")


def rss(entries: str) -> bytes:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{entries}</channel></rss>".encode()


@pytest.mark.slow
@pytest.mark.parametrize("entry", ["item", "ITEM", "entry"])
def test_of_a_hundred_thousand_entries_the_first_thousand_are_read(entry: str) -> None:
    """Ten times as many as 30 seconds were enough for; those beyond are cut out, and the feed is well-formed still."""
    many = "".join(f"<{entry}><title>{n}</title><link>https://a.example/{n}</link></{entry}>" for n in range(100_000))
    began = time.process_time()
    found = read_feed(rss(many), "feed", url=HERE)
    assert [one["url"] for one in found] == [f"https://a.example/{n}" for n in range(1_000)]
    assert [one["stated"] for one in found] == [str(n) for n in range(1_000)]
    assert time.process_time() - began < 2  # of this process, which only sends and takes


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        "<title>" + "x" * 9_000_000 + "</title>",
        "<title>" + "&lt;b&gt;" * 200_000 + "</title>",
        "<title><![CDATA[" + "</item>" * 100_000 + "]]></title>",
        "<description>" + "&amp;" * 200_000 + "</description>",
        "<pubDate>" + "1" * 1_000_000 + "</pubDate>",
        "".join(f"<category>{n}</category>" for n in range(5_000)),
        "<a>" * 20_000,
    ],
    ids=["title", "markup", "ends", "entities", "date", "categories", "nested"],
)
def test_an_entry_with_hostile_content_is_an_entry(hostile: str) -> None:
    found = read_feed(rss(f"<item><link>https://a.example/1</link>{hostile}</item>"), "feed", url=HERE)
    assert [one["url"] for one in found] == ["https://a.example/1"]
    assert len(str(found[0]["stated"])) <= LONGEST_IDENTITY


def test_the_day_of_an_entry_is_said_in_several_ways() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><item><link>https://kueste.example/a</link>'
        "<dc:date>2022-01-09T00:10:00+01:00</dc:date></item></rdf:RDF>"
    )
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://kueste.example/a"/>'
        "<updated>2022-01-09T00:10:00+01:00</updated></entry></feed>"
    )
    words = (
        '<rss version="2.0"><channel><item><link>https://kueste.example/a</link><pubDate>9 января 2022</pubDate>'
        "</item></channel></rss>"
    )
    days = [read_feed(feed.encode(), "feed", url=HERE)[0]["published"] for feed in (rdf, atom, words)]
    assert days == ["2022-01-09T00:10:00+01:00"] * 2 + ["2022-01-09"]
