"""The day of a web page: when its own article was published, by what the page states of it and then by what it shows.

Days of other articles, of comments and of posts that the page embeds are not its own, nor are those of later changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from retrieval.articles.metadata import first
from retrieval.articles.page_days import NEAR, OwnPart, Shown
from retrieval.articles.written_days import Slashes, moment

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_METAS = re.findall(
    r"\S+",
    """
    article:published_time article:published og:article:published_time og:published_time article:post_time
    datepublished date_published date-published published published_at published_time published-date publication_date
    publication-date publish_date publish-date publishdate pubdate pub_date publishtime parsely-pub-date sailthru.date
    cxenseparse:recs:publishtime cxenseparse:publishtime vr:published_time bt:pubdate shareaholic:article_published_time
    article_date_original originalpublicationdate rnews:datepublished citation_publication_date citation_online_date
    displaydate iptc:datecreated dcterms.issued dc.date.issued dc:date:issued dcterms.date dc.date dc:date
    date.available release_date date_issued dateissued
    """,
)
_METAS_CREATED = re.findall(r"\S+", "datecreated date_created dcterms.created dc.date.created dc.created created date")
_PATH_DAY = re.compile(r"/((?:19|20)\d\d)([/-])([01]?\d)\2([0-3]?\d)(?=[/_.-]|\Z)")
_EMPTY = date(1970, 1, 1)

_REACH = (timedelta(hours=-12), timedelta(hours=4))
"""Offsets at which the day that a page shows may be another than that of its moment in UTC: from the west of America to
the Volga. Farther east a moment of the evening would be tomorrow, and so would a change of the next morning."""


def published(
    tree: HtmlElement,
    articles: Sequence[Mapping[str, Any]],
    others: Sequence[Mapping[str, Any]],
    metas: Mapping[str, str],
    heading: HtmlElement | None,
    url: str | None,
) -> str | None:
    """Return when a page says its article was published, in the contract's forms; None where it does not say.

    `articles` are the objects of its JSON-LD that are the article, `others` those of the page around it, `metas` its
    meta elements by name, `heading` the element with its title. `tree` stays as it is.
    """
    slashes = _slashes(tree)
    rest = OwnPart(tree, heading)

    def read(value: str) -> str:
        found = moment(value, slashes=slashes)
        if found[:4] < "1900" or found.startswith(_EMPTY.isoformat()):
            raise ValueError("an empty field")
        return found

    stated: list[Any] = [value.get("datePublished") for value in articles]
    stated += [metas.get(name) for name in _METAS]
    stated += rest.stated()
    stated += [value.get("dateCreated") for value in articles]
    stated += [value.get("datePublished") for value in others]
    stated += [metas.get(name) for name in _METAS_CREATED]
    shown = rest.shown(slashes)
    found = first(stated, read)
    if found is None:
        return shown.day if shown else _of_path(url)
    if found.endswith("Z"):
        return first((value for value in (*stated, *rest.moments()) if _same_moment(value, found)), read) or _local(
            found, shown
        )
    return found


def _slashes(tree: HtmlElement) -> Slashes:
    """Return what comes first in 3/4/2024 on a page: in English only America's pages say so."""
    language = str(next(iter(tree.xpath("//html/@lang")), "")).lower().replace("_", "-")
    if language.startswith("en"):
        return "month" if language == "en-us" else "day" if "-" in language else None
    return "day" if language else None


def _of_path(url: str | None) -> str | None:
    """Return the day that an address names, as of weblogs: /2024/11/05/."""
    found = _PATH_DAY.search(urlsplit(url).path) if url else None
    return first([f"{found[1]}-{found[3]}-{found[4]}"] if found else [], moment)


def _same_moment(value: object, found: str) -> bool:
    """Return whether a value is the moment that `found` is in UTC, told by another offset."""
    try:
        other = moment(value) if isinstance(value, str) else ""
        return "T" in other and not other.endswith("Z") and _moment(other) == _moment(found)
    except ValueError:
        return False


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _local(found: str, shown: Shown | None) -> str:
    """Return the day that a page shows in the place of its moment in UTC, where both can be one moment."""
    if shown is None or shown.rank < NEAR or "T" in shown.day or shown.day == found[:10]:
        return found
    try:
        days = {(_moment(found).astimezone(UTC) + offset).date().isoformat() for offset in _REACH}
    except OverflowError:
        return found
    return shown.day if shown.day in days else found
