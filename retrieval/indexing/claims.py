"""`Claims`: who may have an id or an address that the articles of two sources name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.indexing.entries import Entry, Known
from retrieval.indexing.sources import is_gone, is_url, stamp
from retrieval.store.records import text_hash
from retrieval.store.source_records import SourceState, Stamp


class Claims:
    """The page that was fetched at an address has it, whoever named it before; else who named it first.

    What only an archive says of a source counts less than anything that was read here.

    It looks at the ledger's articles and sources and changes none of them.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        sources: Mapping[str, Known],
        text: Callable[[Entry], str],
        digest: Callable[[str, Stamp | None], bytes],
        ident: Callable[[str], str],
    ) -> None:
        """`text` reads the text of an article, `digest` the SHA-256 of a file, empty where it cannot be read.

        `ident` gives the id of an article by its identity or text.
        """
        self._entries = entries
        self._sources = sources
        self._text = text
        self._digest = digest
        self._ident = ident
        self._by_url: dict[str, Entry] = {}
        self._naming: dict[str, dict[str, None]] = {}

    def put(self, entry: Entry) -> None:
        """Note the address of an article."""
        if entry.url:
            self._by_url.setdefault(entry.url, entry)

    def drop(self, entry: Entry) -> None:
        """Forget the address of an article, before it gets another."""
        if entry.url and self._by_url.get(entry.url) is entry:
            del self._by_url[entry.url]

    def note(self, source: str, url: str | None) -> None:
        """Note the address that a source names; of the texts that it had, the one it has now counts."""
        if url:
            self._naming.setdefault(url, {})[source] = None

    def is_taken(self, url: str | None, entry: Entry) -> bool:
        """Return whether an address is that of another article."""
        return bool(url) and self._by_url.get(url or "", entry) is not entry

    def settled(self, source: str, article: Article, fetched: str | None) -> Article:
        """Return what was read from `source` under an address that it can have; `fetched` is where a page was.

        A page whose canonical address is that of another article goes by its own.

        Raises:
            ArticleError: another source that still exists gives the same id or address to another text.
        """
        rival, other = self._rival(source, article)
        if rival is None or not self._was_read(rival, but=source):
            return article
        if fetched is not None:
            if article.url == fetched and not self._was_fetched(rival, fetched, but=source):
                return article
            own = replace(article, url=fetched, identity=fetched if article.identity else None)
            if own != article:
                return self.settled(source, own, fetched)
        raise ArticleError(
            f"{source} gives the same id or url as {other} but has another text: change one of the two.", "rival"
        )

    def displaced(self, source: str, article: Article, *, joins: bool) -> tuple[Entry, Article] | None:
        """Return the article that has to give up the address of this one, under one of its own.

        It only claims an address at which this one was fetched, or none of its sources is there to claim it.
        `joins` says that the text is that of an article which is indexed.
        """
        rival = self._rival(source, article)[0] or self._abandoned(source, article, joins=joins)
        if rival is None:
            return None
        wanted = self._ident(article.identity) if article.identity else None
        if rival.url != article.url and rival.article_id != wanted:  # a further source of it names the address
            return rival, rival.article(self._text(rival))
        first = rival.first
        url = self._sources[first].url if first and is_url(first) else None
        url = url if url != article.url else None
        found = rival.article(self._text(rival))
        identity = url if found.identity in (found.url, article.identity) else found.identity
        ident = self._ident(identity or found.text)
        if ident in self._entries:
            ident = self._ident(f"{first}\n{found.text}")
        return rival, replace(found, article_id=ident, url=url, identity=identity)

    def _rival(self, source: str, article: Article) -> tuple[Entry | None, str | None]:
        """Return the article of another text that has the id or the address of this one, and a source that holds it."""
        text = text_hash(article.text)
        known = self._sources.get(source)
        wanted = self._ident(article.identity) if article.identity else ""
        for entry in (self._entries.get(wanted), self._by_url.get(article.url or "")):
            if entry is None or entry.text == text:
                continue
            if known is None or known.entry is not entry:
                found = holder(entry, source)
            else:
                found = self._own_holder(entry, source, article)
            if found:
                return entry, found
        for other in self._naming.get(article.url or "", ()):
            naming = self._sources.get(other)
            if other == source or naming is None or naming.url != article.url or naming.entry.text == text:
                continue
            if naming.state.checked_ns and not is_gone(other) and (known is None or known.entry is not naming.entry):
                return naming.entry, other
        return None, None

    def _abandoned(self, source: str, article: Article, *, joins: bool) -> Entry | None:
        """Return the article of another text that has the address of this one and no source that is still there.

        One that has the id, too, is this one, moved, unless this one joins another.
        """
        entry, known = self._by_url.get(article.url or ""), self._sources.get(source)
        if entry is None or entry.text == text_hash(article.text) or (known is not None and known.entry is entry):
            return None
        moved = not joins and article.identity is not None and self._entries.get(self._ident(article.identity)) is entry
        return None if moved or holder(entry, source) else entry

    def _own_holder(self, entry: Entry, source: str, article: Article) -> str | None:
        """Return a further source that keeps the address for the text that `source` had; None if there is none.

        The first source of an article needs no leave of those that do not name the address, nor of a file that has
        changed since it was read and so may have another text itself. Of a further one nobody else's file is known to
        have changed: the first source is read before it.
        """
        for other in entry.sources:
            known = self._sources[other]
            claims = entry.first != source or (known.url is not None and known.url == article.url)
            if other == source or not claims or not known.state.checked_ns or is_gone(other):
                continue
            if entry.first != source or is_url(other) or self._is_as_read(other, known.state):
                return other
        return None

    def _is_as_read(self, path: str, state: SourceState) -> bool:
        now = stamp(Path(path))
        return now == state.stamp or (bool(state.digest) and self._digest(path, now) == state.digest)

    def _was_read(self, entry: Entry, *, but: str) -> bool:
        """Return whether a source other than `but` that is still there was read here."""
        others = [source for source in entry.sources if source != but and self._sources[source].state.checked_ns]
        return not all(map(is_gone, others))

    def _was_fetched(self, entry: Entry, url: str, *, but: str) -> bool:
        """Return whether a source other than `but` was read at an address, and is not only said to be from there."""
        others = [source for source in entry.sources if source != but and is_url(source)]
        return any(url in (source, self._sources[source].url) for source in others)


def holder(entry: Entry, source: str) -> str | None:
    """Return a source of an article, other than `source`, that is still there; None if there is none."""
    return next((other for other in entry.sources if other != source and not is_gone(other)), None)
