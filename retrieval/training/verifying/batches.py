"""The stream of batches: examples of one length together, the encoder's lower layers run."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from retrieval.training.reading.lower import PROMPT, LowerLayers
from retrieval.training.verifying.examples import Example
from retrieval.training.vocabulary import END, START

LONGEST_CLAIM = 100  # tokens
LONGEST_BASIS = 160  # tokens
_POOL = 512  # examples that are sorted by length at a time
_AHEAD = 6  # batches prepared ahead


@dataclass(frozen=True, slots=True)
class Encoded:
    """A claim and a text as the verifier's input; `claim` and `basis` are the places of their tokens.

    `offsets` are code points of the claim, one pair a claim token.
    """

    ids: NDArray[np.int64]
    claim: tuple[int, int]
    basis: tuple[int, int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CheckBatch:
    """Padded examples: hidden states, masks, which claims are true, and which tokens are foreign where that is told."""

    states: Tensor
    mask: Tensor
    claim: Tensor
    basis: Tensor
    true: Tensor
    foreign: Tensor
    told: Tensor


def encode(tokenizer: Tokenizer, claim: str, basis: str) -> Encoded:
    """Return <s> prompt claim </s> text </s>."""
    prompt = tokenizer.encode(PROMPT.strip(), add_special_tokens=False).ids
    said = tokenizer.encode(claim, add_special_tokens=False)
    own, offsets = said.ids[:LONGEST_CLAIM], said.offsets[:LONGEST_CLAIM]
    held = tokenizer.encode(basis, add_special_tokens=False).ids[:LONGEST_BASIS]
    first = 1 + len(prompt)
    second = first + len(own) + 1
    ids = np.array([[START, *prompt, *own, END, *held, END]], dtype=np.int64)
    return Encoded(ids, (first, first + len(own)), (second, second + len(held)), list(offsets))


class Stream:
    """Makes batches of drawn examples for ever."""

    def __init__(
        self, draw: Callable[[], Example], tokenizer: Tokenizer, lower: LowerLayers, *, tokens: int, seed: int
    ) -> None:
        """`tokens` is about what a batch holds."""
        self._draw, self._tokenizer, self._lower, self._tokens = draw, tokenizer, lower, tokens
        self._rng = random.Random(seed)  # noqa: S311

    def batches(self) -> Iterator[CheckBatch]:
        """Yield batches, made on a thread of their own while the caller learns."""
        ready: queue.Queue[CheckBatch | BaseException] = queue.Queue(_AHEAD)

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

    def _batches(self) -> Iterator[CheckBatch]:
        while True:
            drawn = [self._draw() for _ in range(_POOL)]
            pool = [(encode(self._tokenizer, one.claim, one.basis), one) for one in drawn]
            pool.sort(key=lambda held: held[0].ids.shape[1])
            parts, part = [], [pool[0]]
            for held in pool[1:]:
                if held[0].ids.shape[1] * (len(part) + 1) > self._tokens:
                    parts.append(part)
                    part = []
                part.append(held)
            parts.append(part)
            self._rng.shuffle(parts)
            for examples in parts:
                yield collate(examples, self._lower)


def collate(examples: list[tuple[Encoded, Example]], lower: LowerLayers) -> CheckBatch:
    """Run the lower layers on each example alone and pad the results."""
    runs = [lower.run(encoded.ids) for encoded, _ in examples]
    shape = len(examples), max(len(run) for run in runs)
    states = np.zeros((*shape, runs[0].shape[1]), np.float32)
    mask, claim, basis, foreign = (np.zeros(shape, bool) for _ in range(4))
    for row, ((encoded, example), run) in enumerate(zip(examples, runs, strict=True)):
        states[row, : len(run)] = run
        mask[row, : len(run)] = True
        claim[row, slice(*encoded.claim)] = True
        basis[row, slice(*encoded.basis)] = True
        for start, end in example.foreign or ():
            for at, (first, last) in enumerate(encoded.offsets):
                foreign[row, encoded.claim[0] + at] |= first < end and last > start and first < last
    true = np.array([example.true for _, example in examples])
    told = np.array([example.foreign is not None for _, example in examples])
    tensors = (torch.from_numpy(array) for array in (states, mask, claim, basis, true, foreign, told))
    return CheckBatch(*tensors)
