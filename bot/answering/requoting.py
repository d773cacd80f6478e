"""Quotations of an answer given before, as their articles have them now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.answering.answer import Entry
from bot.answering.quoting import cite, manner, short_name
from bot.answering.selection import Quotation
from bot.answering.wording import wording
from retrieval.datatypes import Article, Statement
from retrieval.search.standing import Quoted, standing
from retrieval.store.reading import Catalog


def quoted_again(
    places: Iterable[tuple[int, Quoted]],
    catalog: Catalog,
    language: str,
    shelves: Collection[str] | None = None,
    *,
    limit: int | None = None,
) -> list[Entry]:
    """Return the quotations whose words still stand in articles of these shelves, under the numbers they had.

    `language` is that of the answer; `limit` shortens each to so many code points.
    """
    words = wording(language)
    entries = []
    for n, quoted in places:
        found = standing(quoted, catalog, shelves)
        if found.state != "stands" or not found.article or found.start is None or found.end is None:
            continue
        quotation = _attributed(found.article, found.start, found.end, catalog, shelves)
        entry = cite(n, quotation, limit=limit or found.end - found.start)
        entries.append(replace(entry, holder=short_name(quotation.speaker), manner=manner(quotation, words)))
    return entries


def _attributed(article: Article, start: int, end: int, catalog: Catalog, shelves: Collection[str] | None) -> Quotation:
    """Return a piece of an article as a quotation, somebody's where it is one of their statements or part of it."""
    for one in statements_around(article.article_id, start, end, catalog, shelves):
        return Quotation(article, start, end, one.kind, one.speaker, one.via, ground=one.ground, stance=one.stance)
    return Quotation(article, start, end)


def statements_around(
    article_id: str, start: int, end: int, catalog: Catalog, shelves: Collection[str] | None = None
) -> list[Statement]:
    """Return the statements of an article that a piece of its text is one of, or part of one."""
    said = catalog.on(shelves).statements_in([article_id]).get(article_id, ())
    return [one for one in said if one.quote_start <= start and end <= one.quote_end]
