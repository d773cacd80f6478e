"""`Pages`: fetches and reads the pages of a run, a batch at a time, while nobody is kept from writing to the index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from retrieval.articles.formats import FEED_TYPES, MEDIA_TYPES
from retrieval.articles.page import Page
from retrieval.datatypes import UNASKED, Validators
from retrieval.errors import ArticleError
from retrieval.indexing import sources
from retrieval.indexing.preparing import failure
from retrieval.indexing.source_reader import Loaded, SourceReader
from retrieval.store.source_records import FeedItem

RUN_SECONDS = 600.0
"""Time for all fetching of a run: a third of the pause that `beleg serve` makes between two looks at its feeds."""

FEED_SECONDS = 300.0
"""Time for a feed and its pages, added up: half a run's, so that one feed that dribbles leaves room for the others."""

BATCH_PAGES = 64
"""Pages fetched before they are written: at a page a second a minute's work, should the run be cut off."""

BATCH_BYTES = 32 << 20
"""Bytes of fetched pages from which no more are begun before these are written."""

FEEDS = 8
"""Feeds fetched before they are read: they wait in memory."""

EARLIER = ""
"""Stands for the feed of pages that an earlier run left."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to be fetched, `known` what its server gave last time.

    `feed` is the feed that names it, None of a page that the user named, `item` what the feed says of it. `again` reads
    it in any case, `counts` says whether the report counts what comes of it.
    """

    address: str
    known: Validators = UNASKED
    feed: str | None = None
    item: FeedItem | None = None
    again: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a page that was asked for with `known`; None is that it is still the one known."""

    known: Validators
    found: Loaded | ArticleError | None


class Pages:
    """The fetching of one run, which ends when its time is over; what is left then is for the next run."""

    def __init__(self, reading: SourceReader) -> None:
        self._reading = reading
        self._left = RUN_SECONDS
        self._until = 0.0
        self._spent: dict[str, float] = {}

    def is_over(self, feed: str | None = None) -> bool:
        """Return whether the time of the run, or that of a feed, is used up."""
        left = self._until - time.monotonic() if self._until else self._left
        return left <= 0 or (feed is not None and self._spent.get(feed, 0.0) >= FEED_SECONDS)

    def batch(self, wanted: Iterable[Wanted]) -> dict[str, Answer]:
        """Fetch and read some of the pages, by address; none where the time for all of them is over."""
        chosen = {page.address: page for page in _first(self, wanted)}
        answers: dict[str, Answer] = {}
        fetched: dict[str, Page] = {}

        def begins(address: str) -> bool:
            waiting = sum(len(page.body) for page in fetched.values())
            return waiting < BATCH_BYTES and not self.is_over(chosen[address].feed)

        def told(address: str, found: Page | ArticleError | None, seconds: float) -> None:
            self._spend(chosen[address].feed, seconds)
            if isinstance(found, Page):
                fetched[address] = found
            else:
                answers[address] = Answer(chosen[address].known, found)

        began = self._begin()
        known = {address: page.known or None for address, page in chosen.items()}
        unnamed = {address for address, page in chosen.items() if page.feed is not None}
        self._reading.fetcher.fetch_all(known, MEDIA_TYPES, begins=begins, told=told, unnamed=unnamed)
        while fetched and not self.is_over():
            address, page = fetched.popitem()
            at = time.monotonic()
            answers[address] = Answer(chosen[address].known, self._read(page, address))
            self._spend(chosen[address].feed, time.monotonic() - at)
        self._end(began)
        return answers

    def feeds(
        self,
        wanted: Mapping[str, Validators],
        told: Callable[[str, Page | ArticleError | None], None],
        types: Mapping[str, str] = FEED_TYPES,
    ) -> None:
        """Fetch feeds and tell what came of each, also while the next ones wait; those without time are not told."""
        began = self._begin()
        addresses = list(wanted)
        for first in range(0, len(addresses), FEEDS):
            some = {address: wanted[address] or None for address in addresses[first : first + FEEDS]}
            for address, answer, seconds in self._fetched(some, types):
                self._spend(address, seconds)
                told(address, answer)
        self._end(began)

    def _fetched(
        self, feeds: Mapping[str, Validators | None], types: Mapping[str, str]
    ) -> list[tuple[str, Page | ArticleError | None, float]]:
        """Return what came of each feed that there was time for, and in how many seconds."""
        found: list[tuple[str, Page | ArticleError | None, float]] = []
        self._reading.fetcher.fetch_all(
            feeds,
            types,
            begins=lambda _: not self.is_over(),
            told=lambda *answer: found.append(answer),
            unnamed=feeds,
        )
        return found

    def _read(self, page: Page, address: str) -> Loaded | ArticleError:
        """Read a page; an error that nobody foresaw is that page's alone."""
        try:
            return self._reading.from_page(page, address)
        except ArticleError as exc:
            return exc
        except MemoryError:
            raise
        except Exception as exc:  # noqa: BLE001 - whatever a page brings about is no reason to lose other pages
            return ArticleError(
                f"{sources.shown(address)} could not be read ({failure(exc)}); please report this page as a fault.",
                "fault",
            )

    def _begin(self) -> float:
        now = time.monotonic()
        self._until = now + self._left
        return now

    def _end(self, began: float) -> None:
        """Take the time since from the run's: what is done between batches does not count."""
        self._left -= time.monotonic() - began
        self._until = 0.0

    def _spend(self, feed: str | None, seconds: float) -> None:
        if feed is not None:
            self._spent[feed] = self._spent.get(feed, 0.0) + seconds


def _first(pages: Pages, wanted: Iterable[Wanted]) -> Iterator[Wanted]:
    """Yield the pages of the next batch: the first of each feed in turn, so that none waits behind another's many."""
    queues: dict[str | None, list[Wanted]] = {}
    for page in wanted:
        queues.setdefault(page.feed, []).append(page)
    waiting = [iter(queue) for feed, queue in queues.items() if not pages.is_over(feed)]
    left = BATCH_PAGES
    while waiting and left:
        for queue in tuple(waiting):
            following = next(queue, None)
            if following is None:
                waiting.remove(queue)
            elif left:
                left -= 1
                yield following
