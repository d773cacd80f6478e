"""``python -m retrieval.training.reading DATA WORK``: from question files to the reader that ships; see README.md."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer

from retrieval.text.lexicon import Lexicon
from retrieval.training.corpus import read_folder
from retrieval.training.graph import read_weights
from retrieval.training.reading.batches import WEIGHTS, Stream
from retrieval.training.reading.examples import Examples
from retrieval.training.reading.lower import SHARED_LAYERS, LowerLayers
from retrieval.training.reading.neighbours import neighbours
from retrieval.training.reading.network import ReaderNetwork, start_from
from retrieval.training.reading.own import FOLDER, read_own
from retrieval.training.reading.sources import Source, read_source
from retrieval.training.reading.switching import Switcher
from retrieval.training.reading.train import Plan, Trainer

SHIPPED = Path(__file__).parents[2] / "model"


def main() -> None:
    """Prepare, train, ship."""
    arguments = _arguments()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    plan = Plan(seconds=arguments.seconds, rate=arguments.rate, seed=arguments.seed, half=arguments.bfloat16)
    lower = LowerLayers(SHIPPED / "model.onnx")
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    network = ReaderNetwork(layers=12 - SHARED_LAYERS)
    start_from(network, read_weights(lower.encoder), SHARED_LAYERS)
    trainer = Trainer(network, plan, work / "resume.pt")
    rng = random.Random(plan.seed + trainer.step)  # noqa: S311
    sources = []
    for source in _sources(arguments.data, arguments.own):
        sources.append(Examples(source, neighbours(source), rng))
        print(f"{source.name}: {len(source.questions):,} questions, {len(source.passages):,} passages", flush=True)
    switcher = Switcher(read_folder(arguments.data), Lexicon.shipped(), rng)
    stream = Stream(
        sources, switcher, tokenizer, lower, tokens=plan.tokens, seed=plan.seed + trainer.step, done=trainer.done
    )

    def report(step: int, done: float, loss: float) -> None:
        print(f"{trainer.seconds():6.0f} s  step {step:5} ({done:4.0%})  loss {loss:.3f}", flush=True)

    print(f"{time.strftime('%H:%M:%S')} training from step {trainer.step}", flush=True)
    trainer.run(stream.batches(), report)


def _sources(data: Path, own: Path) -> list[Source]:
    files = [data / "reading" / f"{name}.jsonl.gz" for name in WEIGHTS if name != "own"]
    train, _ = read_own(own, data)
    return [*(read_source(path) for path in files if path.exists()), train]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m retrieval.training.reading", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with reading/*.jsonl.gz, parallel.*, dictionary.*, names.*")
    parser.add_argument("work", type=Path, help="folder for going on and for the result")
    parser.add_argument("--own", type=Path, default=FOLDER, help="folder with our own questions")
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="end after so long, its schedule included")
    parser.add_argument("--rate", type=float, default=Plan.rate)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bfloat16", action="store_true", help="for processors that have it: 1.4 times as fast")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    return parser.parse_args()


if __name__ == "__main__":
    main()
