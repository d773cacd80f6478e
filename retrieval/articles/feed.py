"""A feed (RSS, Atom) into its entries, by feedparser. Runs in the child process that `worker` starts."""

from __future__ import annotations

import io
import re
from typing import Any

from retrieval.articles.metadata import LONGEST_IDENTITY, canonical_url, first, line
from retrieval.articles.written_days import moment
from retrieval.errors import ArticleError

MOST_ENTRIES = 1_000
"""Entries of one feed that are looked at, from the top: feeds carry tens, archives hundreds."""

_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s{0,40}>", re.IGNORECASE)


def read(raw: bytes, name: str, *, url: str, charset: str | None = None) -> list[dict[str, str | None]]:
    """Return the entries that have an address, in the feed's order, each once, as JSON objects.

    "url" is canonical, "published" as the contract writes it or None, "stated" whatever tells a changed entry from the
    one before. Raises ArticleError for what is no feed; a broken one counts as far as it can be read.
    """
    import feedparser

    content_type = f"application/xml; charset={charset}" if charset else "application/xml"
    try:
        found = feedparser.parse(
            io.BytesIO(_first_entries(_without_zeros(raw))),
            response_headers={"content-location": url, "content-type": content_type},
        )
        entries = [_entry(entry) for entry in found.entries[:MOST_ENTRIES]]
        version = found.get("version")
    except MemoryError:
        raise
    except Exception as exc:  # a parser of foreign bytes: whatever it raises is this feed's fault
        raise ArticleError(
            f"{name} cannot be read as a feed ({type(exc).__name__}); check its address.", "damaged"
        ) from exc
    if not version and not entries:
        raise ArticleError(
            f"{name} is no feed, RSS or Atom was expected; give the address of the feed itself.", "no_feed"
        )
    first: dict[str | None, dict[str, str | None]] = {}
    for entry in entries:
        first.setdefault(entry["url"], entry)
    first.pop(None, None)
    return list(first.values())


def _without_zeros(raw: bytes) -> bytes:
    """Return a feed without stray zero bytes, at which a parser of XML ends; in UTF-16 they are half of it."""
    return raw if raw.count(0) > len(raw) // 10 else raw.replace(b"\0", b"")


def _first_entries(raw: bytes) -> bytes:
    """Return a feed without the entries that are not looked at: parsing takes most of the time of a long one.

    What follows the last entry stays, so that what is well-formed still is. A feed in UTF-16 stays whole.
    """
    ends = [found.end() for found in _END.finditer(raw)]
    return raw if len(ends) <= MOST_ENTRIES else raw[: ends[MOST_ENTRIES - 1]] + raw[ends[-1] :]


def _entry(entry: Any) -> dict[str, str | None]:
    """Return one entry; without a usable address its "url" is None."""
    # Feeds of RDF say dc:date, many of Atom only when an entry was brought up to date; both are "updated" here.
    day = first([entry.get("published"), entry.get("updated")], moment)
    stated = entry.get("updated") or entry.get("published") or entry.get("title") or ""
    try:
        address = canonical_url(entry.get("link") or "")
    except ValueError:
        address = None
    return {"url": address, "published": day, "stated": line(str(stated), LONGEST_IDENTITY)}
