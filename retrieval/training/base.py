"""What training starts from, prepared once: the trimmed tokenizer and the teacher's weights for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.training.corpus import Pair
from retrieval.training.teacher import BLOCK, BLOCK_BYTES, pack, packaged_file, read_teacher, unpack
from retrieval.training.vocabulary import build_tokenizer, used_pieces

WORDS = "embeddings.word_embeddings.weight"


def prepare_base(work: Path, pairs: list[Pair]) -> tuple[Tokenizer, dict[str, NDArray[np.float32]]]:
    """Return tokenizer and teacher weights, made from the installed teacher unless `work` holds them already."""
    tokenizer_file, weights_file = work / "tokenizer.json", work / "base.npz"
    if not weights_file.exists():
        teacher = read_teacher(packaged_file())
        used = used_pieces(build_tokenizer(teacher.pieces, teacher.scores.tolist()), _texts(pairs))
        trimmed = build_tokenizer([teacher.pieces[piece] for piece in used], teacher.scores[used].tolist())
        weights = teacher.weights | {WORDS: teacher.weights[WORDS][used]}
        work.mkdir(parents=True, exist_ok=True)
        trimmed.save(str(tokenizer_file), pretty=False)
        np.savez(weights_file, **{name: _packed(name, value) for name, value in weights.items()})  # type: ignore[arg-type]
    with np.load(weights_file) as stored:
        return Tokenizer.from_file(str(tokenizer_file)), {name: _unpacked(stored[name]) for name in stored}


def _packed(name: str, value: NDArray[np.float32]) -> NDArray[np.generic]:
    """Keep the matrices in the teacher's own 4 bits, which loses nothing."""
    if value.ndim == 1 or "position" in name or "token_type" in name:
        return value
    return np.frombuffer(pack(value), np.uint8).reshape(len(value), -1)


def _unpacked(stored: NDArray[np.generic]) -> NDArray[np.float32]:
    if stored.dtype == np.uint8:
        return unpack(stored.tobytes(), stored.shape[1] * BLOCK // BLOCK_BYTES)
    return stored.astype(np.float32)


def _texts(pairs: list[Pair]) -> list[str]:
    return [text for pair in pairs for text in (pair.left, pair.right)]
