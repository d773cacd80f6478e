"""Twenty further pages: how sites place a title and a day, and what stands beside them that is neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.retrieval.news_stories import (
    BRIDGE,
    ELECTION,
    HARBOUR,
    MUSEUM,
    PORT,
    RAILWAY,
    STRIKE,
    THEATRE,
    WATER,
    WOLVES,
    Story,
)

MILL = Story(
    "uk",
    "Міст у Верболозах відкрили після ремонту",
    (
        "У Верболозах у середу відкрили міст через річку Тиху, який ремонтували майже два роки. Рух вантажівок "
        "дозволять "
        "лише після випробувань.",
        "«Ми замінили всі опори на лівому березі», — сказала інженерка Оксана Бережна. Роботи коштували "
        "громаді дванадцять "
        "мільйонів гривень.",
        "Автобусний маршрут до лікарні повертається на стару дорогу з понеділка, повідомила міська рада.",
    ),
)
VINEYARD = Story(
    "fr",
    "À Montrelais, les vignerons attendent la pluie",
    (
        "Les vignerons de Montrelais n'ont pas vu une goutte d'eau depuis sept semaines, et la récolte "
        "s'annonce maigre. "
        "Le préfet a interdit l'arrosage dans douze communes.",
        "« Nos puits sont presque vides », a déclaré Solène Garrec, présidente de la coopérative. Elle demande "
        "une aide "
        "d'urgence à la région.",
        "La chambre d'agriculture estime les pertes à un tiers des raisins. Une réunion est prévue lundi à la mairie.",
    ),
)


@dataclass(frozen=True)
class Layout:
    """A page with the title and the day (``YYYY-MM-DD``, None where it states none) that a reader would name.

    `text` are the words of its article.
    """

    name: str
    html: str
    title: str
    day: str | None
    text: str


def _page(name: str, story: Story, head: str, body: str, day: str | None) -> Layout:
    """Fill "@title" and "@text" in a page of a story; "@first" is its first paragraph, "@rest" all others."""
    top = f'<!doctype html><html lang="{story.language}"><head><meta charset="utf-8">'
    html = f"{top}{head}</head><body>{body}</body></html>"
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    for mark, text in {"@title": story.title, "@text": story.html, "@first": first, "@rest": "".join(rest)}.items():
        html = html.replace(mark, text)
    return Layout(name, html, story.title, day, " ".join(story.paragraphs))


def layouts() -> Iterator[Layout]:
    """Yield every page."""
    yield _page(
        "site name as h1, post as h2, an hour after midnight",
        THEATRE,
        "<title>@title | Seeblick</title>",
        '<div id="header"><h1 class="site-title"><a href="/">Seeblick</a></h1><p>Nachrichten vom Bodensee</p></div>'
        '<article class="post"><h2 class="entry-title">@title</h2><p class="entry-meta"><time class="entry-date" '
        'datetime="2021-10-08T00:40:00+02:00">8. Oktober 2021</time></p><div '
        'class="entry-content">@text</div></article>',
        "2021-10-08",
    )
    yield _page(
        "department as h1",
        WATER,
        '<title>@title - Lokales - Rieder Tagblatt</title><meta property="og:title" content="@title">',
        '<nav><a href="/">Start</a> <a href="/lokales">Lokales</a></nav><h1>Lokales</h1><main><article><h2>@title</h2>'
        '<span class="article-date">Freitag, 17. Juni 2022, 16:20 Uhr</span>@text</article></main>',
        "2022-06-17",
    )
    yield _page(
        "og:title names the site on every page",
        HARBOUR,
        '<title>Küstenbote</title><meta property="og:title" content="Küstenbote"><meta property="og:site_name" '
        'content="Küstenbote"><script type="application/ld+json">{"@type": "NewsArticle", /* template 7 */ "headline": '
        '"Küstenbote", "datePublished": "2022-01-10T00:05:00+01:00", "image": ["a.jpg",],}</script>',
        '<header><a href="/">Küstenbote</a></header><main><h1>@title</h1>@text</main>',
        "2022-01-10",
    )
    yield _page(
        "no heading at all",
        BRIDGE,
        '<title>@title | Local | The Tarn Courier</title><meta property="og:site_name" content="The Tarn Courier">'
        '<meta name="sailthru.date" content="2023-11-14 22:05:00 +0000">',
        '<div class="story"><div class="story-text">@text</div></div><footer>© The Tarn Courier</footer>',
        "2023-11-14",
    )
    yield _page(
        "a logo with a name is a second h1",
        MUSEUM,
        "<title>@title – Harwell Notes</title>",
        '<header><h1><img src="l.png" alt="">Harwell Notes</h1></header><main><article><h1>@title</h1><div '
        'class="byline">'
        "By P. Winslow | Published: Mar. 2, 2023 at 9:05 p.m. | Updated: Mar. 5, 2023</div>@text</article></main>",
        "2023-03-02",
    )
    yield _page(
        "created, then modified",
        STRIKE,
        '<title>@title</title><script type="application/ld+json">{"@context": "https://schema.org", "@type": '
        '"Article", '
        '"headline": "@title", "dateCreated": "2004-05-11T08:00:00+02:00", "dateModified": "2004-06-02T08:00:00+02:00"}'
        '</script><meta property="article:modified_time" content="2004-06-02T08:00:00+02:00">',
        "<main><h1>@title</h1>@text</main>",
        "2004-05-11",
    )
    yield _page(
        "line breaks within a string of JSON-LD",
        WOLVES,
        '<title>@title | Hainbote</title><script type="application/ld+json">\n{"@graph": [{"@type": "WebPage", "name": '
        '"Hainbote"}, {"@type": "NewsArticle", "headline": "@title", "description": "Erste Zeile\nzweite\tZeile", '
        '"datePublished": "2021-08-14T00:05:00+02:00"}]}\n</script>',
        '<article><h1>@title</h1>@text</article><aside class="teaser"><time datetime="2021-07-01">1. '
        "Juli</time></aside>",
        "2021-08-14",
    )
    yield _page(
        "Ukrainian words for a day",
        MILL,
        '<title>@title — Вісник</title><meta property="og:updated_time" content="2022-10-20T11:00:00+03:00">',
        '<article><h1>@title</h1><div class="post-info"><span class="time">5 жовтня 2022, 14:20</span></div>@text'
        "</article>",
        "2022-10-05",
    )
    yield _page(
        "Russian words for a day",
        PORT,
        "<title>@title - Вести гавани</title>",
        '<div class="article"><div class="article__head"><h1>@title</h1><span '
        'class="article__date">Опубликовано: 9 января '
        '2022 г., 22:10</span><span class="article__upd">Обновлено: 12 января 2022 г.</span></div>@text</div>',
        "2022-01-09",
    )
    yield _page(
        "a day of American pages, updates named first",
        ELECTION,
        "<title>@title | Ellery Post</title>",
        '<article><h1>@title</h1><p class="timestamp">Updated November 12, 2020 8:00 AM EST</p><p class="timestamp">'
        "Published November 9, 2020 12:12 AM EST</p>@text</article>",
        "2020-11-09",
    )
    yield _page(
        "a post of a network between the paragraphs, its day before the page's",
        RAILWAY,
        "<title>@title | Coast Today</title>",
        '<article><h1>@title</h1>@first<blockquote class="twitter-tweet"><p>Last train tonight!</p>— Line fans '
        '<a href="'
        'https://t.example/1">January 3, 2017</a></blockquote>@rest<p class="pub-info">First published <time datetime="'
        '2024-01-19T07:00:00Z">19 January 2024</time></p></article>',
        "2024-01-19",
    )
    yield _page(
        "posts of networks alone bear days",
        replace(BRIDGE, language="en"),
        "<title>@title</title>",
        '<article><h1>@title</h1>@first<div class="fb-post"><time datetime="2019-05-05T10:00:00Z">5 May '
        "2019</time><p>Our "
        'bridge!</p></div><figure class="embed embed--instagram"><time datetime="2018-02-02">2 February '
        "2018</time></figure>"
        '@rest</article><div class="most-read"><time datetime="2023-11-01">1 November</time></div>',
        None,
    )
    yield _page(
        "a header whose class has the word footer",
        HARBOUR,
        "<title>@title | Nordruf</title>",
        '<article><h1>@title</h1><div class="card-footer article-info"><time datetime="2022-01-09T21:14:00+01:00" '
        'itemprop="datePublished">09.01.22</time></div>@text</article><div class="footer"><time datetime="2024-01-01">'
        "2024</time></div>",
        "2022-01-09",
    )
    yield _page(
        "microdata on a span",
        THEATRE,
        '<title>@title :: Bodensee aktuell</title><meta property="og:site_name" content="Bodensee aktuell">',
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">@title</h1><span itemprop="'
        'datePublished" content="2021-10-08T00:10:00+02:00">8.10.2021</span> <span itemprop="dateModified" content="'
        '2021-10-09T09:00:00+02:00">9.10.2021</span><div itemprop="articleBody">@text</div></div>',
        "2021-10-08",
    )
    yield _page(
        "published and brought up to date, in one line",
        WATER,
        "<title>@title | Anzeiger</title>",
        '<main><h1>@title</h1><p class="artikel-info">Aktualisiert am 20.06.2022, 09:00 Uhr. Veröffentlicht am '
        "Freitag, "
        "17. Juni 2022, 06:10 Uhr</p>@text</main>",
        "2022-06-17",
    )
    yield _page(
        "French words for a day",
        VINEYARD,
        "<title>@title - L'Écho du val</title>",
        '<article><h1>@title</h1><div class="publication">Publié le 4 août 2022 à 18h05 · Mis à jour le 6 août '
        "2022</div>"
        "@text</article>",
        "2022-08-04",
    )
    yield _page(
        "the word published with a title of a moment",
        BRIDGE,
        "<title>@title</title>",
        '<div class="hentry"><h1 class="entry-title">@title</h1><abbr class="published" '
        'title="2023-11-13T23:30:00-05:00">'
        'Nov 13</abbr><div class="entry-content">@text</div></div>',
        "2023-11-13",
    )
    yield _page(
        "press releases under one heading",
        WOLVES,
        "<title>@title - Pressemitteilungen - Umweltamt Kaltenkreis</title>",
        '<header><h1>Pressemitteilungen</h1></header><div id="content" role="main"><h2>@title</h2><p class="datum">'
        "Kaltenkreis, 13.08.2021</p>@text</div>",
        "2021-08-13",
    )
    yield _page(
        "a date as mail writes it",
        STRIKE,
        '<title>@title</title><meta name="date" content="Tue, 11 May 2004 00:30:00 +0200">',
        "<div><h1>@title</h1>@text</div>",
        "2004-05-11",
    )
    yield _page(
        "the moment in UTC, the day as its readers know it",
        PORT,
        '<title>@title</title><meta property="article:published_time" content="2022-01-09T21:40:00Z">',
        '<article><h1>@title</h1><time datetime="2022-01-10T00:40:00+03:00">10 января 2022</time>@text</article>',
        "2022-01-10",
    )
