"""The shipped model as an `Encoder`, run by onnxruntime."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
from retrieval.encoders.base import TextKind, pooled

_MOST_THREADS = 8


def silent_onnxruntime() -> ModuleType:
    """Import onnxruntime so that it reports nothing to anybody; every use of it in Beleg comes through here.

    From 1.32 on it sends telemetry unless a variable forbids it, which it reads once, while it is imported. Where the
    program that uses Beleg has imported it before, its own switch is all that is left.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    onnxruntime = import_module("onnxruntime")
    onnxruntime.disable_telemetry_events()
    return onnxruntime


class OnnxEncoder:
    """The shipped model, run by onnxruntime; safe to use from several threads.

    Every text is a run of its own on one thread, and several texts are spread over threads: without padding, a text's
    vector never depends on what else is encoded with it.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Open `model.onnx`, `tokenizer.json` and `encoder.json` of a folder; `threads` None means one a core, up to 8.

        Raises:
            EncoderError: the folder does not hold them, or they are damaged.
        """
        from tokenizers import Tokenizer

        onnxruntime = silent_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        try:
            described = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:
            raise EncoderError(
                f"The encoder in {str(folder)!r} could not be opened ({type(exc).__name__}); expected model.onnx, "
                "tokenizer.json and encoder.json as shipped, install the package again."
            ) from exc
        whole = self._tokenizer.encode("").ids
        self._end = whole[-1]
        self._starts: dict[TextKind, list[int]] = {
            kind: [whole[0], *self._ids(prompt)] for kind, prompt in described["prompts"].items()
        }
        self.dimension: int = described["dimension"]
        self.fingerprint: str = described["fingerprint"]
        self.max_tokens: int = described["positions"] - 1 - max(map(len, self._starts.values()))
        self._threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`, without special tokens and prompt."""
        return len(self._ids(text))

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), in the order of `texts`; no texts give (0, dimension)."""
        return pooled(texts, self._pieces, lambda pieces: self._encode(pieces, kind), self.dimension)

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _pieces(self, text: str) -> list[tuple[list[int], int]]:
        ids = self._ids(text)
        pieces = [ids[first : first + self.max_tokens] for first in range(0, len(ids), self.max_tokens)]
        return [(piece, len(piece)) for piece in pieces] or [([], 1)]

    def _encode(self, pieces: list[list[int]], kind: TextKind) -> NDArray[np.float32]:
        inputs = [np.array([[*self._starts[kind], *piece, self._end]], dtype=np.int64) for piece in pieces]
        if len(inputs) == 1 or self._threads == 1:
            return np.concatenate([self._run(ids) for ids in inputs])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.concatenate(list(pool.map(self._run, inputs)))

    def _run(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        (vectors,) = self._session.run(["vectors"], {"input_ids": ids})
        return np.asarray(vectors, dtype=np.float32)
