"""What a file of `beleg export` holds: a tar of three members, each of JSON Lines."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.shelves import SHARED

FORMAT = 2
KNOWN_FORMATS = (1, FORMAT)
"""Those that are read; the first knew no shelves, all was on the shared one."""

ABOUT, ARTICLES, TOMBSTONES = "beleg.json", "articles.jsonl", "tombstones.jsonl"
MEMBERS = (ABOUT, ARTICLES, TOMBSTONES)


@dataclass(frozen=True, slots=True)
class Root:
    """A file, folder or address that was followed, and the shelf onto which its articles went."""

    address: str
    shelf: str = SHARED


@dataclass(frozen=True, slots=True)
class About:
    """What an archive says of itself; `roots` are the files, folders and addresses that were followed."""

    articles: int
    tombstones: int
    roots: tuple[Root, ...]
