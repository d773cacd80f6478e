"""A Word document (.docx) into its text, as it reads with all tracked changes accepted, without comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.articles import office
from retrieval.articles.blocks import Blocks
from retrieval.articles.metadata import LONGEST_PUBLISHER, Metadata, first, language, line, published
from retrieval.articles.packages import Package
from retrieval.articles.page import RawArticle
from retrieval.articles.xml_tree import attribute, child, local, parse, text_of
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

MOST_NOTES = 2_000
"""Footnotes and endnotes that are read."""

MOST_FORMS = 20
"""Parts with data of a cover page that are looked at; a document has one or two."""

_KIND = "a Word document (.docx)"
_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
}
# Deleted or moved away, said by nobody (instructions of fields, pronunciations), or form instead of text.
_SKIPPED = frozenset(
    re.findall(
        r"\S+",
        "w:del w:moveFrom w:delText w:instrText w:delInstrText w:rt w:pPr w:rPr w:tblPr w:trPr w:tcPr w:sectPr w:sdtPr "
        "m:rPr m:ctrlPr",
    )
)
_OFF = frozenset({"0", "false", "off"})
_FORM = re.compile(r"customXml/item\d{1,9}\.xml")
_CONTENTS = re.compile(r"toc (?:\d|heading)|table of figures")
_NOTES = {"w:footnoteReference": ("footnotes.xml", "footnote"), "w:endnoteReference": ("endnotes.xml", "endnote")}


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text, blocks apart by a blank line, and what the document says about itself.

    Headers, footers, comments, deleted and hidden text, tables of contents and empty fields of forms are no text;
    footnotes follow it. Raises ArticleError for what is no such document, is locked, or holds no text.
    """
    package = Package(raw, _KIND)
    part = _main_part(package)
    folder = part[: part.rfind("/") + 1]
    main = package.read(part)
    body = None if main is None else child(parse(main, raw.name), "body")
    if body is None:
        raise package.damaged()
    styles = _Styles(_optional(package, f"{folder}styles.xml"))
    found = _Text(styles.names)
    found.take(body)
    _take_notes(package, folder, found)
    text = found.blocks.text()
    if not text:
        raise ArticleError(f"{raw.name} holds no text, perhaps only pictures of it; save its text as .txt.", "no_text")
    return text, _metadata(package, found, styles)


class _Styles:
    """What a document's styles are called in every language, lower case, by id; and the language they are set for."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else [style for style in root if local(style) == "style"]
        self.names = {attribute(style, "styleId"): attribute(child(style, "name"), "val").lower() for style in styles}
        self.language = attribute(child(root, "docDefaults", "rPrDefault", "rPr", "lang"), "val")


class _Text:
    """Collects the text of a document's parts; `title` and `heading` are the first paragraphs with such a style."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.blocks = Blocks()
        self.title: str | None = None
        self.heading: str | None = None
        self.notes: dict[str, list[str]] = {reference: [] for reference in _NOTES}
        self._styles = styles

    def take(self, part: Element) -> None:
        """Add the text of an element."""
        from lxml.etree import iterwalk

        walker = iterwalk(part, events=("start", "end"))
        left_out = None
        for event, element in walker:
            name = _name(element)
            if event == "start":
                if name in _SKIPPED or self._is_left_out(name, element):
                    left_out = element
                    walker.skip_subtree()
                else:
                    self._start(name, element)
            elif element is not left_out:
                self._end(name, element)

    def _start(self, name: str, element: Element) -> None:
        match name:
            case "w:t" | "m:t":
                self.blocks.write(element.text or "")
            case "w:tab" | "w:ptab":
                self.blocks.write(" ")
            case "w:noBreakHyphen":
                self.blocks.write("-")
            case "w:br" if attribute(element, "type") in {"page", "column"}:
                self.blocks.write(" ")
            case "w:br" | "w:cr":
                self.blocks.close()
            case "w:footnoteReference" | "w:endnoteReference":
                self.notes[name].append(attribute(element, "id"))
            case "w:tr":
                self.blocks.begin_row()
            case "w:tc":
                self.blocks.begin_cell()
            case "w:txbxContent":
                self.blocks.begin_aside()

    def _end(self, name: str, element: Element) -> None:
        match name:
            case "w:p":
                # A paragraph whose end was deleted goes on in the next one.
                mark = child(element, "pPr", "rPr")
                if child(mark, "del") is None and child(mark, "moveFrom") is None:
                    self._paragraph(element)
            case "w:tr":
                self.blocks.end_row()
            case "w:tc":
                self.blocks.end_cell()
            case "w:txbxContent":
                self.blocks.end_aside()

    def _paragraph(self, element: Element) -> None:
        """End a paragraph, and keep it as title or heading if it is the first of its style."""
        block, style = self.blocks.close(), self._style(element)
        if style == "title":
            self.title = self.title or block
        elif style == "heading 1":
            self.heading = self.heading or block

    def _style(self, paragraph: Element) -> str:
        return self._styles.get(attribute(child(paragraph, "pPr", "pStyle"), "val"), "")

    def _is_left_out(self, name: str, element: Element) -> bool:
        """Return whether an element is no text: hidden, deleted, said twice, or put there by the program."""
        match name:
            case "w:p":
                return bool(_CONTENTS.fullmatch(self._style(element)))
            case "w:r":
                hidden = child(element, "rPr", "vanish")
                return hidden is not None and attribute(hidden, "val") not in _OFF
            case "w:tr":
                return child(element, "trPr", "del") is not None
            case "w:tc":
                return child(element, "tcPr", "cellDel") is not None
            case "w:sdt":
                gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
                empty = child(element, "sdtPr", "showingPlcHdr")
                is_empty = empty is not None and attribute(empty, "val") not in _OFF
                return is_empty or attribute(gallery, "val") == "Table of Contents"
            case "mc:Choice":
                return element.getprevious() is not None
            case "mc:Fallback":
                return any(_name(one) == "w:t" for one in _descendants(element.getprevious()))
        return False


def _name(element: Element) -> str:
    """Return a short name of an element of the formats that hold text, empty for all others."""
    space, _, name = element.tag.rpartition("}") if isinstance(element.tag, str) else ("", "", "")
    return _SPACES[space[1:]] + name if space[1:] in _SPACES else ""


def _descendants(element: Element | None) -> Iterator[Element]:
    return iter(()) if element is None else element.iter("*")


def _main_part(package: Package) -> str:
    """Return the name of the part that holds the text."""
    root = _optional(package, "_rels/.rels")
    for relation in () if root is None else root:
        if attribute(relation, "Type").endswith("/officeDocument"):
            return attribute(relation, "Target").removeprefix("/")
    return "word/document.xml"


def _optional(package: Package, member: str) -> Element | None:
    """Return the root of a part that says something beside the text; None where there is none, or a broken one."""
    data = package.read(member)
    try:
        return None if data is None else parse(data, package.name)
    except ArticleError:
        return None


def _take_notes(package: Package, folder: str, found: _Text) -> None:
    """Add the footnotes and endnotes that the text refers to, in its order."""
    for reference, (member, kind) in _NOTES.items():
        wanted = list(dict.fromkeys(found.notes[reference]))[:MOST_NOTES]
        root = _optional(package, folder + member) if wanted else None
        notes = {attribute(note, "id"): note for note in (() if root is None else root) if local(note) == kind}
        for ident in wanted:
            if ident in notes:
                found.take(notes[ident])
                found.blocks.close()


def _metadata(package: Package, found: _Text, styles: _Styles) -> Metadata:
    """Return what the document says about itself."""
    core = _optional(package, "docProps/core.xml")
    stated = {} if core is None else {local(one): text_of(one) for one in core}
    custom = _optional(package, "docProps/custom.xml")
    named = {} if custom is None else {attribute(one, "name").lower(): text_of(one) for one in custom}
    minutes = text_of(child(_optional(package, "docProps/app.xml"), "TotalTime")).strip()
    written = office.written_on(
        stated.get("created", ""), stated.get("modified", ""), minutes=minutes.isdecimal() and int(minutes[:9]) > 0
    )
    return Metadata(
        title=office.title(found.title, stated.get("title", ""), found.heading, found.blocks.all()),
        publisher=line(named.get("publisher", ""), LONGEST_PUBLISHER),
        published=first(_cover_dates(package), published) or written,
        hint=first([stated.get("language"), styles.language], language),
    )


def _cover_dates(package: Package) -> Iterator[str]:
    """Yield the dates of publication that cover pages state."""
    for member in package.names(_FORM)[:MOST_FORMS]:
        root = _optional(package, member)
        if root is not None and local(root) == "CoverPageProperties":
            yield text_of(child(root, "PublishDate")).strip()
