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

FILES = ("model.onnx", "tokenizer.json", "encoder.json")
"""What the folder of an encoder holds."""

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
        """Open the `FILES` of a folder; `threads` None means one a core, up to 8.

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
            self.tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:
            raise EncoderError(
                f"The encoder in {str(folder)!r} could not be opened ({type(exc).__name__}); expected "
                f"{', '.join(FILES)} as shipped, install the package again."
            ) from exc
        whole = self.tokenizer.encode("").ids
        self._first, self._last = whole[0], whole[-1]
        self._prompts: dict[TextKind, str] = described["prompts"]
        self._positions: int = described["positions"]
        self.dimension: int = described["dimension"]
        self.fingerprint: str = described["fingerprint"]
        self.max_tokens: int = min(map(self._room, self._prompts.values()))
        self._threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`, without special tokens and prompt."""
        return len(self._ids(text))

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), in the order of `texts`; no texts give (0, dimension)."""
        return self.encode_after(self._prompts[kind], texts)

    def encode_after(self, prompt: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what `encode` does, with any words before each text and each piece of one.

        Raises:
            EncoderError: the words leave no room for a text.
        """
        limit = min(self.max_tokens, self._room(prompt))
        if limit < 1:
            raise EncoderError(f"The prompt {prompt[:40]!r}… leaves no room for a text; give a shorter one.")
        start = [self._first, *self._ids(prompt)]
        return pooled(
            texts, lambda text: self._pieces(text, limit), lambda pieces: self._encode(start, pieces), self.dimension
        )

    def _ids(self, text: str) -> list[int]:
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def _room(self, prompt: str) -> int:
        """Return how many tokens of a text the model reads after a prompt."""
        return self._positions - 2 - len(self._ids(prompt))

    def _pieces(self, text: str, limit: int) -> list[tuple[list[int], int]]:
        ids = self._ids(text)
        pieces = [ids[first : first + limit] for first in range(0, len(ids), limit)]
        return [(piece, len(piece)) for piece in pieces] or [([], 1)]

    def _encode(self, start: list[int], pieces: list[list[int]]) -> NDArray[np.float32]:
        inputs = [np.array([[*start, *piece, self._last]], dtype=np.int64) for piece in pieces]
        if len(inputs) == 1 or self._threads == 1:
            return np.concatenate([self._run(ids) for ids in inputs])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.concatenate(list(pool.map(self._run, inputs)))

    def _run(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        (vectors,) = self._session.run(["vectors"], {"input_ids": ids})
        return np.asarray(vectors, dtype=np.float32)
