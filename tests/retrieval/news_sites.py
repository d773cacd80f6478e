"""Twenty pages in the manner of news sites, each with what a reader should get out of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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

COOKIES = (
    '<div class="cookie-banner" role="dialog"><h2>Wir und unsere Partner</h2><p>Wir verwenden Cookies, um Inhalte und '
    "Anzeigen zu personalisieren. Mit einem Klick auf „Zustimmen“ willigen Sie in die Verarbeitung Ihrer Daten ein.</p>"
    "<button>Zustimmen</button><button>Einstellungen</button></div>"
)
CONSENT = (
    '<div id="consent-overlay"><p>We value your privacy. We and our partners store and access information on your '
    "device to show you personalised advertising.</p><button>Accept all</button></div>"
)
TEASERS = (
    '<aside class="related"><h3>Mehr zum Thema</h3><ul><li><a href="/a1"><time datetime="2019-03-02T08:00:00+01:00">'
    '2. März 2019</time> Sturm deckt Dächer ab</a></li><li><a href="/a2">So bereiten sich Inseln auf Hochwasser vor</a>'
    '</li><li><a href="/a3">Kommentar: Wer zahlt für den Deich?</a></li></ul></aside>'
)
COMMENTS = (
    '<section id="comments" class="comments"><h3>3 Kommentare</h3><div class="comment"><b>moewe77</b> <time '
    'datetime="2023-01-01T10:00:00Z">1. Januar 2023</time><p>Das war doch seit Jahren bekannt, aber keiner hat etwas '
    'unternommen.</p></div><div class="comment"><b>Kapitän B.</b><p>Danke an alle Helfer in der Turnhalle!</p></div>'
    "</section>"
)
FOOTER = (
    '<footer><nav><a href="/impressum">Impressum</a> <a href="/agb">AGB</a> <a href="/datenschutz">Datenschutz</a>'
    "</nav><p>© Alle Rechte vorbehalten. Nachdruck nur mit Genehmigung.</p></footer>"
)
NAVIGATION = (
    '<header><nav><ul><li><a href="/politik">Politik</a></li><li><a href="/sport">Sport</a></li><li><a href="/kultur">'
    'Kultur</a></li><li><a href="/wetter">Wetter</a></li></ul></nav><form action="/suche"><input name="q"></form>'
    "</header>"
)


@dataclass(frozen=True)
class Site:
    """A page and what is right for it; `text` are the words that belong to the article."""

    name: str
    html: str
    title: str
    published: str | None
    publisher: str | None
    text: str
    charset: str = "utf-8"


def _json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def _page(story: Story, head: str, body: str, *, attributes: str = "") -> str:
    return (
        f'<!doctype html><html lang="{story.language}"{attributes}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">{head}</head><body>{body}</body></html>'
    )


def daily_with_graph() -> Site:
    story = HARBOUR
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Küstenbote", "url": "https://kuestenbote.example/"},
            {
                "@type": "NewsArticle",
                "headline": story.title,
                "dateModified": "2022-01-10T09:00:00+01:00",
                "datePublished": "2022-01-09T21:14:00+01:00",
                "publisher": {"@type": "Organization", "name": "Küstenbote"},
            },
        ],
    }
    head = (
        f'<title>{story.title} | Küstenbote</title><meta property="og:title" content="{story.title}">'
        f'<meta property="og:site_name" content="Küstenbote">{_json_ld(graph)}'
    )
    body = (
        f'{COOKIES}{NAVIGATION}<main><article><h1>{story.title}</h1><p class="byline">Von Lena Storm</p>{story.html}'
        f"</article>{TEASERS}{COMMENTS}</main>{FOOTER}"
    )
    return Site("daily", _page(story, head, body), story.title, "2022-01-09T21:14:00+01:00", "Küstenbote", text(story))


def read_more_boxes() -> Site:
    story = BRIDGE
    box = (
        '<div class="read-more"><strong>Read more:</strong> <a href="/x1">Why so many bridges are crumbling</a></div>',
        '<div class="inline-related"><span>Related</span><a href="/x2">The valley that waits for a tunnel</a></div>',
    )
    first, second, *rest = (f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    head = f'<title>{story.title} - The Tarn Courier</title><meta property="og:site_name" content="The Tarn Courier">'
    body = (
        f'<div class="topbar"><a href="/subscribe">Subscribe</a><a href="/login">Sign in</a></div><article><header>'
        f'<h1>{story.title}</h1><p class="meta">By Tom Ashby <time datetime="2023-11-14T22:05:00+00:00" '
        f'itemprop="datePublished">14 November 2023</time></p></header>{first}{box[0]}{second}{box[1]}{"".join(rest)}'
        f'</article><div class="newsletter"><h3>Never miss a story</h3><p>Get our weekly letter to your inbox.</p>'
        f'<input type="email"><button>Sign up</button></div>{FOOTER}'
    )
    return Site("boxes", _page(story, head, body), story.title, "2023-11-14T22:05:00Z", "The Tarn Courier", text(story))


def meta_time_and_teasers() -> Site:
    story = THEATRE
    head = (
        f'<title>{story.title} – Kultur – Seekurier</title><meta property="og:title" content="{story.title}">'
        '<meta property="og:type" content="article"><meta property="og:site_name" content="Seekurier">'
        '<meta property="article:modified_time" content="2021-10-08T11:00:00+02:00">'
        '<meta property="article:published_time" content="2021-10-07T18:30:00+02:00">'
    )
    body = (
        f'{NAVIGATION}{TEASERS}<div class="content"><div class="article"><span class="kicker">Kultur</span><h1>'
        f'{story.title}</h1><figure><img src="/b.jpg" alt=""><figcaption>Das Theater am See. Foto: Archiv</figcaption>'
        f"</figure>{story.html}</div></div>{TEASERS}{FOOTER}"
    )
    return Site("meta", _page(story, head, body), story.title, "2021-10-07T18:30:00+02:00", "Seekurier", text(story))


def div_soup() -> Site:
    story = ELECTION
    paragraphs = "".join(f'<div class="story-text__paragraph">{paragraph}</div>' for paragraph in story.paragraphs)
    head = f'<title>{story.title}</title><meta name="date" content="2020-11-09"><meta name="author" content="AP Desk">'
    body = (
        f'<div id="wrap"><div id="nav"><div><a href="/">Home</a></div><div><a href="/city">City</a></div></div>'
        f'<div id="main"><div class="headline"><h1>{story.title}</h1></div><div class="story-body">{paragraphs}</div>'
        f'<div class="share"><a href="#">Share</a><a href="#">Tweet</a><a href="#">Print</a></div></div>'
        f'<div id="right"><div class="ad">Advertisement</div><div class="most-read"><h4>Most read</h4><ol><li>'
        f'<a href="/1">Ferry fares to rise</a></li><li><a href="/2">Pool opens late</a></li></ol></div></div></div>'
    )
    return Site("soup", _page(story, head, body), story.title, "2020-11-09", None, text(story))


def visible_date_only() -> Site:
    story = WOLVES
    head = f"<title>{story.title} | Hainbote</title>"
    body = (
        f'{NAVIGATION}<article class="artikel"><h1>{story.title}</h1><div class="datum">Stand: 14.08.2021, 06:45 Uhr'
        f"</div>{story.html}</article>{FOOTER}"
    )
    return Site("visible", _page(story, head, body), story.title, "2021-08-14", None, text(story))


def paywall_stub() -> Site:
    story = WATER
    shown = story.paragraphs[:2]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "isAccessibleForFree": False,
        "datePublished": "2022-06-17T16:20:00+02:00",
        "publisher": {"name": "Rieder Tagblatt"},
    }
    head = f"<title>{story.title} (Abo) | Rieder Tagblatt</title>{_json_ld(data)}"
    body = (
        f"{NAVIGATION}<main><article><h1>{story.title}</h1>{''.join(f'<p>{part}</p>' for part in shown)}"
        '<div class="paywall"><h2>Weiterlesen mit dem Tagblatt-Abo</h2><p>Ein Monat für 1 Euro, danach monatlich '
        "kündbar.</p><button>Jetzt testen</button><p>Sie haben schon ein Abo? <a>Anmelden</a></p></div></article>"
        "</main>"
        f"{FOOTER}"
    )
    published = "2022-06-17T16:20:00+02:00"
    return Site("paywall", _page(story, head, body), story.title, published, "Rieder Tagblatt", " ".join(shown))


def table_of_results() -> Site:
    story = ELECTION
    rows = (("Candidate", "Votes", "Share"), ("Daniel Reyes", "41,206", "50.1"), ("Joanna Pike", "41,116", "49.9"))
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    head = (
        f'<title>{story.title} | Ellery Post</title><meta property="og:site_name" content="Ellery Post">'
        '<meta name="pubdate" content="2020-11-09T05:12:00Z">'
    )
    body = (
        f"{CONSENT}<article><h1>{story.title}</h1>{''.join(f'<p>{part}</p>' for part in story.paragraphs[:2])}<table "
        f'class="results">{table}</table>{"".join(f"<p>{part}</p>" for part in story.paragraphs[2:])}</article>{FOOTER}'
    )
    words = f"{text(story)} {' '.join(cell for row in rows for cell in row)}"
    return Site("table", _page(story, head, body), story.title, "2020-11-09T05:12:00Z", "Ellery Post", words)


def live_blog() -> Site:
    story = HARBOUR
    posts = "".join(
        f'<div class="post" id="p{number}"><time datetime="2022-01-09T{20 - number}:30:00+01:00">{20 - number}:30 Uhr'
        f"</time><p>{paragraph}</p></div>"
        for number, paragraph in enumerate(story.paragraphs)
    )
    data = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": story.title,
        "datePublished": "2022-01-09T17:30:00+01:00",
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "datePublished": "2022-01-09T20:30:00+01:00", "headline": "Bus nach Westermarsch"}
        ],
    }
    head = f"<title>Liveticker: {story.title} | Nordruf</title>{_json_ld(data)}"
    body = f'{COOKIES}{NAVIGATION}<main><h1>{story.title}</h1><div class="liveblog">{posts}</div></main>{FOOTER}'
    return Site("live", _page(story, head, body), story.title, "2022-01-09T17:30:00+01:00", None, text(story))


def tables_of_the_nineties() -> Site:
    story = STRIKE
    paragraphs = "<br><br>".join(story.paragraphs)
    html = (
        (
            "<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=iso-8859-1'>"
            f"<TITLE>{story.title}</TITLE><META NAME=date CONTENT=2004-05-11></HEAD><BODY><TABLE WIDTH=100%>"
            "<TR><TD WIDTH=150 VALIGN=top><A HREF=index.htm>Start</A><BR><A HREF=lokal.htm>Lokales</A><BR>"
            "<A HREF=sport.htm>Sport</A></TD><TD><H1><FONT FACE=Arial>"
            f"{story.title}</FONT></H1><FONT FACE=Arial SIZE=2>{paragraphs}</FONT></TD></TR></TABLE></BODY></HTML>"
        )
        .replace("„", "&bdquo;")
        .replace("“", "&ldquo;")
    )
    return Site("nineties", html, story.title, "2004-05-11", None, text(story), "iso-8859-1")


def amp_page() -> Site:
    story = RAILWAY
    data = {
        "@context": "http://schema.org",
        "@type": "ReportageNewsArticle",
        "mainEntityOfPage": "https://coast.example/trains",
        "headline": story.title,
        "datePublished": "2024-01-19T07:00:00.000Z",
        "publisher": {"@type": "Organization", "name": "Coast Today"},
    }
    head = (
        f'<title>{story.title}</title><link rel="canonical" href="https://coast.example/trains">{_json_ld(data)}'
        "<style amp-custom>p{margin:1em}</style><script async src='https://cdn.example/v0.js'></script>"
    )
    body = (
        f'<amp-consent layout="none"></amp-consent><amp-sidebar id="menu"><ul><li>News</li><li>Travel</li></ul>'
        f'</amp-sidebar><main><article><h1>{story.title}</h1><amp-img src="t.jpg"></amp-img>{story.html}'
        f'<amp-ad width=300 height=250></amp-ad></article></main><footer><a href="/">Coast Today</a></footer>'
    )
    page = _page(story, head, body, attributes=" amp")
    return Site("amp", page, story.title, "2024-01-19T07:00:00Z", "Coast Today", text(story))


def weblog() -> Site:
    story = MUSEUM
    head = (
        f'<title>{story.title} &#8211; Harwell Notes</title><meta name="generator" content="WordPress 6.4">'
        '<meta property="og:site_name" content="Harwell Notes">'
    )
    body = (
        f'<div id="page" class="hfeed site"><header class="site-header"><p class="site-title"><a href="/">Harwell Notes'
        f'</a></p></header><main><article id="post-81" class="post hentry"><header class="entry-header"><h1 '
        f'class="entry-title">{story.title}</h1><span class="posted-on">Posted on <time class="entry-date published" '
        f'datetime="2023-03-02T12:40:11+00:00">March 2, 2023</time><time class="updated" '
        f'datetime="2023-03-05T08:00:00+00:00">March 5, 2023</time></span></header><div class="entry-content">'
        f'{story.html}<div class="sharedaddy"><h3>Share this:</h3><ul><li>Facebook</li><li>Email</li></ul></div></div>'
        f'<footer class="entry-footer">Posted in Museums | Tagged clocks</footer></article><div id="comments" '
        f'class="comments-area"><h2>2 thoughts</h2><ol class="comment-list"><li class="comment"><p>A lovely end to '
        f"the tale, I remember the reward poster.</p></li></ol></div></main></div>"
    )
    return Site("weblog", _page(story, head, body), story.title, "2023-03-02T12:40:11Z", "Harwell Notes", text(story))


def agency_wire() -> Site:
    story = PORT
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "dateModified": "2022-01-09T23:00:00+03:00",
        "datePublished": "2022-01-09T22:10:00+03:00",
        "headline": story.title,
        "publisher": {"@type": "Organization", "name": "Вести гавани"},
    }
    head = f"<title>{story.title} - Вести гавани, 09.01.2022</title>{_json_ld(data)}"
    body = (
        f'<div class="header"><a href="/">Главная</a> <a href="/economy">Экономика</a></div><div class="article">'
        f'<h1 class="article__title">{story.title}</h1><div class="article__body">{story.html}</div>'
        '<div class="article__tags"><a href="/t1">Порт</a> <a href="/t2">Шторм</a></div></div><div class="footer">'
        "Все права защищены. Регистрация СМИ.</div>"
    )
    published = "2022-01-09T22:10:00+03:00"
    return Site("agency", _page(story, head, body), story.title, published, "Вести гавани", text(story))


def microdata() -> Site:
    story = THEATRE
    head = f'<title>{story.title} :: Bodensee aktuell</title><meta property="og:site_name" content="Bodensee aktuell">'
    body = (
        f'{NAVIGATION}<div itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">{story.title}</h1>'
        '<meta itemprop="dateModified" content="2021-10-09T08:00:00+02:00"><meta itemprop="datePublished" '
        f'content="2021-10-07T19:05:00+02:00"><div itemprop="articleBody">{story.html}</div></div>{COMMENTS}{FOOTER}'
    )
    published = "2021-10-07T19:05:00+02:00"
    return Site("microdata", _page(story, head, body), story.title, published, "Bodensee aktuell", text(story))


def pictures_and_quotes() -> Site:
    story = RAILWAY
    first, second, third, fourth = story.paragraphs
    head = (
        f'<title>{story.title} | Line and Rail</title><meta property="og:site_name" content="Line and Rail">'
        f'<meta property="og:title" content="{story.title}"><meta name="dc.date" content="2024-01-19">'
    )
    body = (
        f'{CONSENT}<article><h1>{story.title}</h1><figure><img src="1.jpg"><figcaption>A carriage in the workshop '
        f"(picture: A. Finch)</figcaption></figure><p>{first}</p><h2>Seats and beds</h2><p>{second}</p><aside "
        f'class="pullquote">“Long overdue”</aside><blockquote><p>{third}</p></blockquote><p>{fourth}</p></article>'
        f'<div class="recommended"><h2>You may also like</h2><a href="/y">Ten stations worth a detour</a></div>{FOOTER}'
    )
    words = f"{first} Seats and beds {second} {third} {fourth}"
    return Site("pictures", _page(story, head, body), story.title, "2024-01-19", "Line and Rail", words)


def windows_1251() -> Site:
    story = PORT
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
        f'<title>{story.title}</title><meta name="pubdate" content="2022-01-09 22:15:00 +0300"></head><body>'
        f'<div class="nav"><a href="/">Новости</a><a href="/archive">Архив</a></div><div class="text"><h1>{story.title}'
        f"</h1>{story.html}</div></body></html>"
    )
    return Site("cyrillic", html, story.title, "2022-01-09T22:15:00+03:00", None, text(story), "windows-1251")


def other_articles_first() -> Site:
    story = WATER
    others = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "NewsArticle", "headline": "Freibad öffnet später", "datePublished": "2021-05-01T08:00:00+02:00"},
            {"@type": "NewsArticle", "headline": "Stau am Ring", "datePublished": "2021-05-02T08:00:00+02:00"},
        ],
    }
    own = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": "2022-06-17T15:00:00+02:00",
        "publisher": {"@type": "Organization", "name": "Altenrieder Anzeiger"},
    }
    head = f"<title>{story.title} - Altenrieder Anzeiger</title>{_json_ld(others)}{_json_ld(own)}"
    body = f"{COOKIES}{NAVIGATION}{TEASERS}<article><h1>{story.title}</h1>{story.html}</article>{TEASERS}{FOOTER}"
    published = "2022-06-17T15:00:00+02:00"
    return Site("others", _page(story, head, body), story.title, published, "Altenrieder Anzeiger", text(story))


def hashed_classes() -> Site:
    story = BRIDGE
    paragraphs = "".join(f'<p class="css-1q{n}x">{part}</p>' for n, part in enumerate(story.paragraphs))
    props = json.dumps({"props": {"pageProps": {"title": story.title, "updatedAt": "2023-11-20T10:00:00Z"}}})
    head = (
        f'<title>{story.title} – Valley Wire</title><meta property="og:site_name" content="Valley Wire"><meta '
        'name="parsely-pub-date" content="2023-11-14T21:50:00Z">'
    )
    body = (
        f'<div id="__next"><div class="css-a1"><nav class="css-b2"><a href="/">Home</a></nav><div class="css-c3">'
        f'<h1 class="css-d4">{story.title}</h1><div class="css-e5">{paragraphs}</div></div></div></div>'
        f'<script id="__NEXT_DATA__" type="application/json">{props}</script>'
    )
    return Site("hashed", _page(story, head, body), story.title, "2023-11-14T21:50:00Z", "Valley Wire", text(story))


def magazine() -> Site:
    story = MUSEUM
    first, *rest = story.paragraphs
    sections = "".join(f"<section><p>{part}</p></section>" for part in rest)
    head = (
        f'<title>{story.title} | The Long Page</title><meta property="og:title" content="{story.title}">'
        '<meta property="og:site_name" content="The Long Page"><meta property="article:published_time" '
        'content="2023-03-04T06:00:00">'
    )
    body = (
        f'<main><article><header><h1>{story.title}</h1></header><p><span class="drop">{first[0]}</span>{first[1:]}</p>'
        f'{sections}<div class="newsletter-signup"><p>Like what you read? Join our list.</p></div></article></main>'
        f"<script>window.dataLayer = [{{page: 'article'}}]</script>{FOOTER}"
    )
    return Site("magazine", _page(story, head, body), story.title, "2023-03-04", "The Long Page", text(story))


def press_office() -> Site:
    story = WOLVES
    facts = "<dl><dt>Kontakt</dt><dd>Pressestelle Umweltamt</dd></dl>"
    head = (
        f'<title>{story.title} - Umweltamt Kaltenkreis</title><meta name="DCTERMS.issued" content="2021-08-13">'
        '<meta name="DC.publisher" content="Umweltamt Kaltenkreis">'
    )
    body = (
        f'<div id="breadcrumb"><a href="/">Start</a> › <a href="/presse">Presse</a></div>{NAVIGATION}<div id="content" '
        f'role="main"><h1>{story.title}</h1><p class="date">Mitteilung vom 13.08.2021</p>{story.html}{facts}</div>'
        f"{FOOTER}"
    )
    return Site("press", _page(story, head, body), story.title, "2021-08-13", "Umweltamt Kaltenkreis", text(story))


def no_date_at_all() -> Site:
    story = STRIKE
    head = f'<title>{story.title} | Marlstädter</title><meta property="og:site_name" content="Marlstädter">'
    body = f"{NAVIGATION}<article><h1>{story.title}</h1>{story.html}</article>{TEASERS}{COMMENTS}{FOOTER}"
    return Site("undated", _page(story, head, body), story.title, None, "Marlstädter", text(story))


def text(story: Story) -> str:
    return " ".join(story.paragraphs)


SITES: tuple[Callable[[], Site], ...] = (
    *(daily_with_graph, read_more_boxes, meta_time_and_teasers, div_soup, visible_date_only, paywall_stub),
    *(table_of_results, live_blog, tables_of_the_nineties, amp_page, weblog, agency_wire, microdata),
    *(pictures_and_quotes, windows_1251, other_articles_first, hashed_classes, magazine, press_office, no_date_at_all),
)


def sites() -> Iterator[Site]:
    """Yield every page."""
    return (make() for make in SITES)
