"""``python -m tests.benchmarks.calibration [--squad FOLDER]``: what the constants of ranking and abstention come from.

Indexes the sample articles with the default model, asks the dev half of the judged questions, and prints weights that
rank them well, the logistic regressions of abstention, and the curve of wrong refusals against wrong answers. With a
folder of SQuAD files named ``*.LANGUAGE.*.json`` (en and de), weights are chosen on their questions as well.
"""

from __future__ import annotations

import argparse
import functools
import math
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.base import Encoder
from retrieval.encoders.loading import load_encoder
from retrieval.evaluation.evaluate import Gold
from retrieval.evaluation.judged_questions import JudgedQuestion, read_questions, read_squad
from retrieval.indexer import Indexer
from retrieval.retriever import Clock, Retriever, Search
from retrieval.search import abstention, scoring
from retrieval.search.fusion import best_first
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "retrieval" / "questions.toml"
ROUNDS = 1500
RIDGE = 1.0  # at 0.05 the fit on the few questions of dev no longer held on others


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


def fitted(rows: NDArray[np.float64], answerable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Fit a ridge logistic regression by Newton's method, both classes weighing the same; the bias comes first."""
    design = np.c_[np.ones(len(rows)), rows]
    weight = np.where(answerable, 0.5 / answerable.sum(), 0.5 / (~answerable).sum()) * len(rows)
    ridge = np.diag([0.0] + [RIDGE] * rows.shape[1])
    found = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weight * (p - answerable)) + ridge @ found
        found -= np.linalg.solve((design * (weight * p * (1 - p))[:, None]).T @ design + ridge, slope)
    return found


def abstaining(cases: Sequence[tuple[JudgedQuestion, Search]], retriever: Retriever) -> None:
    """Fit and print the two models of abstention, and what each threshold costs on either half."""
    kinds: dict[str, Callable[[Search], bool]] = {
        "SAID": lambda search: bool(search.speech.statements and search.query.topic),
        "TOPIC": lambda search: not search.speech.statements,
    }
    for name, belongs in kinds.items():
        chosen = [
            (question, retriever.supported(search))
            for question, search in cases
            if belongs(search) and question.reason != "outside_dates" and all(one.passages for one in search.named)
        ]
        rows = np.array([astuple(found) for _, found in chosen])
        answerable = np.array([bool(question.articles) for question, _ in chosen])
        dev = np.array([question.split == "dev" for question, _ in chosen])
        model = fitted(rows[dev], answerable[dev])
        print(f"{name}: bias, {', '.join(abstention.Support.__slots__)} = {np.round(model, 2).tolist()}")
        margins = np.c_[np.ones(len(rows)), rows] @ model
        for shift in np.quantile(margins[dev & answerable], [0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3]):
            figures = [
                f"{half}: answerable refused {(margins[chosen_half & answerable] < shift).mean():.3f}, "
                f"unanswerable answered {(margins[chosen_half & ~answerable] >= shift).mean():.3f}"
                for half, chosen_half in (("dev", dev), ("test", ~dev))
            ]
            print(f"  threshold {shift:6.2f}   {'   '.join(figures)}")


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
            retriever = Retriever(catalog, open_vectors(catalog), encoder(), Lexicon.shipped())
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
    parser = argparse.ArgumentParser(description="Choose weights and thresholds.")
    parser.add_argument("--squad", type=Path, help="folder of SQuAD files to tune the weights on as well")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beleg-calibration-") as temporary:
        folder = Path(temporary)
        Indexer(folder / "seeds", encoder(), max_bytes=10_000_000).index([str(ROOT / "seeds")])
        with open_catalog(folder / "seeds") as catalog:
            retriever = Retriever(catalog, open_vectors(catalog), encoder(), Lexicon.shipped())
            gold = Gold(catalog)
            asked = [question for question in read_questions(QUESTIONS) if question.after is None]
            cases = [(one, searched(retriever, one.question, since=one.since, until=one.until)) for one in asked]
            groups: dict[str, list[Case]] = {}
            for question, search in cases:
                items = gold.items(question)
                if items and question.split == "dev":
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
            abstaining(cases, retriever)


if __name__ == "__main__":
    main()
