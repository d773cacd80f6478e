"""Pages that state their day and source in the IPTC's markup: rNews and hNews."""

from pathlib import Path

import pytest

from retrieval.articles import load
from tests.retrieval.news_stories import HARBOUR

VOCAB = 'vocab="http://iptc.org/std/rNews/2011-10-07#"'
PAGES = {
    "rNews with a prefix": (
        '<div prefix="rnews: http://iptc.org/std/rNews/2011-10-07#"><span property="rnews:datePublished" '
        'content="2022-01-09T21:14:00Z">Sonntag</span><p property="rnews:provider"><b property="rnews:name">Küstenbote'
        "</b></p></div>"
    ),
    "rNews as the vocabulary": (
        f'<div {VOCAB} typeof="Article"><time property="datePublished" datetime="2022-01-09T21:14:00Z">Sonntag</time>'
        '<span property="sourceOrganization" content="Küstenbote"></span></div>'
    ),
    "hNews": (
        '<div class="hnews hentry item"><abbr class="published" title="2022-01-09T21:14:00Z">Sonntag</abbr>'
        '<div class="source-org vcard">Von <span class="org fn">Küstenbote</span></div></div>'
    ),
}
OTHERS = (
    '<div vocab="http://elsewhere.example/"><span property="provider">Fremd</span>'
    '<span property="datePublished" content="2001-01-01">x</span></div><span class="source-org">Fremd</span>'
)


@pytest.mark.parametrize("kind", PAGES)
def test_day_and_source_of_a_page(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><h1>{HARBOUR.title}</h1>{OTHERS}{PAGES[kind]}{HARBOUR.html}</body></html>", "utf-8")
    found = load(path, max_bytes=100_000)
    assert found.publisher == "Küstenbote"
    assert found.published is not None
    assert found.published.startswith("2022-01-09T21:14:00")
