"""A trained verifier → `verifier.onnx` and `verifier.json`, which hold its own layers only, as the reader's do.

``python -m retrieval.training.verifying.shipping WORK FOLDER`` writes the state of a run that is under way or over.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from retrieval.training.graph import IR_VERSION, MICROSOFT, OPSET, Graph, Weights, dense
from retrieval.training.reading.lower import PROMPT, SHARED_LAYERS, cut_after
from retrieval.training.reading.shipping import left_outside, own_layers

_PREFIX = "verifier."


def ship(state: Path, encoder: Path, folder: Path) -> None:
    """Write the verifier of a trainer's `state` into a folder; `encoder` is the folder of the encoder's files."""
    held = torch.load(state, weights_only=True, map_location="cpu")["network"]
    weights = {name: tensor.float().numpy() for name, tensor in held.items()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "verifier.onnx").write_bytes(build(weights, encoder / "model.onnx").SerializeToString())
    fingerprint = json.loads((encoder / "encoder.json").read_text(encoding="utf-8"))["fingerprint"]
    described = {"encoder": fingerprint, "prompt": PROMPT.strip()}
    (folder / "verifier.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def build(weights: Weights, encoder: Path) -> onnx.ModelProto:
    """Return the model; `weights` are named as in `network.VerifierNetwork`.

    Inputs: `input_ids` int64 (1, tokens), `of_basis` and `of_claim` float32 (1, tokens, 1), 1 where a token is of the
    text or of the claim. Outputs: `borne` float32 (1, 1, 1), the log odds that the text bears the claim out; `foreign`
    float32 (1, tokens, 1), the log odds that it does not bear out a token of the claim.
    """
    lower = cut_after(onnx.load(str(encoder)), SHARED_LAYERS)
    graph = Graph()
    tokens = own_layers(graph, lower.graph.output[0].name, "of_basis", weights, _PREFIX)
    _heads(graph, tokens, weights)
    marks = ("of_basis", "of_claim")
    inputs = [
        *lower.graph.input,
        *(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", "tokens", 1]) for name in marks),
    ]
    outputs = [
        helper.make_tensor_value_info("borne", TensorProto.FLOAT, ["texts", 1, 1]),
        helper.make_tensor_value_info("foreign", TensorProto.FLOAT, ["texts", "tokens", 1]),
    ]
    constants = [*left_outside(list(lower.graph.initializer), encoder), *graph.constants.values()]
    described = helper.make_graph([*lower.graph.node, *graph.nodes], "verifier", inputs, outputs, constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(described, opset_imports=opsets, ir_version=IR_VERSION, producer_name="beleg")


def _heads(graph: Graph, tokens: str, weights: Weights) -> None:
    foreign = _linear(graph, tokens, weights, "token", "verifier.token_sum")
    one = graph.constant("verifier.one", np.array(1, np.float32))
    far = graph.constant("verifier.far", np.array(1e4, np.float32))
    outside = graph.node("Mul", [graph.node("Sub", ["of_claim", one], "verifier.outside"), far], "verifier.sunk")
    graph.node("Add", [foreign, outside], "foreign")
    across = graph.constant("verifier.across", np.array([1]))
    summed = graph.node("ReduceLogSumExp", ["foreign", across], "verifier.any_foreign", keepdims=1)
    start = graph.constant("verifier.start", np.array([0]))
    gathered = graph.node("Gather", [tokens, start], "verifier.start_token", axis=1)
    own = {f"{_PREFIX}{name}": value for name, value in weights.items()}
    gated = graph.node("Tanh", [dense(graph, gathered, own, "verifier.gate", rounded=True)], "verifier.gated")
    graph.node("Sub", [_linear(graph, gated, weights, "whole", "verifier.whole_sum"), summed], "borne")


def _linear(graph: Graph, rows: str, weights: Weights, name: str, output: str) -> str:
    matrix = graph.constant(f"{_PREFIX}{name}.weight", weights[f"{name}.weight"].T)
    product = graph.node("MatMul", [rows, matrix], f"{_PREFIX}{name}_product")
    return graph.node("Add", [product, graph.constant(f"{_PREFIX}{name}.bias", weights[f"{name}.bias"])], output)


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.training.verifying.shipping", description=__doc__)
    parser.add_argument("work", type=Path, help="the folder of the run")
    parser.add_argument("folder", type=Path, help="where to write, retrieval/model for the package")
    parser.add_argument("--encoder", type=Path, default=Path(__file__).parents[2] / "model")
    arguments = parser.parse_args()
    ship(arguments.work / "resume.pt", arguments.encoder, arguments.folder)


if __name__ == "__main__":
    main()
