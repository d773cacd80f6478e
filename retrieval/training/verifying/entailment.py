"""A verifier as it would ship: a claim and a text → the log odds that the text bears the claim out, by onnxruntime."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.encoders.onnx import silent_onnxruntime
from retrieval.errors import ReaderError
from retrieval.readers.base import readable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILES = ("verifier.onnx", "verifier.json", "model.onnx", "tokenizer.json", "encoder.json")
"""What its folder holds: its own layers, and the encoder whose words and lower layers it shares."""

_LONGEST_CLAIM = 100  # tokens; as in training
_LONGEST_BASIS = 160  # tokens; as in training

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entailment:
    """How far a text bears a claim out.

    `odds` are log odds: 0 means as likely as not. `weakest` is where the claim's word stands that is borne out least,
    code points; None for a claim without words.
    """

    odds: float
    weakest: Span | None


class OnnxEntailment:
    """A verifier on one thread; safe to use from several."""

    def __init__(self, folder: Path) -> None:
        """Open the `FILES` of a folder.

        Raises:
            ReaderError: the folder does not hold them, they are damaged, or the verifier belongs to another encoder.
        """
        from tokenizers import Tokenizer

        onnxruntime = silent_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        try:
            described = json.loads((folder / "verifier.json").read_text(encoding="utf-8"))
            encoder = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "verifier.onnx"), options, providers=["CPUExecutionProvider"]
            )
            prompt: list[int] = self._tokenizer.encode(described["prompt"], add_special_tokens=False).ids
            same = described["encoder"] == encoder["fingerprint"]
        except Exception as exc:
            raise ReaderError(
                f"The verifier in {str(folder)!r} could not be opened ({type(exc).__name__}); expected "
                f"{', '.join(FILES)} as shipped, install the package again."
            ) from exc
        if not same:
            raise ReaderError(
                f"The verifier in {str(folder)!r} was made for another encoder than the one beside it; install the "
                "package again."
            )
        first, self._last = (self._tokenizer.encode("").ids[at] for at in (0, -1))
        self._start = [first, *prompt]

    def bears_out(self, claim: str, text: str) -> Entailment | None:
        """Return how far a text bears a claim out; None where either is too long to be read whole, or empty."""
        said = self._tokenizer.encode(readable(claim), add_special_tokens=False)
        held = self._tokenizer.encode(readable(text), add_special_tokens=False).ids
        if not (0 < len(said.ids) <= _LONGEST_CLAIM and 0 < len(held) <= _LONGEST_BASIS):
            return None
        ids = np.array([[*self._start, *said.ids, self._last, *held, self._last]], np.int64)
        of_claim, of_basis = np.zeros((2, 1, ids.shape[1], 1), np.float32)
        first = len(self._start)
        of_claim[0, first : first + len(said.ids)] = 1
        of_basis[0, -1 - len(held) : -1] = 1
        inputs = {"input_ids": ids, "of_claim": of_claim, "of_basis": of_basis}
        borne, foreign = self._session.run(["borne", "foreign"], inputs)
        weakest = int(foreign[0, first : first + len(said.ids), 0].argmax())
        start, end = said.offsets[weakest]
        return Entailment(float(borne.ravel()[0]), (start, end))
