"""From an article's text and one of its sentences to the basis of a claim, as the answerer makes it."""

from __future__ import annotations

from bot.verification.claims import Basis
from retrieval.statements import extract
from retrieval.text.sentences import split


def basis(
    article: str, sentence: str, language: str, *, title: str = "", publisher: str | None = None, published: str = ""
) -> Basis:
    """Return the basis that a sentence of an article is; raises ValueError where the article does not hold it."""
    spans = split(article, language)
    wanted = article.index(sentence)
    number = next((n for n, (start, end) in enumerate(spans) if start <= wanted < end), 0)
    start, end = wanted, wanted + len(sentence)
    before = article[slice(*spans[number - 1])] if number else ""
    last = max((n for n, span in enumerate(spans) if span[0] < end), default=number)
    after = article[slice(*spans[last + 1])] if last + 1 < len(spans) else ""
    return Basis(
        article_id="a",
        start=start,
        end=end,
        text=sentence,
        language=language,
        before=before,
        after=after,
        title=title,
        publisher=publisher,
        published=published or None,
        statements=tuple(one for one in extract(article, language) if one.quote_start < end and start < one.quote_end),
    )
