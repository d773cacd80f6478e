"""Any extractive question-answering model of transformers as a `Reader`, run by torch; needs the extra "models"."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np

from retrieval.errors import ReaderError
from retrieval.readers.base import NOTHING, Reading, led, readable, reading

_LONGEST_INPUT = 512  # tokens
_LONGEST_QUESTION = 64  # tokens
LONGEST_ANSWER = 40  # tokens


class HuggingFaceReader:
    """A model with a start and an end head, such as those fine-tuned on SQuAD 2; safe to use from several threads."""

    def __init__(self, name_or_path: str, *, local_files_only: bool = True) -> None:
        """Load the model by its name on the hub or its folder.

        Raises:
            ReaderError: the extra "models" is not installed, or the model is not there or answers no questions.
        """
        if find_spec("transformers") is None or find_spec("torch") is None:
            raise ReaderError(
                f"The reader {name_or_path!r} needs transformers and torch, which are not installed; run "
                "pip install 'beleg[models]'."
            )
        try:
            from transformers import AutoModelForQuestionAnswering, AutoTokenizer

            self._tokenizer: Any = AutoTokenizer.from_pretrained(name_or_path, local_files_only=local_files_only)
            loaded: Any = AutoModelForQuestionAnswering.from_pretrained(
                name_or_path, local_files_only=local_files_only, output_loading_info=True
            )
        except Exception as exc:
            raise ReaderError(
                f"The reader {name_or_path!r} could not be loaded ({type(exc).__name__}); expected the name or folder "
                "of a question-answering model of transformers, and model.download = true if it is to be fetched."
            ) from exc
        self._model, report = loaded
        if any(not key.startswith(f"{self._model.base_model_prefix}.") for key in report["missing_keys"]):
            raise ReaderError(
                f"The reader {name_or_path!r} has no weights for the start and the end of an answer; choose a "
                "question-answering model."
            )
        self._model.eval()
        if not self._tokenizer.is_fast:
            raise ReaderError(
                f"The reader {name_or_path!r} has a tokenizer without offsets; choose a model with a fast tokenizer."
            )
        positions = getattr(self._model.config, "max_position_embeddings", _LONGEST_INPUT)
        self._longest = min(_LONGEST_INPUT, positions, self._tokenizer.model_max_length)
        self._lock = Lock()  # a fast tokenizer keeps its truncation as a state

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str] = ()) -> list[Reading]:
        """Return what the model makes of each text; what does not fit its input is not read."""
        return [self._read(readable(question), f"{lead}: " if lead else "", text) for lead, text in led(texts, leads)]

    def _read(self, question: str, lead: str, text: str) -> Reading:
        import torch

        with self._lock:
            asked = self._tokenizer(question, add_special_tokens=False, truncation=True, max_length=_LONGEST_QUESTION)
            shortened = self._tokenizer.decode(asked["input_ids"])
            held = self._tokenizer(
                shortened if len(asked["input_ids"]) == _LONGEST_QUESTION else question,
                lead + text,
                truncation="only_second",
                max_length=self._longest,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
        offsets = [(start - len(lead), end - len(lead)) for start, end in held.pop("offset_mapping")[0].tolist()]
        places = [at for at, part in enumerate(held.sequence_ids(0)) if part == 1 and offsets[at][0] >= 0]
        if not places:
            return reading([], np.zeros((0, 0), np.float32), -NOTHING, longest=LONGEST_ANSWER)
        with torch.inference_mode():
            found = self._model(**held)
        start, end = found.start_logits[0].float().numpy(), found.end_logits[0].float().numpy()
        spans = start[places][:, None] + end[places][None, :]
        return reading([offsets[at] for at in places], spans, float(start[0] + end[0]), longest=LONGEST_ANSWER)
