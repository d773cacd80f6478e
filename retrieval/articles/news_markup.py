"""What the IPTC has newsrooms write into pages: rNews as RDFa ("rnews:datePublished"), and hNews, its microformat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_VOCABULARY = "iptc.org/std/rnews"
_PUBLISHERS = ("provider", "sourceorganization", "copyrightholder")


def dates(tree: HtmlElement) -> Iterator[str]:
    """Yield when a page's own markup says that it was published, as it is written there."""
    for element in _stating(tree, "datepublished"):
        yield _value(element)
    for element in _in_hnews(tree, "published"):
        yield _value(element)


def publishers(tree: HtmlElement) -> Iterator[str]:
    """Yield the organisations that a page's own markup names as its source, the nearest to a publisher first."""
    for name in _PUBLISHERS:
        for element in _stating(tree, name):
            named = next(_stating(element, "name"), None)
            yield _value(element if named is None else named)
    for element in _in_hnews(tree, "source-org"):
        named = next((one for one in element.iter("*") if "fn" in _words(one, "class")), element)
        yield _value(named)


def _stating(tree: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """Yield the elements that state a property of rNews, by its name in lower case."""
    for element in tree.xpath(".//*[@property]"):
        for word in _words(element, "property"):
            prefix, _, bare = word.rpartition(":")
            if bare == name and (prefix == "rnews" or (not prefix and _is_rnews(element))):
                yield element


def _is_rnews(element: HtmlElement) -> bool:
    """Return whether names without a prefix are those of rNews here."""
    vocabularies = element.xpath("ancestor-or-self::*[@vocab][1]/@vocab")
    return bool(vocabularies) and _VOCABULARY in vocabularies[0].lower()


def _in_hnews(tree: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """Yield the elements of a class in the page's first article that is marked as hNews."""
    marked = tree.xpath(".//*[contains(@class, 'hnews')]")
    article = next((one for one in marked if "hnews" in _words(one, "class")), None)
    for element in () if article is None else article.iter("*"):
        if name in _words(element, "class"):
            yield element


def _words(element: HtmlElement, attribute: str) -> list[str]:
    return (element.get(attribute) or "").lower().split()


def _value(element: HtmlElement) -> str:
    """Return what an element states: in an attribute for programs, else its text."""
    stated = element.get("content") or element.get("datetime")
    if element.tag == "abbr":
        stated = stated or element.get("title")
    return stated or " ".join(" ".join(element.itertext()).split())
