"""The stream of batches: sources mixed by weight, words switched, texts of one length together, lower layers run."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from retrieval.training.reading.examples import Example, Examples
from retrieval.training.reading.lower import LONGEST_SPAN, Encoded, LowerLayers, encode
from retrieval.training.reading.sources import Question
from retrieval.training.reading.switching import Switcher

# Shares of the draws, first half of the run and second. Our own questions are few and the likest to what is asked.
WEIGHTS = {
    "squadshifts-wiki": (1.7, 1.3),
    "piaf": (1.7, 1.3),
    "nqg-sentences": (1.6, 0.8),
    "qamr": (1.2, 0.5),
    "selqa": (0.6, 0.3),
    "qed-dev": (0.35, 0.3),
    "squadshifts-reddit": (0.6, 0.3),
    "squadshifts-amazon": (0.5, 0.2),
    "qasrl-gs": (0.2, 0.05),
    "own": (4.0, 8.0),
}
POOL = 384  # examples that are sorted by length at a time
LONGEST = 190  # tokens of question and window; longer examples are left out
_AHEAD = 6  # batches prepared ahead


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """Padded examples: hidden states, masks, gold spans (texts, tokens, tokens) and whether there are any."""

    states: Tensor
    mask: Tensor
    passage: Tensor
    gold: Tensor
    answered: Tensor


class Stream:
    """Draws examples for ever; `done` tells the share of the run."""

    def __init__(
        self,
        sources: list[Examples],
        switcher: Switcher | None,
        tokenizer: Tokenizer,
        lower: LowerLayers,
        *,
        tokens: int,
        seed: int,
        done: Callable[[], float],
    ) -> None:
        """`tokens` is about what a batch holds."""
        self._sources = [source for source in sources if source.source.questions and source.source.name in WEIGHTS]
        self._switcher, self._tokenizer, self._lower = switcher, tokenizer, lower
        self._tokens, self._done = tokens, done
        self._rng = random.Random(seed)  # noqa: S311
        self._orders = [self._order(source) for source in self._sources]

    def batches(self) -> Iterator[ReadBatch]:
        """Yield batches, made on a thread of their own while the caller learns."""
        ready: queue.Queue[ReadBatch | BaseException] = queue.Queue(_AHEAD)

        def fill() -> None:
            try:
                for batch in self._batches():
                    ready.put(batch)
            except BaseException as exc:  # noqa: BLE001
                ready.put(exc)

        threading.Thread(target=fill, daemon=True).start()
        while True:
            made = ready.get()
            if isinstance(made, BaseException):
                raise made
            yield made

    def _order(self, source: Examples) -> Iterator[Question]:
        while True:
            yield from self._rng.sample(source.source.questions, len(source.source.questions))

    def _batches(self) -> Iterator[ReadBatch]:
        while True:
            pool = sorted((self._encoded() for _ in range(POOL)), key=lambda held: held[0].ids.shape[1])
            parts, part = [], [pool[0]]
            for held in pool[1:]:
                if held[0].ids.shape[1] * (len(part) + 1) > self._tokens:
                    parts.append(part)
                    part = []
                part.append(held)
            parts.append(part)
            self._rng.shuffle(parts)
            for held_parts in parts:
                yield collate(held_parts, self._lower)

    def _encoded(self) -> tuple[Encoded, list[tuple[int, int]], bool]:
        while True:
            late = self._done() >= 0.5
            weights = [WEIGHTS[source.source.name][late] for source in self._sources]
            (at,) = self._rng.choices(range(len(weights)), weights)
            example = self._sources[at].draw(next(self._orders[at]))
            if example is None:
                continue
            if self._switcher is not None:
                example = self._switcher.switch(example)
            encoded = encode(self._tokenizer, example.question, example.text, example.lead)
            spans = gold_tokens(encoded, example)
            if encoded.ids.shape[1] <= LONGEST and encoded.offsets and (spans or not example.answers):
                return encoded, spans, example.whole


def gold_tokens(encoded: Encoded, example: Example) -> list[tuple[int, int]]:
    """Return each answer's first and last token within the text."""
    spans = []
    for start, end in example.answers:
        inside = [at for at, (a, b) in enumerate(encoded.offsets) if a < end and b > start and a < b]
        if inside:
            spans.append((inside[0], inside[-1]))
    return spans


def collate(examples: list[tuple[Encoded, list[tuple[int, int]], bool]], lower: LowerLayers) -> ReadBatch:
    """Run the lower layers on each example alone and pad the results."""
    longest = max(encoded.ids.shape[1] for encoded, _, _ in examples)
    states = np.zeros((len(examples), longest, 0), np.float32)
    mask = np.zeros((len(examples), longest), bool)
    passage = np.zeros_like(mask)
    gold = np.zeros((len(examples), longest, longest), bool)
    for row, (encoded, spans, whole) in enumerate(examples):
        held = lower.run(encoded.ids)
        if not row:
            states = np.zeros((len(examples), longest, held.shape[1]), np.float32)
        states[row, : len(held)] = held
        mask[row, : len(held)] = True
        passage[row, encoded.first : encoded.first + len(encoded.offsets)] = True
        for first, last in spans:
            first, last = first + encoded.first, last + encoded.first
            if whole or last - first >= LONGEST_SPAN:
                gold[row, first : last + 1, first : last + 1] = True
            else:
                gold[row, first, last] = True
    answered = np.array([bool(spans) for _, spans, _ in examples])
    tensors = (torch.from_numpy(array) for array in (states, mask, passage, gold, answered))
    return ReadBatch(*tensors)
