"""Retrievals written by hand: the seam between retrieval and bot lets answers be tested without an index."""

from __future__ import annotations

from retrieval.datatypes import (
    Article,
    Evidence,
    Hit,
    Intent,
    Kind,
    Query,
    Reason,
    Retrieval,
    Searched,
    Source,
    Statement,
)


def article(text: str, *, number: int = 1, language: str = "de", **facts: str | None) -> Article:
    given: dict[str, str | None] = {
        "title": f"Meldung {number}",
        "publisher": "Tagblatt",
        "published": "2022-01-09",
        "url": f"https://example.org/{number}",
        "path": f"/articles/{number}.txt",
        **facts,
    }
    return Article(
        article_id=f"{number:012x}",
        title=given["title"] or "",
        text=text,
        language=language,
        publisher=given["publisher"],
        published=given["published"],
        url=given["url"],
        path=given["path"],
    )


def statement(
    text: str,
    *parts: str,
    speaker: str | None = "Mira Tannhof",
    kind: Kind = "direct",
    via: str | None = None,
) -> Statement:
    """Return a statement whose quotation is made of `parts`, found in the text in order."""
    spans = []
    at = 0
    for part in parts:
        at = text.index(part, at)
        spans.append((at, at + len(part)))
        at += len(part)
    start, end = spans[0][0], spans[-1][1]
    return Statement(
        speaker=speaker,
        mention=None,
        mention_start=None,
        mention_end=None,
        kind=kind,
        quote=text[start:end],
        quote_start=start,
        quote_end=end,
        parts=tuple(spans),
        cue=None,
        via=via,
    )


def evidence(
    of: Article, *statements: Statement, best: tuple[str, ...] = (), also_at: tuple[Source, ...] = (), score: float = 1
) -> Evidence:
    """Return the whole article as evidence; `best` are its best sentences, best first."""
    spans = tuple((start, start + len(words)) for words in best for start in [of.text.index(words)])
    return Evidence(of, 0, len(of.text), of.text, score, spans, statements, also_at)


def retrieval(
    *found: Evidence,
    question: str = "What did Tannhof say?",
    language: str = "en",
    intent: Intent = "said",
    speaker: str | None = "Tannhof",
    reason: Reason | None = None,
    searched: Searched | None = None,
    hits: tuple[Hit, ...] = (),
    since: str | None = None,
    until: str | None = None,
) -> Retrieval:
    return Retrieval(
        query=Query(
            question=question,
            language=language,
            intent=intent,
            speaker=speaker,
            names=(speaker,) if speaker else (),
            since=since,
            until=until,
        ),
        evidence=found,
        reason=reason,
        hits=hits,
        searched=searched or Searched(names={speaker: (speaker,)} if speaker else {}),
    )
