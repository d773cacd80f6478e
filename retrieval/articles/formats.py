"""Which kinds of articles there are, and the reader of each. Runs in the child process that `worker` starts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from retrieval.articles import feed, html, markdown, pdf, plain
from retrieval.articles.decoding import decode
from retrieval.articles.metadata import Metadata

Kind = Literal["plain", "markdown", "html", "pdf"]

SUFFIXES: dict[str, Kind] = {
    ".txt": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
}
MEDIA_TYPES: dict[str, Kind] = {
    "text/plain": "plain",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
}
FEED_TYPES = dict.fromkeys(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"), "feed"
)

LENGTH_BYTES = 8
"""Bytes before each answer of the child that give its length, most significant first."""


def read(
    kind: Kind, raw: bytes, name: str, *, url: str | None = None, charset: str | None = None
) -> tuple[str, Metadata]:
    """Return the text of an article's bytes and what they say about it; `name` is for messages.

    `url` is where they were fetched, `charset` what the server called their encoding. Raises ArticleError for what is
    no usable article.
    """
    if kind == "pdf":
        return pdf.read(raw, name)
    if kind == "html":
        declared = charset or html.declared_encoding(raw)
        return html.read(decode(raw, name, declared=declared), name, url=url)
    text = decode(raw, name, declared=charset)
    return markdown.read(text, name) if kind == "markdown" else plain.read(text)


def answer(
    kind: Kind | Literal["feed"], raw: bytes, name: str, *, url: str | None = None, charset: str | None = None
) -> dict[str, Any]:
    """Return what is in these bytes as a JSON value: an article as `from_json` takes it, or "entries" of a feed."""
    if kind == "feed":
        return {"entries": feed.read(raw, name, url=url or "", charset=charset)}
    text, metadata = read(kind, raw, name, url=url, charset=charset)
    return {"text": text, "metadata": asdict(metadata)}


def from_json(value: dict[str, Any]) -> tuple[str, Metadata]:
    """Return the article of an `answer`."""
    return value["text"], Metadata(**value["metadata"])
