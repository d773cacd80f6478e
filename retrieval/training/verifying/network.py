"""The verifier's own layers in torch, over the hidden states of the encoder's lower ones, and its heads."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from retrieval.training.network import HIDDEN, Dense, Layer
from retrieval.training.reading.train import Rounding
from retrieval.training.verifying.batches import CheckBatch

OWN_LAYERS = 4
_TOKENS = 0.5  # weight of the loss of single words beside that of whole claims
_RARE = 3.0  # weight of a changed word beside an unchanged one


class VerifierNetwork(Rounding[CheckBatch]):
    """Hidden states → how far a sentence bears a claim out, and which of the claim's tokens it does not."""

    def __init__(self) -> None:
        super().__init__()
        self.passage = nn.Parameter(torch.zeros(HIDDEN))
        self.layers = nn.ModuleList(Layer() for _ in range(OWN_LAYERS))
        self.token = nn.Linear(HIDDEN, 1)
        self.gate = Dense(HIDDEN, HIDDEN)
        self.whole = nn.Linear(HIDDEN, 1)

    def forward(self, states: Tensor, mask: Tensor, claim: Tensor, basis: Tensor) -> tuple[Tensor, Tensor]:
        """Return the log odds that each claim is borne out (texts,), and that each token is not (texts, tokens).

        `states` float (texts, tokens, HIDDEN); `mask` True where there is a token, `claim` and `basis` where it is of
        the one or the other. What no token and what not the whole shows is not borne out.
        """
        tokens = states + basis[..., None] * self.passage
        for layer in self.layers:
            tokens = layer(tokens, mask)
        foreign = self.token(tokens)[..., 0].masked_fill(~claim, -1e4)
        whole = self.whole(torch.tanh(self.gate(tokens[:, 0])))[:, 0]
        return whole - foreign.logsumexp(1), foreign

    def loss(self, batch: CheckBatch) -> Tensor:
        """Return the mean loss of a batch's claims and of the tokens that are known to be borne out or not."""
        borne, foreign = self(batch.states, batch.mask, batch.claim, batch.basis)
        of_claims = F.binary_cross_entropy_with_logits(borne.float(), batch.true.float())
        known = batch.claim & batch.told[:, None]
        if not known.any():
            return of_claims
        weights = torch.where(batch.foreign, _RARE, 1.0)
        each = F.binary_cross_entropy_with_logits(
            foreign.float(), batch.foreign.float(), weight=weights, reduction="none"
        )
        return of_claims + _TOKENS * each[known].mean()
