"""A NewsML-G2 file of an agency into its text: the news item, what it says of itself, and its body."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from retrieval.articles.blocks import Blocks
from retrieval.articles.metadata import LONGEST_PUBLISHER, LONGEST_TITLE, Metadata, first, language, line, published
from retrieval.articles.page import RawArticle
from retrieval.articles.xml_tree import attribute, child, local, parse, text_of
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

HEAD = 4_096
"""Bytes of a file in which the name of its root element stands."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Of XHTML and NITF: what is no text, and what stands as a block of its own.
_SKIPPED = frozenset({"head", "script", "style", "media", "figure", "img", "object", "svg", "body.head", "tobject"})
_BLOCKS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "hl2", "li", "dt", "dd", "div", "section", "blockquote", "pre", "caption")
)


def begins_as_news_item(head: bytes) -> bool:
    """Return whether the beginning of an XML file is that of a news item; other kinds of XML are no articles."""
    start = head[:HEAD].replace(b"\0", b"")
    return b"newsItem" in start or b"newsMessage" in start


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text of the only news item in the file that has one, and what it says of itself.

    Raises ArticleError for what is no such file, holds several texts or none, was cancelled or withheld by its agency,
    or is under embargo.
    """
    name = raw.name
    if not begins_as_news_item(raw.data):
        raise ArticleError(
            f"{name} is no news item (NewsML-G2), one was expected; save its text as .txt.", "wrong_kind"
        )
    root = parse(raw.data, name)
    texts = [(item, text) for item in root.iter("{*}newsItem") if (text := _text(item))]
    if not texts:
        raise ArticleError(f"{name} holds no news item with text, one was expected; save its text as .txt.", "no_text")
    if len(texts) > 1:
        raise ArticleError(
            f"{name} holds {len(texts)} news items with text, one was expected; split it.", "too_complex"
        )
    item, text = texts[0]
    about = child(item, "itemMeta")
    _check_usable(about, name)
    return text, _metadata(item, about)


def _text(item: Element) -> str:
    """Return the text of a news item: of its XHTML or NITF, else of its plain text."""
    content = child(item, "contentSet")
    for form in () if content is None else content:
        if local(form) == "inlineXML":
            body = next((one for one in form.iter("{*}body.content", "{*}body")), None)
            found = _blocks(form if body is None else body)
            if found:
                return found
    plain = child(content, "inlineData")
    is_text = attribute(plain, "contenttype") in {"", "text/plain"} and attribute(plain, "encoding") == ""
    return text_of(plain).strip() if is_text else ""


def _blocks(body: Element) -> str:
    """Return the text of a body, block by block."""
    from lxml.etree import iterwalk

    blocks = Blocks()
    walker = iterwalk(body, events=("start", "end"))
    left_out = None
    for event, element in walker:
        name = local(element)
        if event == "start":
            if name in _SKIPPED:
                left_out = element
                walker.skip_subtree()
                continue
            _border(blocks, name, begins=True)
            blocks.write(element.text or "")
            continue
        if element is not left_out:
            _border(blocks, name, begins=False)
        if element is not body:
            blocks.write(element.tail or "")
    return blocks.text()


def _border(blocks: Blocks, name: str, *, begins: bool) -> None:
    if name in _BLOCKS or name == "br":
        blocks.close()
    elif name == "tr":
        blocks.begin_row() if begins else blocks.end_row()
    elif name in {"td", "th"}:
        blocks.begin_cell() if begins else blocks.end_cell()


def _check_usable(about: Element | None, name: str) -> None:
    """Raise ArticleError for an item that its agency does not let anyone use, or not yet."""
    status = attribute(child(about, "pubStatus"), "qcode").rpartition(":")[2]
    if status in {"canceled", "withheld"}:
        raise ArticleError(f"{name} was {status} by its agency; remove it.", "no_text")
    until = first([text_of(child(about, "embargoed")).strip()], published)
    if until and _moment(until) > datetime.now(UTC):
        raise ArticleError(f"{name} is under embargo until {until}; index it then.", "no_text")


def _moment(value: str) -> datetime:
    """Return the moment that a date of the contract's forms is; of a day its beginning in UTC."""
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _metadata(item: Element, about: Element | None) -> Metadata:
    """Return what a news item says of itself."""
    content = child(item, "contentMeta")
    provider = child(about, "provider")
    names = [text_of(child(provider, "name")), attribute(provider, "literal")]
    names += [text_of(child(content, "creditline")), attribute(provider, "qcode").rpartition(":")[2]]
    titles = [text_of(child(content, "headline")), text_of(child(about, "title"))]
    dates = [child(content, "contentCreated"), child(about, "versionCreated")]
    return Metadata(
        title=next(filter(None, (line(title, LONGEST_TITLE) for title in titles)), None),
        publisher=next(filter(None, (line(name, LONGEST_PUBLISHER) for name in names)), None),
        published=first([text_of(date).strip() for date in dates], published),
        hint=first([attribute(child(content, "language"), "tag"), item.get(_LANGUAGE)], language),
    )
