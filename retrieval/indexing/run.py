"""`Run`: all that one `beleg index` reads, shelf by shelf: files, pages that the user named, pages that feeds name.

Nothing is fetched while others are kept from writing, and between two sources whoever waits may write.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from retrieval.articles.page import Page
from retrieval.datatypes import Validators
from retrieval.errors import ArticleError
from retrieval.indexing import pages, sources
from retrieval.indexing.feeds import Feeds
from retrieval.indexing.ingest import Ingest
from retrieval.indexing.pages import EARLIER, Answer, Pages, Wanted
from retrieval.indexing.report import FailedSource, Progress
from retrieval.indexing.roots import Roots
from retrieval.indexing.sitemaps import SitemapWalk
from retrieval.indexing.source_reader import SourceReader
from retrieval.indexing.sources import Scan
from retrieval.indexing.turns import Turns
from retrieval.shelves import SHARED
from retrieval.store.source_records import FeedItem
from retrieval.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Request:
    """What `Indexer.index` is asked to do, in its words."""

    given: Sequence[str]
    feeds: Sequence[str]
    shelf: str | None
    prune: bool
    prune_all: bool
    follow_links: bool
    progress: Callable[[Progress], None]
    also: Mapping[str, Sequence[str]]
    only: Mapping[str, Collection[str]] | None = None
    sitemaps: Sequence[str] = ()

    def shelves(self, followed: Sequence[str]) -> Sequence[str]:
        """Return the shelves to bring up to date; what is given goes onto the shared one unless one is named."""
        if self.shelf is not None:
            return [self.shelf]
        known = () if self.given or self.feeds or self.sitemaps else sorted({*followed, *self.also})
        return known or [SHARED]

    def failed(self, shelf: str) -> Collection[str] | None:
        """Return what alone is to be read for a shelf, None where all is."""
        return None if self.only is None else self.only.get(shelf, ())

    def sources(self, shelf: str, roots: Sequence[str]) -> Sequence[str]:
        """Return what is to be read for a shelf beside feeds: what is given, else what was given before, and `also`.

        Of what failed, an address need not have been given; a file does, since naming one lets links in it lead
        anywhere.
        """
        pages = filter(sources.is_url, self.failed(shelf) or ())
        before = () if self.feeds or self.sitemaps else (*roots, *self.also.get(shelf, ()), *pages)
        return self.given or tuple(dict.fromkeys(before))


class Run:
    """One run over sources, whose changes go to `turns`."""

    def __init__(self, turns: Turns, reading: SourceReader, request: Request) -> None:
        self._turns = turns
        self._reading = reading
        self._request = request

    def carry_out(self) -> None:
        """Read everything; what there was no time for is told, and left to the next run."""
        known = self._turns.known
        shelves = self._request.shelves(known.followed() if known else [])
        pages = Pages(self._reading)
        runs = [ShelfRun(shelf, self._turns, self._reading, pages, self._request) for shelf in shelves]
        for run in runs:
            run.read()
        self._turns.complete({run.shelf: run.roots() for run in runs})


class ShelfRun:
    """What a run reads for one shelf, in the time that `pages` has left for all of them."""

    def __init__(self, shelf: str, turns: Turns, reading: SourceReader, pages: Pages, request: Request) -> None:
        self.shelf = shelf
        self._turns = turns
        self._reading = reading
        self._pages = pages
        self._request = request
        self._feeds = Feeds(turns.known, shelf)
        self._scanned: list[Scan] = []
        self._forgotten: set[str] = set()
        self._left: list[str] = []

    @property
    def _ingest(self) -> Ingest:
        return self._turns.ingest(self.shelf)

    def read(self) -> None:
        """Read everything."""
        self._reading.published = self._feeds.published
        roots = self._known_roots()
        scans = self._scanned = self._there(list(self._scans(self._request.sources(self.shelf, roots))))
        named = frozenset((*roots, *(scan.address for scan in scans)))
        self._reading.roots = Roots(named, self._request.follow_links)
        self._left = self._read(scans)
        if self._request.only is None:
            self._ingest.pruning.leave_links(scans, self._reading.roots, prune=self._request.prune)
        if self._request.prune:
            self._ingest.pruning.prune(scans, everything=self._request.prune_all)
        self._ask(self._request.feeds, self._request.sitemaps)
        self._left += self._fetch(0, len(self._turns.unread))

    def roots(self) -> set[str]:
        """Return what the next run is to read again."""
        # As they are now: what was removed meanwhile is not asked for any more.
        roots = self._known_roots()
        found = [scan.address for scan in self._scanned if scan.is_folder or self._ingest.knows(scan.address)]
        walked = {root for root in roots if os.path.isdir(root)}  # noqa: PTH112 - false for a name that is too long
        folders = walked.union(scan.address for scan in self._scanned if scan.is_folder)
        wanted = {*roots, *found, *self._left}
        kept = wanted - self._forgotten
        return {root for root in kept if not any(_walked(root, folder) for folder in folders)}

    def _known_roots(self) -> list[str]:
        return self._turns.known.roots(self.shelf) if self._turns.known else []

    def _there(self, scans: list[Scan]) -> list[Scan]:
        """Return the scans without those of folders that are gone and are to be forgotten, which is done.

        These are the ones that left no article, as when a folder was renamed and read by its new name, and those that
        everything may be removed of.
        """
        given = {scan.address for scan in scans} if self._request.given else set()
        gone = [scan for scan in scans if not scan.exists and not self._ingest.knows(scan.address)]
        for scan in gone:
            if self._request.prune_all and scan.address in given:
                left = not self._ingest.pruning.forget_folder(scan.address)
            else:
                left = scan.address in given or bool(self._ingest.pruning.inside(scan.address))
            if not left:
                self._forgotten.add(scan.address)
        return [scan for scan in scans if scan.address not in self._forgotten]

    def _scans(self, given: Iterable[str]) -> Iterator[Scan]:
        for source in given:
            try:
                yield sources.scan(sources.address(source), follow_links=self._request.follow_links)
            except ArticleError as exc:
                self._fail(source, exc)

    def _read(self, scans: Collection[Scan]) -> list[str]:
        """Read files and pages that the user named; return the pages for which there was no time."""
        failed = self._request.failed(self.shelf)
        listed = [one for one in self._ingest.listed(scans) if failed is None or one[0] in failed]
        done = 0
        for source, stamp in listed:
            self._turns.make_room()
            self._ingest.read(source, stamp)
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
        failures = len(self._turns.report.failures)
        if self._ingest.take(page, answer) and page.item:
            self._visited(page.item, failed=len(self._turns.report.failures) > failures)

    def _visited(self, item: FeedItem, *, failed: bool = False) -> None:
        self._turns.change(partial(_put_feed_item, shelf=self.shelf, item=self._feeds.note(item, failed=failed)))

    def _ask(self, feeds: Iterable[str], sitemaps: Sequence[str]) -> None:
        """Ask feeds and sitemaps for pages; those worth a visit, and those an earlier run left, are unread then."""
        asked: dict[str, Validators] = {}
        for feed in dict.fromkeys(feeds):
            try:
                asked[feed] = self._feeds.known(feed)
            except ArticleError as exc:
                self._fail(feed, exc)
        heard: dict[str, list[FeedItem]] = {}
        if asked or sitemaps:
            with self._turns.away():
                self._pages.feeds(asked, partial(self._hear, heard))
                for sitemap in dict.fromkeys(sitemaps):
                    heard[sitemap] = self._of_sitemap(sitemap)
        earlier = self._feeds.waiting() if asked or sitemaps else []
        wanted = {item.address: Wanted(item.address, feed=EARLIER, item=item) for item in earlier}
        for feed, due in heard.items():
            self._turns.change(partial(self._feeds.store, feed, self._feeds.keep(feed, due)))
            wanted.update((item.address, Wanted(item.address, feed=feed, item=item)) for item in due)
        dated = {page.address: page.item.published for page in wanted.values() if page.item and page.item.published}
        self._reading.published = {**self._feeds.published, **dated}
        for page in wanted.values():
            if not self._ingest.want(page) and page.item:
                self._visited(page.item)
        for feed in asked.keys() - heard.keys():
            sentence = f"{feed} was not asked, for fetching took longer than {pages.RUN_SECONDS:g} seconds"
            self._fail(feed, ArticleError(f"{sentence}; the next run does so.", "no_time"))

    def _hear(self, heard: dict[str, list[FeedItem]], feed: str, answer: Page | ArticleError | None) -> None:
        """Note what a feed names."""
        heard[feed] = []
        try:
            if isinstance(answer, ArticleError):
                raise answer
            heard[feed] = self._feeds.due(feed, answer)
        except ArticleError as exc:
            self._feeds.fail(feed)
            self._fail(feed, exc)

    def _of_sitemap(self, address: str) -> list[FeedItem]:
        """Return the pages that a sitemap names and that are due; tell if those are more than can wait."""
        named = SitemapWalk(address, self._pages, self._fail).pages()
        if named is None:
            self._feeds.fail(address)
            return []
        due, left = self._feeds.due_of_sitemap(address, named)
        if left:
            sentence = f"Of the sitemap {address} {left} pages were left for later; run it again when these are read."
            self._fail(address, ArticleError(sentence, "no_time"))
        return due

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
            self._fail(where, ArticleError(sentence, "no_time"))

    def _fail(self, where: str, error: ArticleError) -> None:
        self._turns.report.fail(FailedSource.of(where, sources.shown(where), error))


def _put_feed_item(writer: Writer, *, shelf: str, item: FeedItem) -> None:
    writer.put_feed_item(shelf, item)


def _walked(path: str, folder: str) -> bool:
    """Return whether reading `folder` reads `path` too: it lies in it, no link leads out, no part below is hidden."""
    inside = folder.rstrip(os.sep) + os.sep
    hidden = f"{os.sep}." in path[len(inside) - 1 :]
    return path.startswith(inside) and not hidden and sources.stays_inside(path, folder)
