"""A web page into its main text, by trafilatura; what it says about itself, from its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from retrieval.articles import no_article
from retrieval.articles.canonical import address, base_of
from retrieval.articles.decoding import decode, visible
from retrieval.articles.metadata import Metadata, first, language
from retrieval.articles.no_article import refusal
from retrieval.articles.page import RawArticle
from retrieval.articles.page_metadata import PageMetadata
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_CHARSET = re.compile(
    rb"<(?:meta[^>]{0,200}?charset=|\?xml[^>]{0,100}?encoding=)[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,6}|\d{1,7});?")
_PROMOTION = re.compile(
    r"\b(?:leser)?kommentare\b|paywall|subscri|newsletter|sign-?up|consent|cookie|regist|read-?more|inline-related|\babo",
    re.IGNORECASE,
)
_INLINE = frozenset("a abbr b br cite em i mark q small span strong sub sup time u".split())  # noqa: SIM905
_OF_ARTICLES = frozenset({"article", "main"})
_ROW = re.compile(r"\|(.*)\|\s*")

_FORMATTING = tuple("abbr b big cite em font i mark q s small span strike strong sub sup tt u".split())  # noqa: SIM905
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONG_TAG = re.compile(r"<[a-z][^<>(){};]{4000,}+", re.IGNORECASE)  # the five are found in scripts, which hold no tags
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")

SOONEST = 5
"""Seconds within which a page that leads on is followed like a redirect; one that takes longer is to be read."""

LONGEST_HEAD = 20_000
"""Characters of a page that is no more than a head."""

MOST_ELEMENTS = 60_000
"""Elements of a page: long ones with comments have ten thousand, and 200,000 take the extraction ten seconds."""


MOST_ALIKE = 4_000
"""Elements with formatting, and headings, from which they are none: the extraction takes the square of their number."""


MOST_ATTRIBUTES = 500
"""Attributes of an element: rich ones have thirty, and the parser takes the square of their number."""


LONGEST_PROMOTION = 600
"""Characters of a box that asks for a subscription: a few sentences and the names of its buttons."""


SHORTEST_PARAGRAPH = 80
"""Characters of a box that is a paragraph; menus, names of authors and dates are shorter."""


def _declared_encoding(raw: bytes) -> str | None:
    """Return the encoding that the head of a page names, None if it names none."""
    found = _CHARSET.search(raw[:4096])
    return found[1].decode("ascii") if found else None


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the page's main text, paragraphs apart by a blank line, and its metadata.

    Of a page that was fetched, a canonical address on another host is not believed. Raises ArticleError where no main
    text is found.
    """
    name = raw.name
    text = decode(raw.data, name, declared=raw.charset or _declared_encoding(raw.data))
    check_attributes(text, name)
    try:
        tree = _tree(text)
        found = None if tree is None else _parsed(tree, name, raw.url)
    except (ArticleError, MemoryError):
        raise
    except Exception as exc:  # a parser of foreign bytes: whatever it raises is this page's fault
        raise ArticleError(
            f"{name} cannot be read as HTML ({type(exc).__name__}); save the page's text as .txt.", "damaged"
        ) from exc
    if found is None or not found[0]:
        raise ArticleError(
            f"{name} holds no main text, a page with an article was expected; save its text as .txt.", "no_text"
        )
    return found


def leads_on(raw: RawArticle) -> str | None:
    """Return the address to which a fetched page without a text of its own sends its visitor at once; None of others.

    It is a foreign page's word: any address, or none. Raises ArticleError for what is no page.
    """
    text = decode(raw.data, raw.name, declared=raw.charset or _declared_encoding(raw.data))
    check_attributes(text, raw.name)
    tree = _tree(text)
    head = _bare_head(text) if tree is None else tree
    found = None if head is None else no_article.leads_on(head)
    if found is None or found[1] > SOONEST:
        return None
    target = urljoin(urljoin(raw.url or "", base_of(head)), found[0])
    if tree is None:
        return target
    _simplify(tree, raw.name)
    own = _extracted(tree, raw.url)
    return target if own is None or len(_text(own)) <= no_article.LONGEST_NOTICE else None


def check_attributes(text: str, name: str) -> None:
    """Raise ArticleError for a page that is not to be parsed, since one of its elements has too many attributes."""
    if any(len(_QUOTED.sub("", tag[0]).split()) > MOST_ATTRIBUTES + 1 for tag in _LONG_TAG.finditer(text)):
        raise _crowded(name)


def _parsed(tree: HtmlElement, name: str, url: str | None) -> tuple[str, Metadata] | None:
    """Return main text and metadata of a page, None where trafilatura finds no text."""
    _simplify(tree, name)
    found = _extracted(tree, url)
    if found is None:
        if instead := refusal(tree, None, ""):
            raise ArticleError(f"{name} {instead}", "no_text")
        return None
    about = PageMetadata(tree, url or address(tree, url))
    text, title = _text(found), about.title(found.title)
    if instead := refusal(tree, title, text):
        raise ArticleError(f"{name} {instead}", "no_text")
    return text, Metadata(
        title=title,
        publisher=about.publisher(found.sitename),
        published=about.published(),
        url=address(tree, url),
        hint=first([tree.get("lang"), *tree.xpath("//html/@lang")], language),
    )


def _tree(text: str) -> HtmlElement | None:
    """Return the elements of a page, None of what is none."""
    import trafilatura

    return trafilatura.load_html(_REFERENCE.sub(_without_controls, visible(text)))


def _bare_head(text: str) -> HtmlElement | None:
    """Return the elements of a page that is no more than a head, which trafilatura takes for none; None without any."""
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from lxml.html import document_fromstring

    try:
        return document_fromstring(visible(text[:LONGEST_HEAD]))
    except (LxmlError, ValueError):
        return None


def _text(found: Any) -> str:
    """Return the main text of trafilatura's document, paragraphs apart by a blank line."""
    return visible("\n\n".join(_lines(found.text or "")))


def _simplify(tree: HtmlElement, name: str) -> None:
    """Make a page fit for the extraction; raises ArticleError for one that would take it too long."""
    count = sum(1 for _ in tree.iter())
    if count > MOST_ELEMENTS:
        raise ArticleError(
            f"{name} has {count} elements, at most {MOST_ELEMENTS} were expected; split it.", "too_complex"
        )
    if any(len(element.attrib) > MOST_ATTRIBUTES for element in tree.iter("*")):
        raise _crowded(name)
    _thin_out(tree)
    _drop_promotions(tree)
    _keep_leads(tree)
    _mark_paragraphs(tree)


def _crowded(name: str) -> ArticleError:
    """Return the error for a page that an element makes too slow to read."""
    return ArticleError(
        f"{name} has an element with more than {MOST_ATTRIBUTES} attributes, which no article needs; save its text as "
        ".txt.",
        "too_complex",
    )


def _thin_out(tree: HtmlElement) -> None:
    """Where there are too many, take away formatting but for its text, and make headings paragraphs."""
    from lxml.etree import strip_tags

    if _exceeds(tree, _FORMATTING):
        strip_tags(tree, *_FORMATTING)
        for element in tree.iter("*"):  # one piece of text of the many, which would take as long as the elements
            element.text, element.tail = element.text, element.tail
    if _exceeds(tree, _HEADINGS):
        for heading in list(tree.iter(*_HEADINGS)):
            heading.tag = "p"


def _exceeds(tree: HtmlElement, tags: Sequence[str]) -> bool:
    """Return whether a page has more than `MOST_ALIKE` elements with these tags."""
    return sum(1 for _ in islice(tree.iter(*tags), MOST_ALIKE + 1)) > MOST_ALIKE


def _drop_promotions(tree: HtmlElement) -> None:
    """Remove small boxes that ask the reader to subscribe, register or consent.

    A long one is none: sites mark the paid part of an article itself with such names.
    """
    for element in list(tree.iter("div", "section", "aside", "form")):
        if element.getparent() is None or not _PROMOTION.search(f"{element.get('class')} {element.get('id')}"):
            continue
        if element.find(".//p") is not None and element.find(".//button") is None and element.find(".//a") is None:
            continue
        if sum(map(len, islice(element.itertext(), LONGEST_PROMOTION))) <= LONGEST_PROMOTION:
            element.drop_tree()


def _keep_leads(tree: HtmlElement) -> None:
    """Take the name "teaser" from boxes without a link: a teaser of another article has one, an article's lead none."""
    for element in tree.iter("div", "p", "section", "span", "header"):
        if "teaser" not in f"{element.get('class')} {element.get('id')}".lower():
            continue
        if element.find(".//a") is None and not any(parent.tag == "a" for parent in element.iterancestors()):
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)


def _mark_paragraphs(tree: HtmlElement) -> None:
    """Make paragraphs of boxes that hold a sentence or more and no other boxes: beside real ones they would be lost.

    One that stands alone in its box, and in no article, is rather part of a teaser or of what stands on every page.
    """
    boxes = {element for element in tree.iter("div") if _is_sentence(element)}
    for parent in {element.getparent() for element in boxes} - {None}:
        beside = [child for child in parent if child in boxes or (child.tag == "p" and _is_sentence(child))]
        if len(beside) > 1 or any(one.tag in _OF_ARTICLES for one in (parent, *parent.iterancestors())):
            for box in boxes.intersection(beside):
                box.tag = "p"


def _is_sentence(element: HtmlElement) -> bool:
    """Return whether an element holds a sentence or more, most of it no link, and nothing but what stands in lines."""
    if any(child.tag not in _INLINE for child in element.iterdescendants()):
        return False
    length = sum(map(len, element.itertext()))
    linked = sum(len(text) for link in element.iter("a") for text in link.itertext())
    return length >= SHORTEST_PARAGRAPH and 2 * linked < length


def _without_controls(reference: re.Match[str]) -> str:
    """Return a character reference unless it stands for a control character, at which the parser drops a paragraph.

    Numbers from 128 to 159 stand for what windows-1252 has there, as the HTML standard says: often quotation marks.
    """
    number = reference[1]
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("windows-1252", "ignore")
    return visible(reference[0]) if code > 0x10FFFF or visible(chr(code)) or chr(code).isspace() else ""


def _extracted(tree: HtmlElement, url: str | None) -> Any:
    """Return trafilatura's document for a page."""
    import trafilatura

    return trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        # Its date is not used; this is the least work it can be asked to do for one.
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
