"""What the articles tell of a name or a topic, day by day: a person's words, and the sentences that tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import Entry
from bot.answering.quoting import cite, manner, short_name
from bot.answering.requoting import statements_around
from bot.answering.selection import Quotation
from bot.answering.wording import wording
from retrieval import names
from retrieval.datatypes import Article, Hit, Passage, Query, Retrieval
from retrieval.search.people import full_name
from retrieval.search.reading import is_heading
from retrieval.store.reading import Catalog, Library
from retrieval.store.records import Float32

PER_DAY = 5
"""Quotations of one day that are shown where nobody says how many."""

_BELOW = 1.0
"""Deviations below the best passage, further down what is told is something else; as of summaries."""
_OF_PASSAGE = 2  # sentences of a passage that tell of a topic
_CHARACTERS = 400  # code points of a quotation
_MOST_DAYS = 400
_LONGEST_WORD = 64
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Day:
    """What is told in the articles of one day, ``YYYY-MM-DD`` (UTC), None for those without; `more` are not shown."""

    day: str | None
    entries: tuple[Entry, ...]
    more: int = 0


def timeline(
    retrieval: Retrieval, vector: Float32, catalog: Catalog, *, per_day: int = PER_DAY, latest_first: bool = False
) -> list[Day]:
    """Return what was found for a summary of a topic by day, the earliest first, undated articles last.

    `vector` is the unit vector of the topic. Of a person who is quoted, what was said comes first on each day. Days
    without anything are left out; an empty list says that there is nothing.
    """
    query = retrieval.query
    library = catalog.on(query.shelves)
    told = [*_said(query, library), *_sentences(retrieval, vector, library, catalog)]
    by_day: dict[str | None, dict[tuple[str, int, int], Quotation]] = {}
    for one in told:
        of_day = by_day.setdefault(one.article.published[:10] if one.article.published else None, {})
        if not any(
            article_id == one.article.article_id and start < one.end and one.start < end
            for article_id, start, end in of_day
        ):
            of_day[one.article.article_id, one.start, one.end] = one
    dated = sorted((day for day in by_day if day is not None), reverse=latest_first)
    order: list[str | None] = [*dated[:_MOST_DAYS], *([None] if None in by_day else [])]
    return list(_numbered(((day, list(by_day[day].values())) for day in order), query, per_day))


def _numbered(days: Iterable[tuple[str | None, list[Quotation]]], query: Query, per_day: int) -> Iterator[Day]:
    words, n = wording(query.language), 0
    for day, told in days:
        entries = []
        for quotation in told[:per_day]:
            n += 1
            entry = cite(n, quotation, limit=_CHARACTERS)
            entries.append(replace(entry, holder=short_name(quotation.speaker), manner=manner(quotation, words)))
        yield Day(day, tuple(entries), len(told) - len(entries))


def _said(query: Query, library: Library) -> Iterator[Quotation]:
    """Yield what the person said whom a topic names, if the articles quote one, within the days of the query."""
    if full_name(query.topic, library) is None:
        return
    said = [
        (article_id, one)
        for article_id, one in library.statements_by(names.person_keys(query.topic))
        if one.speaker and names.same_person(query.topic, one.speaker)
    ]
    articles = library.articles({article_id for article_id, _ in said})
    for article_id, one in said:
        article = articles[article_id]
        if _is_within(article, query) and not is_heading(article, one.quote_start, one.quote_end):
            span = one.quote_start, one.quote_end
            yield Quotation(article, *span, one.kind, one.speaker, one.via, ground=one.ground, stance=one.stance)


def _is_within(article: Article, query: Query) -> bool:
    if not (query.since or query.until):
        return True
    day = (article.published or "")[:10]
    return bool(day) and (query.since or day) <= day <= (query.until or day)


def _sentences(retrieval: Retrieval, vector: Float32, library: Library, catalog: Catalog) -> Iterator[Quotation]:
    """Yield the sentences that tell of a topic, of the passages that are near it; of a name, those that hold it."""
    query = retrieval.query
    near = _near(retrieval.hits)
    articles = library.articles({hit.passage.article_id for hit in near})
    of_article = library.passage_ids(list(articles))
    stored = library.passages([number for numbers in of_article.values() for number in numbers])
    ids = {passage.key: number for number, passage in stored.items()}
    named = (
        names.typed_keys(names.surname(query.topic)) if any(hit.signals.get("names") for hit in near) else frozenset()
    )
    for hit in near:
        passage, article = hit.passage, articles[hit.passage.article_id]
        scores = (library.sentence_vectors([ids[passage.key]])[0] @ vector).tolist() if passage.key in ids else []
        for start, end in _best(passage, article, scores, named):
            yield _attributed(article, start, end, catalog, query)


def _near(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that are about as near as the best; where a name was found, those that hold it."""
    near = [hit for hit in hits if hit.score >= hits[0].score - _BELOW]
    return [hit for hit in hits if hit.signals.get("names")] or near


def _best(passage: Passage, article: Article, scores: Sequence[float], named: frozenset[str]) -> list[tuple[int, int]]:
    """Return the sentences of a passage that are nearest to the topic, in the order of the text."""
    spans = [span for span in passage.sentences if not is_heading(article, *span)]
    if holding := [span for span in spans if named and _holds(article.text[slice(*span)], named)]:
        return holding[:_OF_PASSAGE]
    if len(scores) != len(passage.sentences):
        return spans[:1]
    by_score: Mapping[tuple[int, int], float] = dict(zip(passage.sentences, scores, strict=True))
    return sorted(sorted(spans, key=lambda span: -by_score[span])[:_OF_PASSAGE])


def _holds(text: str, named: frozenset[str]) -> bool:
    return any(word[0].isupper() and names.keys(word[:_LONGEST_WORD]) & named for word in _WORD.findall(text))


def _attributed(article: Article, start: int, end: int, catalog: Catalog, query: Query) -> Quotation:
    for one in statements_around(article.article_id, start, end, catalog, query.shelves):
        return Quotation(article, start, end, one.kind, one.speaker, one.via, ground=one.ground, stance=one.stance)
    return Quotation(article, start, end)
