"""What is asked of an index by whoever is about to change or export it, as a Protocol.

Such a one owns the folder and sees every shelf; nothing of it is for who asks questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from retrieval.datatypes import Article
from retrieval.shelves import SHARED
from retrieval.store.records import ArticleRecord, KnownArticle, KnownSource
from retrieval.store.source_records import FeedItem, FeedStatus, Tombstone


class Inventory(Protocol):
    """Everything that is known, whole: of an open catalog for a dry run, of its writer for a real one."""

    def known_articles(self) -> Iterator[KnownArticle]:
        """Yield every article without its text, in the order of first indexing."""

    def signatures(self, version: int) -> list[tuple[int, bytes]]:
        """Return the number of each article that has a signature of this version, and the signature."""

    def text(self, number: int) -> str:
        """Return the text of the article with this number; empty where there is none."""

    def article(self, number: int) -> Article:
        """Return the article with this number."""

    def records(self) -> Iterator[ArticleRecord]:
        """Yield every article with its sources and history, in the order of first indexing."""

    def known_sources(self) -> Iterator[KnownSource]:
        """Yield every source; of an article's, the one that its metadata came from comes first."""

    def addresses(self) -> Iterator[tuple[str, str, str]]:
        """Yield every path and URL that belongs to an article, and the article's id and shelf; some come repeatedly."""

    def tombstones(self) -> Iterator[Tombstone]:
        """Yield what was removed on purpose, oldest first: one for each address of a removed article."""

    def followed(self) -> list[str]:
        """Return the shelves onto which the user asked to index anything, sorted."""

    def roots(self, shelf: str = SHARED) -> list[str]:
        """Return what the user asked to index onto a shelf, sorted."""

    def feeds(self, shelf: str = SHARED) -> dict[str, FeedStatus]:
        """Return how each feed of a shelf has fared, by address."""

    def feed_items(self, shelf: str = SHARED) -> dict[str, FeedItem]:
        """Return the pages that the feeds of a shelf have named, by address."""
