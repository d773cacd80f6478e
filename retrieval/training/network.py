"""The student network in torch: a BERT encoder, mean pooled, whose weights are rounded as they will be shipped."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from retrieval.training.teacher import BLOCK

HIDDEN = 384
INNER = 1536
HEADS = 12
POSITIONS = 512
_LAYER_NORM_EPSILON = 1e-12  # BERT's
WEIGHT_LEVELS = 64  # 7 bits: two products of 8 by 7 bits can't overflow the 16-bit sums of processors without VNNI


def round_weight(weight: Tensor) -> Tensor:
    """Round a matrix (outputs, inputs) to whole multiples of one scale an output; gradients pass as if unrounded."""
    scale = weight.detach().abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / WEIGHT_LEVELS
    return weight + ((weight / scale).round() * scale - weight).detach()


def round_rows(rows: Tensor) -> Tensor:
    """Round embedding rows to 4 bits in blocks of 32, -8 to 7 times a scale; gradients pass as if unrounded."""
    blocks = rows.detach().reshape(*rows.shape[:-1], -1, BLOCK)
    peak = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
    scale = (peak / -8).half().float()
    scale = torch.where(scale == 0, torch.ones_like(scale), scale)
    rounded = (blocks / scale).round().clamp(-8, 7) * scale
    return torch.add(rows, rounded.flatten(-2) - rows.detach())


class Dense(nn.Linear):
    """A linear layer that computes with its weight as shipped, once `rounded` is set."""

    rounded = False

    def forward(self, rows: Tensor) -> Tensor:
        """Return rows · weightᵀ + bias."""
        return F.linear(rows, round_weight(self.weight) if self.rounded else self.weight, self.bias)


class Layer(nn.Module):
    """One transformer layer, normalised after each residual as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = Dense(HIDDEN, 3 * HIDDEN)
        self.out = Dense(HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=_LAYER_NORM_EPSILON)
        self.up = Dense(HIDDEN, INNER)
        self.down = Dense(INNER, HIDDEN)
        self.last_norm = nn.LayerNorm(HIDDEN, eps=_LAYER_NORM_EPSILON)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return tokens, (batch, length, HIDDEN); `mask` is True where there is a token."""
        heads = self.qkv(tokens).reshape(*tokens.shape[:2], 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(heads[0], heads[1], heads[2], attn_mask=mask[:, None, None, :])
        tokens = self.norm(tokens + self.out(mixed.transpose(1, 2).flatten(-2)))
        widened: Tensor = self.last_norm(tokens + self.down(F.gelu(self.up(tokens))))
        return widened


class Student(nn.Module):
    """Token ids to token vectors; `pool` makes them one unit vector a text."""

    def __init__(self, vocabulary: int, layers: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=_LAYER_NORM_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.rounded = False

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return token vectors, (batch, length, HIDDEN)."""
        rows = self.words(ids)
        if self.rounded:
            rows = round_rows(rows)
        tokens: Tensor = self.norm(rows + self.positions.weight[: ids.shape[1]])
        for layer in self.layers:
            tokens = layer(tokens, mask)
        return tokens

    def round_as_shipped(self) -> None:
        """Compute with rounded weights from now on, so that training makes up for the rounding."""
        self.rounded = True
        for module in self.modules():
            if isinstance(module, Dense):
                module.rounded = True


def pool(tokens: Tensor, mask: Tensor) -> Tensor:
    """Return the unit mean of each text's token vectors, float32 (batch, HIDDEN)."""
    kept = mask[..., None].float()
    return F.normalize((tokens.float() * kept).sum(1) / kept.sum(1), dim=-1)


def load_bert(student: Student, weights: dict[str, NDArray[np.float32]], layers: list[int]) -> None:
    """Start the student from a BERT's weights: its embeddings, and the layers listed."""
    as_tensor = {name: torch.from_numpy(np.asarray(value, dtype=np.float32)) for name, value in weights.items()}
    state = {
        "words.weight": as_tensor["embeddings.word_embeddings.weight"],
        "positions.weight": as_tensor["embeddings.position_embeddings.weight"]
        + as_tensor["embeddings.token_type_embeddings.weight"][0],
    }
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = as_tensor[f"embeddings.LayerNorm.{part}"]
        for to, layer in enumerate(layers):
            bert, own = f"encoder.layer.{layer}.", f"layers.{to}."
            attention = [as_tensor[f"{bert}attention.self.{role}.{part}"] for role in ("query", "key", "value")]
            state[f"{own}qkv.{part}"] = torch.cat(attention)
            state[f"{own}out.{part}"] = as_tensor[f"{bert}attention.output.dense.{part}"]
            state[f"{own}norm.{part}"] = as_tensor[f"{bert}attention.output.LayerNorm.{part}"]
            state[f"{own}up.{part}"] = as_tensor[f"{bert}intermediate.dense.{part}"]
            state[f"{own}down.{part}"] = as_tensor[f"{bert}output.dense.{part}"]
            state[f"{own}last_norm.{part}"] = as_tensor[f"{bert}output.LayerNorm.{part}"]
    student.load_state_dict(state)
