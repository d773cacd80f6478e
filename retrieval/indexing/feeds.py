"""`Feeds`: which pages the feeds of the settings name that are worth a visit, and how feeds and pages have fared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.articles import worker
from retrieval.articles.formats import FEED_TYPES
from retrieval.errors import ArticleError
from retrieval.store.inventory import Inventory
from retrieval.store.source_records import FeedItem, FeedStatus
from retrieval.store.writing import SourceWriter

if TYPE_CHECKING:
    from retrieval.articles.fetching import Fetcher

MOST_FAILURES = 10
"""Failures in a row from which a feed is asked once in `REST` only."""

REST = 86_400.0
"""Seconds between two tries at a feed that keeps failing: a day."""

MOST_TRIES = 3
"""Failures in a row after which a page is left alone until its feed names another form of it."""


class Feeds:
    """What the index knows of feeds and their pages. Pages that a feed no longer names stay."""

    def __init__(self, known: Inventory | None) -> None:
        """Read what is known; nothing where there is no index."""
        self._feeds = known.feeds() if known else {}
        self._items = known.feed_items() if known else {}

    @property
    def published(self) -> dict[str, str]:
        """When feeds say that their pages were published, by address."""
        return {item.address: item.published for item in self._items.values() if item.published}

    def due(self, feed: str, fetcher: Fetcher) -> list[FeedItem]:
        """Return the pages that a feed names and that are new, changed, or failed before; note how the feed fared.

        Raises:
            ArticleError: the feed failed, now or so often that it is given a rest.
        """
        fared = self._feeds.get(feed, FeedStatus())
        if fared.failures >= MOST_FAILURES and time.time() - fared.tried < REST:
            raise ArticleError(
                f"The feed {feed} failed {fared.failures} times in a row and is asked once a day only; correct its "
                "address in the settings, or take it out."
            )
        self._feeds[feed] = replace(fared, failures=fared.failures + 1, tried=time.time())
        page = fetcher.fetch(feed, FEED_TYPES, known=fared.validators)
        entries = worker.read_feed(page.body, feed, url=page.url, charset=page.charset) if page else []
        validators = page.validators if page else fared.validators
        self._feeds[feed] = FeedStatus(validators, 0, time.time())
        named = [FeedItem(str(entry["url"]), entry["stated"], entry["published"]) for entry in entries]
        known = [item for item in self._items.values() if 0 < item.failures < MOST_TRIES] if page is None else []
        return [item for item in (*map(self._met, named), *known) if self._is_due(item)]

    def note(self, item: FeedItem, *, failed: bool) -> FeedItem:
        """Note how the visit to a page went; return what is to be stored."""
        noted = replace(item, failures=item.failures + 1 if failed else 0)
        self._items[item.address] = noted
        return noted

    def store(self, feed: str, writer: SourceWriter) -> None:
        """Store how a feed fared; call it inside a transaction."""
        writer.put_feed(feed, self._feeds[feed])

    def _met(self, item: FeedItem) -> FeedItem:
        """Return an item with the failures of the same form of it."""
        known = self._items.get(item.address)
        return replace(item, failures=known.failures) if known and known.stated == item.stated else item

    def _is_due(self, item: FeedItem) -> bool:
        known = self._items.get(item.address)
        return known is None or known.stated != item.stated or 0 < known.failures < MOST_TRIES


def distinct(items: list[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items, each address once."""
    yield from {item.address: item for item in items}.values()
