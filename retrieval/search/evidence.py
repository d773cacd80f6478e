"""Hits → Evidence: neighbours merged, no article crowding out the others, within a length budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.datatypes import Article, Copy, Evidence, Hit, Query, ReadSentence, Source, Statement
from retrieval.search import asker
from retrieval.search.copies import Stories, crowd
from retrieval.search.located import located
from retrieval.search.reading import in_heading

PASSAGES_PER_ARTICLE = 3
SPANS = 8
OWN_SPANS = 2  # in the asker's language at least, where so many were found; of any other that the asker reads, one
CHARACTERS = 8000

# Of each article id: its sentences as they were judged, best first.
Sentences = Mapping[str, Sequence[ReadSentence]]


@dataclass(frozen=True, slots=True)
class Context:
    """What the catalog knows about the articles of the hits: by article id."""

    articles: Mapping[str, Article]
    statements: Mapping[str, Sequence[Statement]]
    sources: Mapping[str, tuple[Source, ...]]
    copies: Mapping[str, tuple[Copy, ...]] = field(default_factory=dict)


def gather(hits: Sequence[Hit], context: Context, sentences: Sentences) -> tuple[Evidence, ...]:
    """Merge hits that touch, keeping the order of the best, and bring each span's statements and best sentences."""
    spans: list[list[Hit]] = []
    for hit in hits:
        touching = next((span for span in spans if _touches(span, hit, context.articles)), None)
        if touching is None:
            spans.append([hit])
        else:
            touching.append(hit)
    return tuple(_evidence(span, context, sentences) for span in spans)


def choose(hits: Sequence[Hit], stories: Stories, query: Query) -> list[Hit]:
    """Take the best hits, at most `PASSAGES_PER_ARTICLE` of one article, and the best in the asker's languages.

    Of `stories` the copies after the first article together count as one more article.

    What would not make it takes the last places: the best hits that the asker can read, and the best one of another
    language, since an answer in another language than most of the corpus must not be crowded out.
    """
    taken: list[Hit] = []
    characters = 0
    of_article: dict[str, int] = {}
    for hit in hits:
        if len(taken) == SPANS or (taken and characters + len(hit.passage.text) > CHARACTERS):
            break
        sharing = crowd(hit.passage.article_id, stories)
        if of_article.get(sharing, 0) == PASSAGES_PER_ARTICLE:
            continue
        of_article[sharing] = of_article.get(sharing, 0) + 1
        characters += len(hit.passage.text)
        taken.append(hit)
    return taken + _missing(hits, taken, query)


def _missing(hits: Sequence[Hit], taken: Sequence[Hit], query: Query) -> list[Hit]:
    present = Counter(hit.passage.language for hit in taken)
    keys = {hit.passage.key for hit in taken}
    added: list[Hit] = []
    for hit in hits:
        language = hit.passage.language
        if asker.is_read(language, query):
            least = OWN_SPANS if asker.rank(language, query) == asker.OWN else 1
        else:
            least = int(all(asker.is_read(one.passage.language, query) for one in added))
        if hit.passage.key not in keys and present[language] < least:
            present[language] += 1
            added.append(hit)
    return added


def _touches(span: Iterable[Hit], hit: Hit, articles: Mapping[str, Article]) -> bool:
    """Return whether only white space lies between the hit and a passage of the span."""
    for other in span:
        if other.passage.article_id != hit.passage.article_id:
            return False
        first, second = sorted((other.passage, hit.passage), key=lambda passage: passage.start)
        if not articles[first.article_id].text[first.end : second.start].strip():
            return True
    return False


def _evidence(span: Sequence[Hit], context: Context, sentences: Sentences) -> Evidence:
    article = context.articles[span[0].passage.article_id]
    article, also_at = located(article, context.sources.get(article.article_id, ()))
    start = min(hit.passage.start for hit in span)
    end = max(hit.passage.end for hit in span)
    return Evidence(
        article=article,
        start=start,
        end=end,
        text=article.text[start:end],
        score=max(hit.score for hit in span),
        best=tuple(one for one in sentences.get(article.article_id, ()) if start <= one.start and one.end <= end),
        statements=tuple(
            statement
            for statement in context.statements.get(article.article_id, ())
            if statement.quote_start < end
            and statement.quote_end > start
            and not in_heading(article, statement.quote_start, statement.quote_end)
        ),
        also_at=also_at,
        copies=context.copies.get(article.article_id, ()),
    )
