"""`Composer`: from a `Retrieval` to the text of an answer, with the pieces that it quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.answering.answer import Citation
from retrieval.datatypes import Reason


class Limits(Protocol):
    """The sizes an answer keeps to: code points, and numbers of quotations."""

    @property
    def max_characters(self) -> int: ...  # noqa: D102
    @property
    def quotation_characters(self) -> int: ...  # noqa: D102
    @property
    def quotations(self) -> int: ...  # noqa: D102
    @property
    def statements(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of an answer and its citations; `reason` says why there are none."""

    text: str
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None
