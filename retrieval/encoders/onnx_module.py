"""The shipped encoder as a module of sentence-transformers; `modules.json` of its folder names it.

Needs the extra "models". It stands in for the library's own ONNX backend, which cannot be installed beside
transformers 5 (github.com/huggingface/optimum-onnx/issues/114) and pads texts, where this graph reads whole ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.base.modules.input_module import InputModule

from retrieval.encoders.onnx import FILES, OnnxEncoder


class OnnxModule(InputModule):
    """Texts to the vectors of `OnnxEncoder`, bit for bit: no text is cut, and none depends on its batch."""

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._folder = folder
        self._encoder = OnnxEncoder(folder)
        self.tokenizer = self._encoder.tokenizer

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **options: Any) -> Self:  # type: ignore[override]
        """Open the folder; `options` are for modules with weights of torch. Raises EncoderError."""
        del options
        return cls(Path(model_name_or_path, subfolder))

    def save(self, output_path: str, *args: Any, **options: Any) -> None:
        """Copy the files of the encoder to the folder `output_path`."""
        del args, options
        for name in FILES:
            shutil.copyfile(self._folder / name, Path(output_path, name))

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **options: Any) -> dict[str, Any]:
        """Return the features of texts: the texts and the words before each."""
        del options
        return {"texts": list(inputs), "prompt": prompt or ""}

    def forward(self, features: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Add "sentence_embedding" to the features: unit rows, float32 (texts, dimension)."""
        del options
        rows = self._encoder.encode_after(features["prompt"], features["texts"])
        return {**features, "sentence_embedding": torch.from_numpy(rows)}

    def get_embedding_dimension(self) -> int:
        """Return the length of each vector."""
        return self._encoder.dimension
