"""The reader that the settings name."""

from __future__ import annotations

from pathlib import Path

from retrieval.readers.base import Reader
from retrieval.readers.hugging_face import HuggingFaceReader
from retrieval.readers.onnx import OnnxReader

SHIPPED_READER = "beleg"
_SHIPPED_FOLDER = Path(__file__).parents[1] / "model"


def load_reader(name: str = SHIPPED_READER, *, local_files_only: bool = True) -> Reader:
    """Load a reader: "beleg" for the shipped one, else the name or folder of a transformers model.

    Raises:
        ReaderError: it cannot be loaded.
    """
    if name == SHIPPED_READER:
        return OnnxReader(_SHIPPED_FOLDER)
    return HuggingFaceReader(name, local_files_only=local_files_only)
