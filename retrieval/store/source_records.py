"""What the store keeps of where articles come from: sources, removed articles, feeds."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.datatypes import UNASKED, Source, Validators


@dataclass(frozen=True, slots=True)
class Stamp:
    """What shows, without reading it, that a file is the one seen before: bytes, nanoseconds, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a source was when it was read: its stamp (None of a URL), when, in ns, and the SHA-256 of its bytes.

    A source that came with an archive and was not read since has none of these: None, 0 and no bytes. `validators` are
    what a server gave to ask whether a page has changed. `reader` is the version of the readers of articles then.
    """

    stamp: Stamp | None
    checked_ns: int
    digest: bytes
    validators: Validators = UNASKED
    reader: int = 0


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """Where an article was read: its address, the path or URL it gave the article, and the SHA-256 of its bytes."""

    address: str
    source: Source
    digest: bytes


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A removed article: its id, an address it was read from, if any, the hash of its text, and its shelf."""

    article_id: str
    address: str | None
    text_hash: bytes
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How a feed has fared: what its server gave at last, its failures in a row, and when it was tried (UTC, s)."""

    validators: Validators = UNASKED
    failures: int = 0
    tried: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A page that a feed names: a hash that tells this form of it from others, its day of publication, and failures."""

    address: str
    stated: str | None
    published: str | None
    failures: int = 0
