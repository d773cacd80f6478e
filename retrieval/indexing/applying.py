"""`Applier`: what the decisions of a run mean for the catalog, as changes for whoever writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from retrieval.datatypes import Article, Source
from retrieval.indexing import sources
from retrieval.indexing.accounts import Account
from retrieval.indexing.copies import SIGNATURE_VERSION
from retrieval.indexing.entries import Entry, Known, metadata
from retrieval.indexing.ledger import Decision, Ledger
from retrieval.indexing.preparing import of_article
from retrieval.indexing.report import Changes
from retrieval.store.records import PreparedArticle
from retrieval.store.source_records import SourceState
from retrieval.store.writing import Writer


class Applier:
    """Notes decisions in the ledger, and hands on what is to be written.

    `prepare` cuts and analyses an article, `change` takes what is to be written, `began` is when the run did.
    """

    def __init__(
        self,
        ledger: Ledger,
        account: Account,
        prepare: Callable[[Article], PreparedArticle],
        build: str,
        change: Changes,
        began: str,
    ) -> None:
        self._ledger = ledger
        self._account = account
        self._prepare = prepare
        self._build = build
        self._change = change
        self._began = began

    def give_up(self, entry: Entry, prepared: PreparedArticle, url: str | None) -> None:
        """Have an article give up an address that it only claimed."""
        read = self._ledger.give_up(entry, prepared.article, url)
        self._write(entry, prepared)
        for source, known in read.items():
            path = None if sources.is_url(source) else source
            self._put(source, entry, Source(path, known.url), known)

    def carry_out(
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

    def _set_apart(self, entry: Entry, article: Article) -> None:
        """Store the text that pages still have of which an article lost it."""
        self._account.report.count("added", partial(self._account.called, entry, entry.first))
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
        self._account.report.wrote(prepared)

        def step(writer: Writer) -> None:
            entry.number = writer.put_article(entry.number, prepared, build=self._build)
            put_signature(writer, entry)
            put_story(writer, entry, seen=seen)
            entry.fresh = None

        self._change(step, prepared)

    def see(self, source: str, seen: SourceState) -> None:
        """Note when a source was looked at, and its stamp then; its bytes are what they were."""
        self._change(partial(_see_source, ledger=self._ledger, source=source, seen=seen))

    def forget(self, gone: Iterable[str]) -> None:
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
        self._account.report.remove(partial(self._account.called, entry, entry.first))
        self._change(lambda writer: writer.drop_article(entry.row))


def put_signature(writer: Writer, entry: Entry) -> None:
    """Store what copies of an article that was written are known by, if new; call it inside a transaction."""
    if entry.signature is not None:
        writer.put_signature(entry.row, SIGNATURE_VERSION, entry.signature.tobytes())
        entry.signature = None


def put_story(writer: Writer, entry: Entry, *, seen: str | None = None) -> None:
    """Store the story of an article that was written, and when its text was first seen; inside a transaction."""
    writer.put_story(entry.row, entry.story, seen=seen)


def _see_source(writer: Writer, *, ledger: Ledger, source: str, seen: SourceState) -> None:
    writer.see_source(ledger.shelf, source, seen)


def _drop_source(writer: Writer, *, ledger: Ledger, source: str) -> None:
    writer.drop_source(ledger.shelf, source)


def _put_source(writer: Writer, *, source: str, entry: Entry, whence: Source, known: Known) -> None:
    writer.put_source(source, entry.row, whence, known.state, known.described)
