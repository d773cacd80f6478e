"""What articles are about: their lead sentences, for questions that ask for a summary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from retrieval.datatypes import Evidence, Hit, Query, ReadSentence
from retrieval.search import asker
from retrieval.search.copies import copies, distinct, stories
from retrieval.search.located import located
from retrieval.search.reading import is_heading
from retrieval.store.reading import Library
from retrieval.store.records import Selection

ARTICLES = 3
_WORDS = 0.1  # of the signal "lexical" …
_NEAR = 3.0  # … or deviations of the signal "dense" from which a passage is about the topic at all
_BELOW = 1.0  # deviations below the best score; what is further down is about something else
_LISTED = 50  # newest articles among which copies of one story are left out
_LEAD = 2  # sentences of each article; of a single one twice as many


def about(hits: Sequence[Hit], catalog: Library, query: Query) -> list[str]:
    """Return the ids of the articles of the best hits, none where the best says nothing of the topic.

    Articles that the asker can read come first, and of those the newest where the question is about now.
    """
    best = hits[0] if hits else None
    if best is None or (best.signals["lexical"] < _WORDS and best.signals["dense"] < _NEAR):
        return []
    near = [hit for hit in hits if hit.score >= best.score - _BELOW]
    if query.newest:
        near = newest_first(near, catalog)
    near.sort(key=lambda hit: not asker.is_read(hit.passage.language, query))
    return distinct(dict.fromkeys(hit.passage.article_id for hit in near), catalog)[:ARTICLES]


def newest_first(hits: Sequence[Hit], catalog: Library) -> list[Hit]:
    """Return hits by the days of their articles, the latest first, undated ones last; of one day in their order."""
    articles = catalog.articles({hit.passage.article_id for hit in hits})
    return sorted(hits, key=lambda hit: (articles[hit.passage.article_id].published or "")[:10], reverse=True)


def newest_near(hits: Sequence[Hit], catalog: Library) -> list[Hit]:
    """Return a ranking with those that are as near as the best sorted by day, the latest first."""
    best = hits[0].score if hits else 0.0
    near = [hit for hit in hits if hit.score >= best - _BELOW]
    return [*newest_first(near, catalog), *(hit for hit in hits if hit.score < best - _BELOW)]


def newest(catalog: Library, selected: Selection, query: Query) -> list[str]:
    """Return the ids of the newest articles of a selection, undated ones last, as many as a summary shows.

    Articles that the asker can read come first.
    """
    listed = sorted(catalog.list_articles(), key=lambda line: line.published or "", reverse=True)
    listed.sort(key=lambda line: not asker.is_read(line.language, query))
    if selected.ids is None:
        return distinct([line.article_id for line in listed[:_LISTED]], catalog)[:ARTICLES]
    allowed = set(selected.ids.tolist())
    passages = catalog.passage_ids([line.article_id for line in listed])
    kept = (line.article_id for line in listed if allowed.intersection(passages.get(line.article_id, ())))
    return distinct(islice(kept, _LISTED), catalog)[:ARTICLES]


def leads(article_ids: Sequence[str], catalog: Library, selected: Selection) -> tuple[Evidence, ...]:
    """Return the first sentences of each article, headings left out, in the order of the ids."""
    articles = catalog.articles(article_ids)
    sources = catalog.sources(article_ids)
    others = copies(article_ids, stories(article_ids, catalog, selected), catalog)
    count = _LEAD if len(article_ids) > 1 else 2 * _LEAD
    found = []
    for article_id, ids in catalog.passage_ids(article_ids).items():
        article, also_at = located(articles[article_id], sources.get(article_id, ()))
        sentences = sorted({span for passage in catalog.passages(ids[:3]).values() for span in passage.sentences})
        taken = [span for span in sentences if not is_heading(article, *span)][:count]
        if taken:
            best = tuple(ReadSentence(*span, score=float(-at), reader=0.0) for at, span in enumerate(taken))
            start, end = taken[0][0], taken[-1][1]
            beside = (), also_at, others.get(article_id, ())
            found.append(Evidence(article, start, end, article.text[start:end], 0.0, best, *beside))
    order = {article_id: at for at, article_id in enumerate(article_ids)}
    return tuple(sorted(found, key=lambda one: order[one.article.article_id]))
