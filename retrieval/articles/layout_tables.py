"""Newsletters: HTML whose tables lay the page out, and text that mail programs don't show."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from retrieval.articles.blocks import LONGEST_CELL
from retrieval.articles.html import MOST_ELEMENTS

_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|mso-hide\s{0,9}:\s{0,9}all", re.IGNORECASE)
_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")

LONGEST_BUTTON = 25
"""Characters of a link that says what to do with it; a longer one is a headline, and text like any other."""

_BOXES = frozenset({"address", "article", "blockquote", "center", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5"})
_BOXES |= {"h6", "hr", "ol", "p", "pre", "section", "table", "ul"}


def without_layout(page: str) -> str:
    """Return a page with the tables that only lay it out as boxes, and without what is hidden.

    A table lays out where another one is in it, or a cell holds more than a cell of data does. Headlines that are links
    are text.
    """
    from lxml import html  # type: ignore[import-untyped]

    try:
        tree = html.document_fromstring(page)
    except (ValueError, html.etree.ParserError):
        return page
    elements = list(islice(tree.iter("*"), MOST_ELEMENTS + 1))
    if len(elements) > MOST_ELEMENTS:
        return page  # which is refused for that
    for element in elements:
        if _HIDDEN.search(element.get("style") or ""):
            after = element.tail
            element.clear()
            element.tail = after
        elif element.tag == "a" and len(_shown(element)) > LONGEST_BUTTON:
            element.tag = "span"
    of_table: dict[Any, Any] = {}
    laying = set()
    for element in tree.iter(*_PARTS):
        of_table[element] = element if element.tag == "table" else of_table.get(element.getparent())
        if element.tag in {"td", "th"} and _lays_out(element):
            laying.add(of_table[element])
    for element, table in of_table.items():
        if table in laying:
            element.tag = "div" if element.tag not in {"td", "th"} or _holds_boxes(element) else "p"
    return str(html.tostring(tree, encoding="unicode"))


def _holds_boxes(cell: Any) -> bool:
    """Return whether a cell holds more than one paragraph's text."""
    return any(child.tag in _BOXES for child in cell)


def _lays_out(cell: Any) -> bool:
    """Return whether a cell holds a table, or more text than data have."""
    return cell.find(".//table") is not None or len(_shown(cell)) > LONGEST_CELL


def _shown(element: Any) -> str:
    """Return the first of an element's text, on one line."""
    text = ""
    for piece in element.itertext():
        text = " ".join((text + piece).split())
        if len(text) > LONGEST_CELL:
            break
    return text
