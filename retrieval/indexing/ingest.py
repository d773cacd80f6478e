"""`Ingest`: one pass over sources. It decides with the ledger, counts, and hands the changes to whoever writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from retrieval.articles.files import outside
from retrieval.articles.formats import READER_VERSION
from retrieval.datatypes import UNASKED, Article, Source
from retrieval.errors import ArticleError, RetrievalError
from retrieval.indexing import sources
from retrieval.indexing.claims import holder
from retrieval.indexing.copies import SIGNATURE_VERSION
from retrieval.indexing.entries import Entry, Known, metadata
from retrieval.indexing.gone import file_gone, folder_gone, mostly_gone
from retrieval.indexing.ledger import Decision, Ledger
from retrieval.indexing.pages import Answer, Wanted
from retrieval.indexing.preparing import failure, of_article
from retrieval.indexing.report import Changes, FailedSource, NamedArticle, Report, changed_sentences
from retrieval.indexing.source_reader import Loaded, SourceReader
from retrieval.indexing.sources import Scan
from retrieval.store.records import PreparedArticle, text_hash
from retrieval.store.source_records import SourceState, Stamp, Tombstone
from retrieval.store.writing import Writer


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
        self._build = build
        self._change = change
        self._began = began
        self._readd = readd
        self._reread = reread

    def listed(self, scans: Collection[Scan]) -> list[tuple[str, Stamp | None]]:
        """Return every file and URL of the scans, each once; note what else was found there.

        Files that are further sources of an article come after the one it is told by, which may have changed like them.
        URLs come last, those first that were not tried for the longest time.
        """
        files: dict[str, Stamp | None] = {}
        for scan in scans:
            files.update(scan.files)
            self.report.skipped += scan.skipped
            known = self._ledger.sources.get(scan.address) if not scan.exists else None
            if known:
                self._fail(scan.address, file_gone(scan.address, known.entry.article_id))
            left = 0 if scan.exists or known else self._count(self.inside(scan.address))
            if left:
                self._fail(scan.address, folder_gone(scan.address, left))
            for nothing in () if known or left else scan.failed:
                self.report.fail(nothing)
        self._forget_gone_copies(scans, files)
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

    def leave_links(self, scans: Iterable[Scan], *, prune: bool) -> None:
        """Tell of links that are not followed; what earlier runs read through them stays and is named, or is pruned."""
        roots = self._reading.roots
        links = dict.fromkeys(link for scan in scans for link in scan.links if link not in roots.named)
        read = roots.behind(self._ledger.sources, links)
        if prune:
            self._forget(read)
            read = {}
        told = set(read.values())
        ids = {source: self._ledger.sources[source].entry.article_id for source in read}
        failed = [(link, outside(Path(link))) for link in links if link not in told]
        failed += [(source, outside(Path(source), ident)) for source, ident in ids.items()]
        for path, sentence in failed:
            self._fail(path, ArticleError(sentence, "outside"))

    def inside(self, folder: str) -> list[str]:
        """Return the sources that lay under a folder."""
        return [source for source in self._ledger.sources if folder in sources.above(source)]

    def forget_folder(self, folder: str) -> bool:
        """Forget the sources of a folder that is gone; return whether it had any."""
        inside = self.inside(folder)
        self._forget(inside)
        return bool(inside)

    def prune(self, scans: Iterable[Scan], *, everything: bool) -> None:
        """Forget the sources that lay under a folder that was read completely, and are gone.

        Where that is more than half of the articles of the folder, which a drive that is not mounted looks like, it is
        done only with `everything`.
        """
        for scan in scans:
            if not (scan.is_folder and scan.complete):
                continue
            inside = self.inside(scan.address)
            gone = [source for source in inside if sources.is_gone(source)]
            lost, of = self._count(gone), self._count(inside)
            if 2 * lost > of and not everything:
                self._fail(scan.address, mostly_gone(scan.address, lost, of))
            else:
                self._forget(gone)

    def _count(self, known: Iterable[str]) -> int:
        """Return how many articles sources have."""
        return len({self._ledger.sources[source].entry.article_id for source in known})

    def _forget_gone_copies(self, scans: Iterable[Scan], files: Collection[str]) -> None:
        """Forget files that are gone from a folder, where others with the same text are still there to be named."""
        read = {scan.address for scan in scans if scan.is_folder and scan.complete}
        inside = [
            source
            for source in self._ledger.sources
            if source not in files and not read.isdisjoint(sources.above(source)) and sources.is_gone(source)
        ]
        self._forget([source for source in inside if holder(self._ledger.sources[source].entry, source)])

    def count(self, prepared: PreparedArticle) -> None:
        """Count an article that is written."""
        self.report.passages += len(prepared.passages)
        self.report.statements += len(prepared.said)

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
        anew = known is not None and known.state.reader != READER_VERSION
        as_read = None if self._reread or anew else known
        if as_read is not None and as_read.is_unchanged(stamp):
            self._pass_over(source, as_read.entry)
            return
        checked = time.time_ns()
        seen = SourceState(stamp, checked, self._reading.digest(source, stamp), reader=READER_VERSION)
        if as_read is not None and seen.digest and seen.digest == as_read.state.digest:
            self._pass_over(source, as_read.entry)
            self._change(partial(_see_source, ledger=self._ledger, source=source, seen=seen))
            return
        try:
            loaded = self._load(source, answer)
            if loaded is None:
                if known is not None:
                    self._pass_over(source, known.entry)
                self._change(partial(_see_source, ledger=self._ledger, source=source, seen=seen))
                return
            if self._is_removed(source, self._ledger.tombstones.of(loaded.article), loaded.article):
                return
            article = self._settled(source, loaded)
            # Before the ledger notes anything: a text that cannot be analysed leaves all as it was.
            prepared = None if self._ledger.is_stored(source, article) else self._prepare(article)
            joins = self._ledger.holds(article)
            if displaced := self._ledger.claims.displaced(source, article, joins=joins):
                self._give_up(displaced[0], self._prepare(displaced[1]), article.url)
            decision = self._ledger.place(source, article)
        except ArticleError as exc:
            self._fail(source, exc)
            if known is not None and answer is not None and known.state.checked_ns:
                # Tried now: a run that has no time for all pages begins with those that were not.
                tried = replace(known.state, checked_ns=checked)
                self._change(partial(_see_source, ledger=self._ledger, source=source, seen=tried))
            return
        self.report.warnings += loaded.warnings
        if known is not None and anew and seen.digest and seen.digest == known.state.digest and not self._reread:
            self.report.read_anew += 1
        if count:
            self.report.count(decision.outcome, partial(_named, source, decision))
        self.report.visit(self._ledger.shelf, source)
        url = loaded.fetched or article.url
        self._carry_out(source, decision, replace(seen, validators=loaded.validators), url, prepared)

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
                self._forget([source])
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
        self.report.visit(self._ledger.shelf, source)
        if article is not None:
            tombstone = Tombstone(ident, source, text_hash(article.text), self._ledger.shelf)
            self._ledger.tombstones.add(tombstone)
            self._change(lambda writer: writer.add_tombstone(tombstone))
            if source in self._ledger.sources:
                self._forget([source])
        return True

    def _give_up(self, entry: Entry, prepared: PreparedArticle, url: str | None) -> None:
        """Have an article give up an address that it only claimed."""
        read = self._ledger.give_up(entry, prepared.article, url)
        self._write(entry, prepared)
        for source, known in read.items():
            path = None if sources.is_url(source) else source
            self._put(source, entry, Source(path, known.url), known)

    def _carry_out(
        self,
        source: str,
        decision: Decision,
        seen: SourceState,
        url: str | None,
        prepared: PreparedArticle | None,
    ) -> None:
        """Hand on what a decision means for the catalog; what goes makes room for ids before what comes."""
        entry = decision.entry
        self._ledger.note(source, entry, seen, url, metadata(decision.article))
        for other in (*decision.gone, *decision.again):
            if other not in self._ledger.sources:
                self._change(partial(_drop_source, ledger=self._ledger, source=other))
        for left in decision.left:
            self._drop(left)
        if decision.write:
            prepared = of_article(prepared or self._prepare(decision.article), decision.article)
            self._write(entry, prepared, seen=self._began if decision.anew else None)
        for member in decision.joined:
            self._change(partial(put_story, entry=member))
        for behind in decision.behind:
            self._lead_on(behind)
        if decision.apart:
            self._set_apart(*decision.apart)
        self._put(source, entry, Source(decision.article.path, url), self._ledger.sources[source])
        for other in decision.again:
            self._source(other, sources.stamp(Path(other)), again=True)

    def _set_apart(self, entry: Entry, article: Article) -> None:
        """Store the text that pages still have of which an article lost it."""
        self.report.count("added", partial(self._called, entry, entry.first))
        self._write(entry, self._prepare(article))
        for page in entry.sources:
            self._put(page, entry, Source(None, self._ledger.sources[page].url), self._ledger.sources[page])

    def _put(self, source: str, entry: Entry, whence: Source, known: Known) -> None:
        self._change(partial(_put_source, source=source, entry=entry, whence=whence, known=known))

    def _lead_on(self, entry: Entry) -> None:
        """Show an article that its first source left as its next one describes it."""
        article, first = self._ledger.led_on(entry), entry.first
        if article is not None:
            self._write(entry, self._prepare(article))
        if first is not None and self._ledger.sources[first].described is None:
            # It is to be read again.
            known = self._ledger.sources[first]
            self._put(first, entry, Source(None if sources.is_url(first) else first, known.url), known)

    def _write(self, entry: Entry, prepared: PreparedArticle, *, seen: str | None = None) -> None:
        entry.build = self._build
        self.count(prepared)

        def step(writer: Writer) -> None:
            entry.number = writer.put_article(entry.number, prepared, build=self._build)
            put_signature(writer, entry)
            put_story(writer, entry, seen=seen)
            entry.fresh = None

        self._change(step, prepared)

    def _forget(self, gone: Iterable[str]) -> None:
        """Forget sources that are gone; an article goes with its last source."""
        led: dict[Entry, None] = {}
        for source in gone:
            entry = self._ledger.sources[source].entry
            if entry.first == source:
                led[entry] = None
            left = self._ledger.detach(source)
            self._change(partial(_drop_source, ledger=self._ledger, source=source))
            if left is not None:
                self._drop(left)
        for entry in led:
            self._lead_on(entry)

    def _drop(self, entry: Entry) -> None:
        self.report.remove(partial(self._called, entry, entry.first))
        self._change(lambda writer: writer.drop_article(entry.row))

    def _called(self, entry: Entry, source: str | None) -> NamedArticle:
        """Return what a report says of an article that is known."""
        return NamedArticle.of(entry.article_id, entry.metadata, source, lambda: self._ledger.text(entry))

    def _pass_over(self, source: str, entry: Entry) -> None:
        """Count an article whose source is what it was."""
        self.report.count("unchanged", partial(self._called, entry, source))
        self.report.visit(self._ledger.shelf, source)

    def _fail(self, source: str, error: ArticleError) -> None:
        """Note what could not be read; the article that it had stays."""
        known = self._ledger.sources.get(source)
        title = self._called(known.entry, source).title if known else None
        failure = FailedSource.of(source, sources.shown(source), error, title)
        self.report.fail(failure)
        self.report.visit(self._ledger.shelf, source, failure)


def put_signature(writer: Writer, entry: Entry) -> None:
    """Store what copies of an article that was written are known by, if new; call it inside a transaction."""
    if entry.signature is not None:
        writer.put_signature(entry.row, SIGNATURE_VERSION, entry.signature.tobytes())
        entry.signature = None


def put_story(writer: Writer, entry: Entry, *, seen: str | None = None) -> None:
    """Store the story of an article that was written, and when its text was first seen; inside a transaction."""
    writer.put_story(entry.row, entry.story, seen=seen)


def named(entry: Entry) -> str:
    """Return where an article came from, as users know it; its id where it has no source."""
    return sources.shown(entry.first) if entry.first else entry.article_id


def _holds(answer: Answer, known: Known | None) -> bool:
    """Return whether an answer says something: "as it was" does only if that is still what is indexed."""
    return answer.found is not None or (known is not None and known.state.validators == answer.known)


def _named(source: str, decision: Decision) -> NamedArticle:
    """Return what a report says of an article that was read."""
    article = decision.article
    changed = 0 if decision.before is None else changed_sentences(decision.before, article.text, article.language)
    return NamedArticle.of(decision.entry.article_id, metadata(article), source, lambda: article.text, changed)


def _see_source(writer: Writer, *, ledger: Ledger, source: str, seen: SourceState) -> None:
    writer.see_source(ledger.shelf, source, seen)


def _drop_source(writer: Writer, *, ledger: Ledger, source: str) -> None:
    writer.drop_source(ledger.shelf, source)


def _put_source(writer: Writer, *, source: str, entry: Entry, whence: Source, known: Known) -> None:
    writer.put_source(source, entry.row, whence, known.state, known.described)
