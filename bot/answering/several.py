"""One answer for several speakers: what was composed for each, one below the other, the citations counted through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import Section
from bot.answering.composing import Limits


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


def together(parts: Sequence[Section]) -> tuple[Section, ...]:
    """Return the parts of one answer, their citations counted through from 1.

    It abstains only where all parts do; else of who has no answer only that is said.
    """
    answered = any(part.reason is None for part in parts)
    counted = 0
    sections: list[Section] = []
    for part in parts:
        entries = () if answered and part.reason else part.entries
        numbered = [replace(one, citation=replace(one.citation, n=n)) for n, one in enumerate(entries, counted + 1)]
        counted += len(entries)
        sections.append(replace(part, entries=tuple(numbered)))
    return tuple(sections)
