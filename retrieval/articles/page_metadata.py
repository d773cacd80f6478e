"""What a web page says about its own article: title, date, publisher. What it says about others is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from retrieval.articles import news_markup, page_dates
from retrieval.articles.json_ld import objects
from retrieval.articles.metadata import LONGEST_PUBLISHER, LONGEST_TITLE, line
from retrieval.articles.page_labels import is_section

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

MOST_LINKS = 300
"""Links and headings of a page that are looked at for names of its sections: menus have fifty."""

_MENUS = ("//nav//a", "//header//li//a", "//*[contains(@class, 'breadcrumb')]//a")
_NAME_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "article:section", "publisher")
_SITE = re.compile(r"(?:Site|Organization|Newspaper|Corporation)\Z")
_PAGE = re.compile(r"Page\Z")
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)\Z")
_SEPARATOR = re.compile(r"\s+(\||::|»|›|«|‹|·|•|–|—|-|/)\s+|\s*(\|)\s*")

LONGEST_NAME = 3
"""Words of the names that sections have: headings with more of them are headlines, whatever the lists say."""

MOST_NAME_WORDS = 4
"""Words of a site's name behind a dash, which headlines have, too."""


class PageMetadata:
    """The facts of one page; `tree` stays as it is, `url` is where it is, None where nobody knows."""

    def __init__(self, tree: HtmlElement, url: str | None = None) -> None:
        self._tree = tree
        self._url = url
        self._metas = _metas(tree)
        self._values = list(objects(tree))
        self._title = next((_shown(element) for element in tree.iter("title")), "")
        self._pieces = [piece for piece, _ in split_title(self._title)]
        self._names = self._site_names()
        articles = [found for found in self._values if any(_ARTICLE.search(kind) for kind in found.types)]
        stated = [_text(found.value.get("headline")) for found in articles if not found.other]
        self._stated = self._stated_titles(stated)
        self._heading = self._main_heading()
        self._others = [
            found.value for found in self._values if not found.other and any(map(_PAGE.search, found.types))
        ]
        own = [found.value for found in articles if self._is_own(found.value)]
        # The outermost article is the page's, unless it stands beside others that a list names, too.
        self._articles = own or [found.value for found in articles if not found.other][:1]

    def title(self, otherwise: str | None) -> str | None:
        """Return the main heading, which leaves the site's name out, else what the page's data name it.

        A heading or a datum that names the site or a section of it is no title.
        """
        heading = None if self._heading is None else self._without_labels(self._heading)
        return line(heading or next(iter(self._stated), None) or otherwise or "", LONGEST_TITLE)

    def _without_labels(self, heading: HtmlElement) -> str:
        """Return the text of a heading; of one that holds more elements than the title, the title as the data have it.

        Such elements are labels and departments in front of it or behind it: <h1><span>City</span> Bridge shut</h1>.
        """
        shown = _shown(heading)
        folded = _folded(shown)
        for title in self._stated if len(heading) else ():
            inside = _folded(title)
            if 2 * len(inside) > len(folded) > len(inside) and (folded.startswith(inside) or folded.endswith(inside)):
                return title
        return shown

    def publisher(self, otherwise: str | None) -> str | None:
        """Return the site's name, or the publisher that the page's data name."""
        named = [_name(value.get("publisher")) for value in (*self._articles, *(one.value for one in self._values))]
        marked = next(filter(None, news_markup.publishers(self._tree)), None)
        return line(otherwise or next(filter(None, named), marked or ""), LONGEST_PUBLISHER)

    def published(self) -> str | None:
        """Return when the page says its article was published; see `page_dates`."""
        return page_dates.published(
            self._tree, self._articles, self._others, self._metas, self._heading, self._url or self._metas.get("og:url")
        )

    def _site_names(self) -> set[str]:
        """Return the names, folded, of the site, its publisher and its sections, as far as the page says them."""
        named: list[str | None] = [self._metas.get(name) for name in _NAME_METAS]
        for found in self._values:
            named += [_name(found.value.get(key)) for key in ("publisher", "articleSection", "sourceOrganization")]
            if any(map(_SITE.search, found.types)):
                named.append(_name(found.value))
        for link in islice(self._tree.iter("a"), MOST_LINKS):
            if _path(link.get("href")) in {"", "/"}:
                named += [_shown(link), link.get("title")]
        for path in _MENUS:
            named += [_shown(link) for link in islice(self._tree.xpath(path), MOST_LINKS)]
        # What stands behind a longer piece of the page's title, as in "Headline - Press - City".
        first_piece, *behind = self._pieces
        named += [piece for piece in behind if len(piece.split()) < len(first_piece.split())]
        host = urlsplit(self._url or self._metas.get("og:url", "")).hostname or ""
        named += [host.removeprefix("www."), host.removeprefix("www.").rpartition(".")[0]]
        return {_folded(name) for name in named if name} - {""}

    def _is_name(self, heading: str) -> bool:
        """Return whether a heading names the site or a section, and no article."""
        return _folded(heading) in self._names or (len(heading.split()) <= LONGEST_NAME and is_section(heading))

    def _stated_titles(self, headlines: Iterable[str | None]) -> list[str]:
        """Return what the page's data call the article, the best first, without names of the site."""
        titles = [self._metas.get("og:title"), *headlines, self._metas.get("twitter:title")]
        bare = [self._without_names(title) for title in titles if title]
        bare.append(self._without_names(self._title, last=True))
        return list(dict.fromkeys(title for title in bare if title))

    def _without_names(self, title: str, *, last: bool = False) -> str | None:
        """Return a title without the names of site and section around it, None where nothing else is left.

        `last` also takes off a last piece that looks like a name, which only the title of the browser's window has.
        """
        pieces = split_title(title)
        while pieces and self._is_name(pieces[-1][0]):
            pieces.pop()
        while pieces and self._is_name(pieces[0][0]):
            pieces.pop(0)
        if last and len(pieces) > 1 and _looks_like_name(*pieces[-1], title=pieces[0][0]):
            pieces.pop()
        return "".join(f"{separator}{piece}" for piece, separator in pieces)[len(pieces[0][1]) :] if pieces else None

    def _main_heading(self) -> HtmlElement | None:
        """Return the element of the article's title: the one main heading that names neither site nor section.

        Of several, the one that the page's data state, too. A heading of a lower rank that they state comes before a
        main one that they don't.
        """
        stated = {_folded(title) for title in self._stated}
        main = [(heading, text) for heading in self._tree.iter("h1") if (text := _shown(heading))]
        titles = [(heading, text) for heading, text in main if not self._is_name(text)]
        if known := [heading for heading, text in titles if _folded(text) in stated]:
            return known[0]
        pieces = {_folded(piece) for piece in self._pieces}
        if parts := [one for one in titles if _folded(one[1]) in pieces]:
            return max(parts, key=lambda one: len(one[1]))[0]
        lower = ((heading, _shown(heading)) for heading in islice(self._tree.iter("h2", "h3"), MOST_LINKS))
        below = [one for one in lower if one[1] and not self._is_name(one[1])]
        if found := [heading for heading, text in below if _folded(text) in stated]:
            return found[0]
        if len({_folded(text) for _, text in titles}) == 1:
            return titles[0][0]
        return next((heading for heading, text in below if _folded(text) in pieces), None)

    def _is_own(self, value: dict[str, Any]) -> bool:
        """Return whether an article of the page's JSON-LD is the one that the page shows."""
        headline = _folded(_text(value.get("headline")) or "")
        heading = "" if self._heading is None else _folded(_shown(self._heading))
        return bool(headline) and headline in {heading, _folded(self._metas.get("og:title", ""))}


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Return the page's meta elements by name, lower case, the first of each that is not empty."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if key and content:
            found.setdefault(key.strip().lower(), content)
    return found


def _shown(element: HtmlElement) -> str:
    """Return the text of an element as one line."""
    return " ".join(" ".join(element.itertext()).split())


def split_title(title: str) -> list[tuple[str, str]]:
    """Return the parts of a title that bars, dashes and the like set apart, each with what stands before it."""
    found: list[tuple[str, str]] = []
    place, separator = 0, ""
    for mark in _SEPARATOR.finditer(title):
        found.append((title[place : mark.start()].strip(), separator))
        place, separator = mark.end(), mark[0]
    return [*found, (title[place:].strip(), separator)]


def _looks_like_name(piece: str, separator: str, *, title: str) -> bool:
    """Return whether the last piece of a window's title looks like the name of its site rather than a part of it."""
    words, before = piece.split(), title.split()
    if separator.strip() not in {"-", "–", "—", "/"}:
        return len(words) <= max(4, len(before))
    return len(words) <= MOST_NAME_WORDS and len(words) < len(before) and piece[:1].isupper() and piece[-1:].isalnum()


def _path(href: str | None) -> str | None:
    """Return the path of a link, None where it leads to another page than a path names."""
    try:
        parts = urlsplit(href or "#")
    except ValueError:
        return None
    return None if parts.query or parts.fragment or href in {None, ""} else parts.path


def _name(value: Any) -> str | None:
    """Return the name of a publisher, given as text, as an object, or as a list of them."""
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _folded(title: str) -> str:
    return "".join(char for char in title.casefold() if char.isalnum())
