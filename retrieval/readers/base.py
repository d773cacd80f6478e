"""A question and some texts to what a reader makes of each: the `Reader` that the read path asks.

All scores are log odds against "this text does not answer": 0 means as likely as not, higher is likelier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]

NOTHING = -30.0
"""The score of a text, or a part of one, that holds no possible answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a reader makes of one text.

    `offsets` are the spans of its tokens, int (tokens, 2), code points of the text, in order. `spans` is float32
    (tokens, tokens): the log odds of the answer that reaches from the row's token to the column's, minus infinity
    where that is none.
    """

    offsets: NDArray[np.int64]
    spans: NDArray[np.float32]

    @property
    def answers(self) -> float:
        """The log odds that the text answers at all."""
        return _total(self.spans)

    def within(self, start: int, end: int) -> float:
        """Return the log odds that the answer is within ``text[start:end]``."""
        return _total(self._part(start, end)[1])

    def best_within(self, start: int, end: int) -> Span | None:
        """Return the likeliest answer within ``text[start:end]``, None where there is no possible one."""
        first, spans = self._part(start, end)
        if not spans.size or not np.isfinite(spans).any():
            return None
        row, column = divmod(int(spans.argmax()), spans.shape[1])
        return int(self.offsets[first + row][0]), int(self.offsets[first + column][1])

    def _part(self, start: int, end: int) -> tuple[int, NDArray[np.float32]]:
        """Return the first token within a stretch, and the scores of the spans that lie within it."""
        inside = np.flatnonzero((self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end))
        if not len(inside):
            return 0, np.zeros((0, 0), np.float32)
        first, last = int(inside[0]), int(inside[-1]) + 1
        return first, self.spans[first:last, first:last]


class Reader(Protocol):
    """Reads texts for the answer to a question; safe to use from several threads."""

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
        """Return what the reader makes of each text, in their order.

        `leads` say what each text is from, such as the title of its article, "" where nothing does; they are read
        before the text and hold no answer. A text is read alone: what else is read changes nothing. Of a text longer
        than the reader takes, the beginning is read.

        Raises:
            ValueError: there are leads, but not one for each text.
        """
        ...


def readable(text: str) -> str:
    """Return a text that tokenizers take, of the same length: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def led(texts: Sequence[str], leads: Sequence[str]) -> list[tuple[str, str]]:
    """Return each text behind its lead, both readable; raises ValueError where their numbers differ."""
    return [(readable(lead), readable(text)) for lead, text in zip(leads or [""] * len(texts), texts, strict=True)]


def reading(offsets: Sequence[Span], spans: NDArray[np.float32], null: float, *, longest: int) -> Reading:
    """Make a reading of raw scores: `spans` (tokens, tokens) and `null`, logits of one distribution.

    Spans of more than `longest` tokens, and those that end before they start, are no answers.
    """
    count = len(offsets)
    allowed = np.tri(count, dtype=bool).T & np.tri(count, k=longest - 1, dtype=bool)
    odds = np.where(allowed, spans - np.float32(null), -np.inf).astype(np.float32)
    return Reading(np.array(offsets, np.int64).reshape(-1, 2), odds)


def _total(spans: NDArray[np.float32]) -> float:
    """Return the log of the summed odds."""
    if not spans.size:
        return NOTHING
    highest = float(spans.max())
    if highest <= NOTHING:
        return NOTHING
    return highest + float(np.log(np.exp(spans - highest).sum()))
