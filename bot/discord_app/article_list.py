"""Articles as people page through them: searched, a few at a time, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from retrieval.datatypes import Article
from retrieval.store.records import Listed
from retrieval.text.untitled import called

PAGE = 8
"""Articles on a page."""


class Articles(Protocol):
    """Where articles are read."""

    def list_articles(self) -> list[Listed]:
        """Return every article's line in the order of first indexing."""

    def articles(self, article_ids: list[str]) -> dict[str, Article]:
        """Return the known articles among `article_ids`."""


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """One article of a page, with the name that it goes by, hostile. `indexed` is ``YYYY-MM-DDTHH:MM:SSZ``."""

    article_id: str
    name: str
    publisher: str | None
    published: str | None
    indexed: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """The articles of a page, counted from 0, of `pages`; `total` are all that fit."""

    articles: tuple[ListedArticle, ...]
    page: int
    pages: int
    total: int


def page_of(
    catalog: Articles, *, search: str = "", since: str = "", until: str = "~", page: int = 0, most: int = PAGE
) -> ArticlePage:
    """Return a page of the articles in whose title, publisher or day all words of `search` stand.

    `since` and `until` (``YYYY-MM-DDTHH:MM:SSZ``, both inclusive) leave only articles that were indexed between.
    """
    words = search.casefold().split()
    found = [
        one
        for one in catalog.list_articles()
        if since <= one.indexed <= until and all(word in _described(one) for word in words)
    ]
    found.sort(key=lambda one: (one.published or one.indexed, one.article_id), reverse=True)
    pages = max(1, -(-len(found) // most))
    page = max(0, min(page, pages - 1))
    shown = found[page * most : (page + 1) * most]
    return ArticlePage(tuple(_named(catalog, shown)), page, pages, len(found))


def _described(one: Listed) -> str:
    return f"{one.article_id} {one.title} {one.publisher or ''} {one.published or ''}".casefold()


def _named(catalog: Articles, shown: list[Listed]) -> Iterable[ListedArticle]:
    texts = catalog.articles([one.article_id for one in shown])
    for one in shown:
        article = texts.get(one.article_id)
        name = called(one.title, one.path, lambda found=article: found.text if found else "")  # type: ignore[misc]
        yield ListedArticle(one.article_id, name, one.publisher, one.published, one.indexed)
