"""Plain text: the decoded file is the article's text, unchanged."""

from __future__ import annotations

from retrieval.articles.decoding import decode
from retrieval.articles.metadata import LONGEST_TITLE, Metadata, line
from retrieval.articles.page import RawArticle

LONGEST_TITLE_LINE = 120
"""Code points up to which a first line with a blank line after it is the title."""


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text as it is, with its first line as title if that stands alone and is short.

    Raises ArticleError for what is no text.
    """
    text = decode(raw.data, raw.name, declared=raw.charset)
    first, _, rest = text.partition("\n")
    second = rest.partition("\n")[0]
    alone = bool(rest.strip()) and not second.strip() and len(first) <= LONGEST_TITLE_LINE
    return text, Metadata(title=line(first, LONGEST_TITLE) if alone else None)
