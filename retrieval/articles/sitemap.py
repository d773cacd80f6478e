"""A sitemap (sitemaps.org, Google's news sitemaps, lists of addresses) into its entries. Runs in the child process."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from retrieval.articles.decoding import decode
from retrieval.articles.metadata import LONGEST_IDENTITY, canonical_url, first, line, published
from retrieval.articles.xml_tree import child, local, text_of
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

MOST_ENTRIES = 50_000
"""Entries of one sitemap, and its limit in the protocol."""

MOST_CHARACTERS = 5_000_000
"""Characters of all addresses together, a hundred for each entry."""

MOST_UNPACKED = 50_000_000
"""Bytes of a sitemap unpacked, and its limit in the protocol."""

_GZIP = b"\x1f\x8b"
_ROOTS = frozenset({"urlset", "sitemapindex"})


def read(raw: bytes, name: str, *, url: str, charset: str | None = None) -> dict[str, list[dict[str, str | None]]]:
    """Return the "pages" and "sitemaps" that a sitemap names on its own site, in its order, each once.

    "url" is canonical, "published" as the contract writes it or None, "changed" likewise, and "stated" whatever tells a
    changed page from the one before. Of a broken one counts what can be read. Raises ArticleError for what is none.
    """
    data = _unpacked(raw, name)
    try:
        found = _listed(data, name, charset) if _is_list(data) else _parsed(data)
    except (ArticleError, MemoryError):
        raise
    except Exception as exc:  # a parser of foreign bytes: whatever it raises is this sitemap's fault
        raise ArticleError(
            f"{name} cannot be read as a sitemap ({type(exc).__name__}); check its address.", "damaged"
        ) from exc
    if found is None:
        raise ArticleError(f"{name} is no sitemap, one in XML was expected; give the sitemap's own address.", "no_feed")
    return {kind: _own(entries, url) for kind, entries in found.items()}


def _unpacked(raw: bytes, name: str) -> bytes:
    """Return a sitemap that may be packed as gzip; never unpacks more than the limit."""
    if not raw.startswith(_GZIP):
        return raw
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpacker.decompress(raw, MOST_UNPACKED + 1)
    except zlib.error as exc:
        raise ArticleError(f"{name} is packed as gzip but broken; try again later.", "damaged") from exc
    if len(data) > MOST_UNPACKED:
        raise ArticleError(
            f"{name} unpacks to more than {MOST_UNPACKED} bytes, which no sitemap may have.",
            "too_large",
            most=MOST_UNPACKED,
        )
    return data


def _is_list(data: bytes) -> bool:
    return data[:100].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith((b"http://", b"https://"))


def _listed(data: bytes, name: str, charset: str | None) -> dict[str, list[dict[str, str | None]]]:
    """Return the entries of a sitemap that is a list of addresses, one a line."""
    rows = decode(data, name, declared=charset).split("\n")[:MOST_ENTRIES]
    return {"pages": [{"url": row.strip(), "published": None, "changed": None, "stated": None} for row in rows]}


def _parsed(data: bytes) -> dict[str, list[dict[str, str | None]]] | None:
    """Return the entries of a sitemap in XML, None where it is none."""
    from lxml import etree  # type: ignore[import-untyped]

    found: dict[str, list[dict[str, str | None]]] = {"pages": [], "sitemaps": []}
    parsing = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in _until_broken(parsing):
        found["sitemaps" if local(element) == "sitemap" else "pages"].append(_entry(element))
        parent = element.getparent()
        element.clear()
        # What was read goes, or a long sitemap would take a hundred times its size.
        while parent is not None and len(parent) > 1:
            del parent[0]
        if len(found["pages"]) + len(found["sitemaps"]) >= MOST_ENTRIES:
            return found
    root = parsing.root
    is_sitemap = root is not None and local(root) in _ROOTS
    return found if is_sitemap or found["pages"] or found["sitemaps"] else None


def _until_broken(parsing: Iterator[Any]) -> Iterator[Any]:
    """Yield what can be parsed."""
    from lxml import etree

    with contextlib.suppress(etree.XMLSyntaxError):
        yield from parsing


def _entry(element: Element) -> dict[str, str | None]:
    """Return one entry; its address is not checked yet."""
    changed = text_of(child(element, "lastmod")).strip()
    news = child(element, "news")
    day = text_of(child(news, "publication_date")).strip()
    title = text_of(child(news, "title")).strip()
    return {
        "url": text_of(child(element, "loc")).strip(),
        "published": first([day], published),
        "changed": first([changed, day], published),
        "stated": line(changed or f"{day} {title}", LONGEST_IDENTITY),
    }


def _own(entries: list[dict[str, str | None]], url: str) -> list[dict[str, str | None]]:
    """Return the entries whose address is usable and on the site of the sitemap, which may name no others."""
    owner, left = _owner(url), MOST_CHARACTERS
    found: dict[str, dict[str, str | None]] = {}
    for entry in entries:
        try:
            address = canonical_url(entry["url"] or "")
        except ValueError:
            continue
        left -= len(address)
        if left >= 0 and _owner(address) == owner:
            found.setdefault(address, {**entry, "url": address})
    return list(found.values())


def _owner(url: str) -> Any:
    """Return the domain that somebody registered to have this address, its host where there is none."""
    from tld import get_fld

    host = urlsplit(url).hostname or ""
    return get_fld(f"https://{host}/", fail_silently=True, search_private=True) or host
