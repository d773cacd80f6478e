"""Any sentence-transformers model as an `Encoder`, run by torch; needs the extra "models"."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
from retrieval.encoders.base import TextKind, pooled, windows

_LONGEST_INPUT = 512  # tokens; for models that name no limit of their own
_SLACK = 20  # tokens; a piece cut out of a text can take a few more than it took there
_FINGERPRINT_SAMPLE = 1024  # values read of each weight tensor


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
            EncoderError: the extra "models" is not installed, or the model is not there or cannot be used.
        """
        if find_spec("sentence_transformers") is None:
            raise EncoderError(
                f"The embedding model {name_or_path!r} needs sentence-transformers, which is not installed; run "
                "pip install 'beleg[models]'."
            )
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
