"""What a web page says about its own article: title, date, publisher. What it says about others is left alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from retrieval.articles.metadata import LONGEST_PUBLISHER, LONGEST_TITLE, first, line, published

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

MOST_JSON_VALUES = 2_000
"""Values of a page's JSON-LD that are looked at: news sites use a few dozen."""

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)\Z")
_META_DATES = (
    *("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "pubdate"),
    *("publishdate", "publish-date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date", "date"),
)
_TIMES = (
    ".//time[@itemprop='datePublished' or @pubdate]/@datetime",
    ".//time[contains(concat(' ', @class, ' '), ' published ')]/@datetime",
)
_ASIDE = re.compile(
    r"comment|related|teaser|recommend|most-?read|newsletter|sidebar|footer|meistgelesen", re.IGNORECASE
)


class PageMetadata:
    """The facts of one page; `tree` stays as it is."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._metas = _metas(tree)
        self._heading = _only_heading(tree)
        values = list(_json_values(tree))
        articles = [value for value in values if any(_ARTICLE.search(kind) for kind in _types(value))]
        own = [value for value in articles if self._is_own(value)]
        # The outermost article is the page's, unless it stands beside others that a list names, too.
        self._articles = own or articles[:1]
        self._values = values

    def title(self, otherwise: str | None) -> str | None:
        """Return the only main heading, which leaves the site's name out, else what the page's data name it."""
        stated = self._metas.get("og:title") or next((_text(value.get("headline")) for value in self._articles), None)
        return line(self._heading or stated or otherwise or "", LONGEST_TITLE)

    def publisher(self, otherwise: str | None) -> str | None:
        """Return the site's name, or the publisher that the page's data name."""
        named = [_name(value.get("publisher")) for value in (*self._articles, *self._values)]
        return line(otherwise or next(filter(None, named), ""), LONGEST_PUBLISHER)

    def published(self) -> str | None:
        """Return when the page says its article was published; a day that stands beside its text counts last.

        Times in lists of other articles, in comments and at the foot of the page are not the article's.
        """
        stated: list[Any] = [value.get("datePublished") for value in self._articles]
        stated += [value for key in _META_DATES if (value := self._metas.get(key))]
        rest = _without_asides(self._tree)
        for path in _TIMES:
            stated += rest.xpath(path)
        return first(stated, published) or _visible_date(rest)

    def _is_own(self, value: dict[str, Any]) -> bool:
        """Return whether an article of the page's JSON-LD is the one that the page shows."""
        headline = _folded(_text(value.get("headline")) or "")
        return bool(headline) and headline in {_folded(self._heading or ""), _folded(self._metas.get("og:title", ""))}


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Return the page's meta elements by name, lower case, the first of each that is not empty."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if key and content:
            found.setdefault(key.strip().lower(), content)
    return found


def _only_heading(tree: HtmlElement) -> str | None:
    """Return the text of the page's main heading, None where it has none or several."""
    headings = [" ".join(" ".join(heading.itertext()).split()) for heading in tree.iter("h1")]
    filled = list(dict.fromkeys(filter(None, headings)))
    return filled[0] if len(filled) == 1 else None


def _without_asides(tree: HtmlElement) -> HtmlElement:
    """Return a copy of the page without what is not its article."""
    copied = deepcopy(tree)
    for element in list(copied.iter("aside", "footer", "nav", "script", "style")):
        _drop(element)
    for element in list(copied.iter()):
        if isinstance(element.tag, str) and element.tag not in {"html", "body", "main", "article"}:
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if _ASIDE.search(names):
                _drop(element)
    return copied


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _visible_date(tree: HtmlElement) -> str | None:
    """Return the day that the page shows, ``YYYY-MM-DD``; None where it shows none in a usual place."""
    import htmldate

    return first([htmldate.find_date(tree, extensive_search=False, original_date=True)], published)


def _json_values(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, outer ones first, at most `MOST_JSON_VALUES`."""
    waiting: list[Any] = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting.append(json.loads(script))
        except (ValueError, RecursionError):
            continue
    for _ in range(MOST_JSON_VALUES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting += [held for held in value.values() if isinstance(held, dict | list)]
        elif isinstance(value, list):
            waiting += [held for held in value[:MOST_JSON_VALUES] if isinstance(held, dict | list)]


def _types(value: dict[str, Any]) -> Sequence[str]:
    found = value.get("@type")
    return [found] if isinstance(found, str) else [kind for kind in found or () if isinstance(kind, str)]


def _name(value: Any) -> str | None:
    """Return the name of a publisher, given as text, as an object, or as a list of them."""
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _folded(title: str) -> str:
    return "".join(char for char in title.casefold() if char.isalnum())
