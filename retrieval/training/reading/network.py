"""The reader's own half in torch: upper layers over the hidden states of the encoder's lower ones, and its heads."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from retrieval.training.network import HIDDEN, Dense, Layer
from retrieval.training.reading.batches import ReadBatch
from retrieval.training.reading.lower import LONGEST_SPAN
from retrieval.training.reading.train import Rounding

PAIRED = 64  # dimensions in which a span's first and last token meet


class ReaderNetwork(Rounding[ReadBatch]):
    """Hidden states → a score for every span of the text, and one for "does not answer".

    A span's score is the sum of what its first token says, what its last says, and how the two fit. The scores of all
    spans and the null score are logits of one distribution.
    """

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.passage = nn.Parameter(torch.zeros(HIDDEN))
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.ends = nn.Linear(HIDDEN, 2 + 2 * PAIRED)
        self.gate = Dense(HIDDEN, HIDDEN)
        self.null = nn.Linear(HIDDEN, 1)

    def forward(self, states: Tensor, mask: Tensor, passage: Tensor) -> tuple[Tensor, Tensor]:
        """Return span scores (texts, tokens, tokens), first token by last, and null scores (texts,).

        `states` float (texts, tokens, HIDDEN); `mask` True where there is a token, `passage` where it is of the text.
        """
        tokens = states + passage[..., None] * self.passage
        for layer in self.layers:
            tokens = layer(tokens, mask)
        first, last, left, right = self.ends(tokens).split([1, 1, PAIRED, PAIRED], dim=-1)
        spans = first + last.transpose(1, 2) + left @ right.transpose(1, 2) / PAIRED**0.5
        null = self.null(torch.tanh(self.gate(tokens[:, 0])))
        return spans.masked_fill(~allowed(passage), -1e4), null[:, 0]

    def loss(self, batch: ReadBatch) -> Tensor:
        """Return the mean loss of a batch's questions."""
        spans, null = self(batch.states, batch.mask, batch.passage)
        return loss_of(spans.float(), null.float(), batch.gold & allowed(batch.passage), batch.answered)


def allowed(passage: Tensor) -> Tensor:
    """Return which (first, last) tokens make a span: both of the text, in order, at most `LONGEST_SPAN` long."""
    length = passage.shape[1]
    band = (
        torch.ones(length, length, dtype=torch.bool).triu() & torch.ones(length, length).tril(LONGEST_SPAN - 1).bool()
    )
    return band & passage[:, :, None] & passage[:, None, :]


def loss_of(spans: Tensor, null: Tensor, gold: Tensor, answered: Tensor) -> Tensor:
    """Return the mean of -log p(right): any of the gold spans, or the null where there is none."""
    every = torch.cat([spans.flatten(1), null[:, None]], dim=1).logsumexp(1)
    right = torch.where(answered, spans.masked_fill(~gold, -1e4).flatten(1).logsumexp(1), null)
    return (every - right).mean()


def start_from(network: ReaderNetwork, weights: dict[str, NDArray[np.float32]], shared: int) -> None:
    """Start the layers from the encoder's above the shared ones; the heads are left as they are."""
    state = network.state_dict()
    for name, value in weights.items():
        if name.startswith("layers.") and (at := int(name.split(".")[1])) >= shared:
            own = f"layers.{at - shared}.{name.split('.', 2)[2]}"
            state[own] = torch.from_numpy(np.array(value, dtype=np.float32))
    network.load_state_dict(state)
