"""`FORMATS`: every kind of article, what its files and pages are called, and its reader.

A format is added with a module that has a `read`, and a line in the table. The child process that `worker` starts
reads with this table, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

from retrieval.articles import docx, feed, html, mail, markdown, newsml, odt, pdf, plain, sitemap
from retrieval.articles.metadata import LONGEST_IDENTITY, Metadata
from retrieval.articles.page import RawArticle
from retrieval.errors import ArticleError


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of article: suffixes of files and media types of pages, lower case, and what reads them.

    `read` returns the text and what the bytes say about it, or raises ArticleError. `parsed` is whether a parser
    touches foreign bytes, which then happens in the child process.
    """

    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    read: Callable[[RawArticle], tuple[str, Metadata]]
    parsed: bool = True


FORMATS = {
    "plain": Format((".txt",), ("text/plain",), plain.read, parsed=False),
    "markdown": Format((".md", ".markdown"), ("text/markdown", "text/x-markdown"), markdown.read),
    "html": Format((".html", ".htm"), ("text/html", "application/xhtml+xml"), html.read),
    "pdf": Format((".pdf",), ("application/pdf",), pdf.read),
    "docx": Format((".docx",), ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",), docx.read),
    "odt": Format((".odt",), ("application/vnd.oasis.opendocument.text",), odt.read),
    "newsml": Format((".xml",), ("application/vnd.iptc.g2.newsitem+xml",), newsml.read),
    "mail": Format((".eml",), ("message/rfc822",), mail.read),
}
SUFFIXES = {suffix: kind for kind, known in FORMATS.items() for suffix in known.suffixes}
MEDIA_TYPES = {media_type: kind for kind, known in FORMATS.items() for media_type in known.media_types}
FEED_TYPES = dict.fromkeys(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"), "feed"
)
SITEMAP_TYPES = dict.fromkeys(
    ("application/xml", "text/xml", "text/plain", "application/gzip", "application/x-gzip", "application/octet-stream"),
    "sitemap",
)

READER_VERSION = 1
"""Raised by one whenever what is read of the same bytes changes: what an earlier version read is then read again."""

LENGTH_BYTES = 8
"""Bytes before each answer of the child that give its length, most significant first."""


def read(kind: str, raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text of an article and what its bytes say about it; `kind` is a key of `FORMATS`.

    Raises ArticleError for what is no usable article, or holds more text than `raw.max_bytes`.
    """
    text, metadata = FORMATS[kind].read(raw)
    return raw.checked(text), metadata


def answer(kind: str, raw: RawArticle) -> dict[str, Any]:
    """Return what is in these bytes as a JSON value: an article as `from_json` takes it, "entries" of a "feed".

    `kind` is a key of `FORMATS`, "feed", or one of these: of a "sitemap" it is what `sitemap.read` returns, of a
    "refresh" what `html.leads_on` does. Raises ArticleError.
    """
    if kind == "refresh":
        return {"target": html.leads_on(raw)}
    if kind == "feed":
        return {"entries": feed.read(raw.data, raw.name, url=raw.url or "", charset=raw.charset)}
    if kind == "sitemap":
        return {"sitemap": sitemap.read(raw.data, raw.name, url=raw.url or "", charset=raw.charset)}
    text, metadata = read(kind, raw)
    return {"text": text, "metadata": asdict(metadata)}


def from_json(value: dict[str, Any], raw: RawArticle) -> tuple[str, Metadata]:
    """Return the article of an `answer` for `raw`, if it has the form and is no longer than it may be.

    Raises ArticleError: what parses foreign bytes is not believed.
    """
    text, stated = value.get("text"), value.get("metadata")
    names = {field.name for field in fields(Metadata)}
    if not isinstance(text, str) or not isinstance(stated, dict) or stated.keys() != names:
        raise ArticleError(f"{raw.name} makes its parser fail; save its text as .txt.", "damaged")
    if not all(held is None or (isinstance(held, str) and len(held) <= LONGEST_IDENTITY) for held in stated.values()):
        raise ArticleError(f"{raw.name} makes its parser fail; save its text as .txt.", "damaged")
    return raw.checked(text), Metadata(**stated)
