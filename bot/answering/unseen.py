"""What was found, less what was shown before: for a question that asks for more of the same."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from retrieval.datatypes import Evidence, Reason, Retrieval

Place = tuple[str, int, int]
"""An article's id and the span of a quotation in its text."""


def unseen(retrieval: Retrieval, shown: AbstractSet[Place]) -> Retrieval:
    """Return a retrieval without the statements and sentences that overlap what was shown, or the reason for none."""
    if not shown:
        return retrieval
    further = tuple(unseen(one, shown) for one in retrieval.further)
    if retrieval.reason is not None:
        return replace(retrieval, further=further)
    left = tuple(kept for found in retrieval.evidence if (kept := _without(found, shown)) is not None)
    reason: Reason | None = None if left else "nothing_more"
    return replace(retrieval, evidence=left, reason=reason, further=further)


def _without(found: Evidence, shown: AbstractSet[Place]) -> Evidence | None:
    """Return evidence of what is new in it, None where nothing is."""
    spans = [(start, end) for article_id, start, end in shown if article_id == found.article.article_id]

    def is_new(start: int, end: int) -> bool:
        return not any(start < last and first < end for first, last in spans)

    best = tuple(one for one in found.best if is_new(one.start, one.end))
    statements = tuple(one for one in found.statements if is_new(one.quote_start, one.quote_end))
    return replace(found, best=best, statements=statements) if best or statements else None
