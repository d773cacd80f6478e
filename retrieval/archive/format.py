"""What a file of `beleg export` holds: its members, and the records in them."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.datatypes import Article, Source
from retrieval.store.records import Version

ReadFrom = tuple[str, Source, bytes]  # address, the article's path or URL, SHA-256 of the bytes

FORMAT = 1
ABOUT, ARTICLES, TOMBSTONES = "beleg.json", "articles.jsonl", "tombstones.jsonl"


@dataclass(frozen=True, slots=True)
class Record:
    """One article of an archive, with where it was read and its history."""

    article: Article
    sources: tuple[ReadFrom, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A removed article of an archive."""

    article_id: str
    address: str | None
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class About:
    """What an archive says of itself; `roots` are the files, folders and addresses that were followed."""

    articles: int
    tombstones: int
    roots: tuple[str, ...]
