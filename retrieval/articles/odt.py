"""An OpenDocument text (.odt) into its text, as it reads with all tracked changes accepted, without comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.articles import office
from retrieval.articles.blocks import Blocks
from retrieval.articles.metadata import LONGEST_PUBLISHER, Metadata, first, language, line
from retrieval.articles.packages import Package
from retrieval.articles.page import RawArticle
from retrieval.articles.xml_tree import attribute, child, local, parse, text_of
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

_KIND = "an OpenDocument text (.odt)"
# Deleted text, comments, what the program puts there, pronunciations.
_SKIPPED = frozenset(
    re.findall(
        r"\S+",
        "tracked-changes annotation forms table-of-content alphabetical-index illustration-index table-index "
        "object-index user-index bibliography sequence-decls variable-decls user-field-decls note-citation ruby-text "
        "hidden-text script covered-table-cell",
    )
)
_FIELDS = "{urn:oasis:names:tc:opendocument:xmlns:text:"
_PARAGRAPHS = frozenset({"p", "h"})
_ASIDES = frozenset({"note-body", "text-box"})


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text, blocks apart by a blank line, and what the document says about itself.

    Headers, footers, comments, deleted and hidden text and tables of contents are no text; footnotes follow the block
    that refers to them. Raises ArticleError for what is no such document, is locked, or holds no text.
    """
    package = Package(raw, _KIND)
    if b"encryption-data" in (package.read("META-INF/manifest.xml") or b""):
        raise package.locked()
    content = package.read("content.xml")
    root = None if content is None else parse(content, raw.name)
    body = child(root, "body", "text")
    if body is None:
        raise package.damaged()
    styles = child(root, "automatic-styles")
    found = _Text([] if styles is None else list(styles))
    found.take(body)
    text = found.blocks.text()
    if not text:
        raise ArticleError(f"{raw.name} holds no text, perhaps only pictures of it; save its text as .txt.", "no_text")
    return text, _metadata(package, found)


class _Text:
    """Collects the text of a document; `title` and `heading` are the first paragraphs that are set as such."""

    def __init__(self, styles: list[Element]) -> None:
        """`styles` are those of this document alone: variants of the named ones."""
        self.blocks = Blocks()
        self.title: str | None = None
        self.heading: str | None = None
        self._parents = {attribute(style, "name"): attribute(style, "parent-style-name") for style in styles}
        self._hidden = {
            attribute(style, "name")
            for style in styles
            if attribute(child(style, "text-properties"), "display") == "none"
        }
        self._inside = 0

    def take(self, body: Element) -> None:
        """Add the text of an element."""
        from lxml.etree import iterwalk

        walker = iterwalk(body, events=("start", "end"))
        left_out = None
        for event, element in walker:
            name = local(element)
            if event == "end":
                if element is not left_out:
                    self._end(name, element)
                self._write(element.tail)
            elif name in _SKIPPED or self._is_hidden(name, element):
                left_out = element
                walker.skip_subtree()
            else:
                self._start(name)
                self._write(element.text)

    def _write(self, text: str | None) -> None:
        """Add text of a paragraph; between paragraphs there is only white space, and what is of none."""
        if text and self._inside:
            self.blocks.write(text)

    def _start(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self._inside += 1
        elif name in _ASIDES:
            self.blocks.begin_aside()
        elif name in {"s", "tab"}:
            self.blocks.write(" ")
        elif name == "line-break":
            self.blocks.close()
        elif name == "table-row":
            self.blocks.begin_row()
        elif name == "table-cell":
            self.blocks.begin_cell()

    def _end(self, name: str, element: Element) -> None:
        if name in _PARAGRAPHS:
            self._inside -= 1
            self._paragraph(name, element)
        elif name in _ASIDES:
            self.blocks.end_aside()
        elif name == "table-row":
            self.blocks.end_row()
        elif name == "table-cell":
            self.blocks.end_cell()

    def _paragraph(self, name: str, element: Element) -> None:
        block = self.blocks.close()
        style = attribute(element, "style-name")
        if "Title" in {style, self._parents.get(style)}:
            self.title = self.title or block
        elif name == "h" and attribute(element, "outline-level") == "1":
            self.heading = self.heading or block

    def _is_hidden(self, name: str, element: Element) -> bool:
        """Return whether an element is not shown."""
        if name in {"title", "desc"}:  # of a picture or table; the field of that name is text
            return not element.tag.startswith(_FIELDS)
        if name == "hidden-paragraph" or (name == "section" and attribute(element, "display") == "none"):
            return True
        return name in {"p", "h", "span"} and attribute(element, "style-name") in self._hidden


def _metadata(package: Package, found: _Text) -> Metadata:
    """Return what the document says about itself; broken metadata say nothing."""
    try:
        data = package.read("meta.xml")
        meta = child(parse(data, package.name), "meta") if data else None
    except ArticleError:
        meta = None
    stated = {} if meta is None else {local(one): text_of(one) for one in meta}
    worked = any(digit in "123456789" for digit in stated.get("editing-duration", "")[:100])
    return Metadata(
        title=office.title(found.title, stated.get("title", ""), found.heading, found.blocks.all()),
        publisher=line(stated.get("publisher", ""), LONGEST_PUBLISHER),
        published=office.written_on(stated.get("creation-date", ""), stated.get("date", ""), minutes=worked),
        hint=first([stated.get("language")], language),
    )
