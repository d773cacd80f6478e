"""What a file of `beleg export` holds: a tar of three members, each of JSON Lines."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = 1
ABOUT, ARTICLES, TOMBSTONES = "beleg.json", "articles.jsonl", "tombstones.jsonl"
MEMBERS = (ABOUT, ARTICLES, TOMBSTONES)


@dataclass(frozen=True, slots=True)
class About:
    """What an archive says of itself; `roots` are the files, folders and addresses that were followed."""

    articles: int
    tombstones: int
    roots: tuple[str, ...]
