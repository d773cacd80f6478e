"""What is read from pages in the manner of twenty news sites: words, titles, dates, publishers."""

import re
from collections import Counter
from pathlib import Path

from retrieval.articles import load
from retrieval.datatypes import Article
from tests.retrieval.news_sites import Site, sites


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def f1(found: str, wanted: str) -> float:
    """Return the harmonic mean of precision and recall over words, each counted as often as it occurs."""
    one, other = words(found), words(wanted)
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total())


def read(folder: Path, site: Site) -> Article:
    path = folder / f"{site.name}.html"
    path.write_bytes(site.html.encode(site.charset))
    return load(path, max_bytes=100_000)


def test_twenty_sites(tmp_path: Path) -> None:
    pages = [(site, read(tmp_path, site)) for site in sites()]
    assert len(pages) == 20
    scores = {site.name: f1(article.text, site.text) for site, article in pages}
    titles = {site.name: article.title for site, article in pages if article.title != site.title}
    dates = {site.name: article.published for site, article in pages if article.published != site.published}
    publishers = {site.name: article.publisher for site, article in pages if article.publisher != site.publisher}
    print({name: round(score, 3) for name, score in scores.items()}, f"{titles=} {dates=} {publishers=}")
    assert min(scores.values()) >= 0.90
    assert len(titles) <= 2
    assert len(dates) <= 2
    assert len(publishers) <= 2
    # A wrong date is worse than none.
    assert not any(dates.values())


def saved(folder: Path, body: str) -> str:
    (folder / "page.html").write_text(f"<html lang=de><body>{body}</body></html>", encoding="utf-8")
    return load(folder / "page.html", max_bytes=100_000).text


STORY = (
    "Der Hafen von Norderwiek bleibt bis Montag zu, sagte Hafenmeisterin Ilse Brandt am Abend vor dem Rat der Stadt."
)
BOX = "Wie man ein Boot bei Sturm sicher festmacht und was man dafür braucht, steht in unserem großen Überblick."


def test_quotation_marks_by_their_numbers_in_windows_1252(tmp_path: Path) -> None:
    text = saved(tmp_path, f"<article><p>&#147;Wir warten&#x94;, sagte sie. &#0150; &#129;{STORY}</p></article>")
    assert text == f"“Wir warten”, sagte sie. – {STORY}"


def test_boxes_of_sentences_beside_one_another_are_paragraphs(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{number}. {STORY}</p>" for number in range(4))
    lead = f"<div class=vorspann>Zuerst: {STORY}</div>"
    assert "Zuerst" in saved(tmp_path, f"<div class=text>{lead}{paragraphs}</div>")
    teasers = "".join(f"<div class=kasten><h4>Mehr {n}</h4><div class=zeile>{n} {BOX}</div></div>" for n in range(3))
    alone = saved(tmp_path, f"<div class=text>{paragraphs}</div><div class=rand>{teasers}</div>")
    assert "Überblick" not in alone
    assert STORY in alone
