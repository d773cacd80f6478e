"""The student as an ONNX graph, in floats or as shipped: 4-bit embeddings, 7-bit matrices, dynamic 8-bit activations.

Written by hand rather than traced from torch: the graph is the same whatever version of torch exports it, and it uses
the fused operators of onnxruntime (domain com.microsoft) that make it three times as fast as the traced one. It reads
texts of one length at a time, so it needs no mask, and a text's vector never depends on what else is encoded.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = dict[str, NDArray[np.float32]]
LEVELS = 64  # 7 bits: two products of 8 by 7 bits can't overflow the 16-bit sums of processors without VNNI
BLOCK = 32
_HEADS = 12
_EPSILON = 1e-12  # of BERT's layer normalisation
MICROSOFT = "com.microsoft"
OPSET = 18  # the first with BitwiseAnd
IR_VERSION = 9  # the oldest that opset 18 allows: every onnxruntime since 1.14 reads it


class Graph:
    """Nodes and constants in the order they were added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant and return its name."""
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(
        self, operator: str, inputs: list[str], output: str, *, domain: str = "", **attributes: int | float | str
    ) -> str:
        """Add a node and return the name of its output."""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))  # type: ignore[arg-type]
        return output


def build(weights: Weights, *, rounded: bool) -> onnx.ModelProto:
    """Return the model: `input_ids` int64 (texts, tokens) to `vectors` float32 (texts, dimension), unit rows.

    `weights` are named as in `network.Student`. Rounding weights that are rounded already changes nothing.
    """
    graph = Graph()
    size = weights["words.weight"].shape[1]
    rows = _rounded_words(graph, weights["words.weight"]) if rounded else _words(graph, weights["words.weight"])
    tokens = _positions(graph, rows, weights)
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
    for number in range(layers):
        tokens = layer(graph, tokens, weights, f"layers.{number}.", rounded=rounded)
    mean = graph.node("ReduceMean", [tokens, graph.constant("axis_tokens", np.array([1]))], "mean", keepdims=0)
    length = graph.node("ReduceL2", [mean, graph.constant("axis_last", np.array([-1]))], "length", keepdims=1)
    graph.node("Div", [mean, length], "vectors")
    described = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", size])],
        list(graph.constants.values()),
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(described, opset_imports=opsets, ir_version=IR_VERSION, producer_name="beleg")


def read_weights(model: onnx.ModelProto) -> Weights:
    """Return the weights of a model that `build` made, as floats: what the shipped model computes with."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights: Weights = {}
    for name, value in constants.items():
        if name == "words.packed":
            levels = np.concatenate([value & 15, value >> 4], axis=1).astype(np.float32) - 8
            scales = np.repeat(constants["words.scales"].astype(np.float32), BLOCK, axis=1)
            weights["words.weight"] = levels * scales
        elif name.endswith(".levels"):
            stem = name.removesuffix(".levels")
            weights[stem] = (value.astype(np.float32) * constants[f"{stem}.scales"]).T
        elif name.endswith("weight") and value.ndim == 2 and not name.startswith(("words", "positions")):
            weights[name] = value.T
        elif name.endswith(("weight", "bias")):
            weights[name] = value
    return weights


def _words(graph: Graph, words: NDArray[np.float32]) -> str:
    return graph.node("Gather", [graph.constant("words.weight", words), "input_ids"], "rows")


def _rounded_words(graph: Graph, words: NDArray[np.float32]) -> str:
    """Gather packed rows and unpack them: byte k holds columns k (low half) and k + half the columns (high half)."""
    count, size = words.shape
    blocks = words.reshape(count, -1, BLOCK)
    peaks = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), axis=-1)
    scales = (peaks / -8).astype(np.float16)
    levels = np.rint(blocks / np.where(scales == 0, 1, scales).astype(np.float32))
    nibbles = (np.clip(levels, -8, 7) + 8).astype(np.uint8).reshape(count, size)
    packed = nibbles[:, : size // 2] | (nibbles[:, size // 2 :] << 4)
    held = graph.node("Gather", [graph.constant("words.packed", packed), "input_ids"], "packed_rows")
    low = graph.node("BitwiseAnd", [held, graph.constant("low_half", np.array(15, np.uint8))], "low")
    shift = graph.constant("half_byte", np.array(4, np.uint8))
    high = graph.node("BitShift", [held, shift], "high", direction="RIGHT")
    both = graph.node("Cast", [graph.node("Concat", [low, high], "nibbles", axis=-1)], "levels", to=TensorProto.FLOAT)
    centred = graph.node("Sub", [both, graph.constant("eight", np.array(8, np.float32))], "centred")
    shape = graph.constant("by_block", np.array([0, 0, -1, BLOCK]))
    blocked = graph.node("Reshape", [centred, shape], "blocked")
    factors = graph.node("Gather", [graph.constant("words.scales", scales[..., 0]), "input_ids"], "half_scales")
    factors = graph.node("Cast", [factors], "scales", to=TensorProto.FLOAT)
    factors = graph.node("Unsqueeze", [factors, graph.constant("axis_end", np.array([-1]))], "block_scales")
    scaled = graph.node("Mul", [blocked, factors], "scaled")
    return graph.node("Reshape", [scaled, graph.constant("by_row", np.array([0, 0, size]))], "rows")


def _positions(graph: Graph, rows: str, weights: Weights) -> str:
    shape = graph.node("Shape", ["input_ids"], "length_of_texts", start=1, end=2)
    zero, one = graph.constant("zero", np.array([0])), graph.constant("one", np.array([1]))
    table = graph.constant("positions.weight", weights["positions.weight"])
    places = graph.node("Slice", [table, zero, shape, zero, one], "places")
    summed = graph.node("Add", [rows, places], "placed")
    scale, bias = (graph.constant(name, weights[name]) for name in ("norm.weight", "norm.bias"))
    return graph.node("LayerNormalization", [summed, scale, bias], "embedded", axis=-1, epsilon=_EPSILON)


def layer(graph: Graph, tokens: str, weights: Weights, name: str, *, rounded: bool) -> str:
    """Add one transformer layer, whose weights' names begin with `name`; return the name of its token vectors."""
    heads = dense(graph, tokens, weights, f"{name}qkv", rounded=rounded)
    parts = [f"{name}query", f"{name}key", f"{name}value"]
    graph.nodes.append(helper.make_node("Split", [heads], parts, axis=-1, num_outputs=3))
    mixed = graph.node("MultiHeadAttention", parts, f"{name}mixed", domain=MICROSOFT, num_heads=_HEADS)
    tokens = _add_norm(
        graph, dense(graph, mixed, weights, f"{name}out", rounded=rounded), tokens, weights, f"{name}norm"
    )
    inner = graph.node(
        "Gelu", [dense(graph, tokens, weights, f"{name}up", rounded=rounded)], f"{name}inner", domain=MICROSOFT
    )
    return _add_norm(
        graph, dense(graph, inner, weights, f"{name}down", rounded=rounded), tokens, weights, f"{name}last_norm"
    )


def dense(graph: Graph, rows: str, weights: Weights, name: str, *, rounded: bool) -> str:
    """Add a linear layer and return the name of its rows."""
    matrix = weights[f"{name}.weight"].T
    bias = graph.constant(f"{name}.bias", weights[f"{name}.bias"])
    if not rounded:
        product = graph.node("MatMul", [rows, graph.constant(f"{name}.weight", matrix)], f"{name}_product")
        return graph.node("Add", [product, bias], f"{name}_sum")
    scales = (np.maximum(np.abs(matrix).max(axis=0), 1e-8) / LEVELS).astype(np.float32)
    levels = graph.constant(f"{name}.weight.levels", np.rint(matrix / scales).astype(np.int8))
    columns = graph.constant(f"{name}.weight.scales", scales)
    zeros = graph.constant(f"{name}.zeros", np.zeros(len(scales), np.int8))
    return graph.node("DynamicQuantizeMatMul", [rows, levels, columns, zeros, bias], f"{name}_sum", domain=MICROSOFT)


def _add_norm(graph: Graph, rows: str, residual: str, weights: Weights, name: str) -> str:
    scale, bias = (graph.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    inputs = [rows, residual, scale, bias]
    return graph.node("SkipLayerNormalization", inputs, f"{name}ed", domain=MICROSOFT, epsilon=_EPSILON)
