"""`Run`: all that one `beleg index` reads, in order: files, pages that the user named, pages that feeds name.

Nothing is fetched while others are kept from writing, and between two sources whoever waits may write.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from retrieval.articles.page import Page
from retrieval.datatypes import Validators
from retrieval.errors import ArticleError
from retrieval.indexing import pages, sources
from retrieval.indexing.feeds import Feeds
from retrieval.indexing.pages import EARLIER, Answer, Pages, Wanted
from retrieval.indexing.report import Progress
from retrieval.indexing.roots import Roots
from retrieval.indexing.source_reader import SourceReader
from retrieval.indexing.sources import Scan
from retrieval.indexing.turns import Turns
from retrieval.store.source_records import FeedItem
from retrieval.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Request:
    """What `Indexer.index` is asked to do, in its words."""

    given: Sequence[str]
    feeds: Sequence[str]
    prune: bool
    follow_links: bool
    progress: Callable[[Progress], None]

    def sources(self, roots: Sequence[str]) -> Sequence[str]:
        """Return what is to be read beside feeds: what is given, else what was given before."""
        return self.given or (() if self.feeds else roots)


class Run:
    """One run over sources, whose changes go to `turns`."""

    def __init__(self, turns: Turns, reading: SourceReader, request: Request) -> None:
        self._turns = turns
        self._reading = reading
        self._request = request
        self._pages = Pages(reading)
        self._feeds = Feeds(turns.known)
        reading.published = self._feeds.published

    def carry_out(self) -> None:
        """Read everything; what there was no time for is told, and left to the next run."""
        roots = self._turns.known.roots() if self._turns.known else []
        scans = list(self._scans(self._request.sources(roots)))
        named = frozenset((*roots, *(scan.address for scan in scans)))
        self._reading.roots = Roots(named, self._request.follow_links)
        left = self._read(scans)
        self._turns.ingest.leave_links(scans, prune=self._request.prune)
        if self._request.prune:
            self._turns.ingest.prune(scans)
        self._ask(self._request.feeds)
        left += self._fetch(0, len(self._turns.unread))
        # As they are now: what was removed meanwhile is not asked for any more.
        roots = self._turns.known.roots() if self._turns.known else []
        found = [scan.address for scan in scans if scan.is_folder or self._turns.ingest.knows(scan.address)]
        walked = {root for root in roots if os.path.isdir(root)}  # noqa: PTH112 - false for a name that is too long
        folders = walked.union(scan.address for scan in scans if scan.is_folder)
        wanted = {*roots, *found, *left}
        self._turns.complete({root for root in wanted if not any(_walked(root, folder) for folder in folders)})

    def _scans(self, given: Iterable[str]) -> Iterator[Scan]:
        for source in given:
            try:
                yield sources.scan(sources.address(source), follow_links=self._request.follow_links)
            except ArticleError as exc:
                self._turns.report.failed.append((sources.shown(source), str(exc)))

    def _read(self, scans: Collection[Scan]) -> list[str]:
        """Read files and pages that the user named; return the pages for which there was no time."""
        listed = self._turns.ingest.listed(scans)
        done = 0
        for source, stamp in listed:
            self._turns.make_room()
            self._turns.ingest.read(source, stamp)
            if source not in self._turns.unread:
                done += 1
                self._request.progress(Progress("files", done, len(listed)))
        return self._fetch(done, len(listed))

    def _fetch(self, done: int, total: int) -> list[str]:
        """Fetch the pages that are unread and take them in, batch by batch.

        Returns those for which there was no time, but for pages of feeds, which wait.
        """
        unread = self._turns.unread
        while unread:
            with self._turns.away():
                answers = self._pages.batch(unread.values())
            if not answers:
                break
            for address, answer in answers.items():
                self._turns.make_room()
                self._take(unread.pop(address), answer)
                done += 1
                self._request.progress(Progress("files", done, max(done, total)))
        left = list(unread.values())
        unread.clear()
        self._tell_left(left)
        return [page.address for page in left if page.feed is None]

    def _take(self, page: Wanted, answer: Answer) -> None:
        """Take in a page that was fetched, and note how it went if a feed named it."""
        failures = len(self._turns.report.failed)
        if self._turns.ingest.take(page, answer) and page.item:
            self._visited(page.item, failed=len(self._turns.report.failed) > failures)

    def _visited(self, item: FeedItem, *, failed: bool = False) -> None:
        self._turns.change(partial(_put_feed_item, item=self._feeds.note(item, failed=failed)))

    def _ask(self, feeds: Iterable[str]) -> None:
        """Ask feeds for pages; those worth a visit, and those that an earlier run left, are unread then."""
        asked: dict[str, Validators] = {}
        for feed in dict.fromkeys(feeds):
            try:
                asked[feed] = self._feeds.known(feed)
            except ArticleError as exc:
                self._turns.report.failed.append((sources.shown(feed), str(exc)))
        heard: dict[str, list[FeedItem]] = {}
        if asked:
            with self._turns.away():
                self._pages.feeds(asked, partial(self._hear, heard))
        earlier = self._feeds.waiting() if asked else []
        wanted = {item.address: Wanted(item.address, feed=EARLIER, item=item) for item in earlier}
        for feed, due in heard.items():
            self._turns.change(partial(self._feeds.store, feed, self._feeds.keep(feed, due)))
            wanted.update((item.address, Wanted(item.address, feed=feed, item=item)) for item in due)
        dated = {page.address: page.item.published for page in wanted.values() if page.item and page.item.published}
        self._reading.published = {**self._feeds.published, **dated}
        for page in wanted.values():
            if not self._turns.ingest.want(page) and page.item:
                self._visited(page.item)
        for feed in asked.keys() - heard.keys():
            sentence = f"{feed} was not asked, for fetching took longer than {pages.RUN_SECONDS:g} seconds"
            self._turns.report.failed.append((sources.shown(feed), f"{sentence}; the next run does so."))

    def _hear(self, heard: dict[str, list[FeedItem]], feed: str, answer: Page | ArticleError | None) -> None:
        """Note what a feed names."""
        heard[feed] = []
        try:
            if isinstance(answer, ArticleError):
                raise answer
            heard[feed] = self._feeds.due(feed, answer)
        except ArticleError as exc:
            self._feeds.fail(feed)
            self._turns.report.failed.append((sources.shown(feed), str(exc)))

    def _tell_left(self, left: Sequence[Wanted]) -> None:
        """Tell which pages there was no time for: all of the run's, or those of a feed."""
        if self._pages.is_over():
            groups = {left[0].address: list(left)} if left else {}
        else:
            groups = {}
            for page in left:
                groups.setdefault(page.feed or page.address, []).append(page)
        seconds = pages.RUN_SECONDS if self._pages.is_over() else pages.FEED_SECONDS
        for where, some in groups.items():
            first, more = sources.shown(some[0].address), len(some) - 1
            named = f"{first} and {more} further pages were" if more else f"{first} was"
            sentence = (
                f"{named} not fetched, for fetching took longer than {seconds:g} seconds; the next run goes on there."
            )
            self._turns.report.failed.append((sources.shown(where), sentence))


def _put_feed_item(writer: Writer, item: FeedItem) -> None:
    writer.put_feed_item(item)


def _walked(path: str, folder: str) -> bool:
    """Return whether reading `folder` reads `path` too: it lies in it, no link leads out, no part below is hidden."""
    inside = folder.rstrip(os.sep) + os.sep
    hidden = f"{os.sep}." in path[len(inside) - 1 :]
    return path.startswith(inside) and not hidden and sources.stays_inside(path, folder)
