"""Texts to vectors with the student itself, on the training device, for measuring between stages."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.training.measure import Encode
from retrieval.training.network import Student, pool
from retrieval.training.tokens import Role, Texts

_BATCH = 128


def encoder_of(student: Student, tokenizer: Tokenizer, device: str) -> Encode:
    """Return a function from (texts, role) to unit rows."""

    @torch.no_grad()
    def encode(texts: list[str], role: Role) -> NDArray[np.float32]:
        held = Texts(tokenizer, texts, device)
        rows = np.zeros((len(texts), student.words.embedding_dim), dtype=np.float32)
        for part in torch.split(torch.argsort(held.lengths), _BATCH):
            batch = held.batch(part, role)
            with torch.autocast(device, dtype=torch.bfloat16):
                states = student(batch.ids, batch.mask)
            rows[part.cpu().numpy()] = pool(states, batch.mask).cpu().numpy()
        return rows

    return encode
