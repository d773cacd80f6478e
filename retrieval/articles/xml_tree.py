"""XML of foreign files into a tree, with limits: no entities, no network, no more markup than a document needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

MOST_MARKUP = 600_000
"""Tags of a file, ends included: a text of the greatest length that is indexed, a new run each line, has as many."""


def parse(data: bytes, name: str) -> Element:
    """Return the root of an XML document, comments and processing instructions left out; `name` is for messages.

    Raises ArticleError for what is not well-formed, declares entities (a few can stand for gigabytes), or has too many
    tags.
    """
    from lxml import etree  # type: ignore[import-untyped]

    # In UTF-16, too, each tag has this byte.
    if data.count(b"<") > MOST_MARKUP:
        raise ArticleError(
            f"{name} has more than {MOST_MARKUP} tags of XML, which no article needs; save its text as .txt.",
            "too_complex",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise ArticleError(
            f"{name} holds XML that is broken in line {exc.lineno}; save its text as .txt.", "damaged"
        ) from exc
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ArticleError(
            f"{name} declares entities of its own, which no article needs; save its text as .txt.", "damaged"
        )
    return root


def local(element: Element) -> str:
    """Return an element's name without its namespace, empty for what is no element (an entity that stays as it is)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant at a path of names without namespaces, None where there is none."""
    found = element
    for name in path:
        found = next((one for one in found if local(one) == name), None) if found is not None else None
    return found


def text_of(element: Element | None) -> str:
    """Return all text in an element, empty for None."""
    return "" if element is None else "".join(element.itertext())


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute by its name without namespace, empty where there is none."""
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
