"""The shipped reader as a `Reader`, run by onnxruntime."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.encoders.onnx import silent_onnxruntime
from retrieval.errors import ReaderError
from retrieval.readers.base import Reading, led, readable, reading

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILES = ("reader.onnx", "reader.json", "model.onnx", "tokenizer.json", "encoder.json")
"""What the folder of a reader holds: its own layers, and the encoder whose words and lower layers it shares."""

LONGEST_QUESTION = 48  # tokens; as in training
LONGEST_LEAD = 40  # tokens; as in training
LONGEST_TEXT = 400  # tokens; it was trained on windows of up to 120
LONGEST_ANSWER = 40  # tokens; as in training
_MOST_THREADS = 8


class OnnxReader:
    """The shipped reader; every text is a run of its own on one thread, several are spread over threads."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Open the `FILES` of a folder; `threads` None means one a core, up to 8.

        Raises:
            ReaderError: the folder does not hold them, they are damaged, or the reader belongs to another encoder.
        """
        from tokenizers import Tokenizer

        onnxruntime = silent_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        try:
            described = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            encoder = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._prompt: str = described["prompt"]
            same = described["encoder"] == encoder["fingerprint"]
        except Exception as exc:
            raise ReaderError(
                f"The reader in {str(folder)!r} could not be opened ({type(exc).__name__}); expected "
                f"{', '.join(FILES)} as shipped, install the package again."
            ) from exc
        if not same:
            raise ReaderError(
                f"The reader in {str(folder)!r} was made for another encoder than the one beside it; install the "
                "package again."
            )
        whole = self._tokenizer.encode("").ids
        self._first, self._last = whole[0], whole[-1]
        self._threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
        """Return what the reader makes of each text; of more than `LONGEST_TEXT` tokens the first are read."""
        prompted = self._prompt + readable(question)
        asked = self._tokenizer.encode(prompted, add_special_tokens=False).ids[:LONGEST_QUESTION]
        start = [self._first, *asked, self._last]
        pairs = led(texts, leads)
        if len(texts) < 2 or self._threads == 1:
            return [self._read(start, lead, text) for lead, text in pairs]
        with ThreadPoolExecutor(min(self._threads, len(texts))) as pool:
            return list(pool.map(lambda pair: self._read(start, *pair), pairs))

    def _read(self, asked: list[int], lead: str, text: str) -> Reading:
        leading = self._tokenizer.encode(f"{lead}:", add_special_tokens=False).ids[:LONGEST_LEAD] if lead else []
        start = [*asked, *leading]
        held = self._tokenizer.encode(text, add_special_tokens=False)
        own, offsets = held.ids[:LONGEST_TEXT], held.offsets[:LONGEST_TEXT]
        ids = np.array([[*start, *own, self._last]], np.int64)
        of_text = np.zeros((1, ids.shape[1], 1), np.float32)
        of_text[0, len(start) : len(start) + len(own)] = 1
        spans, null = self._session.run(["spans", "null"], {"input_ids": ids, "of_text": of_text})
        inner = spans[0, len(start) : len(start) + len(own), len(start) : len(start) + len(own)]
        return reading(offsets, inner, float(null.ravel()[0]), longest=LONGEST_ANSWER)
