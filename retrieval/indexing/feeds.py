"""`Feeds`: which pages the feeds of the settings name that are worth a visit, and how feeds and pages have fared."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from retrieval.articles import worker
from retrieval.articles.page import Page
from retrieval.datatypes import UNASKED, Validators
from retrieval.errors import ArticleError
from retrieval.store.inventory import Inventory
from retrieval.store.records import text_hash
from retrieval.store.source_records import FeedItem, FeedStatus
from retrieval.store.writing import SourceWriter

MOST_FAILURES = 10
"""Failures in a row from which a feed is asked once in `REST` only."""

REST = 86_400.0
"""Seconds between two tries at a feed that keeps failing: a day."""

MOST_TRIES = 3
"""Failures in a row after which a page is left alone until its feed names another form of it."""

WAITS = -1
"""Stands for the failures of a page that was named and not yet visited; the next run that can visits it."""

MOST_WAITING = 10_000
"""Pages that are kept for the next runs, several days of a newspaper; of what is over that, feeds are asked again."""


class Feeds:
    """What a shelf knows of feeds and their pages. Pages that a feed no longer names stay."""

    def __init__(self, known: Inventory | None, shelf: str) -> None:
        """Read what is known; nothing where there is no index."""
        self._shelf = shelf
        self._feeds = known.feeds(shelf) if known else {}
        self._items = known.feed_items(shelf) if known else {}

    @property
    def published(self) -> dict[str, str]:
        """When feeds say that their pages were published, by address."""
        return {item.address: item.published for item in self._items.values() if item.published}

    def known(self, feed: str) -> Validators:
        """Return what to ask a feed's server with.

        Raises:
            ArticleError: the feed failed so often that it is given a rest.
        """
        fared = self._feeds.get(feed, FeedStatus())
        if fared.failures >= MOST_FAILURES and time.time() - fared.tried < REST:
            raise ArticleError(
                f"The feed {feed} failed {fared.failures} times in a row and is asked once a day only; correct its "
                "address in the settings, or take it out.",
                "resting",
            )
        return fared.validators

    def due(self, feed: str, page: Page | None) -> list[FeedItem]:
        """Return the pages that a feed names and that are new, or changed, or failed before.

        `page` is the feed as its server sent it, None where it is what it was. Raises ArticleError for what is no feed.
        """
        entries = worker.read_feed(page.body, feed, url=page.url, charset=page.charset) if page else []
        validators = page.validators if page else self._feeds.get(feed, FeedStatus()).validators
        self._feeds[feed] = FeedStatus(validators, 0, time.time())
        known = [item for item in self._items.values() if 0 < item.failures < MOST_TRIES] if page is None else []
        return [item for item in (*map(self._met, map(_item, entries)), *known) if self._is_due(item)]

    def due_of_sitemap(self, sitemap: str, entries: Iterable[Mapping[str, str | None]]) -> tuple[list[FeedItem], int]:
        """Return the first pages that a sitemap names and that are due, as many as can wait, and how many are left."""
        self._feeds[sitemap] = FeedStatus(UNASKED, 0, time.time())
        due = [item for item in map(self._met, map(_item, entries)) if self._is_due(item)]
        room = MOST_WAITING - len({item.address for item in self.waiting()} - {item.address for item in due})
        return due[:room], max(0, len(due) - room)

    def waiting(self) -> list[FeedItem]:
        """Return the pages that were named and not yet visited."""
        return [item for item in self._items.values() if item.failures == WAITS]

    def fail(self, feed: str) -> None:
        """Note that a feed failed."""
        fared = self._feeds.get(feed, FeedStatus())
        self._feeds[feed] = replace(fared, failures=fared.failures + 1, tried=time.time())

    def note(self, item: FeedItem, *, failed: bool) -> FeedItem:
        """Note how the visit to a page went; return what is to be stored."""
        noted = replace(item, failures=max(item.failures, 0) + 1 if failed else 0)
        self._items[item.address] = noted
        return noted

    def keep(self, feed: str, due: Iterable[FeedItem]) -> list[FeedItem]:
        """Have pages that are due wait, whether or not the feed names them again; return those to be stored."""
        new = {item.address: replace(item, failures=WAITS) for item in due if item.failures <= 0}
        if len(new.keys() | {item.address for item in self.waiting()}) > MOST_WAITING:
            self._feeds[feed] = replace(self._feeds[feed], validators=UNASKED)
            return []
        self._items.update(new)
        return list(new.values())

    def store(self, feed: str, kept: Iterable[FeedItem], writer: SourceWriter) -> None:
        """Store how a feed fared and which of its pages wait, together; call it inside a transaction."""
        writer.put_feed(self._shelf, feed, self._feeds[feed])
        for item in kept:
            writer.put_feed_item(self._shelf, item)

    def _met(self, item: FeedItem) -> FeedItem:
        """Return an item with the failures of the same form of it."""
        known = self._items.get(item.address)
        return replace(item, failures=known.failures) if known and known.stated == item.stated else item

    def _is_due(self, item: FeedItem) -> bool:
        known = self._items.get(item.address)
        return (
            known is None or known.stated != item.stated or known.failures == WAITS or 0 < known.failures < MOST_TRIES
        )


def _item(entry: Mapping[str, str | None]) -> FeedItem:
    """Return an entry as it is kept: hashed, since it may state a title, and that of a removed article is not kept."""
    return FeedItem(str(entry["url"]), text_hash(entry["stated"] or "").hex(), entry["published"])
