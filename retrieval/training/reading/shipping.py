"""A trained reader → `reader.onnx` and `reader.json`.

The graph goes all the way from token ids, but holds the reader's own layers only: the words and the shared layers are
external data at their places in the encoder's `model.onnx`, which lies beside it. So nothing ships twice, the encoder
stays the file that it was, and onnxruntime maps the shared weights from the one file.

``python -m retrieval.training.reading.shipping WORK FOLDER`` writes the state of a run that is under way or over.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from retrieval.training.graph import IR_VERSION, MICROSOFT, OPSET, Graph, Weights, dense, layer
from retrieval.training.reading.lower import PROMPT, SHARED_LAYERS, cut_after
from retrieval.training.reading.network import PAIRED

_INLINE = 2048  # bytes up to which a shared constant is held twice


def ship(state: Path, encoder: Path, folder: Path) -> None:
    """Write the reader of a trainer's `state` into a folder; `encoder` is the folder of the encoder's files."""
    held = torch.load(state, weights_only=True, map_location="cpu")["network"]
    weights = {name: tensor.float().numpy() for name, tensor in held.items()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reader.onnx").write_bytes(build(weights, encoder / "model.onnx").SerializeToString())
    fingerprint = json.loads((encoder / "encoder.json").read_text(encoding="utf-8"))["fingerprint"]
    described = {"encoder": fingerprint, "prompt": PROMPT}
    (folder / "reader.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def build(weights: Weights, encoder: Path) -> onnx.ModelProto:
    """Return the model; `weights` are named as in `network.ReaderNetwork`.

    Inputs: `input_ids` int64 (1, tokens), `of_text` float32 (1, tokens, 1), 1 where a token is of the text. Outputs:
    `spans` float32 (1, tokens, tokens), the logit of each first token by last; `null` float32 (1, 1, 1).
    """
    lower = cut_after(onnx.load(str(encoder)), SHARED_LAYERS)
    graph = Graph()
    tokens = own_layers(graph, lower.graph.output[0].name, "of_text", weights, "reader.")
    _heads(graph, tokens, weights)
    inputs = [
        *lower.graph.input,
        helper.make_tensor_value_info("of_text", TensorProto.FLOAT, ["texts", "tokens", 1]),
    ]
    outputs = [
        helper.make_tensor_value_info("spans", TensorProto.FLOAT, ["texts", "tokens", "tokens"]),
        helper.make_tensor_value_info("null", TensorProto.FLOAT, ["texts", 1, 1]),
    ]
    constants = [*left_outside(list(lower.graph.initializer), encoder), *graph.constants.values()]
    described = helper.make_graph([*lower.graph.node, *graph.nodes], "reader", inputs, outputs, constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(described, opset_imports=opsets, ir_version=IR_VERSION, producer_name="beleg")


def own_layers(graph: Graph, states: str, marked: str, weights: Weights, prefix: str) -> str:
    """Add the mark of the `marked` tokens and the own layers, under names that the lower half doesn't use."""
    marks = graph.node("Mul", [marked, graph.constant(f"{prefix}passage", weights["passage"])], f"{prefix}marks")
    tokens = graph.node("Add", [states, marks], f"{prefix}marked")
    own = {f"{prefix}{name}": value for name, value in weights.items()}
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
    for number in range(layers):
        tokens = layer(graph, tokens, own, f"{prefix}layers.{number}.", rounded=True)
    return tokens


def _heads(graph: Graph, tokens: str, weights: Weights) -> None:
    matrix = graph.constant("reader.ends.weight", weights["ends.weight"].T)
    ends = graph.node("MatMul", [tokens, matrix], "reader.ends_product")
    ends = graph.node("Add", [ends, graph.constant("reader.ends.bias", weights["ends.bias"])], "reader.ends_sum")
    sizes = graph.constant("reader.sizes", np.array([1, 1, PAIRED, PAIRED]))
    parts = ["reader.first", "reader.last", "reader.left", "reader.right"]
    graph.nodes.append(helper.make_node("Split", [ends, sizes], parts, axis=-1))
    across = graph.node("Transpose", ["reader.last"], "reader.last_across", perm=[0, 2, 1])  # type: ignore[arg-type]
    turned = graph.node("Transpose", ["reader.right"], "reader.turned", perm=[0, 2, 1])  # type: ignore[arg-type]
    paired = graph.node("MatMul", ["reader.left", turned], "reader.paired")
    scale = graph.constant("reader.scale", np.array(PAIRED**-0.5, np.float32))
    paired = graph.node("Mul", [paired, scale], "reader.paired_scaled")
    graph.node("Add", [graph.node("Add", ["reader.first", across], "reader.outer"), paired], "spans")
    start = graph.constant("reader.start", np.array([0]))
    gathered = graph.node("Gather", [tokens, start], "reader.start_token", axis=1)
    own = {f"reader.{name}": value for name, value in weights.items()}
    gated = graph.node("Tanh", [dense(graph, gathered, own, "reader.gate", rounded=True)], "reader.gated")
    product = graph.node(
        "MatMul", [gated, graph.constant("reader.null.weight", weights["null.weight"].T)], "reader.null_product"
    )
    graph.node("Add", [product, graph.constant("reader.null.bias", weights["null.bias"])], "null")


def left_outside(constants: list[onnx.TensorProto], encoder: Path) -> list[onnx.TensorProto]:
    """Return the constants with their bytes left in the encoder's file, the small ones whole."""
    data = encoder.read_bytes()
    found = []
    for tensor in constants:
        at = data.find(tensor.raw_data) if len(tensor.raw_data) > _INLINE else -1
        if at < 0:
            found.append(tensor)
            continue
        outside = onnx.TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims)
        outside.data_location = TensorProto.EXTERNAL
        for key, value in (("location", encoder.name), ("offset", str(at)), ("length", str(len(tensor.raw_data)))):
            outside.external_data.add(key=key, value=value)
        found.append(outside)
    return found


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.training.reading.shipping", description=__doc__)
    parser.add_argument("work", type=Path, help="the folder of the run")
    parser.add_argument("folder", type=Path, help="where to write, retrieval/model for the package")
    parser.add_argument("--encoder", type=Path, default=Path(__file__).parents[2] / "model")
    arguments = parser.parse_args()
    ship(arguments.work / "resume.pt", arguments.encoder, arguments.folder)


if __name__ == "__main__":
    main()
