"""``python -m tests.benchmarks.calibration [--squad FOLDER]``: what the weights of ranking come from.

Indexes the sample articles with the default model, asks the dev half of the judged questions, and prints weights that
rank them well. With a folder of SQuAD files named ``*.LANGUAGE.*.json`` (en and de), weights are chosen on their
questions as well.
"""

from __future__ import annotations

import argparse
import functools
import math
import random
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import Encoder
from retrieval.encoders.loading import load_encoder
from retrieval.evaluation.evaluate import Gold
from retrieval.evaluation.judged_questions import read_questions, read_squad
from retrieval.indexer import Indexer
from retrieval.readers.loading import load_reader
from retrieval.retriever import Clock, Retriever, Search
from retrieval.search import scoring
from retrieval.search.fusion import best_first
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "retrieval" / "questions.toml"
ROUNDS = 1500


@dataclass(frozen=True, slots=True)
class Case:
    """A search, and which of its candidates hold the answer."""

    pair: str
    search: Search
    right: NDArray[np.bool_]


@functools.cache
def encoder() -> Encoder:
    """Load the default model once."""
    return load_encoder()


def searched(retriever: Retriever, question: str, **days: str | None) -> Search:
    """Search for a question, without ranking."""
    query = understand(question, **days)  # type: ignore[arg-type]
    asked = [query.question] + ([query.topic] if query.topic not in ("", query.question) else [])
    return retriever.search(query, encoder().encode(asked, kind="query"), Clock())


def reciprocal_rank(case: Case, weights: scoring.Weights) -> float:
    """Return 1 / rank of the first candidate that holds the answer, 0 if none does."""
    found = case.search.scored
    if not case.right.any():
        return 0.0
    columns = scoring.fused_columns(found, case.search.background)
    order = best_first(scoring.fuse(columns, found, case.search.query.language, weights), found.keys)
    return 1 / (1 + next(place for place, row in enumerate(order) if case.right[row]))


def better(groups: Sequence[Sequence[Case]], seed: int = 0) -> scoring.Weights:
    """Climb from the weights in use by random steps to the highest mean over groups of the mean reciprocal rank."""

    def worth(weights: scoring.Weights) -> float:
        return float(np.mean([np.mean([reciprocal_rank(case, weights) for case in group]) for group in groups]))

    rng = random.Random(seed)
    best, height = scoring.WEIGHTS, worth(scoring.WEIGHTS)
    print(f"weights in use: mean reciprocal rank {height:.4f}  {best}")
    for _ in range(ROUNDS):
        values = [value * math.exp(rng.gauss(0, 0.4)) if rng.random() < 0.5 else value for value in astuple(best)]
        step = replace(scoring.Weights(*values), said=best.said)
        if (found := worth(step)) > height + 1e-4:
            best, height = step, found
    print(f"found:          mean reciprocal rank {height:.4f}  {best}")
    return best


def squad_cases(folder: Path, temporary: Path) -> dict[str, list[Case]]:
    """Return the cases of every eighth SQuAD question for each pair of English and German."""
    files = {language: next(folder.glob(f"*.{language}.*json")) for language in ("en", "de")}
    found: dict[str, list[Case]] = {}
    for target, passages in files.items():
        pool = read_squad(passages)
        texts = temporary / f"texts-{target}"
        texts.mkdir()
        for number, paragraph in enumerate(pool.paragraphs):
            (texts / f"{number:06}.txt").write_text(paragraph, encoding="utf-8", newline="")
        Indexer(temporary / target, encoder(), max_bytes=10_000_000).index([str(texts)])
        with open_catalog(temporary / target) as catalog:
            retriever = Retriever(catalog, open_vectors(catalog), encoder(), Lexicon.shipped(), load_reader())
            numbers = {line.article_id: int(Path(line.path or "").stem) for line in catalog.list_articles()}
            for source, questions in files.items():
                for question, gold in read_squad(questions, [passages]).questions[::8]:
                    search = searched(retriever, question)
                    texts_found = catalog.passages(search.scored.ids)
                    right = [numbers[texts_found[number].article_id] in gold for number in search.scored.ids]
                    pair = f"{source}-{target}"
                    found.setdefault(pair, []).append(Case(pair, search, np.array(right, bool)))
    return found


def main() -> None:
    """Run the calibration."""
    parser = argparse.ArgumentParser(description="Choose the weights of ranking.")
    parser.add_argument("--squad", type=Path, help="folder of SQuAD files to tune the weights on as well")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beleg-calibration-") as temporary:
        folder = Path(temporary)
        Indexer(folder / "seeds", encoder(), max_bytes=10_000_000).index([str(ROOT / "seeds")])
        with open_catalog(folder / "seeds") as catalog:
            retriever = Retriever(catalog, open_vectors(catalog), encoder(), Lexicon.shipped(), load_reader())
            gold = Gold(catalog)
            groups: dict[str, list[Case]] = {}
            for question in read_questions(QUESTIONS):
                if question.split != "dev" or question.after is not None or not question.articles:
                    continue
                search = searched(retriever, question.question, since=question.since, until=question.until)
                items = gold.items(question)
                passages = catalog.passages(search.scored.ids)
                right = [any(item(passages[number]) for item in items) for number in search.scored.ids]
                across = gold.language(question) != question.language
                group = groups.setdefault("seeds, across" if across else "seeds, within", [])
                group.append(Case("", search, np.array(right, bool)))
            if given.squad:
                groups.update(squad_cases(given.squad, folder))
            weights = better(list(groups.values()))
            for name, group in groups.items():
                first = np.mean([reciprocal_rank(case, weights) == 1 for case in group])
                now = np.mean([reciprocal_rank(case, scoring.WEIGHTS) == 1 for case in group])
                print(f"  {name}: {len(group)} questions, right at rank 1: {now:.3f} in use, {first:.3f} found")


if __name__ == "__main__":
    main()
