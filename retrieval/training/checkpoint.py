"""The student on disk, in the rounded form that ships: 4-bit embeddings, 7-bit matrices, everything else float32.

The parts are files of at most 16 MB, so that they can be sent where larger ones can't.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from retrieval.training.network import HIDDEN, WEIGHT_LEVELS, Student
from retrieval.training.teacher import pack, unpack

_LAYERS_PER_FILE = 6
_MATRICES = ("qkv.weight", "out.weight", "up.weight", "down.weight")


def save(student: Student, folder: Path) -> None:
    """Write the student's rounded weights into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.detach().float().cpu().numpy() for name, tensor in student.state_dict().items()}
    words = np.frombuffer(pack(state.pop("words.weight")), np.uint8)
    np.save(folder / "words.npy", words)
    parts: dict[int, dict[str, NDArray[np.generic]]] = {}
    for name, value in state.items():
        layer = int(name.split(".")[1]) if name.startswith("layers.") else 0
        part = parts.setdefault(layer // _LAYERS_PER_FILE, {})
        if name.endswith(_MATRICES):
            scale = np.maximum(np.abs(value).max(axis=1, keepdims=True), 1e-8) / WEIGHT_LEVELS
            part[name] = np.rint(value / scale).astype(np.int8)
            part[f"{name}_scale"] = scale.astype(np.float32)
        else:
            part[name] = value
    for number, part in parts.items():
        np.savez_compressed(folder / f"layers{number}.npz", **part)  # type: ignore[arg-type]


def load(folder: Path) -> Student:
    """Return the student that `save` wrote; raises FileNotFoundError."""
    state: dict[str, NDArray[np.float32]] = {"words.weight": unpack(np.load(folder / "words.npy").tobytes(), HIDDEN)}
    for path in sorted(folder.glob("layers*.npz")):
        with np.load(path) as stored:
            for name in stored:
                if not name.endswith("_scale"):
                    scale = stored.get(f"{name}_scale", 1)
                    state[name] = (stored[name] * scale).astype(np.float32)
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    student = Student(len(state["words.weight"]), layers)
    student.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return student
