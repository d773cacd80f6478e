"""`Ingest`: one pass over sources. It decides with the ledger, counts, and hands the changes to whoever writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from retrieval.datatypes import Article, Source
from retrieval.errors import ArticleError, RetrievalError
from retrieval.indexing import sources
from retrieval.indexing.copies import SIGNATURE_VERSION
from retrieval.indexing.feeds import Feeds, distinct
from retrieval.indexing.ledger import Decision, Entry, Known, Ledger
from retrieval.indexing.preparing import failure, of_article
from retrieval.indexing.report import Changes, Progress, Report
from retrieval.indexing.source_reader import Loaded, SourceReader
from retrieval.indexing.sources import Scan
from retrieval.store.records import PreparedArticle, text_hash
from retrieval.store.source_records import FeedItem, SourceState, Stamp, Tombstone
from retrieval.store.writing import Writer


class Ingest:
    """One pass over sources; `prepare` cuts and analyses an article, `change` takes what is to be written.

    `readd` lets articles in again that were removed.
    """

    def __init__(
        self,
        ledger: Ledger,
        reading: SourceReader,
        prepare: Callable[[Article], PreparedArticle],
        build: str,
        change: Changes,
        *,
        readd: bool = False,
    ) -> None:
        self.report = Report()
        self._ledger = ledger
        self._reading = reading
        self._prepare = prepare
        self._build = build
        self._change = change
        self._readd = readd

    def read(self, scans: Iterable[Scan], progress: Callable[[Progress], None]) -> None:
        """Read every file and URL of the scans, each once."""
        files: dict[str, Stamp | None] = {}
        for scan in scans:
            files.update(scan.files)
            self.report.skipped += scan.skipped
            known = self._ledger.sources.get(scan.address) if not scan.exists else None
            self.report.failed += [_gone(scan.address, known.entry)] if known else scan.failed
        for done, (source, stamp) in enumerate(files.items(), 1):
            self._source(source, stamp)
            progress(Progress("files", done, len(files)))

    def take(self, feeds: Feeds, addresses: Iterable[str], progress: Callable[[Progress], None]) -> None:
        """Read the pages that feeds name and that are worth a visit; `addresses` are those of the feeds."""
        items: list[FeedItem] = []
        for feed in dict.fromkeys(addresses):
            try:
                items += feeds.due(feed, self._reading.fetcher)
            except ArticleError as exc:
                self.report.failed.append((sources.shown(feed), str(exc)))
            self._change(partial(feeds.store, feed))
        named = list(distinct(items))
        self._reading.published = {
            **feeds.published,
            **{item.address: item.published for item in named if item.published},
        }
        for done, item in enumerate(named, 1):
            failures = len(self.report.failed)
            self._source(item.address, None)
            noted = feeds.note(item, failed=len(self.report.failed) > failures)
            self._change(partial(_put_feed_item, item=noted))
            progress(Progress("files", done, len(named)))

    def prune(self, scans: Iterable[Scan]) -> None:
        """Forget the sources that lay under a folder that was read completely, and are gone."""
        for scan in scans:
            if not (scan.is_folder and scan.complete):
                continue
            inside = scan.address.rstrip("/") + "/"
            for source in [name for name in self._ledger.sources if name.startswith(inside)]:
                if sources.is_gone(source):
                    self._forget(source)

    def count(self, prepared: PreparedArticle) -> None:
        """Count an article that is written."""
        self.report.passages += len(prepared.passages)
        self.report.statements += len(prepared.said)

    def fail(self, entry: Entry, error: ArticleError) -> None:
        """Note that an indexed article could not be made again and stays as it is."""
        self.report.failed.append((named(entry), str(error)))

    def _source(self, source: str, stamp: Stamp | None, *, again: bool = False, count: bool = True) -> None:
        """Read one source unless it is what it was; `again` reads it in any case, `count` counts the outcome."""
        if self._is_removed(source, self._ledger.tombstones.at(source)):
            return
        known = None if again else self._ledger.sources.get(source)
        if known is not None and known.is_unchanged(stamp):
            self.report.unchanged += 1
            return
        checked = time.time_ns()
        seen = SourceState(stamp, checked, self._reading.digest(source, stamp))
        if known is not None and seen.digest and seen.digest == known.state.digest:
            self.report.unchanged += 1
            self._change(lambda writer: writer.see_source(source, seen))
            return
        try:
            loaded = self._load(source, known)
            if loaded is None:
                self.report.unchanged += 1
                self._change(lambda writer: writer.see_source(source, seen))
                return
            if self._is_removed(source, self._ledger.tombstones.of(loaded.article), loaded.article):
                return
            # Before the ledger notes anything: a text that cannot be analysed leaves all as it was.
            prepared = None if self._ledger.is_stored(source, loaded.article) else self._prepare(loaded.article)
            decision = self._ledger.place(source, loaded.article)
        except ArticleError as exc:
            self.report.failed.append((sources.shown(source), str(exc)))
            return
        if count:
            self.report.count(decision.outcome)
        self._carry_out(source, decision, replace(seen, validators=loaded.validators), prepared)

    def _load(self, source: str, known: Known | None) -> Loaded | None:
        """Read one source; an error that nobody foresaw is that source's alone."""
        try:
            return self._reading.load(source, known.state.validators if known else None)
        except (RetrievalError, MemoryError):
            raise
        except Exception as exc:
            raise ArticleError(
                f"{sources.shown(source)} could not be read ({failure(exc)}); please report this file as a fault."
            ) from exc

    def _is_removed(self, source: str, ident: str | None, article: Article | None = None) -> bool:
        """Return whether what a source holds, or held, was removed on purpose; see to it that it stays out."""
        if ident is None:
            return False
        if self._readd:
            self._ledger.tombstones.remove(ident)
            self._change(lambda writer: writer.remove_tombstone(ident))
            return False
        self.report.removed_earlier += 1
        if article is not None:
            tombstone = Tombstone(ident, source, text_hash(article.text))
            self._ledger.tombstones.add(tombstone)
            self._change(lambda writer: writer.add_tombstone(tombstone))
            if source in self._ledger.sources:
                self._forget(source)
        return True

    def _carry_out(self, source: str, decision: Decision, seen: SourceState, prepared: PreparedArticle | None) -> None:
        """Hand on what a decision means for the catalog; what goes makes room for ids before what comes."""
        entry = decision.entry
        self._ledger.note(source, entry, seen)
        for other in (*decision.gone, *decision.again):
            self._change(partial(_drop_source, source=other))
        for left in decision.left:
            self._drop(left)
        if decision.write:
            self._write(entry, of_article(prepared or self._prepare(decision.article), decision.article))
        whence = Source(decision.article.path, decision.article.url)
        self._change(lambda writer: writer.put_source(source, entry.row, whence, seen))
        if decision.leads:
            self._change(lambda writer: writer.lead_with(source))
        for other in decision.again:
            self._source(other, sources.stamp(Path(other)), again=True)

    def _write(self, entry: Entry, prepared: PreparedArticle) -> None:
        entry.build = self._build
        self.count(prepared)

        def step(writer: Writer) -> None:
            entry.number = writer.put_article(entry.number, prepared, build=self._build)
            put_signature(writer, entry)
            entry.fresh = None

        self._change(step, prepared)

    def _forget(self, source: str) -> None:
        """Forget a source that is gone; its article goes with its last source."""
        entry = self._ledger.sources[source].entry
        first = entry.sources[0] == source
        left = self._ledger.detach(source)
        self._change(partial(_drop_source, source=source))
        if left is not None:
            self._drop(left)
        elif first:
            # The metadata came from the source that is gone: take those of the next one.
            self._source(entry.sources[0], sources.stamp(Path(entry.sources[0])), again=True, count=False)

    def _drop(self, entry: Entry) -> None:
        self.report.removed += 1
        self._change(lambda writer: writer.drop_article(entry.row))


def put_signature(writer: Writer, entry: Entry) -> None:
    """Store what copies of an article that was written are known by, if new; call it inside a transaction."""
    if entry.signature is not None:
        writer.put_signature(entry.row, SIGNATURE_VERSION, entry.signature.tobytes())
        entry.signature = None


def named(entry: Entry) -> str:
    """Return where an article came from, as users know it; its id where it has no source."""
    return sources.shown(entry.sources[0]) if entry.sources else entry.article_id


def _gone(source: str, entry: Entry) -> tuple[str, str]:
    """Return the failure of a file that was asked for by its name, is indexed, and is no longer there."""
    return source, (
        f"{sources.shown(source)} is gone and its article stays in the index: put the file back, or run beleg remove "
        f"{entry.article_id}."
    )


def _put_feed_item(writer: Writer, item: FeedItem) -> None:
    writer.put_feed_item(item)


def _drop_source(writer: Writer, source: str) -> None:
    writer.drop_source(source)
