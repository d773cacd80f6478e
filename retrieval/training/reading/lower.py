"""The encoder's lower layers as the reader sees them at run time: 8-bit activations, one text at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from retrieval.encoders.onnx import silent_onnxruntime
from retrieval.training.vocabulary import END, START

SHARED_LAYERS = 6
LONGEST_QUESTION = 48  # tokens
LONGEST_LEAD = 40  # tokens
LONGEST_SPAN = 40  # tokens of an answer
PROMPT = "query: "


@dataclass(frozen=True, slots=True)
class Encoded:
    """A question and a text as the reader's input; `offsets` are code points of the text, one pair a text token."""

    ids: NDArray[np.int64]
    first: int
    offsets: list[tuple[int, int]]


def encode(tokenizer: Tokenizer, question: str, text: str, lead: str = "") -> Encoded:
    """Return <s> prompt question </s> lead text </s>; `first` is the place of the text's first token."""
    asked = tokenizer.encode(PROMPT + question, add_special_tokens=False).ids[:LONGEST_QUESTION]
    leading = tokenizer.encode(f"{lead}:", add_special_tokens=False).ids[:LONGEST_LEAD] if lead else []
    held = tokenizer.encode(text, add_special_tokens=False)
    ids = [START, *asked, END, *leading, *held.ids, END]
    return Encoded(np.array([ids], dtype=np.int64), len(asked) + 2 + len(leading), list(held.offsets))


class LowerLayers:
    """Token ids → hidden states of the last shared layer, by the shipped weights."""

    def __init__(self, model: Path, layers: int = SHARED_LAYERS) -> None:
        """Cut the encoder's graph after `layers` layers; raises OSError when there is no such file."""
        graph = onnx.load(str(model))
        self.encoder = graph
        onnxruntime = silent_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        cut = cut_after(graph, layers)
        self._session = onnxruntime.InferenceSession(
            cut.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def run(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return float32 (tokens, dimension) for ids (1, tokens)."""
        (states,) = self._session.run(None, {"input_ids": ids})
        return np.asarray(states[0], dtype=np.float32)


def cut_after(model: onnx.ModelProto, layers: int) -> onnx.ModelProto:
    """Return the model up to the hidden states after so many layers, as its output."""
    last = f"layers.{layers - 1}.last_normed"
    nodes = []
    for node in model.graph.node:
        nodes.append(node)
        if last in node.output:
            break
    used = {name for node in nodes for name in node.input}
    constants = [tensor for tensor in model.graph.initializer if tensor.name in used]
    output = helper.make_tensor_value_info(last, TensorProto.FLOAT, ["texts", "tokens", None])
    graph = helper.make_graph(nodes, "lower", list(model.graph.input), [output], constants)
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
