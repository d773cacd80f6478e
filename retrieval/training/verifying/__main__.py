"""``python -m retrieval.training.verifying DATA WORK``: from pairs of sentences to the verifier; see README.md."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from tokenizers import Tokenizer

from retrieval.training.corpus import read_folder
from retrieval.training.graph import Weights, read_weights
from retrieval.training.reading.lower import LowerLayers
from retrieval.training.reading.train import Plan, Trainer
from retrieval.training.verifying.batches import Stream
from retrieval.training.verifying.claims import read_claims
from retrieval.training.verifying.examples import Drawing, Example
from retrieval.training.verifying.network import OWN_LAYERS, VerifierNetwork

SHIPPED = Path(__file__).parents[2] / "model"
WEIGHTS = {"wmt-news": 0.72, "opennmt": 0.10, "tatoeba": 0.18}
_CLAIMS = 0.04  # share of the draws that are claims people wrote


def main() -> None:
    """Prepare and train."""
    arguments = _arguments()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    plan = Plan(seconds=arguments.seconds, rate=arguments.rate, seed=arguments.seed)
    lower = LowerLayers(SHIPPED / "model.onnx")
    network = VerifierNetwork()
    start_from(network, read_weights(onnx.load(str(SHIPPED / "reader.onnx"))))
    trainer = Trainer(network, plan, work / "resume.pt")
    rng = random.Random(plan.seed + trainer.step)  # noqa: S311
    drawing = Drawing(read_folder(arguments.data, without=["dictionary", "names", "-fr", "fr-"]), rng, WEIGHTS)
    claims = read_claims(arguments.data / "reading")
    print(f"{len(claims):,} claims that people wrote", flush=True)

    def draw() -> Example:
        return rng.choice(claims) if claims and rng.random() < _CLAIMS else drawing.draw()

    def report(step: int, done: float, loss: float) -> None:
        print(f"{trainer.seconds():6.0f} s  step {step:5} ({done:4.0%})  loss {loss:.3f}", flush=True)

    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    stream = Stream(draw, tokenizer, lower, tokens=plan.tokens, seed=plan.seed + trainer.step)
    print(f"{time.strftime('%H:%M:%S')} training from step {trainer.step}", flush=True)
    trainer.run(stream.batches(), report)


def start_from(network: VerifierNetwork, reader: Weights) -> None:
    """Start the layers from the shipped reader's, which have learnt to compare a text with what is asked of it."""
    state = network.state_dict()
    for name, value in reader.items():
        own = name.removeprefix("reader.")
        if own == "passage" or (own.startswith("layers.") and int(own.split(".")[1]) < OWN_LAYERS):
            state[own] = torch.from_numpy(np.array(value, dtype=np.float32))
    network.load_state_dict(state)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m retrieval.training.verifying", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with parallel.*, and reading/*.claims.jsonl.gz")
    parser.add_argument("work", type=Path, help="folder for going on and for the result")
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="end after so long, its schedule included")
    parser.add_argument("--rate", type=float, default=Plan.rate)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    return parser.parse_args()


if __name__ == "__main__":
    main()
