"""`Ledger`: which source holds which article, in memory, and what a newly read article means for that.

Deciding is separate from doing, so that a dry run decides everything and does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from retrieval.articles import article_id
from retrieval.articles.metadata import LONGEST_TITLE, line
from retrieval.datatypes import UNASKED, Article
from retrieval.indexing.claims import Claims, holder
from retrieval.indexing.copies import Signature, is_copy
from retrieval.indexing.entries import Entry, Known, described, metadata
from retrieval.indexing.report import Outcome
from retrieval.indexing.sources import is_gone, is_url
from retrieval.indexing.stories import Stories
from retrieval.indexing.tombstones import Tombstones
from retrieval.shelves import SHARED
from retrieval.store.inventory import Inventory
from retrieval.store.records import KnownSource, Metadata, text_hash
from retrieval.store.source_records import SourceState, Stamp


@dataclass(frozen=True, slots=True)
class Decision:
    """What reading a source comes to.

    `write` says that the article's content or metadata is new and belongs to `entry`; `anew` that its text is new
    here, and no edit of the one before. `left` are articles that no source holds any more, `gone` sources that are no
    longer there. `before` is the text that a change replaced, None where it stays. `again` are sources whose text the
    entry just lost, to be read again. `behind` are articles that their first source left: the next one describes them
    now. `apart` is the text of before as an article of its own, of pages that had it, too. `joined` are further
    articles whose story changed.
    """

    outcome: Outcome
    entry: Entry
    article: Article
    write: bool
    anew: bool = False
    before: str | None = None
    left: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    behind: tuple[Entry, ...] = ()
    apart: tuple[Entry, Article] | None = None
    joined: tuple[Entry, ...] = ()


class Ledger:
    """What stands on a shelf, by source, id, text, address and likeness; and what was removed from it on purpose.

    No source changes the article of another: each text is an article of its own, and copies of a story only share its
    number. Of an address that two texts claim, the page that was fetched there has it, else the article that came
    first.
    """

    def __init__(
        self,
        known: Inventory | None,
        shelf: str = SHARED,
        *,
        joins: bool = True,
        digest: Callable[[str, Stamp | None], bytes] = lambda *_: b"",
        elsewhere: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Begin with an empty shelf; `known` is asked for a text where it is compared, None where there is no index.

        `joins` has copies of a story recognised, `digest` tells a file that was only touched from one that has changed.
        `elsewhere` says whether an article on another shelf has an id.
        """
        self._known = known
        self.shelf = shelf
        self._elsewhere = elsewhere
        self._stories = Stories(self.text, joins=joins)
        self._unsigned: list[Entry] = []
        self.sources: dict[str, Known] = {}
        self.entries: dict[str, Entry] = {}
        self._by_text: dict[bytes, Entry] = {}
        self.claims = Claims(self.entries, self.sources, self.text, digest, self.ident)
        self.tombstones = Tombstones((), self.ident)

    def fill(self, entries: Iterable[Entry], signed: Mapping[int, bytes], sources: Iterable[KnownSource]) -> None:
        """Take in the articles of the shelf, their signatures by number, and their sources."""
        numbers: dict[int, Entry] = {}
        for entry in entries:
            numbers[entry.row] = self.entries[entry.article_id] = self._by_text[entry.text] = entry
            self.claims.put(entry)
        pairs = [(entry, signed[number]) for number, entry in numbers.items() if number in signed]
        self._stories.fill(numbers.values(), pairs)
        self._unsigned = [numbers[number] for number in sorted(numbers.keys() - signed.keys())]
        for source, number, state, url, said in sources:
            self.sources[source] = Known(numbers[number], state, url, said)
            numbers[number].sources[source] = None
            self.claims.note(source, url)

    def ident(self, identity_or_text: str) -> str:
        """Return the id that an article of this shelf has by its identity, or its text.

        No archive can take it from it by giving it to an article on another shelf.
        """
        found = article_id(identity_or_text, self.shelf)
        while self._elsewhere(found):
            found = article_id(f"{found}\n{identity_or_text}", self.shelf)
        return found

    def shelved(self, article: Article) -> Article:
        """Return what was read as an article of this shelf."""
        return replace(article, article_id=self.ident(article.identity or article.text), shelf=self.shelf)

    def is_stored(self, source: str, article: Article) -> bool:
        """Return whether what was read from a source is what its article has, metadata included."""
        known = self.sources.get(source)
        return (
            known is not None
            and known.entry.text == text_hash(article.text)
            and (known.entry.metadata == metadata(article) or known.entry.first != source)
        )

    def holds(self, article: Article) -> bool:
        """Return whether the text of an article is indexed."""
        return text_hash(article.text) in self._by_text

    def give_up(self, entry: Entry, article: Article, url: str | None) -> dict[str, Known]:
        """Note what `displaced` found; return the sources of the article, which may no longer name `url`."""
        lost = {url} if entry.url == article.url else {url, entry.url}
        self._rename(entry, article.article_id)
        self._describe(entry, article)
        for source in entry.sources:
            known = self.sources[source]
            if known.url in lost:
                self.sources[source] = replace(known, url=None, described=_without(known.described, known.url))
        return {source: self.sources[source] for source in entry.sources}

    def place(self, source: str, article: Article) -> Decision:
        """Decide what the settled article from `source` is: new, a new version, or a further source; and note it."""
        text = text_hash(article.text)
        known = self.sources.get(source)
        old = known.entry if known else None
        same = self._by_text.get(text)
        if same is not None:
            return self._same_text(source, article, same, old)
        wanted = self.ident(article.identity) if article.identity else None
        owner = self.entries.get(wanted) if wanted else None
        alike = self._stories.copies(article.text)
        if owner is not None and owner is not old:
            return self._moved(source, article, owner, old, alike)
        if old is not None and (owner is old or holder(old, source) is None):
            return self._edited(source, article, old, wanted, alike)
        if old is None and (moved := self._moved_from(article, alike[1])):
            return self._moved(source, article, moved, old, alike)
        return self._added(source, article, old, wanted, alike)

    def detach(self, source: str) -> Entry | None:
        """Forget a source; return its article where that has none left (it is then forgotten too)."""
        known = self.sources.pop(source)
        known.entry.sources.pop(source, None)
        if known.entry.sources:
            return None
        self.forget(known.entry)
        return known.entry

    def forget(self, entry: Entry) -> None:
        """Forget an article and its sources."""
        for source in entry.sources:
            self.sources.pop(source, None)
        self.entries.pop(entry.article_id, None)
        self._stories.drop(entry)
        if self._by_text.get(entry.text) is entry:
            del self._by_text[entry.text]
        self.claims.drop(entry)

    def note(self, source: str, entry: Entry, state: SourceState, url: str | None, said: Metadata) -> None:
        """Note which article a source holds, what it was when it was read, its address, and what it says of it."""
        entry.sources[source] = None
        self.sources[source] = Known(entry, state, url, said)
        self.claims.note(source, url)

    def led_on(self, entry: Entry) -> Article | None:
        """Return the article as the source describes it that is its first one now; None where that changes nothing.

        Where that is not known the address has to do, until the source is read again.
        """
        if entry.first is None:
            return None
        known = self.sources[entry.first]
        said = known.described or _plainly(entry.first, known.url, entry.metadata[1])
        if known.described is None:
            unread = replace(known.state, stamp=None, digest=b"", validators=UNASKED)
            self.sources[entry.first] = replace(known, state=unread)
        if self.claims.is_taken(said[4], entry):
            said = _without(said, said[4]) or said
        if said == entry.metadata:
            return None
        article = described(entry.article_id, self.text(entry), said, self.shelf)
        ident = self.ident(article.identity or article.text)
        if ident not in self.entries:
            self._rename(entry, ident)
        self._describe(entry, article)
        return replace(article, article_id=entry.article_id)

    def release(self, source: str) -> None:
        """Forget a source whose article stays, with or without others."""
        known = self.sources.pop(source, None)
        if known is not None:
            known.entry.sources.pop(source, None)

    def sign_missing(self) -> list[Entry]:
        """Compute the signatures of articles that came without, and their stories; return all that changed."""
        missing, self._unsigned = self._unsigned, []
        changed = dict.fromkeys(missing)
        for entry in missing:
            changed.update(dict.fromkeys(self._stories.put(entry, *self._stories.copies(self.text(entry)))))
        return list(changed)

    def text(self, entry: Entry) -> str:
        """Return the text of an article, also of one that is not written yet."""
        if entry.fresh is not None or entry.number is None or self._known is None:
            return entry.fresh or ""
        return self._known.text(entry.number)

    def _moved_from(self, article: Article, copies: list[Entry]) -> Entry | None:
        """Return the article whose file is gone and of which this one is an edited form, by text and by metadata."""
        stated = (article.publisher, article.published, article.url)
        for entry in copies:
            if entry.metadata[2:5] == stated and entry.sources and all(map(is_gone, entry.sources)):
                return entry
        return None

    def _same_text(self, source: str, article: Article, entry: Entry, old: Entry | None) -> Decision:
        """The text is indexed: from this source, as a further source, or moved here from one that is gone."""
        gone = self._release_gone(source, entry)
        left, behind = self._leave(source, old) if old is not entry else ((), ())
        first = entry.first in (None, source)
        entry.sources[source] = None
        if not first:
            outcome: Outcome = "unchanged" if old is None or old is entry else "changed"
            return Decision(outcome, entry, article, False, left=left, gone=gone, behind=behind)
        ident = self.ident(article.identity) if article.identity else entry.article_id
        taken = self.entries.get(ident)
        if taken is not None and taken is not entry:
            ident = entry.article_id
        if ident == entry.article_id and metadata(article) == entry.metadata:
            return Decision("unchanged", entry, article, False, left=left, gone=gone, behind=behind)
        self._rename(entry, ident)
        self._describe(entry, article)
        stored = replace(article, article_id=ident)
        return Decision("changed", entry, stored, True, left=left, gone=gone, behind=behind)

    def _moved(
        self,
        source: str,
        article: Article,
        entry: Entry,
        old: Entry | None,
        alike: tuple[Signature, list[Entry]],
    ) -> Decision:
        """The article was moved to `source` and edited: none of the sources that it had is still there."""
        gone = tuple(other for other in entry.sources if other != source)
        for other in gone:
            self.release(other)
        left, behind = self._leave(source, old)
        return replace(self._edited(source, article, entry, None, alike), left=left, gone=gone, behind=behind)

    def _edited(
        self,
        source: str,
        article: Article,
        entry: Entry,
        wanted: str | None,
        alike: tuple[Signature, list[Entry]],
    ) -> Decision:
        """The article has a new text; further files are to be read again, or are forgotten where they are gone.

        Pages may be out of reach: what they had stays theirs.
        """
        before = self.text(entry)
        anew = entry not in alike[1] and not is_copy(article.text, before)
        others = [other for other in entry.sources if other != source]
        pages = {other: self.sources[other] for other in others if is_url(other)}
        gone = tuple(filter(is_gone, others))
        again = tuple(other for other in others if other not in gone and other not in pages)
        for other in others:
            self.release(other)
        self._rename(entry, wanted or entry.article_id)
        joined = self._retext(entry, article, alike)
        entry.sources[source] = None
        stored = replace(article, article_id=entry.article_id)
        apart = None
        if pages:
            apart, more = self._apart(pages, before, entry.metadata[1])
            joined = tuple(dict.fromkeys((*joined, *more)))
        told = (entry, stored, True, anew, before)
        return Decision("changed", *told, gone=gone, again=again, apart=apart, joined=joined)

    def _apart(
        self, pages: Mapping[str, Known], text: str, language: str
    ) -> tuple[tuple[Entry, Article], tuple[Entry, ...]]:
        """Make an article of a text that some pages still have; return it, and others whose story that changes."""
        first, known = next(iter(pages.items()))
        said = known.described or _plainly(first, known.url, language)
        ident = self.ident(said[6] or text)
        if ident in self.entries:
            ident = self.ident(f"{first}\n{text}")
        entry = self.entries[ident] = Entry(None, ident, b"", said, "", self.shelf, sources=dict.fromkeys(pages))
        article = described(ident, text, said, self.shelf)
        joined = self._retext(entry, article, self._stories.copies(text))
        self.sources.update((page, replace(one, entry=entry)) for page, one in pages.items())
        return (entry, article), joined

    def _added(
        self,
        source: str,
        article: Article,
        old: Entry | None,
        wanted: str | None,
        alike: tuple[Signature, list[Entry]],
    ) -> Decision:
        """The text is a new article; its id must not be one that an edited article still goes by."""
        left, behind = self._leave(source, old)
        ident = wanted or self.ident(article.text)
        if ident in self.entries:
            ident = self.ident(f"{source}\n{article.text}")
        entry = Entry(None, ident, b"", metadata(article), "", self.shelf, sources={source: None})
        self.entries[ident] = entry
        joined = self._retext(entry, article, alike)
        stored = replace(article, article_id=ident)
        return Decision("added", entry, stored, True, anew=True, left=left, behind=behind, joined=joined)

    def _release_gone(self, source: str, entry: Entry) -> tuple[str, ...]:
        """Forget the first sources of an article, up to `source` or to one that was read and is still there."""
        gone: list[str] = []
        while (first := entry.first) is not None and first != source and self._is_gone(first):
            self.release(first)
            gone.append(first)
        return tuple(gone)

    def _is_gone(self, source: str) -> bool:
        """Return whether a source is no longer there, or only an archive says that it was."""
        return is_gone(source) or not self.sources[source].state.checked_ns

    def _leave(self, source: str, old: Entry | None) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """Take the source from the article it held; return that article, first where it has no source left.

        Second where it has, and its metadata came from here.
        """
        if old is None:
            return (), ()
        led = old.first == source
        left = self.detach(source)
        return ((left,), ()) if left else ((), (old,) if led else ())

    def _rename(self, entry: Entry, ident: str) -> None:
        if ident != entry.article_id:
            del self.entries[entry.article_id]
            entry.article_id = ident
            self.entries[ident] = entry

    def _describe(self, entry: Entry, article: Article) -> None:
        self.claims.drop(entry)
        entry.metadata = metadata(article)
        self.claims.put(entry)

    def _retext(self, entry: Entry, article: Article, alike: tuple[Signature, list[Entry]]) -> tuple[Entry, ...]:
        """Give an article a new text and metadata; return the others whose story that changes."""
        if self._by_text.get(entry.text) is entry:
            del self._by_text[entry.text]
        entry.text = text_hash(article.text)
        entry.fresh = article.text
        self._by_text[entry.text] = entry
        self._describe(entry, article)
        return tuple(self._stories.put(entry, *alike))


def _without(known: Metadata | None, url: str | None) -> Metadata | None:
    """Return what is known of an article less an address, as address and as identity."""
    if known is None or url is None or known[4] != url:
        return known
    title, language, publisher, published, _, path, identity = known
    return title, language, publisher, published, None, path, None if identity == url else identity


def _plainly(source: str, url: str | None, language: str) -> Metadata:
    """Return what is known of an article of a source of which only the place is."""
    place = url or source
    title = line(place.rstrip("/").rsplit("/", 1)[-1], LONGEST_TITLE) or "untitled"
    return title, language, None, None, url, None if is_url(source) else source, None
