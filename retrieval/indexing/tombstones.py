"""`Tombstones`: the articles that were removed on purpose and stay out until they are let in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from retrieval.datatypes import Article
from retrieval.store.records import text_hash
from retrieval.store.source_records import Tombstone


class Tombstones:
    """What is known of removed articles: where each was read, the hash of its text, its id; never its text."""

    def __init__(self, known: Iterable[Tombstone], ident: Callable[[str], str]) -> None:
        """`ident` gives the id of an article by its identity or text."""
        self._ident = ident
        self._addresses: dict[str, str] = {}
        self._texts: dict[bytes, str] = {}
        self._ids: set[str] = set()
        for tombstone in known:
            self.add(tombstone)

    def add(self, tombstone: Tombstone) -> None:
        """Note a removed article, or a further address of one."""
        self._ids.add(tombstone.article_id)
        self._texts[tombstone.text_hash] = tombstone.article_id
        if tombstone.address is not None:
            self._addresses[tombstone.address] = tombstone.article_id

    def at(self, source: str) -> str | None:
        """Return the id of the removed article that was read from this source."""
        return self._addresses.get(source)

    def of(self, article: Article) -> str | None:
        """Return the id of the removed article that this one is: it has its text, or names itself the same."""
        ident = self._ident(article.identity) if article.identity else None
        return ident if ident in self._ids else self._texts.get(text_hash(article.text))

    def remove(self, ident: str) -> None:
        """Forget a removed article, so that it may come back."""
        self._ids.discard(ident)
        self._texts = {text: other for text, other in self._texts.items() if other != ident}
        self._addresses = {source: other for source, other in self._addresses.items() if other != ident}
