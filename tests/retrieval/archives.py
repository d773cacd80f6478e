"""Archives written by hand, as a stranger would."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from retrieval.archive.format import ABOUT, ARTICLES, FORMAT, TOMBSTONES
from retrieval.articles import article_id
from retrieval.store.records import text_hash


def source(address: str | Path, **other: Any) -> dict[str, Any]:
    """Return a source as an archive has it: a file, or a page for an address of the web."""
    is_page = str(address).startswith("http")
    where = {"path": None, "url": str(address)} if is_page else {"path": str(address), "url": None}
    return {"address": str(address), **where, "sha256": "", **other}


def record(text: str, sources: Sequence[dict[str, Any]] = (), **other: Any) -> dict[str, Any]:
    """Return an article as an archive has it, led by the first of its sources."""
    lead = sources[0] if sources else {"path": None, "url": None}
    return {
        "article_id": article_id(other.get("identity") or text),
        "title": "Titel",
        "text": text,
        "language": "de",
        "publisher": None,
        "published": None,
        "url": lead["url"],
        "path": lead["path"],
        "identity": None,
        "version": 1,
        "sources": list(sources),
        "versions": [{"version": 1, "indexed": "2024-01-01T00:00:00Z", "sha256": text_hash(text).hex()}],
        **other,
    }


def tombstone(ident: str, address: str | Path | None = None, text: str = "") -> dict[str, Any]:
    """Return a removed article as an archive has it."""
    where = None if address is None else str(address)
    return {"article_id": ident, "address": where, "sha256": text_hash(text or ident).hex()}


def lines(values: Iterable[object]) -> bytes:
    """Return the values as a member of an archive."""
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def written(
    file: Path, articles: Sequence[object] = (), tombstones: Sequence[object] = (), roots: Sequence[str] = ()
) -> Path:
    """Write an archive of these articles and removed ones."""
    about = {"format": FORMAT, "articles": len(articles), "tombstones": len(tombstones), "roots": roots}
    return packed(file, {ABOUT: lines([about]), ARTICLES: lines(articles), TOMBSTONES: lines(tombstones)})


def packed(file: Path, members: dict[str, bytes]) -> Path:
    """Write a tar file of these members."""
    with tarfile.open(file, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file
