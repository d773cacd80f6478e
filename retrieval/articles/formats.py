"""`FORMATS`: every kind of article, what its files and pages are called, and its reader.

A format is added with a module that has a `read`, and a line in the table. The child process that `worker` starts
reads with this table, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from retrieval.articles import feed, html, markdown, pdf, plain
from retrieval.articles.metadata import Metadata
from retrieval.articles.page import RawArticle


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
}
SUFFIXES = {suffix: kind for kind, known in FORMATS.items() for suffix in known.suffixes}
MEDIA_TYPES = {media_type: kind for kind, known in FORMATS.items() for media_type in known.media_types}
FEED_TYPES = dict.fromkeys(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"), "feed"
)

LENGTH_BYTES = 8
"""Bytes before each answer of the child that give its length, most significant first."""


def answer(kind: str, raw: bytes, name: str, *, url: str | None = None, charset: str | None = None) -> dict[str, Any]:
    """Return what is in these bytes as a JSON value: an article as `from_json` takes it, or "entries" of a "feed".

    `kind` is a key of `FORMATS` or "feed"; the rest is as in `RawArticle`. Raises ArticleError.
    """
    if kind == "feed":
        return {"entries": feed.read(raw, name, url=url or "", charset=charset)}
    text, metadata = FORMATS[kind].read(RawArticle(raw, name, url, charset))
    return {"text": text, "metadata": asdict(metadata)}


def from_json(value: dict[str, Any]) -> tuple[str, Metadata]:
    """Return the article of an `answer`."""
    return value["text"], Metadata(**value["metadata"])
