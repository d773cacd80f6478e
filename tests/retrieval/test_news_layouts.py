"""Title and day of twenty further page layouts, each figure with the bound it must keep."""

from pathlib import Path

import pytest

from retrieval.articles import load
from retrieval.articles.json_ld import read
from tests.retrieval.news_layouts import layouts
from tests.retrieval.news_stories import HARBOUR


def test_titles_and_days(tmp_path: Path) -> None:
    titles, days = {}, {}
    pages = list(layouts())
    assert len(pages) == 20
    for page in pages:
        (tmp_path / "page.html").write_text(page.html, encoding="utf-8")
        article = load(tmp_path / "page.html", max_bytes=100_000)
        if article.title != page.title:
            titles[page.name] = article.title
        if (article.published or "")[:10] != (page.day or ""):
            days[page.name] = article.published
    assert len(titles) <= 0.03 * len(pages), titles
    assert len(days) <= 0.05 * len(pages), days
    assert not any(days.values()), days  # a wrong day is worse than none


def day(tmp_path: Path, body: str, head: str = "", language: str = "de") -> str | None:
    """Return the day of a page whose article has this beside its title."""
    page = (
        f'<!doctype html><html lang="{language}"><head><meta '
        f'charset="utf-8"><title>{HARBOUR.title}</title>{head}</head>'
        f"<body><article><h1>{HARBOUR.title}</h1>{body}{HARBOUR.html}</article></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    return load(tmp_path / "page.html", max_bytes=100_000).published


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<small>Sonntag, 9.1.2022, 21:14 Uhr von Lena Storm</small>', "2022-01-09"),
        ("<p>(09.01.2022)</p>", "2022-01-09"),
        ('<div class="submitted">Gespeichert von Lena Storm am 9. Januar 2022 - 21:14</div>', "2022-01-09"),
        ('<time datetime="2022-02-03T08:00:00Z">Veröffentlicht am 9. Januar 2022</time>', "2022-01-09"),
        ('<span class="post-date date updated">Januar 9, 2022</span>', "2022-01-09"),
        ('<div class="articleComment_date"><span class="comment_day">9. Januar 2022</span></div>', "2022-01-09"),
        ('<p class="date-modified">10. Januar 2022</p>', None),
        ("<p>Zuletzt aktualisiert: 10. Januar 2022</p>", None),
        ("<h2>Am 9. März 2022 beginnt vor dem Gericht der lange erwartete Prozess</h2>", None),
        ('<li><time datetime="2021-03-03">3.3.2021</time> <a href="/s">Sturm deckt viele Dächer ab</a></li>', None),
        ('<div class="box"><a href="/s">Sturm deckt viele Dächer im Norden ab, 3. März 2021</a></div>', None),
    ],
)  # fmt: skip
def test_a_day_beside_the_title(tmp_path: Path, body: str, expected: str | None) -> None:
    assert day(tmp_path, body) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("en-US", "2022-01-09"), ("en-GB", "2022-09-01"), ("fr", "2022-09-01"), ("en", None)]
)
def test_what_comes_first_between_slashes(tmp_path: Path, language: str, expected: str | None) -> None:
    assert day(tmp_path, '<p class="date">1/9/2022</p>', language=language) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:updated_time" content="2022-01-12T10:00:00+01:00">', None),
        ('<meta name="date" content="0001-01-01T00:00:00">', None),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', None),
        ('<meta name="DC.date.issued" content="9. Januar 2022">', "2022-01-09"),
        ('<link rel="canonical" href="https://bote.example/2022/01/09/hafen">', "2022-01-09"),
        ('<meta property="article:published_time" content="2022-01-09T00:10:00+02:00">', "2022-01-09T00:10:00+02:00"),
    ],
)
def test_a_day_in_the_head(tmp_path: Path, head: str, expected: str | None) -> None:
    assert day(tmp_path, "", head) == expected


@pytest.mark.parametrize("found", ["9. Januar 2022", "10. Januar 2022", "11. Januar 2022"])
def test_the_day_shown_counts_where_it_can_be_the_moment_in_utc(tmp_path: Path, found: str) -> None:
    head = '<meta property="article:published_time" content="2022-01-09T22:30:00Z">'
    expected = "2022-01-10" if found.startswith("10") else "2022-01-09T22:30:00Z"
    assert day(tmp_path, f"<p>{found}</p>", head) == expected


def test_articles_in_a_list_are_others(tmp_path: Path) -> None:
    items = '[{"@type": "NewsArticle", "headline": "Freibad öffnet", "datePublished": "2021-05-01"}]'
    head = f'<script type="application/ld+json">{{"@type": "ItemList", "itemListElement": {items}}}</script>'
    assert day(tmp_path, "", head) is None


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
        ('<!-- {"a": "b-->c"} -->', [{"a": "b-->c"}]),
        ('{"a": [1, 2,], /* , */ "u": "http://x//y", // z\n}', [{"a": [1, 2], "u": "http://x//y"}]),
        ('{"a": "x\ny\tz"};', [{"a": "x\ny\tz"}]),
        ('{"a": "it\\\'s"}', [{"a": "it's"}]),
        ('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ("{&quot;a&quot;: &quot;b&quot;}", [{"a": "b"}]),
        ('{"@type": "Article", "headline": "Das "Nein"", "datePublished": "2022-01-09"}',
         [{"@type": ["Article"], "datePublished": "2022-01-09"}]),
        ('{"datePublished": "2022-01-09", "x": "a"b", "y": {"datePublished": "2021-01-09"}}', []),
        ("null", []),
        ("[" * 100_000, []),
        ('"\\' * 100_000, []),
        ("/*" * 100_000, []),
        (", " * 100_000, []),
    ],
)  # fmt: skip
def test_json_ld_as_templates_write_it(script: str, values: list[object]) -> None:
    assert read(script) == values
