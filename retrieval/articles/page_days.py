"""The days that a web page shows, without those of other articles, of comments and of embedded posts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import TYPE_CHECKING

from retrieval.articles import news_markup
from retrieval.articles.metadata import first
from retrieval.articles.page_labels import labels
from retrieval.articles.written_days import LONGEST, Slashes, WrittenDay, days_in, moment, weekdays

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_STATED = (
    ".//*[@itemprop='datePublished' or @property='datePublished']",
    ".//abbr[contains(concat(' ', @class, ' '), ' published ')]",
    ".//time[contains(concat(' ', @class, ' '), ' published ')]",
)
_ASIDE = re.compile(
    r"comment|related|teaser|recommend|most-?(?:read|viewed|popular)|newsletter|sidebar|meistgelesen|more-(?:news|from)|"
    r"read-?(?:more|next)|promo(?:ted)?(?![a-z])|breaking-?news|ticker-?list",
    re.IGNORECASE,
)
_EMBED = re.compile(
    r"embed|tweet|twitter|instagram|facebook|fb-post|tiktok|telegram-post|mastodon|bluesky|youtube|social-?post",
    re.IGNORECASE,
)
_FOOT = re.compile(r"(?:\A|\s)(?:(?:site|page|main|global|bottom)[-_]?)?footer", re.IGNORECASE)
_OF_DAY = re.compile(
    r"date|datum|time(?!line)|publi|posted|byline|meta|stand(?![a-z])|pub(?![a-z])|veroeff|erschienen|created|issued|"
    r"info(?![a-z])|submitted|author|post-footer|entry-footer",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"modif|updat|chang|aktualis|edited|revis", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_HOUR = re.compile(
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?|\b(?:uhr|[a-z]{1,4}st|[a-z]?(?:es|pd|ed|ut|gm)t|utc|cet|мск)\b", re.IGNORECASE
)
_BREAK = re.compile(r"(?:,? \d{1,2}[:.]\d\d(?: Uhr)?)?(?:\)| ?[–—|:/-] |\.?[–—-])")
_INLINE = frozenset(re.findall(r"\S+", "a abbr b cite em font i small span strong time u"))

LABELLED, NEAR, FAR = 3, 2, 1
"""How sure a day is the article's: one with a label, one beside the title, one that stands somewhere else."""

LONGEST_ENTRY = 600
"""Characters of an entry of a list of articles: a headline and a teaser; what is longer may be the article."""

MOST_BLOCKS = 6_000
"""Elements of a page that are looked at for a day that it shows; its head and its text are among the first."""

NEAR_TITLE = 700
"""Characters of text after the title in which a short line that is little but a day is the page's."""

MOST_AT_TITLE = 40
"""Elements after the title that may be lines about the article."""

MOST_WORDS, MOST_MARKED = 3, 6
"""Words of a line beside its day, as of a place or of an author, where the line has no label; the second number is of
lines whose class says that they are of this kind. With more of them the line is about something that day."""

LONGEST_DATELINE = 45
"""Characters in front of the day with which a first paragraph begins: "Norderwiek, 5 November 2024 –"."""

DETOUR = 3
"""How many times as far from the title a day seems that stands before it, where slides and menus are, and one that is
called both date and updated, as weblogs do, where others call the later day so."""

LONG_PARAGRAPH = 80
"""Characters of a paragraph of text; lines with names, days and links are shorter."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A day that the page shows; `rank` is higher the surer it is the article's, `far` how far from its title it is."""

    day: str
    rank: int
    far: int


class OwnPart:
    """A copy of a page without what is not its article, and the days in it."""

    def __init__(self, tree: HtmlElement, heading: HtmlElement | None) -> None:
        place = None if heading is None else next(n for n, element in enumerate(tree.iter()) if element is heading)
        copied = deepcopy(tree)
        self._heading = None if place is None else next(e for n, e in enumerate(copied.iter()) if n == place)
        self._above = frozenset(() if self._heading is None else self._heading.iterancestors())
        self._tree = copied
        self._prune()

    def stated(self) -> Iterator[str]:
        """Yield what elements say that are marked as the day of publication."""
        yield from news_markup.dates(self._tree)
        for path in _STATED:
            for element in self._tree.xpath(path):
                yield from _values(element)

    def moments(self) -> Iterator[str]:
        """Yield the values of all elements for times."""
        for element in self._tree.iter("time"):
            yield element.get("datetime") or ""

    def shown(self, slashes: Slashes) -> Shown | None:
        """Return the day that the page shows as the article's: with a label, else nearest to its title.

        Of days that only stand somewhere on the page it must be the only one.
        """
        found = list(self._shown(slashes))
        best = max(found, key=lambda one: (one.rank, -one.far), default=None)
        if best and best.rank == FAR and len({one.day for one in found}) > 1:
            return None
        return best

    def _shown(self, slashes: Slashes) -> Iterator[Shown]:
        place, title = 0, 0
        blocks: list[tuple[HtmlElement, int]] = []
        for element in islice(self._tree.iter("*"), MOST_BLOCKS):
            title = place if element is self._heading else title
            blocks.append((element, place))
            place += sum(len(" ".join(piece.split())) for piece in _own(element))
        for element, where in blocks:
            far = where - title if where >= title else DETOUR * (title - where)
            near = self._heading is not None and far <= NEAR_TITLE
            if element.tag not in {"title", "option", "h1"}:
                yield from _days_of(element, slashes, far, near=near)

    def _prune(self) -> None:
        """Remove other articles, comments, embedded posts, menus and the foot of the page."""
        for element in list(
            self._tree.iter("aside", "nav", "script", "style", "blockquote", "iframe", "noscript", "select")
        ):
            self._drop(element)
        lines = self._lines_at_title()
        for element in list(self._tree.iter()):
            if isinstance(element.tag, str):
                names = f"{element.get('class') or ''} {element.get('id') or ''}"
                aside = _ASIDE.search(names) and element not in lines
                if aside or _EMBED.search(names) or self._is_other_article(element):
                    self._drop(element)
        self._drop_foot()

    def _lines_at_title(self) -> frozenset[HtmlElement]:
        """Return the short elements between the title and the text, whose classes may be called anything."""
        found: list[HtmlElement] = []
        after = dropwhile(lambda element: element is not self._heading, self._tree.iter("*"))
        for element in islice(after, MOST_AT_TITLE):
            text = _text(element, LONGEST)
            if len(text) == LONGEST or (element.tag == "p" and len(text) >= LONG_PARAGRAPH):
                break
            if not any(map(_is_headline, islice(element.iter("a"), 20))):
                found.append(element)
        return frozenset(found)

    def _is_other_article(self, element: HtmlElement) -> bool:
        """Return whether an element is an entry of a list that leads to another article."""
        if element.tag not in {"li", "article", "a"} or self._heading is None:
            return False
        if element.tag == "a":
            return _is_headline(element)
        short = len(_text(element, LONGEST_ENTRY + 1)) <= LONGEST_ENTRY
        return short and any(map(_is_headline, islice(element.iter("a"), 20)))

    def _drop_foot(self) -> None:
        """Remove what is called a footer, unless more of the text follows it or it stands in the article."""
        last = -1
        order = list(self._tree.iter())
        for number, element in enumerate(order):
            if element.tag == "p" and len(_text(element, LONG_PARAGRAPH)) >= LONG_PARAGRAPH:
                last = number
        for number, element in enumerate(order):
            if not isinstance(element.tag, str):
                continue
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if element.tag != "footer" and not _FOOT.search(names):
                continue
            inside = any(above.tag == "article" and above in self._above for above in element.iterancestors())
            if number > last and not inside:
                self._drop(element)

    def _drop(self, element: HtmlElement) -> None:
        """Remove an element, unless the title stands in it."""
        if element is self._heading or element in self._above or element.tag in {"html", "body", "head"}:
            return
        if element.getparent() is not None:
            element.drop_tree()


def _values(element: HtmlElement) -> Iterator[str]:
    """Yield what an element that stands for a time says: its attribute, else its text."""
    for name in ("datetime", "content", "title"):
        if value := element.get(name):
            yield value
    yield _text(element, LONGEST)


def _text(element: HtmlElement, longest: int) -> str:
    """Return the text of an element with single blanks, cut where it is longer."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > 4 * longest:
            break
    return " ".join(" ".join(pieces).split())[:longest]


def _own(element: HtmlElement) -> list[str]:
    """Return the pieces of text that stand in an element itself."""
    return [element.text or "", *(child.tail or "" for child in element)]


def _is_headline(link: HtmlElement) -> bool:
    """Return whether a link may be the headline of an article: names and departments have fewer words."""
    return len(_WORD.findall(_text(link, LONGEST))) >= 4 and not any(days_in(_text(link, LONGEST)))


def _line(element: HtmlElement) -> str | None:
    """Return the text of an element that is one short line, None of a box of several, and of running text."""
    if element.tag == "time":
        block = next((above for above in element.iterancestors() if above.tag not in _INLINE), None)
        runs = block is not None and block.tag in {"p", "li", "td"} and len(_text(block, LONGEST + 1)) > LONGEST
        return None if runs else _text(element, LONGEST)
    if not any(map(str.strip, _own(element))):
        return None
    text = _text(element, LONGEST + 1)
    return text if len(text) <= LONGEST else None


def _days_of(element: HtmlElement, slashes: Slashes, far: int, *, near: bool) -> Iterator[Shown]:
    """Yield the days of an element that may be the article's; `near` says that it stands beside the title."""
    text = _line(element)
    if text is None:
        if near and element.tag in {"p", "div", "span", "strong", "b"} and (day := _dateline(element, slashes)):
            yield Shown(day, NEAR, far)
        return
    names = " ".join(filter(None, map(element.get, ("class", "id", "itemprop", "property"))))
    changed = bool(_CHANGED.search(names))
    if changed and any(_OF_DAY.search(name) and not _CHANGED.search(name) for name in names.split()):
        changed, far = False, DETOUR * (far + 1)
    marked = element.tag == "time" or bool(_OF_DAY.search(names))
    rank = NEAR if near else FAR
    before = _before(element) if element.tag == "time" else ""
    days = list(days_in(text, slashes=slashes))
    if not days and element.tag == "time" and (stated := first([element.get("datetime")], moment)):
        days = [WrittenDay(0, 0, stated[:10])]
    few = _beside(text, days) <= (MOST_MARKED if marked else MOST_WORDS)
    end = 0
    for found in days:
        label = _label(text[end : found.start] if end else before + text[: found.start])
        end = found.end
        if label == "published":
            yield Shown(found.day, LABELLED, far)
        elif label is None and not changed and few and (near or marked):
            yield Shown(found.day, rank, far)


def _beside(text: str, days: Sequence[WrittenDay]) -> int:
    """Return how many words a line has beside its days, their weekdays and hours."""
    rest = text
    for found in reversed(days):
        rest = f"{rest[: found.start]} {rest[found.end :]}"
    return len(_WORD.findall(_HOUR.sub(" ", weekdays().sub(" ", rest))))


def _dateline(element: HtmlElement, slashes: Slashes) -> str | None:
    """Return the day with which running text begins: "Norderwiek, 5 November 2024 –", "(05.11.2024)"."""
    text = _text(element, LONGEST_DATELINE + LONGEST)
    found = next(days_in(text[: 2 * LONGEST_DATELINE], slashes=slashes), None)
    if found is None or found.start > LONGEST_DATELINE or _BREAK.match(text, found.end) is None:
        return None
    return found.day if _beside(text[: found.end], [found]) <= MOST_WORDS else None


def _before(element: HtmlElement) -> str:
    """Return the words that stand before an element in its line."""
    above = element.getparent()
    if above is None:
        return ""
    pieces = [above.text or ""]
    for child in islice(above, 20):
        if child is element:
            break
        pieces += ["" if child.tag == "time" else _text(child, LONGEST), child.tail or ""]
        pieces = pieces if child.tag != "time" else pieces[-1:]
    return " ".join(" ".join(pieces).split())[-LONGEST:] + " "


def _label(before: str) -> str | None:
    """Return what the words before a day say it is the day of; the last of them counts."""
    ends = {
        name: max((found.end() for found in labels(name).finditer(before[-LONGEST:])), default=0)
        for name in ("published", "updated")
    }
    name = max(ends, key=lambda one: ends[one])
    return name if ends[name] else None
