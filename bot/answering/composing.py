"""`Composer`: from a `Retrieval` to the sections of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.answering.answer import Section
from retrieval.datatypes import Retrieval


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
    """The sections of an answer; `mode` names the composer that wrote them, for programs that read the answer."""

    sections: tuple[Section, ...]
    mode: str


class Composer(Protocol):
    """Writes an answer from what was found; called from several threads.

    `bot.answering.citations.verify` has passed its text, as `bot.answering.layout.plain` gives it.
    """

    def __call__(self, retrieval: Retrieval, limits: Limits, /) -> Composed:
        """Compose an answer in the language of the question, or say why there is none."""
