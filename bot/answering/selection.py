"""Which pieces of the evidence an answer quotes: a person's statements, or the sentences that match best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from retrieval.datatypes import Article, Evidence, Kind, Retrieval, Source, Statement
from retrieval.names import same_person
from retrieval.statements.denials import is_denied

Span = tuple[int, int]

# Evidence whose score, in deviations, is further below the best is about something else. Without this, 57 % of the
# quotations came from an article that answers the question (dev half of the judged questions), with it 86 %.
_BELOW_BEST = 0.5
_BEST = 3  # sentences of one piece of evidence

_SHARING = 3  # articles; among more, the later ones get what the first leave


@dataclass(frozen=True, slots=True)
class Quotation:
    """A piece of one article that an answer may quote; `start` and `end` are offsets in `article.text`.

    `denied` says that the speaker denies what it says.
    """

    article: Article
    start: int
    end: int
    kind: Kind | None = None
    speaker: str | None = None
    via: str | None = None
    also_at: tuple[Source, ...] = ()
    denied: bool = False


def statements_of(retrieval: Retrieval, *, limit: int, longest: int) -> list[Quotation]:
    """Return what the speaker of the query said, at most `limit` pieces, grouped by article, best article first.

    A quotation that the reporting clause breaks is one piece up to `longest` code points, else one for each part.
    """
    candidates: list[Quotation] = []
    for found in retrieval.evidence:
        for statement in _by_match(found):
            if is_by(retrieval, statement.speaker):
                _add(candidates, _pieces(found, statement, longest))
    by_article: dict[str, list[Quotation]] = {}
    for quotation in candidates:
        by_article.setdefault(quotation.article.article_id, []).append(quotation)
    # Every article gets its share of the room before one of them fills it.
    share = -(-limit // max(1, min(_SHARING, len(by_article))))
    first = [quotation for quotations in by_article.values() for quotation in quotations[:share]][:limit]
    chosen = first + [quotation for quotation in candidates if quotation not in first][: limit - len(first)]
    return [quotation for quotations in by_article.values() for quotation in quotations if quotation in chosen]


def best_sentences(retrieval: Retrieval, *, limit: int, longest: int) -> list[Quotation]:
    """Return the sentences that match best, at most `limit` pieces: the first of each evidence, then the second.

    Best sentences of one paragraph that follow each other are one piece up to `longest` code points. Where one
    person's statements fill most of a piece, it counts as a statement of that person. A query for one person's
    statements gets no piece that is somebody else's, and one for a speaker only pieces whose speaker is known, if
    there are any.
    """
    query = retrieval.query
    best = max((found.score for found in retrieval.evidence), default=0.0)
    ranked = [
        [_attributed(found, span) for span in _joined(found, longest)]
        for found in retrieval.evidence
        if found.score >= best - _BELOW_BEST
    ]
    chosen: list[Quotation] = []
    for turn in zip_longest(*ranked):
        _add(chosen, filter(None, turn))
    if query.intent == "said":
        chosen = [q for q in chosen if q.speaker is None or is_by(retrieval, q.speaker)]
    if query.intent == "who_said":
        chosen = [q for q in chosen if q.speaker is not None] or chosen
    return chosen[:limit]


def is_by(retrieval: Retrieval, speaker: str | None) -> bool:
    """Return whether `speaker` is the person whose statements the query asks for."""
    wanted = retrieval.searched.resolved or retrieval.query.speaker
    return bool(speaker and wanted and same_person(speaker, wanted))


def _by_match(found: Evidence) -> list[Statement]:
    """Return the statements, those in the best sentences first, the rest in the order of the text."""

    def place(statement: Statement) -> int:
        spans = enumerate(found.best)
        return next((n for n, s in spans if _overlap(s, (statement.quote_start, statement.quote_end))), len(found.best))

    return sorted(found.statements, key=lambda statement: (place(statement), statement.quote_start))


def _pieces(found: Evidence, statement: Statement, longest: int) -> Iterator[Quotation]:
    spans: tuple[Span, ...] = ((statement.quote_start, statement.quote_end),)
    if len(statement.parts) > 1 and statement.quote_end - statement.quote_start > longest:
        spans = statement.parts
    for start, end in spans:
        yield Quotation(
            *(found.article, start, end, statement.kind, statement.speaker, statement.via, found.also_at),
            denied=is_denied(statement),
        )


def _joined(found: Evidence, longest: int) -> list[Span]:
    """Return the best sentences, those joined that stand side by side, in the order of the better of them."""
    text = found.article.text
    pieces: list[Span] = []
    for start, end in found.best[:_BEST]:
        for number, (first, last) in enumerate(pieces):
            gap = text[last:start] if last <= start else text[end:first] if end <= first else "overlap"
            whole = min(first, start), max(last, end)
            if not gap.strip() and gap.count("\n") < 2 and whole[1] - whole[0] <= longest:
                pieces[number] = whole
                break
        else:
            pieces.append((start, end))
    return pieces


def _attributed(found: Evidence, span: Span) -> Quotation:
    """Make a quotation of a sentence; it has a speaker where statements of one person are at least half of it."""
    quotation = Quotation(found.article, *span, also_at=found.also_at)
    inside = [s for s in found.statements if _overlap(span, (s.quote_start, s.quote_end))]
    covered = sum(_overlap(span, (s.quote_start, s.quote_end)) for s in inside)
    speakers, ways, kinds = ({getattr(s, name) for s in inside} for name in ("speaker", "via", "kind"))
    if len(speakers) != 1 or 2 * covered < span[1] - span[0]:
        return quotation
    return replace(
        quotation,
        speaker=inside[0].speaker,
        via=inside[0].via if len(ways) == 1 else None,
        kind=inside[0].kind if len(kinds) == 1 else "direct",
    )


def _add(chosen: list[Quotation], more: Iterator[Quotation]) -> None:
    """Append what is not blank, and neither overlaps nor repeats what was chosen before."""
    for quotation in more:
        text = quotation.article.text
        start, end = quotation.start, quotation.end
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        start += len(text[start:end]) - len(text[start:end].lstrip())
        said = _folded(text[start:end])
        if said and not any(
            said == _folded(q.article.text[q.start : q.end])
            or (q.article.article_id == quotation.article.article_id and _overlap((start, end), (q.start, q.end)))
            for q in chosen
        ):
            chosen.append(replace(quotation, start=start, end=end))


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
