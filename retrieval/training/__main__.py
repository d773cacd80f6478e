"""``python -m retrieval.training DATA WORK``: from a folder of parallel files to the files that ship; see README.md."""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer

from retrieval.training import checkpoint
from retrieval.training.base import WORDS, prepare_base
from retrieval.training.corpus import Pair, read_folder
from retrieval.training.encoding import encoder_of
from retrieval.training.material import Material
from retrieval.training.measure import measure
from retrieval.training.network import Student, load_bert
from retrieval.training.shipping import ship
from retrieval.training.train import Plan, Trainer

LAYERS = 12
CPU_SHARE = 8  # batches are that much smaller without a GPU


def main() -> None:
    """Prepare, train, ship; measure before and after."""
    arguments = _arguments()
    work: Path = arguments.work
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pairs = read_folder(arguments.data, arguments.without)
    print(f"{len(pairs):,} pairs; preparing tokenizer and teacher", flush=True)
    tokenizer, weights = prepare_base(work, pairs)
    teacher, student = (Student(len(weights[WORDS]), LAYERS) for _ in range(2))
    load_bert(teacher, weights, list(range(LAYERS)))
    load_bert(student, weights, list(range(LAYERS)))
    _measure("teacher", teacher, tokenizer, arguments.dev, work, device)
    share = 1 if device == "cuda" else CPU_SHARE
    plan = Plan(
        steps=arguments.steps,
        seconds=arguments.seconds,
        sentence_tokens=Plan.sentence_tokens // share,
        passage_tokens=Plan.passage_tokens // share,
        seed=arguments.seed,
    )
    material = Material(_some(pairs, arguments.pairs, plan.seed), tokenizer, device=device, seed=plan.seed)
    began = time.monotonic()

    def report(step: int, done: float, losses: dict[str, float]) -> None:
        shown = ", ".join(f"{name} {loss:.3f}" for name, loss in losses.items())
        print(f"{time.monotonic() - began:6.0f} s  step {step:5} ({done:4.0%})  {shown}", flush=True)

    Trainer(student, teacher, material, plan, device).run(work / "resume.pt", report)
    checkpoint.save(student, work / "student")
    _measure("student", checkpoint.load(work / "student"), tokenizer, arguments.dev, work, device)
    ship(work / "student", work / "tokenizer.json", work / "model")
    print(f"The files to ship are in {work / 'model'}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m retrieval.training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with parallel.*.tsv.gz, dictionary.*.tsv.gz, names.*.tsv.gz")
    parser.add_argument("work", type=Path, help="folder for what is prepared, for going on, and for the result")
    parser.add_argument("--dev", type=Path, help="folder with xquad.* and ntrex.* to measure on; never trained on")
    parser.add_argument("--without", action="append", default=[], metavar="NAME", help="leave out files named so")
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="end after so long, its schedule included")
    parser.add_argument("--pairs", type=int, help="train on so many pairs, drawn at random")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    return parser.parse_args()


def _some(pairs: list[Pair], count: int | None, seed: int) -> list[Pair]:
    """Return `count` pairs in their order, drawn evenly, so that neighbours mostly stay neighbours."""
    if count is None or count >= len(pairs):
        return pairs
    run = 20
    starts = random.Random(seed).sample(range(0, len(pairs), run), k=-(-count // run))  # noqa: S311
    return [pair for start in sorted(starts) for pair in pairs[start : start + run]][:count]


def _measure(
    name: str, student: Student, tokenizer: Tokenizer, dev: Path | None, work: Path, device: str
) -> dict[str, float]:
    """Measure on the dev sets, print the figures and keep them; what was measured before is read again."""
    kept = work / f"{name}.figures.json"
    if dev is None:
        return {}
    if not kept.exists() or name == "student":
        figures = measure(encoder_of(student.to(device).eval(), tokenizer, device), dev)
        kept.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    found: dict[str, float] = json.loads(kept.read_text(encoding="utf-8"))
    for label, value in found.items():
        print(f"{name}  {value:.3f}  {label}", flush=True)
    return found


if __name__ == "__main__":
    main()
