"""Retrievals written by hand: the seam between retrieval and bot lets answers be tested without an index."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.datatypes import (
    Article,
    Copy,
    Evidence,
    Hit,
    Intent,
    Kind,
    Query,
    ReadSentence,
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


@dataclass(frozen=True)
class Best:
    """A sentence as it was judged, by its words; `answer` is the part of them that answers."""

    words: str
    score: float = 1.0
    reader: float = 1.0
    answer: str | None = None


def evidence(
    of: Article,
    *statements: Statement,
    best: tuple[str | Best, ...] = (),
    also_at: tuple[Source, ...] = (),
    copies: tuple[Copy, ...] = (),
    score: float = 1,
) -> Evidence:
    """Return the whole article as evidence; `best` are its best sentences, best first.

    Sentences given as plain words have scores from `score` downwards, and answer by themselves.
    """
    judged = [one if isinstance(one, Best) else Best(one, score - at / 10) for at, one in enumerate(best)]
    sentences = tuple(read(of.text, one) for one in judged)
    return Evidence(of, 0, len(of.text), of.text, score, sentences, statements, also_at, copies)


def read(text: str, best: Best) -> ReadSentence:
    """Return a sentence where it first stands in the text."""
    start = text.index(best.words)
    answer = None
    if best.answer is not None:
        at = text.index(best.answer, start)
        answer = at, at + len(best.answer)
    return ReadSentence(start, start + len(best.words), best.score, best.reader, answer)


def retrieval(
    *found: Evidence,
    question: str = "What did Tannhof say?",
    language: str = "en",
    intent: Intent = "said",
    topic: str = "",
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
            topic=topic,
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
