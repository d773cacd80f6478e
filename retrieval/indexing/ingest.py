"""`Ingest`: one pass over sources. It decides with the ledger, counts, and hands the changes to whoever writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from retrieval.articles.formats import READER_VERSION
from retrieval.datatypes import UNASKED, Article
from retrieval.errors import ArticleError, RetrievalError
from retrieval.indexing import sources
from retrieval.indexing.accounts import Account
from retrieval.indexing.applying import Applier
from retrieval.indexing.claims import holder
from retrieval.indexing.entries import Known
from retrieval.indexing.ledger import Ledger
from retrieval.indexing.pages import Answer, Wanted
from retrieval.indexing.preparing import failure
from retrieval.indexing.pruning import Pruning
from retrieval.indexing.report import Changes, Report
from retrieval.indexing.source_reader import Loaded, SourceReader
from retrieval.indexing.sources import Scan
from retrieval.store.records import PreparedArticle, text_hash
from retrieval.store.source_records import SourceState, Stamp, Tombstone


class Ingest:
    """One pass over sources, whose articles go onto the shelf of the ledger.

    `prepare` cuts and analyses an article, `change` takes what is to be written.

    `began` is when the run did, `report` what is counted in. `readd` lets articles in again that were removed,
    `reread` reads files whose size and time are as before, too. Pages are not fetched here: those that are to be
    fetched, or fetched once more, are put into `unread`, by address, for `take`.
    """

    def __init__(
        self,
        ledger: Ledger,
        reading: SourceReader,
        prepare: Callable[[Article], PreparedArticle],
        build: str,
        change: Changes,
        began: str,
        *,
        report: Report,
        unread: dict[str, Wanted],
        readd: bool = False,
        reread: bool = False,
    ) -> None:
        self.report = report
        self._unread = unread
        self._ledger = ledger
        self._reading = reading
        self._prepare = prepare
        self._change = change
        self._readd = readd
        self._reread = reread
        self._account = Account(ledger, report)
        self._applier = Applier(ledger, self._account, prepare, build, change, began)
        self.pruning = Pruning(ledger, self._account, self._applier)

    def listed(self, scans: Collection[Scan]) -> list[tuple[str, Stamp | None]]:
        """Return every file and URL of the scans, each once; note what else was found there.

        Files that are further sources of an article come after the one it is told by, which may have changed like them.
        URLs come last, those first that were not tried for the longest time.
        """
        files: dict[str, Stamp | None] = {}
        for scan in scans:
            files.update(scan.files)
            self.report.skipped += scan.skipped
            self.pruning.miss(scan)
        self.pruning.forget_gone_copies(scans, files)
        urls = sorted(filter(sources.is_url, files), key=self._tried)
        paths = sorted((file for file in files if not sources.is_url(file)), key=self._is_further)
        return [(path, files[path]) for path in paths] + [(url, None) for url in urls]

    def knows(self, source: str) -> bool:
        """Return whether a source has an article."""
        return source in self._ledger.sources

    def read(self, source: str, stamp: Stamp | None) -> None:
        """Read one file, or have a page fetched."""
        self._source(source, stamp)

    def want(self, page: Wanted) -> bool:
        """Have a page fetched; return whether it is to be, that is, was not removed on purpose."""
        self._source(page.address, None, page=page)
        return page.address in self._unread

    def take(self, page: Wanted, answer: Answer) -> bool:
        """Read a page that was fetched; return whether that is all, and it need not be fetched again."""
        self._source(page.address, None, again=page.again, count=page.counts, page=page, answer=answer)
        return page.address not in self._unread

    def _is_further(self, source: str) -> bool:
        """Return whether a source is one of an article that another source came first with."""
        known = self._ledger.sources.get(source)
        return known is not None and known.entry.first != source

    def _tried(self, source: str) -> int:
        """Return when a source was last tried, in ns; 0 where it never was."""
        known = self._ledger.sources.get(source)
        return known.state.checked_ns if known else 0

    def _source(
        self,
        source: str,
        stamp: Stamp | None,
        *,
        again: bool = False,
        count: bool = True,
        page: Wanted | None = None,
        answer: Answer | None = None,
    ) -> None:
        """Read one source unless it is what it was; `again` reads it in any case, `count` counts the outcome.

        Of a URL, `answer` is what came of fetching it as `page`; without, it is to be fetched.
        """
        if self._is_removed(source, self._ledger.tombstones.at(source)):
            return
        known = None if again else self._ledger.sources.get(source)
        if sources.is_url(source) and not (answer and _holds(answer, known)):
            asked = known.state.validators if known and not self._reread else UNASKED
            page = page or Wanted(source, again=again, counts=count)
            self._unread[source] = replace(page, known=asked)
            return
        as_read = self._as_read(known)
        if as_read is not None and as_read.is_unchanged(stamp):
            self._account.pass_over(source, as_read.entry)
            return
        checked = time.time_ns()
        seen = SourceState(stamp, checked, self._reading.digest(source, stamp), reader=READER_VERSION)
        if as_read is not None and seen.digest and seen.digest == as_read.state.digest:
            self._account.pass_over(source, as_read.entry)
            self._applier.see(source, seen)
            return
        try:
            loaded = self._load(source, answer)
            if loaded is None:
                if known is not None:
                    self._account.pass_over(source, known.entry)
                self._applier.see(source, seen)
                return
            if self._is_removed(source, self._ledger.tombstones.of(loaded.article), loaded.article):
                return
            article = self._settled(source, loaded)
            # Before the ledger notes anything: a text that cannot be analysed leaves all as it was.
            prepared = None if self._ledger.is_stored(source, article) else self._prepare(article)
            joins = self._ledger.holds(article)
            if displaced := self._ledger.claims.displaced(source, article, joins=joins):
                self._applier.give_up(displaced[0], self._prepare(displaced[1]), article.url)
            decision = self._ledger.place(source, article)
        except ArticleError as exc:
            self._account.fail(source, exc)
            if known is not None and answer is not None and known.state.checked_ns:
                # Tried now: a run that has no time for all pages begins with those that were not.
                tried = replace(known.state, checked_ns=checked)
                self._applier.see(source, tried)
            return
        self.report.warnings += loaded.warnings
        self.report.read_anew += self._is_read_anew(known, seen)
        self._account.took(source, decision, count=count)
        url = loaded.fetched or article.url
        self._applier.carry_out(source, decision, replace(seen, validators=loaded.validators), url, prepared)
        for other in decision.again:
            self._source(other, sources.stamp(Path(other)), again=True)

    def _as_read(self, known: Known | None) -> Known | None:
        """Return a known source if what was read of it counts still, None if it is to be read again in any case."""
        return known if known and not self._reread and known.state.reader == READER_VERSION else None

    def _is_read_anew(self, known: Known | None, seen: SourceState) -> bool:
        """Return whether a file is as it was, and is read again only because an earlier version of Beleg read it."""
        if known is None or self._reread or known.state.reader == READER_VERSION:
            return False
        return bool(seen.digest) and seen.digest == known.state.digest

    def _load(self, source: str, answer: Answer | None) -> Loaded | None:
        """Read one source as an article of this shelf; an error that nobody foresaw is that source's alone."""
        if answer is not None:
            loaded = answer.found
            if isinstance(loaded, ArticleError):
                raise loaded
        else:
            loaded = self._read_file(source)
        return replace(loaded, article=self._ledger.shelved(loaded.article)) if loaded else None

    def _read_file(self, source: str) -> Loaded:
        try:
            return self._reading.load(source)
        except (RetrievalError, MemoryError):
            raise
        except Exception as exc:
            raise ArticleError(
                f"{sources.shown(source)} could not be read ({failure(exc)}); please report this file as a fault.",
                "fault",
            ) from exc

    def _settled(self, source: str, loaded: Loaded) -> Article:
        """Return what was read under an address that it can have; one that can have none leaves the text it had.

        That text stays where another source holds it, and is shown as that one has it.
        """
        try:
            return self._ledger.claims.settled(source, loaded.article, loaded.fetched)
        except ArticleError:
            known = self._ledger.sources.get(source)
            if known and known.entry.text != text_hash(loaded.article.text) and holder(known.entry, source):
                self._applier.forget([source])
            raise

    def _is_removed(self, source: str, ident: str | None, article: Article | None = None) -> bool:
        """Return whether what a source holds, or held, was removed on purpose; see to it that it stays out."""
        if ident is None:
            return False
        if self._readd:
            self._ledger.tombstones.remove(ident)
            self._change(lambda writer: writer.remove_tombstone(self._ledger.shelf, ident))
            return False
        self.report.leave_out(source)
        self._account.visit(source)
        if article is not None:
            tombstone = Tombstone(ident, source, text_hash(article.text), self._ledger.shelf)
            self._ledger.tombstones.add(tombstone)
            self._change(lambda writer: writer.add_tombstone(tombstone))
            if source in self._ledger.sources:
                self._applier.forget([source])
        return True


def _holds(answer: Answer, known: Known | None) -> bool:
    """Return whether an answer says something: "as it was" does only if that is still what is indexed."""
    return answer.found is not None or (known is not None and known.state.validators == answer.known)
