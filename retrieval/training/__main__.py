"""``python -m retrieval.training``: from a folder of parallel files to a trained student."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from retrieval.training import checkpoint
from retrieval.training.base import prepare_base
from retrieval.training.corpus import read_folder
from retrieval.training.encoding import encoder_of
from retrieval.training.measure import measure
from retrieval.training.network import Student, load_bert
from retrieval.training.train import Plan, Trainer


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with parallel.*.tsv.gz, dictionary.*.tsv.gz, names.*.tsv.gz")
    parser.add_argument("work", type=Path, help="folder for what is prepared and for the result")
    parser.add_argument("--dev", type=Path, help="folder with xquad.* and ntrex.* to measure on; never trained on")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("--layers", default="0,1,2,3,4,5,6,7,8,9,10,11")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--known", type=float, default=0.2)
    parser.add_argument("--pairs", type=int)
    parser.add_argument("--raw", action="store_true")
    arguments = parser.parse_args()
    pairs = read_folder(arguments.data, arguments.without)
    tokenizer, weights = prepare_base(arguments.work, pairs)
    if arguments.pairs:
        pairs = pairs[: arguments.pairs]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    teacher = Student(len(weights["embeddings.word_embeddings.weight"]), 12)
    load_bert(teacher, weights, list(range(12)))
    if arguments.raw:
        print(json.dumps(measure(encoder_of(teacher.to(device).eval(), tokenizer, device), arguments.dev)), flush=True)
    chosen = [int(layer) for layer in arguments.layers.split(",")]
    student = (
        checkpoint.load(arguments.start) if arguments.start else Student(teacher.words.num_embeddings, len(chosen))
    )
    if not arguments.start:
        load_bert(student, weights, chosen)
    plan = Plan(
        arguments.steps,
        arguments.seconds,
        arguments.rate,
        sentence_tokens=int(24_000 * arguments.scale),
        passage_tokens=int(48_000 * arguments.scale),
        known_answer=arguments.known,
    )
    trainer = Trainer(student, teacher, tokenizer, pairs, plan)
    trainer.run(lambda step, losses: print(step, {name: round(loss, 4) for name, loss in losses.items()}, flush=True))
    checkpoint.save(student, arguments.out)
    if arguments.dev:
        figures = measure(
            encoder_of(checkpoint.load(arguments.out).to(device).eval(), tokenizer, device), arguments.dev
        )
        (arguments.out / "figures.json").write_text(json.dumps(figures, indent=1))
        for name, value in figures.items():
            print(f"{value:.3f}  {name}")


if __name__ == "__main__":
    main()
