"""``python -m tests.benchmarks.answers QUESTIONS ARTICLES [QUESTIONS ARTICLES …]``: what reading rests on.

Indexes each folder of articles with the default model, asks its judged questions, and prints how often the sentence
judged first answers and how well what speaks for it tells the answerable from the unanswerable ones. With ``--fit``
the weights of `retrieval.search.reading` and the regressions of `retrieval.search.abstention` are fitted on one half of
every set, all sets weighing the same, and both halves are reported. A question's half is its `split`, or comes from
its id. ``--keep FOLDER`` keeps the indexes there for the next run.
"""

from __future__ import annotations

import argparse
import tempfile
import tomllib
import zlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.encoders.loading import load_encoder
from retrieval.indexer import Indexer
from retrieval.opening import open_index
from retrieval.retriever import Clock, Found, Retriever, Search
from retrieval.search import abstention, reading
from retrieval.search.query import understand

HELD = 0.6  # share of an evidence string that a sentence must hold
RIDGE = 0.02  # of the weights of sentences, which are fitted in units of those in use
ABSTENTION_RIDGE = 1.0
REFUSED = (0.0, 0.03, 0.05, 0.08, 0.12)  # shares of answerable questions refused that a threshold is shown for

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question as it was searched and read; `right` says of each judged sentence whether it answers."""

    corpus: str
    kind: str
    fitted_on: bool
    answerable: bool
    search: Search
    found: Found
    right: NDArray[np.bool_]

    @property
    def said(self) -> bool:
        """Whether somebody's words are asked for."""
        return self.search.speech.asked is not None


def asked(questions: Path, retriever: Retriever) -> list[Case]:
    """Ask every question of a file; follow-ups and summaries are left out."""
    cases = []
    for entry in tomllib.loads(questions.read_text(encoding="utf-8"))["question"]:
        query = understand(entry["question"], since=entry.get("since"), until=entry.get("until"))
        if entry.get("after") or query.intent == "summary" or entry.get("reason") == "outside_dates":
            continue
        clock = Clock()
        with retriever.snapshot():
            search = retriever.search(query, retriever.encoded(query, clock), clock)
            found = retriever.found(search, clock)
        unanswerable = not entry["articles"] or entry.get("kind") == "unanswerable"
        kind = entry.get("subkind") or entry.get("kind") or entry.get("reason") or "topic"
        half = entry["split"] == "dev" if "split" in entry else zlib.crc32(entry["id"].encode()) % 2 == 0
        right = np.zeros(len(found.read.judged), bool) if unanswerable else _right(found, entry)
        cases.append(Case(questions.parent.name, kind, half, not unanswerable, search, found, right))
    return cases


def _right(found: Found, entry: dict[str, Any]) -> NDArray[np.bool_]:
    """Return of each judged sentence whether it holds enough of a piece of evidence."""
    evidence = {one.article.article_id: one for one in found.evidence}
    right = []
    for judged in found.read.judged:
        own = judged.candidate
        article = evidence[own.hit.passage.article_id].article
        places = {Path(place.path or "").name for place in evidence[article.article_id].also_at}
        named = {Path(article.path or "").name, *places} & set(entry["articles"])
        right.append(bool(named) and any(_held(article.text, own.start, own.end, one) for one in entry["evidence"]))
    return np.array(right, bool)


def _held(text: str, start: int, end: int, evidence: str) -> bool:
    place = text.find(evidence)
    while place >= 0:
        if min(end, place + len(evidence)) - max(start, place) >= HELD * len(evidence):
            return True
        place = text.find(evidence, place + 1)
    return False


def signs(case: Case) -> Matrix:
    """Return what is known of each judged sentence, in the order of `reading.Weights`."""
    rows = [
        (one.reader, own.fit, own.below, own.by, one.kind) for one in case.found.read.judged for own in (one.candidate,)
    ]
    return np.array(rows, float).reshape(-1, len(fields(reading.Weights)))


def fitted_weights(cases: Sequence[Case]) -> reading.Weights:
    """Fit the weights so that right sentences get the most of a softmax over the sentences of their question."""
    pairs = [(signs(case), case.right) for case in cases if case.right.any()]
    share = np.array([1 / sum(other.corpus == case.corpus for other in cases) for case in cases if case.right.any()])
    unit = np.array([value or 1.0 for value in astuple(reading.WEIGHTS)])

    def loss(values: Matrix) -> tuple[float, Matrix]:
        total, slope = 0.0, np.zeros_like(values)
        for (rows, right), weight in zip(pairs, share / share.sum(), strict=True):
            scores = rows @ (values * unit)
            p = np.exp(scores - scores.max())
            p /= p.sum()
            mass = max(float(p[right].sum()), 1e-12)
            total -= weight * np.log(mass)
            slope += weight * (rows.T @ (p - np.where(right, p, 0) / mass)) * unit
        return total + RIDGE * float(values @ values), slope + 2 * RIDGE * values

    found = minimize(loss, np.ones_like(unit), jac=True)
    return reading.Weights(*(found.x * unit).tolist())


def fitted_regression(rows: Matrix, answerable: NDArray[np.bool_], weight: Matrix) -> Matrix:
    """Fit a ridge logistic regression by Newton's method, both classes weighing the same; the bias comes first."""
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6
    design = np.c_[np.ones(len(rows)), (rows - mean) / deviation]
    for side in (answerable, ~answerable):
        weight = np.where(side, weight * len(rows) / 2 / weight[side].sum(), weight)
    ridge = np.diag([0.0] + [ABSTENTION_RIDGE] * rows.shape[1])
    found = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weight * (p - answerable)) + ridge @ found
        found -= np.linalg.solve((design * (weight * p * (1 - p))[:, None]).T @ design + ridge, slope)
    model: Matrix = np.r_[found[0] - found[1:] @ (mean / deviation), found[1:] / deviation]
    return model


def groups(cases: Sequence[Case]) -> list[tuple[str, bool]]:
    """Return each corpus with each half of its questions."""
    return sorted({(case.corpus, case.fitted_on) for case in cases})


def report_first(cases: Sequence[Case], weights: reading.Weights) -> None:
    """Print how often the sentence judged first answers, for each corpus and half."""
    for corpus, half in groups(cases):
        chosen = [case for case in cases if (case.corpus, case.fitted_on) == (corpus, half) and case.answerable]
        first = [len(c.right) and float(c.right[(signs(c) @ astuple(weights)).argmax()]) for c in chosen]
        print(f"  {corpus:12} {_half(half)}  n {len(chosen):4}  first {np.mean(first):.3f}", end="")
        print(f"  any sentence {np.mean([float(case.right.any()) for case in chosen]):.3f}")


def report_abstention(cases: Sequence[Case], *, fit: bool) -> None:
    """Print how what speaks for the first sentence parts the answerable from the others, and at which threshold."""
    for name, said in (("SAID", True), ("TOPIC", False)):
        chosen = [case for case in cases if case.said is said and _decided_by_regression(case)]
        rows = np.array([astuple(case.found.support) for case in chosen], float)
        answerable = np.array([case.answerable for case in chosen])
        half = np.array([case.fitted_on for case in chosen])
        model = np.array(astuple(getattr(abstention, name)))
        if fit:
            share = np.array([1 / sum(other.corpus == case.corpus for other in chosen) for case in chosen])
            model = fitted_regression(rows[half], answerable[half], share[half])
        print(f"{name}: bias, {', '.join(f.name for f in fields(abstention.Support))} = {np.round(model, 3).tolist()}")
        margins = np.c_[np.ones(len(rows)), rows] @ model
        for shift in [0.0, *np.quantile(margins[half & answerable], REFUSED)] if fit else [0.0]:
            print(f"  threshold {shift:6.2f}", end="")
            for corpus, side in groups(chosen):
                own = np.array([(case.corpus, case.fitted_on) == (corpus, side) for case in chosen])
                refused, kept = (margins[own & answerable] < shift), (margins[own & ~answerable] < shift)
                print(f"   {corpus} {_half(side)}: {refused.mean():.3f} {kept.mean():.3f}", end="")
            print()
        for kind in sorted({case.kind for case in chosen if not case.answerable}):
            own = np.array([case.kind == kind and not case.answerable for case in chosen])
            print(f"    {kind:16} refused at 0: {int((margins[own] < 0).sum())} of {int(own.sum())}")


def _decided_by_regression(case: Case) -> bool:
    known = all(one.passages for one in case.search.named)
    return known and bool(case.found.read.judged) and (not case.said or bool(case.search.query.topic))


def _half(fitted_on: bool) -> str:
    return "dev " if fitted_on else "test"


def main() -> None:
    """Ask the questions and print what they show."""
    parser = argparse.ArgumentParser(description="Measure reading and abstention.")
    parser.add_argument("sets", type=Path, nargs="+", help="pairs: judged questions (TOML), and their articles")
    parser.add_argument("--fit", action="store_true", help="fit weights and regressions on the dev halves")
    parser.add_argument("--keep", type=Path, help="folder in which the indexes are kept")
    given = parser.parse_args()
    if len(given.sets) % 2:
        parser.error("every file of questions needs its folder of articles")
    cases: list[Case] = []
    with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory(prefix="beleg-answers-") as temporary:
        for number, (questions, articles) in enumerate(zip(given.sets[::2], given.sets[1::2], strict=True)):
            folder = Path(temporary) / f"{number}-{articles.name}"
            if not folder.exists():
                Indexer(folder, load_encoder(), max_bytes=10_000_000).index([str(articles)])
            with open_index(folder) as index:
                cases += asked(questions, index.retriever)
    print("weights in use:", reading.WEIGHTS)
    report_first(cases, reading.WEIGHTS)
    if given.fit:
        weights = fitted_weights([case for case in cases if case.fitted_on])
        print("fitted:", weights)
        report_first(cases, weights)
    report_abstention(cases, fit=given.fit)


if __name__ == "__main__":
    main()
