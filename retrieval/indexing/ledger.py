"""`Ledger`: which source holds which article, in memory, and what a newly read article means for that.

Deciding is separate from doing, so that a dry run decides everything and does nothing.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from retrieval.articles import article_id
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.indexing.copies import SIGNATURE_VERSION, Copies, Signature, is_copy, is_longer, signature
from retrieval.indexing.report import Outcome
from retrieval.indexing.sources import is_gone
from retrieval.indexing.tombstones import Tombstones
from retrieval.store.inventory import Inventory
from retrieval.store.records import Metadata, text_hash
from retrieval.store.source_records import SourceState, Stamp

# A file changed less than this long before it was read may have changed again within the same tick of its clock.
SETTLED_NS = 2_000_000_000


@dataclass(slots=True, eq=False)
class Entry:
    """One article: `number` is its row, None until it is written. The first source is where its metadata came from.

    `text` is the hash of its text, `fresh` the text itself and `signature` what copies of it are known by, both until
    they are written.
    """

    number: int | None
    article_id: str
    text: bytes
    metadata: Metadata
    build: str
    sources: list[str] = field(default_factory=list)
    fresh: str | None = None
    signature: Signature | None = None

    @property
    def row(self) -> int:
        """The row of an article that was written."""
        if self.number is None:
            raise ValueError(f"article {self.article_id} has not been written")
        return self.number


@dataclass(frozen=True, slots=True)
class Known:
    """One source: its article, and what it was when it was read."""

    entry: Entry
    state: SourceState

    def is_unchanged(self, stamp: Stamp | None) -> bool:
        """Return, without reading the file, whether it is sure to be what was read before."""
        known = self.state
        return stamp is not None and stamp == known.stamp and known.checked_ns - stamp.mtime_ns > SETTLED_NS


@dataclass(frozen=True, slots=True)
class Decision:
    """What reading a source comes to.

    `write` says that the article's content or metadata is new and belongs to `entry`. `left` are articles that no
    source holds any more, `gone` sources that are no longer there. `again` are sources whose text the entry just
    lost, to be read again. `leads` says that the source takes precedence over the others of the article.
    """

    outcome: Outcome
    entry: Entry
    article: Article
    write: bool
    left: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    leads: bool = False


class Ledger:
    """What is indexed, by source, id, text and likeness; and what was removed on purpose."""

    def __init__(self, known: Inventory | None, *, joins: bool = True) -> None:
        """Read what is known, nothing where there is no index; an article's text is only read where it is compared.

        `joins` has copies of an article become further sources of it.
        """
        self._known = known
        self._joins = joins
        self._copies: Copies[Entry] = Copies()
        self._unsigned: list[Entry] = []
        self.sources: dict[str, Known] = {}
        self.entries: dict[str, Entry] = {}
        self._by_text: dict[bytes, Entry] = {}
        self.tombstones = Tombstones(known.tombstones() if known else ())
        if known:
            with _nothing_to_collect():
                self._fill(known)

    def _fill(self, known: Inventory) -> None:
        """Take in articles, signatures and sources."""
        numbers: dict[int, Entry] = {}
        for number, ident, text, build, metadata in known.known_articles():
            numbers[number] = self.entries[ident] = self._by_text[text] = Entry(number, ident, text, metadata, build)
        signed = known.signatures(SIGNATURE_VERSION)
        self._copies = Copies.of([numbers[row[0]] for row in signed], [row[1] for row in signed])
        unsigned = numbers.keys() - {row[0] for row in signed}
        self._unsigned = [numbers[number] for number in sorted(unsigned)]
        for source, number, state in known.known_sources():
            self.sources[source] = Known(numbers[number], state)
            numbers[number].sources.append(source)

    def is_stored(self, source: str, article: Article) -> bool:
        """Return whether what was read from a source is what its article has, metadata included."""
        known = self.sources.get(source)
        return (
            known is not None
            and known.entry.text == text_hash(article.text)
            and (known.entry.metadata == _metadata(article) or known.entry.sources[0] != source)
        )

    def place(self, source: str, article: Article) -> Decision:
        """Decide what the article just read from `source` is: new, a new version, or a further source; and note it.

        Raises:
            ArticleError: another source that still exists gives the same id to another text.
        """
        text = text_hash(article.text)
        known = self.sources.get(source)
        old = known.entry if known else None
        same = self._by_text.get(text)
        if same is not None:
            return self._same_text(source, article, same, old)
        copied = self._copied_from(article.text, old)
        if copied is not None and not (copied is old and old.sources[0] == source):
            return self._copy(source, article, copied, old)
        wanted = article_id(article.identity) if article.identity else None
        owner = self.entries.get(wanted) if wanted else None
        if owner is not None and owner is not old:
            return self._take_over(source, article, owner, old)
        if old is not None and (copied is old or owner is old or len(old.sources) == 1):
            return self._edited(source, article, old, wanted, keep=copied is old)
        return self._added(source, article, old, wanted)

    def detach(self, source: str) -> Entry | None:
        """Forget a source; return its article where that has none left (it is then forgotten too)."""
        known = self.sources.pop(source)
        known.entry.sources.remove(source)
        if known.entry.sources:
            return None
        self.forget(known.entry)
        return known.entry

    def forget(self, entry: Entry) -> None:
        """Forget an article and its sources."""
        for source in entry.sources:
            self.sources.pop(source, None)
        self.entries.pop(entry.article_id, None)
        self._copies.drop(entry)
        if self._by_text.get(entry.text) is entry:
            del self._by_text[entry.text]

    def note(self, source: str, entry: Entry, state: SourceState) -> None:
        """Note which article a source holds, and what it was when it was read."""
        if source not in entry.sources:
            entry.sources.append(source)
        self.sources[source] = Known(entry, state)

    def sign_missing(self) -> list[Entry]:
        """Compute the signatures of articles that an earlier version of Beleg stored without; return these."""
        missing, self._unsigned = self._unsigned, []
        for entry in missing:
            self._sign(entry, signature(self._text(entry)))
        return missing

    def _sign(self, entry: Entry, found: Signature) -> None:
        entry.signature = found
        self._copies.put(entry, found)

    def _text(self, entry: Entry) -> str:
        if entry.fresh is not None or entry.number is None or self._known is None:
            return entry.fresh or ""
        return self._known.text(entry.number)

    def _copied_from(self, text: str, old: Entry | None) -> Entry | None:
        """Return the article that a text is a copy of, best that of its own source; None if it is none."""
        likely = self._copies.candidates(signature(text)) if self._joins else []
        for entry in sorted(likely, key=lambda entry: entry is not old):
            if is_copy(text, self._text(entry)):
                return entry
        return None

    def _copy(self, source: str, article: Article, entry: Entry, old: Entry | None) -> Decision:
        """The text is a copy of an article: a further source of it, and if it is the longer one, its new text."""
        gone = tuple(other for other in entry.sources if other != source and is_gone(other))
        for other in gone:
            self.release(other)
        left = self._leave(source, old) if old is not entry else ()
        if not [other for other in entry.sources if other != source]:
            return replace(self._edited(source, article, entry, None), left=left, gone=gone)
        if not is_longer(article.text, self._text(entry)):
            if source not in entry.sources:
                entry.sources.append(source)
            outcome: Outcome = "unchanged" if old is None or old is entry else "changed"
            return Decision(outcome, entry, article, False, left, gone)
        if source in entry.sources:
            entry.sources.remove(source)
        entry.sources.insert(0, source)
        wanted = article_id(article.identity) if article.identity else None
        decision = self._edited(source, article, entry, None if wanted in self.entries else wanted, keep=True)
        return replace(decision, left=left, gone=gone, leads=True)

    def _same_text(self, source: str, article: Article, entry: Entry, old: Entry | None) -> Decision:
        """The text is indexed: from this source, as a further source, or moved here from one that is gone."""
        gone = tuple(other for other in entry.sources if other != source and is_gone(other))
        for other in gone:
            self.release(other)
        left = self._leave(source, old) if old is not entry else ()
        first = not entry.sources or entry.sources[0] == source
        if source not in entry.sources:
            entry.sources.append(source)
        if not first:
            outcome: Outcome = "unchanged" if old is None or old is entry else "changed"
            return Decision(outcome, entry, article, False, left, gone)
        ident = article_id(article.identity) if article.identity else entry.article_id
        taken = self.entries.get(ident)
        if taken is not None and taken is not entry:
            ident = entry.article_id
        if ident == entry.article_id and _metadata(article) == entry.metadata:
            return Decision("unchanged", entry, article, False, left, gone)
        self._rename(entry, ident)
        entry.metadata = _metadata(article)
        return Decision("changed", entry, replace(article, article_id=ident), True, left, gone)

    def _take_over(self, source: str, article: Article, owner: Entry, old: Entry | None) -> Decision:
        """Another article has the id that this one names: it is the same one moved and edited, or a mistake."""
        held = [other for other in owner.sources if not is_gone(other)]
        if held:
            raise ArticleError(
                f"{source} gives the same id or url as {held[0]} but has another text: change one of the two."
            )
        gone = tuple(owner.sources)
        for other in gone:
            self.release(other)
        left = self._leave(source, old)
        return replace(self._edited(source, article, owner, None), left=left, gone=gone)

    def _edited(
        self, source: str, article: Article, entry: Entry, wanted: str | None, *, keep: bool = False
    ) -> Decision:
        """The article has a new text; further sources are to be read again, unless they are copies to `keep`."""
        again = () if keep else tuple(other for other in entry.sources if other != source)
        for other in again:
            self.release(other)
        self._rename(entry, wanted or entry.article_id)
        self._retext(entry, article.text)
        entry.metadata = _metadata(article)
        if source not in entry.sources:
            entry.sources.append(source)
        return Decision("changed", entry, replace(article, article_id=entry.article_id), True, again=again)

    def _added(self, source: str, article: Article, old: Entry | None, wanted: str | None) -> Decision:
        """The text is a new article; its id must not be one that an edited article still goes by."""
        left = self._leave(source, old)
        ident = wanted or article_id(article.text)
        if ident in self.entries:
            ident = article_id(f"{source}\n{article.text}")
        entry = Entry(None, ident, b"", _metadata(article), "", [source])
        self.entries[ident] = entry
        self._retext(entry, article.text)
        return Decision("added", entry, replace(article, article_id=ident), True, left)

    def release(self, source: str) -> None:
        """Forget a source whose article stays, with or without others."""
        known = self.sources.pop(source, None)
        if known is not None and source in known.entry.sources:
            known.entry.sources.remove(source)

    def _leave(self, source: str, old: Entry | None) -> tuple[Entry, ...]:
        """Take the source from the article it held; return that article where it has no source left."""
        if old is None:
            return ()
        left = self.detach(source)
        return (left,) if left else ()

    def _rename(self, entry: Entry, ident: str) -> None:
        if ident != entry.article_id:
            del self.entries[entry.article_id]
            entry.article_id = ident
            self.entries[ident] = entry

    def _retext(self, entry: Entry, text: str) -> None:
        if self._by_text.get(entry.text) is entry:
            del self._by_text[entry.text]
        entry.text = text_hash(text)
        entry.fresh = text
        self._by_text[entry.text] = entry
        self._sign(entry, signature(text))


@contextlib.contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Hold the garbage collector, which would look again and again through tens of thousands of objects that stay."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _metadata(article: Article) -> Metadata:
    whence = (article.url, article.path, article.identity)
    return (article.title, article.language, article.publisher, article.published, *whence)
