"""A trained student → the files of the package, and those files → a sentence-transformers model with the same weights.

``python -m retrieval.training.shipping WORK CHECKPOINT FOLDER`` writes model.onnx, tokenizer.json and encoder.json, and
the two files by which sentence-transformers loads them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch

from retrieval.training import checkpoint, graph
from retrieval.training.network import HEADS, HIDDEN, INNER, POSITIONS
from retrieval.training.tokens import PROMPTS
from retrieval.training.vocabulary import PAD, SPECIAL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BERT_NAMES = {
    "out": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "last_norm": "output.LayerNorm",
}
# The library's own names for the two kinds of text.
_PROMPTS = {"query": PROMPTS["query"], "document": PROMPTS["passage"]}
# What sentence-transformers reads of a folder; the module runs the graph as it is, so there is no second copy of it.
_DESCRIPTIONS: dict[str, object] = {
    "modules.json": [{"idx": 0, "name": "0", "path": "", "type": "retrieval.encoders.onnx_module.OnnxModule"}],
    "config_sentence_transformers.json": {
        "model_type": "SentenceTransformer",
        "prompts": _PROMPTS,
        "similarity_fn_name": "cosine",
    },
}


def ship(student: Path, tokenizer: Path, folder: Path) -> None:
    """Write what `OnnxEncoder` and sentence-transformers open; `student` is a folder that `checkpoint.save` wrote."""
    weights = {name: tensor.numpy() for name, tensor in checkpoint.load(student).state_dict().items()}
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(graph.build(weights, rounded=True), str(folder / "model.onnx"))
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    digest = hashlib.sha256(json.dumps(PROMPTS).encode())
    for name in ("model.onnx", "tokenizer.json"):
        digest.update((folder / name).read_bytes())
    described = {
        "dimension": HIDDEN,
        "positions": POSITIONS,
        "prompts": PROMPTS,
        "fingerprint": digest.hexdigest()[:16],
    }
    for name, value in (("encoder.json", described), *_DESCRIPTIONS.items()):
        (folder / name).write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def sentence_transformer(folder: Path) -> SentenceTransformer:
    """Load shipped files as a sentence-transformers model with prompts "query" and "document"."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    weights = graph.read_weights(onnx.load(str(folder / "model.onnx")))
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
    config = BertConfig(
        vocab_size=len(weights["words.weight"]),
        hidden_size=HIDDEN,
        num_hidden_layers=layers,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        max_position_embeddings=POSITIONS,
        pad_token_id=PAD,
        type_vocab_size=1,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict(_bert_state(weights, layers))
    names = dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), SPECIAL, strict=True))
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), **names)  # type: ignore[no-untyped-call]
    with TemporaryDirectory() as scratch:
        bert.save_pretrained(scratch)
        tokenizer.save_pretrained(scratch)
        transformer = Transformer(scratch, max_seq_length=POSITIONS, model_kwargs={"add_pooling_layer": False})
    return SentenceTransformer(modules=[transformer, Pooling(HIDDEN), Normalize()], prompts=_PROMPTS, device="cpu")


def _bert_state(weights: graph.Weights, layers: int) -> dict[str, torch.Tensor]:
    state = {
        "embeddings.word_embeddings.weight": weights["words.weight"],
        "embeddings.position_embeddings.weight": weights["positions.weight"],
        "embeddings.token_type_embeddings.weight": np.zeros((1, HIDDEN), np.float32),
        "embeddings.LayerNorm.weight": weights["norm.weight"],
        "embeddings.LayerNorm.bias": weights["norm.bias"],
    }
    for layer in range(layers):
        for part in ("weight", "bias"):
            heads = np.split(weights[f"layers.{layer}.qkv.{part}"], 3)
            for role, value in zip(("query", "key", "value"), heads, strict=True):
                state[f"encoder.layer.{layer}.attention.self.{role}.{part}"] = value
            for own, name in _BERT_NAMES.items():
                state[f"encoder.layer.{layer}.{name}.{part}"] = weights[f"layers.{layer}.{own}.{part}"]
    return {name: torch.from_numpy(np.array(value)) for name, value in state.items()}


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.training.shipping", description=__doc__)
    parser.add_argument("work", type=Path, help="the folder that training prepared: its tokenizer.json is shipped")
    parser.add_argument("student", type=Path, help="the folder with the trained student")
    parser.add_argument("folder", type=Path, help="where to write, retrieval/model for the package")
    arguments = parser.parse_args()
    ship(arguments.student, arguments.work / "tokenizer.json", arguments.folder)


if __name__ == "__main__":
    main()
