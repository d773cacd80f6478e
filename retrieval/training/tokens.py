"""Tokenised texts kept on the training device, and padded batches of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from retrieval.training.vocabulary import END, PAD, START

Role = Literal["query", "passage"]
PROMPTS: dict[Role, str] = {"query": "query: ", "passage": "passage: "}
MAX_TOKENS = 300  # of a text in training; longer ones are cut, the shipped encoder reads 512
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded texts: `ids` int64, `mask` and `words` bool, all (texts, length); `words` are the text's own words."""

    ids: Tensor
    mask: Tensor
    words: Tensor


class Texts:
    """Token ids of many texts in one flat tensor, without special tokens and prompts."""

    def __init__(self, tokenizer: Tokenizer, texts: list[str], device: str) -> None:
        """Tokenise every text once."""
        arrays = [
            np.array(encoding.ids[:MAX_TOKENS], dtype=np.int32)
            for start in range(0, len(texts), _BATCH)
            for encoding in tokenizer.encode_batch(texts[start : start + _BATCH], add_special_tokens=False)
        ]
        self.device = device
        self.lengths = torch.tensor([len(array) for array in arrays], device=device)
        self.starts = torch.cumsum(self.lengths, 0) - self.lengths
        self.flat = torch.from_numpy(np.concatenate([*arrays, np.zeros(MAX_TOKENS, np.int32)])).to(device)
        self.prompts = {
            role: torch.tensor([START, *tokenizer.encode(prompt, add_special_tokens=False).ids], device=device)
            for role, prompt in PROMPTS.items()
        }
        pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
        self.is_word = torch.tensor([any(letter.isalnum() for letter in piece) for piece, _ in pieces], device=device)

    def batch(self, indexes: Tensor, role: Role) -> Batch:
        """Return the texts at `indexes` with the prompt of `role` and the special tokens."""
        lengths = self.lengths[indexes]
        columns = torch.arange(int(lengths.max()) + 1, device=self.device)
        body = self.flat[(self.starts[indexes, None] + columns).clamp_max(len(self.flat) - 1)].long()
        body = torch.where(columns < lengths[:, None], body, PAD)
        body = torch.where(columns == lengths[:, None], END, body)
        prompt = self.prompts[role].expand(len(indexes), -1)
        ids = torch.cat([prompt, body], dim=1)
        in_body = torch.cat([torch.zeros_like(prompt, dtype=torch.bool), columns < lengths[:, None]], dim=1)
        return Batch(ids, ids != PAD, in_body & self.is_word[ids])


def batches(lengths: Tensor, *, tokens: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Yield indexes in batches of about `tokens`, texts of one length together, in random order, for ever."""
    while True:
        noisy = lengths.float() * (1 + 0.1 * torch.rand(len(lengths), generator=generator).to(lengths.device))
        order = torch.argsort(noisy)
        sizes = (lengths[order] + 6).cpu().numpy()
        cuts, first = [0], 0
        for at in range(len(sizes)):
            if sizes[at] * (at - first + 1) > tokens:
                cuts.append(at)
                first = at
        for place in torch.randperm(len(cuts), generator=generator).tolist():
            end = cuts[place + 1] if place + 1 < len(cuts) else len(sizes)
            if end > cuts[place]:
                yield order[cuts[place] : end]
