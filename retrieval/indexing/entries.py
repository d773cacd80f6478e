"""What the write path keeps of articles and sources in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from retrieval.datatypes import Article
from retrieval.indexing.copies import Signature
from retrieval.shelves import SHARED
from retrieval.store.records import Metadata
from retrieval.store.source_records import SourceState, Stamp

# A file changed less than this long before it was read may have changed again within the same tick of its clock.
SETTLED_NS = 2_000_000_000


@dataclass(slots=True, eq=False)
class Entry:
    """One article: `number` is its row, None until it is written. The first source is where its metadata came from.

    `text` is the hash of its text, `shelf` where it stands, `story` what it shares with its copies, None where it has
    none. `fresh` is the text itself, `signature` what copies of it are known by, both until they are written.
    """

    number: int | None
    article_id: str
    text: bytes
    metadata: Metadata
    build: str
    shelf: str = SHARED
    story: int | None = None
    sources: dict[str, None] = field(default_factory=dict)
    fresh: str | None = None
    signature: Signature | None = None

    @property
    def row(self) -> int:
        """The row of an article that was written."""
        if self.number is None:
            raise ValueError(f"article {self.article_id} has not been written")
        return self.number

    @property
    def first(self) -> str | None:
        """The first source; None where there is none."""
        return next(iter(self.sources), None)

    @property
    def url(self) -> str | None:
        """The address that the article is shown with."""
        return self.metadata[4]

    def article(self, text: str) -> Article:
        """Return the article as it is known, with its text."""
        return described(self.article_id, text, self.metadata, self.shelf)


@dataclass(frozen=True, slots=True)
class Known:
    """One source: its article, and what it was when it was read.

    `url` is where a page was fetched in the end, or what a file calls its address. `described` is what the source says
    of the article, None where that is not known.
    """

    entry: Entry
    state: SourceState
    url: str | None = None
    described: Metadata | None = None

    def is_unchanged(self, stamp: Stamp | None) -> bool:
        """Return, without reading the file, whether it is sure to be what was read before."""
        known = self.state
        return stamp is not None and stamp == known.stamp and known.checked_ns - stamp.mtime_ns > SETTLED_NS


def metadata(article: Article) -> Metadata:
    """Return what is known of an article beside its text."""
    whence = (article.url, article.path, article.identity)
    return (article.title, article.language, article.publisher, article.published, *whence)


def described(ident: str, text: str, known: Metadata, shelf: str) -> Article:
    """Return an article of an id and a text with what is known of it, on a shelf."""
    title, language, publisher, published, url, path, identity = known
    return Article(ident, title, text, language, publisher, published, url, path, identity, shelf=shelf)
