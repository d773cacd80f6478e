"""Markdown into plain text: no markup, link texts and headings stay, blocks apart by a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from retrieval.articles.decoding import decode, visible
from retrieval.articles.front_matter import separate
from retrieval.articles.metadata import LONGEST_TITLE, Metadata, line
from retrieval.articles.page import RawArticle
from retrieval.articles.stated import checked
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST_PARAGRAPH = 20_000
"""Code points from which a paragraph's inline markup is left as it is: the parser's time grows with its square."""

# The standard library's HTMLParser takes quadratic time on unclosed comments up to Python 3.13.
_TAG = re.compile(r"<!--|<(?:script|style)\b|<[/!?a-z][^<>]*+>", re.IGNORECASE)
_WITHIN_WORDS = frozenset(
    re.findall(r"\w+", "a abbr b cite code del em font i ins kbd mark q s small span strong sub sup time tt u var wbr")
)
_HIDING = {
    "<!--": re.compile("-->"),
    "<script": re.compile("</script[^>]*+>?", re.IGNORECASE),
    "<style": re.compile("</style[^>]*+>?", re.IGNORECASE),
}


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the body as plain text, and the front matter with the first heading as title where it names none.

    Raises ArticleError for what is no text, and where nothing is left.
    """
    found, body = separate(decode(raw.data, raw.name, declared=raw.charset))
    metadata = checked(found, raw.name)
    links: dict[str, Any] = {}
    tokens = _parser(inline=False).parse(body, links)
    plain = visible("\n\n".join(block for block in _blocks(tokens, links) if block.strip()))
    if not plain:
        raise ArticleError(
            f"{raw.name} holds no text after its front matter, an article was expected; add its text.", "no_text"
        )
    if metadata.title is None:
        metadata = replace(metadata, title=line(_first_heading(tokens, links), LONGEST_TITLE))
    return plain, metadata


@cache
def _parser(*, inline: bool) -> MarkdownIt:
    """Return the CommonMark parser with tables, for whole documents without their inline markup or for that alone."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser if inline else parser.disable("inline")


def _first_heading(tokens: list[Token], links: dict[str, Any]) -> str:
    """Return the text of the first heading, empty if there is none."""
    place = next((place for place, token in enumerate(tokens) if token.type == "heading_open"), None)
    return "" if place is None else _inline(tokens[place + 1], links)


def _blocks(tokens: list[Token], links: dict[str, Any]) -> Iterator[str]:
    """Yield the text of each block: paragraph, heading, list item, code, table row."""
    number: int | None = None
    cells: list[str] | None = None
    rows: list[str] = []
    for token in tokens:
        if token.type == "inline" and cells is not None:
            cells.append(_inline(token, links))
        elif token.type == "inline":
            yield (f"{number}. " if number is not None else "") + _inline(token, links)
            number = None
        elif token.type == "list_item_open" and token.info.isdigit():
            number = int(token.info)
        elif token.type in {"fence", "code_block"}:
            yield token.content.rstrip("\n")
        elif token.type == "html_block":
            yield _without_tags(token.content)
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            rows.append("; ".join(cell for cell in cells or [] if cell))
            cells = None
        elif token.type == "table_close":
            yield "\n".join(row for row in rows if row)
            rows = []


def _inline(token: Token, links: dict[str, Any]) -> str:
    """Return the text of a paragraph, heading or cell; a line break in the source is a space, a hard one stays."""
    if len(token.content) > LONGEST_PARAGRAPH:
        return " ".join(token.content.split("\n"))
    pieces: list[str] = []
    for child in _parser(inline=True).parseInline(token.content, links)[0].children or []:
        if child.type in {"text", "code_inline"}:
            pieces.append(child.content)
        elif child.type == "softbreak":
            pieces.append(" ")
        elif child.type == "hardbreak" or (child.type == "html_inline" and _apart(child.content)):
            pieces.append("\n")
    return "".join(pieces).strip()


def _apart(tag: str) -> bool:
    """Return whether what stands before and after a tag are words of their own ("a<br>b", but not "a<i>b</i>")."""
    name = re.match(r"</?([a-z][a-z0-9]*)", tag, re.IGNORECASE)
    return name is not None and name[1].lower() not in _WITHIN_WORDS


def _without_tags(block: str) -> str:
    """Return the text of an HTML block: without tags, comments, scripts and styles; an unclosed one hides the rest."""
    pieces: list[str] = []
    position = 0
    while found := _TAG.search(block, position):
        pieces.append(block[position : found.start()])
        position = found.end()
        if closing := _HIDING.get(found[0].lower()):
            end = closing.search(block, position)
            position = end.end() if end else len(block)
        elif _apart(found[0]):
            pieces.append("\n")
    pieces.append(block[position:])
    return "\n".join(stripped for row in unescape("".join(pieces)).split("\n") if (stripped := row.strip()))
