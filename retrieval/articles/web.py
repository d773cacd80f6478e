"""A web page into an article."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.articles import worker
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.articles.metadata import article, canonical_url, line
from retrieval.articles.page import LONGEST_TEXT, RawArticle
from retrieval.datatypes import Article

if TYPE_CHECKING:
    from retrieval.articles.page import Page


def load_url(url: str, *, max_bytes: int, seconds: float | None = None, allow_hosts: Collection[str] = ()) -> Article:
    """Fetch the page at `url` and read it as HTML, PDF, Markdown or plain text, at most `max_bytes` long unpacked.

    `seconds` is the time for fetching it. `allow_hosts` are host names or addresses that may be private, loopback or
    link-local (for intranets and tests). Not to be called where an event loop runs in the same thread. Raises
    ArticleError for a refused address, a failed fetch, and for what is no usable article.
    """
    from retrieval.articles.fetching import Fetcher

    fetcher = Fetcher(max_bytes=max_bytes, seconds=seconds, allow_hosts=allow_hosts)
    page = fetcher.fetch(url, MEDIA_TYPES)
    assert page is not None  # noqa: S101 - no page was known before
    return read_page(page, line(url, 200) or "the address", max_bytes=max_bytes)


def read_page(
    page: Page, name: str, *, max_bytes: int = LONGEST_TEXT, warn: Callable[[str], None] | None = None
) -> Article:
    """Read a page that was fetched; its address is its identity unless it names a better one on its own site.

    `name` is for messages, `max_bytes` limits the text, `warn` is as for a file. Raises ArticleError for what is no
    usable article.
    """
    raw = RawArticle(page.body, name, page.url, page.charset, max_bytes)
    text, found = worker.read(page.kind, raw)
    if found.warning and warn:
        warn(found.warning)
    if page.kind != "html":
        found = replace(found, url=canonical_url(page.url), identity=None)
    title = page.url.rstrip("/").rsplit("/", 1)[-1]
    return article(text, found, title=line(title, 120) or "untitled")
