"""Sitemaps: which pages they name, those of the sitemaps they name included, in a few steps and with limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from retrieval.articles import worker
from retrieval.articles.formats import SITEMAP_TYPES
from retrieval.articles.page import Page
from retrieval.datatypes import UNASKED
from retrieval.errors import ArticleError
from retrieval.indexing.pages import RUN_SECONDS, Pages

MOST_LEVELS = 3
"""Steps from the sitemap that was given to those that name pages; the protocol has two."""

MOST_SITEMAPS = 50
"""Sitemaps asked for one that was given: newspapers have one for each month, of which the newest come first."""

MOST_PAGES = 100_000
"""Pages of one that was given, from which no more of its sitemaps are asked."""

Entry = dict[str, str | None]
"""A page or sitemap as `articles.sitemap` returns it."""


class SitemapWalk:
    """The way from one sitemap that was given to the pages that it leads to."""

    def __init__(self, address: str, pages: Pages, fail: Callable[[str, ArticleError], None]) -> None:
        """`fail` is told what could not be read, and what was left out."""
        self._address = address
        self._fetching = pages
        self._fail = fail
        self._found: dict[str, Entry] = {}
        self._further: list[Entry] = []
        self._heard: set[str] = set()
        self._is_known = False

    def pages(self) -> list[Entry] | None:
        """Return the entries of the pages, newest first; None where the sitemap itself could not be had."""
        waiting, asked = [self._address], {self._address}
        for _ in range(MOST_LEVELS):
            self._further = []
            self._fetching.feeds(dict.fromkeys(waiting, UNASKED), self._hear, SITEMAP_TYPES)
            if any(address not in self._heard for address in waiting):
                sentence = f"fetching took longer than {RUN_SECONDS:g} seconds, so that sitemaps of it were not asked"
                self._tell(f"{sentence}; run it again")
            waiting = self._following(asked)
            asked.update(waiting)
        if waiting:
            self._tell(f"it leads to sitemaps over more than {MOST_LEVELS} steps; give the address of a later one")
        return _newest(self._found.values())[:MOST_PAGES] if self._is_known else None

    def _following(self, asked: set[str]) -> list[str]:
        """Return the sitemaps to ask next, of those that were named."""
        new = [entry["url"] for entry in _newest(self._further) if entry["url"] and entry["url"] not in asked]
        room = MOST_SITEMAPS - len(asked) if len(self._found) < MOST_PAGES else 0
        if len(new) > room:
            self._tell(f"it names {len(new) - room} more sitemaps than are asked at once; give the addresses of these")
        return list(dict.fromkeys(new))[:room]

    def _hear(self, address: str, answer: Page | ArticleError | None) -> None:
        """Note what one sitemap names."""
        self._heard.add(address)
        try:
            if isinstance(answer, ArticleError):
                raise answer
            assert answer is not None  # noqa: S101 - none was known before
            named = worker.read_sitemap(answer.body, address, url=answer.url, charset=answer.charset)
        except ArticleError as exc:
            self._fail(address, exc)
            return
        self._is_known = True
        self._further += named["sitemaps"]
        for entry in named["pages"]:
            self._found.setdefault(entry["url"] or "", entry)

    def _tell(self, what: str) -> None:
        self._fail(self._address, ArticleError(f"Of the sitemap {self._address}: {what}.", "no_time"))


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry["changed"] or "", reverse=True)
