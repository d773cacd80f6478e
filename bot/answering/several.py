"""One answer for several speakers: what was composed for each, one below the other, the citations counted through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import Citation
from bot.answering.citations import MARKER
from bot.answering.composing import Composed, Limits


@dataclass(frozen=True, slots=True)
class Share:
    """The limits of one speaker's part of an answer."""

    max_characters: int
    quotation_characters: int
    quotations: int
    statements: int


def shared(limits: Limits, parts: int) -> Share:
    """Return the limits of each of so many parts, with room for the blank lines between them."""
    return Share(
        max_characters=(limits.max_characters - 2 * (parts - 1)) // parts,
        quotation_characters=limits.quotation_characters,
        quotations=max(1, limits.quotations // parts),
        statements=max(1, limits.statements // parts),
    )


def together(parts: Sequence[Composed]) -> Composed:
    """Return parts as one answer. It abstains only where all do; else of who has no answer only that is said."""
    if answered := any(part.reason is None for part in parts):
        parts = [part if part.reason is None else _bare(part) for part in parts]
    texts: list[str] = []
    citations: list[Citation] = []
    for part in parts:
        texts.append(_counted_from(len(citations), part.text))
        citations += [replace(one, n=one.n + len(citations)) for one in part.citations]
    first = parts[0]
    return Composed("\n\n".join(texts), first.mode, tuple(citations), None if answered else first.reason)


def _counted_from(before: int, text: str) -> str:
    return MARKER.sub(lambda marker: f"[{int(marker[1]) + before}]", text)


def _bare(part: Composed) -> Composed:
    """Return the sentence that says why there is no answer, without what is quoted instead."""
    return replace(part, text=part.text.partition("\n\n")[0], citations=())
