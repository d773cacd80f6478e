"""A web page into its main text, by trafilatura; what it says about itself, from its metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from retrieval.articles.decoding import visible
from retrieval.articles.metadata import (
    LONGEST_PUBLISHER,
    LONGEST_TITLE,
    Metadata,
    canonical_url,
    first,
    language,
    line,
    published,
)
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_DATE_XPATHS = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//meta[@name='date' or @name='dc.date' or @name='DC.date.issued' or @name='pubdate']/@content",
)
_CHARSET = re.compile(
    rb"<(?:meta[^>]{0,200}?charset=|\?xml[^>]{0,100}?encoding=)[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,6}|\d{1,7});?")
_ROW = re.compile(r"\|(.*)\|\s*")

MOST_JSON_VALUES = 2_000
"""Values of a page's JSON-LD that are looked at: news sites use a few dozen."""


MOST_ELEMENTS = 60_000
"""Elements of a page: long ones with comments have ten thousand, and 200,000 take the extraction ten seconds."""


def declared_encoding(raw: bytes) -> str | None:
    """Return the encoding that the head of a page names, None if it names none."""
    found = _CHARSET.search(raw[:4096])
    return found[1].decode("ascii") if found else None


def read(text: str, name: str, *, url: str | None = None) -> tuple[str, Metadata]:
    """Return the page's main text, paragraphs apart by a blank line, and its metadata.

    `url` is where the page was fetched; a canonical address on another host is not believed then. Raises ArticleError
    where no main text is found.
    """
    import trafilatura

    try:
        tree = trafilatura.load_html(_REFERENCE.sub(_without_controls, visible(text)))
        if tree is not None and (count := sum(1 for _ in tree.iter())) > MOST_ELEMENTS:
            raise ArticleError(f"{name} has {count} elements, at most {MOST_ELEMENTS} were expected; split it.")
        found = None if tree is None else _extracted(tree, url)
    except (ArticleError, MemoryError):
        raise
    except Exception as exc:  # a parser of foreign bytes: whatever it raises is this page's fault
        raise ArticleError(
            f"{name} cannot be read as HTML ({type(exc).__name__}); save the page's text as .txt."
        ) from exc
    main = visible("\n\n".join(_lines(found.text or ""))) if found else ""
    if found is None or tree is None or not main:
        raise ArticleError(f"{name} holds no main text, a page with an article was expected; save its text as .txt.")
    data = list(_json_values(tree))
    return main, Metadata(
        title=line(found.title or "", LONGEST_TITLE),
        publisher=line(found.sitename or _publisher(data) or "", LONGEST_PUBLISHER),
        published=_published(tree, data) or first([found.date], published),
        url=_address(found.url, url),
        hint=first([tree.get("lang"), *tree.xpath("//html/@lang")], language),
    )


def _without_controls(reference: re.Match[str]) -> str:
    """Return a character reference unless it stands for a control character, at which the parser drops a paragraph."""
    number = reference[1]
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return visible(reference[0]) if code > 0x10FFFF or visible(chr(code)) or chr(code).isspace() else ""


def _extracted(tree: HtmlElement, url: str | None) -> Any:
    """Return trafilatura's document for a page; dates only where the page states them, never guessed from the text."""
    import trafilatura

    return trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _lines(text: str) -> Iterator[str]:
    """Yield the blocks of trafilatura's text, one a line there, without its marks for lists and tables."""
    for row in text.split("\n"):
        if table := _ROW.fullmatch(row):
            row = "; ".join(cell.strip() for cell in table[1].split("|") if cell.strip())
        row = row.removeprefix("- ").strip()
        if row:
            yield row


def _address(canonical: str | None, fetched: str | None) -> str | None:
    """Return the page's canonical address if it is its own to give, else the one it was fetched from."""
    stated = first([canonical], canonical_url)
    if fetched is None:
        return stated
    own = canonical_url(fetched)
    if stated is None or _site(stated) != _site(own):
        return own
    # A template that names the site's front page on every page would make all its articles one.
    return own if urlsplit(stated).path == "/" and not urlsplit(stated).query else stated


def _site(url: str) -> str:
    """Return the host without the prefixes of a site's variants."""
    return re.sub(r"\A(?:www|m|amp|mobile)\.", "", urlsplit(url).hostname or "")


def _published(tree: HtmlElement, data: list[dict[str, Any]]) -> str | None:
    """Return when the page says that it was published, as the contract writes it."""
    stated = [value.get("datePublished") for value in data]
    for xpath in _DATE_XPATHS:
        stated += tree.xpath(xpath)
    return first(stated, published)


def _publisher(data: list[dict[str, Any]]) -> str | None:
    """Return the publisher that the page's JSON-LD names."""
    for value in data:
        publisher = value.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str):
            return name
    return None


def _json_values(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, outer ones first, at most `MOST_JSON_VALUES`."""
    waiting: list[Any] = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting.append(json.loads(script))
        except (ValueError, RecursionError):
            continue
    for _ in range(MOST_JSON_VALUES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting += [held for held in value.values() if isinstance(held, dict | list)]
        elif isinstance(value, list):
            waiting += [held for held in value[:MOST_JSON_VALUES] if isinstance(held, dict | list)]
