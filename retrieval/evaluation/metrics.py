"""What a ranking is worth, how well refusals are placed, and shares with their intervals. Pure arithmetic."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

CUTOFFS = (1, 5, 10)
_WORD = re.compile(r"\w+")
# Articles of German, English and French, which say nothing about whether two answers are the same.
_ARTICLES = frozenset(
    "der die das den dem des ein eine einen einem einer eines a an the le la les l un une".split()  # noqa: SIM905
)
_Z = 1.959964  # standard normal deviate of a two-sided interval of 95 %
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's outcome: `found[i]` is whether the passage at rank i + 1 holds a gold item not found above.

    `gold` is the number of gold items, at least 1; `pair` is "en-de": language of the question, language of the gold.
    """

    pair: str
    found: tuple[bool, ...]
    gold: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """Means over questions, each in 0…1; of no questions all are 0."""

    questions: int
    recall: dict[int, float]
    mrr: float
    ndcg: float


def measure(judged: Sequence[Judged]) -> Metrics:
    """Average the outcomes. Recall@k is 1 for a question with a gold item among its first k (success at k)."""
    n = len(judged)
    return Metrics(
        questions=n,
        recall={k: _mean([float(any(one.found[:k])) for one in judged]) for k in CUTOFFS},
        mrr=_mean([reciprocal_rank(one.found) for one in judged]),
        ndcg=_mean([ndcg(one.found, one.gold, depth=10) for one in judged]),
    )


def by_pair(judged: Iterable[Judged]) -> dict[str, Metrics]:
    """Return the metrics of each pair of languages, in alphabetical order."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.pair, []).append(one)
    return {pair: measure(groups[pair]) for pair in sorted(groups)}


def reciprocal_rank(found: Sequence[bool]) -> float:
    """Return 1 / rank of the first gold item, ranks from 1; 0 when there is none."""
    return next((1 / rank for rank, hit in enumerate(found, start=1) if hit), 0.0)


def ndcg(found: Sequence[bool], gold: int, *, depth: int) -> float:
    """Return binary nDCG at `depth` (Järvelin & Kekäläinen 2002): gain 1 for a gold item, discount log2(rank + 1)."""
    gained = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(found[:depth], start=1) if hit)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(gold, depth) + 1))
    return gained / ideal if ideal else 0.0


@dataclass(frozen=True, slots=True)
class Refusals:
    """How well a system knows what it does not know; an abstention counts as positive.

    `precision`: of the questions refused, the share that has no answer. `recall`: of the questions without an
    answer, the share refused. Both are 1 when nothing was refused wrongly or missed.
    """

    precision: float
    recall: float
    answerable: int
    refused: int


def refusals(outcomes: Iterable[tuple[bool, bool]]) -> Refusals:
    """Count (answerable, abstained) pairs."""
    pairs = list(outcomes)
    abstained = [answerable for answerable, refused in pairs if refused]
    hopeless = [refused for answerable, refused in pairs if not answerable]
    return Refusals(
        precision=_mean([float(not answerable) for answerable in abstained], empty=1.0),
        recall=_mean([float(refused) for refused in hopeless], empty=1.0),
        answerable=sum(answerable for answerable, _ in pairs),
        refused=sum(answerable for answerable in abstained),
    )


def distinct(ranked: Iterable[Key], depth: int | None = None) -> list[Key]:
    """Keep the first place of each key, in order."""
    return list(dict.fromkeys(ranked))[:depth]


def judge(pair: str, ranked: Sequence[Key], gold: Sequence[Callable[[Key], bool]]) -> Judged:
    """Mark each rank that holds a gold item which no rank above it holds; items that share a rank are one."""
    left = list(gold)
    marks: list[bool] = []
    for key in ranked:
        still = [item for item in left if not item(key)]
        marks.append(len(still) < len(left))
        left = still
    return Judged(pair, tuple(marks), sum(marks) + len(left))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `n` cases count."""

    count: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0…1; 0 of no cases."""
        return self.count / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of Wilson."""
        return wilson(self.count, self.n)


def share(cases: Iterable[bool]) -> Share:
    """Count the cases that are true."""
    marks = list(cases)
    return Share(sum(marks), len(marks))


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927), within 0…1; of no cases it is all of that."""
    if not n:
        return 0.0, 1.0
    middle = (successes + _Z**2 / 2) / (n + _Z**2)
    half = _Z / (n + _Z**2) * math.sqrt(successes * (n - successes) / n + _Z**2 / 4)
    # At the ends exactly: rounding must not leave the share itself outside.
    return middle - half if successes else 0.0, middle + half if successes < n else 1.0


def token_f1(predicted: str, gold: str) -> float:
    """Return the F1 of the words that two answers share, 0…1 (Rajpurkar et al. 2016).

    Case, punctuation and articles (German, English, French) do not count. An answer without words equals only another.
    """
    found, wanted = (_words(text) for text in (predicted, gold))
    if not found or not wanted:
        return float(found == wanted)
    shared = (found & wanted).total()
    return 2 * shared / (found.total() + wanted.total())


def _words(text: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(text.casefold()) if word not in _ARTICLES)


def _mean(values: Sequence[float], empty: float = 0.0) -> float:
    return sum(values) / len(values) if values else empty
