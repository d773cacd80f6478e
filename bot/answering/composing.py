"""`Composer`: from a `Retrieval` to the text of an answer, with the pieces that it quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.answering.answer import Citation
from retrieval.datatypes import Reason, Retrieval


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
    """The text of an answer and its citations; `reason` says why it does not answer the question, if it does not.

    `mode` names the composer that wrote the text, for programs that read the answer.
    """

    text: str
    mode: str
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None


class Composer(Protocol):
    """Writes an answer from what was found; called from several threads.

    The text holds a ``[n]`` for every citation, as often as it is needed. A quotation that is a line of its own begins
    with the `BAR` of `bot.answering.marks`, and its marker begins the line below; what else is of an article stands in
    a `field`. `bot.answering.citations.verify` has passed it.
    """

    def __call__(self, retrieval: Retrieval, limits: Limits, /) -> Composed:
        """Compose an answer in the language of the question, or say why there is none."""
