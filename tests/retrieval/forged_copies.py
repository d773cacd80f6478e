"""A world with true articles and copies of them that a forger brings in, through every door there is.

`World` keeps articles as files and pages and has them indexed; `Case` is one true article with one forged copy of it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from retrieval import articles
from retrieval.articles.fetching import Fetcher
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.articles.web import read_page
from retrieval.datatypes import Article
from retrieval.encoders.base import Encoder
from retrieval.indexer import Indexer
from tests.retrieval.forged_texts import LATER, Change, Hand
from tests.retrieval.web_server import Server, response

ELSEWHERE = "localhost"
"""Another name of the loopback, which Beleg takes for another site than 127.0.0.1."""

_HOSTS = ["127.0.0.1", ELSEWHERE]
_GONE = response("gone", status="404 Not Found")


class World:
    """Files, pages and feeds of the loopback, and an index of them."""

    def __init__(self, folder: Path, server: Server, encoder: Encoder) -> None:
        self.articles = folder / "articles"
        self.data = folder / "data"
        self.server = server
        self.encoder = encoder
        self._fetcher = Fetcher(max_bytes=1_000_000, allow_hosts=_HOSTS, pause=0.0)
        self.articles.mkdir(parents=True)

    def indexer(self) -> Indexer:
        return Indexer(self.data, self.encoder, max_bytes=1_000_000, allow_hosts=_HOSTS)

    def write(self, name: str, content: str) -> str:
        """Write a file; return its path."""
        path = self.articles / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    def serve(self, path: str, content: str, *, host: str = "127.0.0.1") -> str:
        """Serve a page; return its address."""
        self.server.answers[path] = response(content)
        return self.server.url(path, host=host)

    def read(self, source: str) -> Article:
        """Return what stands at a source, read by itself."""
        if source.startswith("http"):
            fetched = self._fetcher.fetch(source, MEDIA_TYPES)
            assert fetched is not None
            return read_page(fetched, source)
        return articles.load(Path(source), max_bytes=1_000_000)

    def take_away(self, source: str) -> None:
        if source.startswith("http"):
            self.server.answers[source[source.index("/", 8) :]] = _GONE
        else:
            Path(source).unlink()


@dataclass(frozen=True)
class Arrival:
    """How a forged copy comes in: as a source to be read, a page that a feed names, or a record of an archive.

    `place` is where it stands, or says that it stood.
    """

    place: str
    feed: bool = False
    record: Mapping[str, Any] | None = None


@dataclass
class Case:
    """One true article and one forged copy of it.

    `form` is what the true one is: "file", "saved" (a page saved as a file) or "page". With `before` the forged one
    comes first, with `earlier` it says to be older, with `alike` it has the title and publisher of the true one.
    `seen` are all forms of the forged one so far, `expected` is the true one as it stands at `source`.
    """

    number: int
    door: Door
    change: Change
    article: Article
    hand: Hand
    form: str
    before: bool
    earlier: bool
    alike: bool
    source: str = ""
    arrival: Arrival | None = None
    expected: Article | None = None
    seen: list[Article] = field(default_factory=list)

    @property
    def name(self) -> str:
        order = "first" if self.before else "second"
        return f"{self.door.name}, {self.change.name}, {order}, of a {self.form}"

    def url(self, world: World) -> str:
        """Return the address of the true article."""
        return world.server.url(f"/true/{self.number}")

    def put_true(self, world: World, *, note: str = "") -> None:
        """Write or serve the true article, with a correction at its end if there is one."""
        text = f"{self.article.text}\n\n{note}" if note else self.article.text
        article = replace(self.article, text=text, url=self.url(world))
        if self.form == "page":
            self.source = world.serve(f"/true/{self.number}", page(article))
        elif self.form == "saved":
            self.source = world.write(f"true{self.number}.html", page(article, canonical(str(article.url))))
        else:
            self.source = world.write(f"true{self.number}.md", document(article))
        self.expected = world.read(self.source)

    def put_forged(self, world: World, *, edited: bool = False) -> Arrival:
        """Forge the copy and bring it to the door; `edited` forges it once more."""
        if edited:
            self.hand = replace(self.hand, code=self.hand.code + 1)
        change = LATER if edited and self.change.name == "as it is" else self.change
        text = "\n\n".join(change.make(self.article.text.split("\n\n"), self.hand))
        self.arrival = self.door.bring(world, self, self._dressed(text))
        if self.arrival.record is None:
            self.seen.append(world.read(self.arrival.place))
        else:
            self.seen.append(replace(self._dressed(text), path=None, url=None))
        return self.arrival

    def _dressed(self, text: str) -> Article:
        title, publisher = self.article.title, self.article.publisher
        if not self.alike:
            title, publisher = f"{self.hand.code}: {title}", f"Post {self.hand.code}"
        published = "2001-01-01" if self.earlier else "2025-12-31"
        return replace(self.article, text=text, title=title, publisher=publisher, published=published, url=None)


Bring = Callable[[World, Case, Article], Arrival]


@dataclass(frozen=True)
class Door:
    """One way into the index; `forms` are the true articles at which it aims."""

    name: str
    bring: Bring
    forms: Sequence[str] = ("file", "saved", "page")


def document(article: Article, **more: str) -> str:
    """Return an article as Markdown with front matter."""
    known = {"title": article.title, "publisher": article.publisher, "published": article.published}
    known |= {"url": article.url, "language": article.language, **more}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in known.items() if value]
    return "".join(["---\n", *lines, "---\n", article.text])


def page(article: Article, head: str = "") -> str:
    """Return an article as a web page; `head` is what else it says of itself."""
    title, publisher = html.escape(article.title), html.escape(article.publisher or "")
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in article.text.split("\n\n"))
    return (
        f'<html lang="{article.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:site_name" content="{publisher}">'
        f'<meta property="article:published_time" content="{article.published}">{head}</head>'
        f"<body><header><h1>{title}</h1></header><article>{paragraphs}</article></body></html>"
    )


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def open_graph(url: str) -> str:
    return f'<meta property="og:url" content="{url}">'


def json_ld(url: str) -> str:
    value = {"@context": "https://schema.org", "@type": "NewsArticle", "mainEntityOfPage": url, "url": url}
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'
