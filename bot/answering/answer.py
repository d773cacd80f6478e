"""The values an answer is made of: what terminal, Discord and JSON all render."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from retrieval.datatypes import Ground, Kind, Reason, Source


@dataclass(frozen=True, slots=True)
class Citation:
    """One verbatim piece of one article: ``article.text[start:end] == quote``, numbered from 1 in its answer.

    `kind`, `speaker`, `via` and `ground` are None where the quotation is no statement; `ground` is why the words count
    as the speaker's. `denied` says that the speaker denies them, `rumour` that others have it that they were said.
    `version` counts the texts that the article had, from 1, and names the one quoted. `also_at` are further sources
    that hold it, said by the same person, `differs` those that tell the same story otherwise.
    `answer_start`/`answer_end` are the span of the words in the quotation that answer, offsets in the article; None
    where none do.
    """

    n: int
    quote: str
    article_id: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    path: str | None
    language: str
    start: int
    end: int
    kind: Kind | None = None
    speaker: str | None = None
    via: str | None = None
    ground: Ground | None = None
    denied: bool = False
    rumour: bool = False
    also_at: tuple[Source, ...] = ()
    differs: tuple[Source, ...] = ()
    version: int = 1
    answer_start: int | None = None
    answer_end: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What Beleg says to a question: `text` holds a ``[n]`` for each citation and for nothing else.

    `reason` says why the question is not answered, if it is not; then the citations are of something near it.
    `question` is as it was understood, on one line. `also_searched` are the spellings searched beside the asker's own,
    `namesakes` the people of the articles who share the name asked for, where several do. `carried` is what the
    question took over from those before it. `timings_ms` gives milliseconds per stage, `mode` the composer that wrote
    the text.
    """

    question: str
    language: str
    text: str
    abstained: bool
    reason: Reason | None
    citations: tuple[Citation, ...] = ()
    also_searched: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    mode: str = "extractive"


def by_source(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Return the citations grouped by article and further sources, in the order of the first of each group."""
    groups: dict[object, list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.article_id, citation.also_at, citation.differs), []).append(citation)
    return list(groups.values())
