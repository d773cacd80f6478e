"""``python -m tests.benchmarks.dilution QUESTIONS ARTICLES OTHERS [--times …]``: is a larger corpus answered alike?

The judged questions are asked of their articles alone, then of an index to which so many times as many other articles
were added: files of OTHERS, which answer none of the questions, in the order of their names. Printed for each size: the
shares of answerable and unanswerable questions refused, and of answerable ones whose first sentence answers.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from retrieval.encoders.loading import load_encoder
from retrieval.indexer import Indexer
from retrieval.opening import open_index
from retrieval.search import abstention
from tests.benchmarks.answers import Case, asked


def shown(cases: list[Case], decided: list[bool]) -> str:
    """Return the shares of one size of the corpus as a line."""
    answerable = np.array([case.answerable for case in cases])
    refused = np.array(decided)
    first = [bool(len(case.right)) and bool(case.right[0]) for case in cases if case.answerable]
    return (
        f"answerable refused {refused[answerable].mean():.3f}  unanswerable refused {refused[~answerable].mean():.3f}"
        f"  first sentence answers {np.mean(first):.3f}"
    )


def main() -> None:
    """Ask the questions at each size and print what became of them."""
    parser = argparse.ArgumentParser(description="Measure answers and refusals in larger and larger corpora.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("others", type=Path, help="folder of further articles")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    given = parser.parse_args()
    others = sorted(path for path in given.others.iterdir() if path.is_file())
    with tempfile.TemporaryDirectory(prefix="beleg-dilution-") as temporary:
        indexer = Indexer(Path(temporary), load_encoder(), max_bytes=10_000_000)
        indexer.index([str(given.articles)])
        with open_index(temporary) as index:
            base = index.catalog.counts().articles
        before: list[bool] = []
        for times in given.times:
            added = others[: (times - 1) * base]
            if added:
                indexer.index([str(path) for path in added])
            with open_index(temporary) as index:
                size = index.catalog.counts()
                cases = asked(given.questions, index.retriever)
            decided = [
                abstention.decide(case.search.query, case.found.support, case.search.named, case.search.speech)
                is not None
                for case in cases
            ]
            before = before or decided
            changed = np.mean([one != other for one, other in zip(before, decided, strict=True)])
            print(f"{size.articles:>7} articles {size.passages:>7} passages  {shown(cases, decided)}", end="")
            print(f"  decided otherwise than at first {changed:.3f}", flush=True)


if __name__ == "__main__":
    main()
