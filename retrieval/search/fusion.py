"""Scores of several searches → one score. Pure functions on parallel arrays; higher is better throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Background:
    """How a search scores passages at large: mean and standard deviation of a language's passages for one query."""

    mean: float
    deviation: float


def backgrounds(
    scores: Mapping[str, Array], reference: Array, *, prior: float = 20.0, smallest_deviation: float = 0.005
) -> dict[str, Background]:
    """Estimate each language's background from scores of a sample of its passages.

    A language with few passages is drawn towards `reference`, scores of unrelated texts, as if `prior` of its passages
    scored like them: three passages say little about passages at large. `smallest_deviation` is in units of the score
    and keeps a pool of near-equal passages from blowing up differences.
    """
    mean, square = float(reference.mean()), float((reference**2).mean())
    result = {}
    for language, own in scores.items():
        share = len(own) / (len(own) + prior)
        first = share * float(own.mean() if len(own) else 0.0) + (1 - share) * mean
        second = share * float((own**2).mean() if len(own) else 0.0) + (1 - share) * square
        result[language] = Background(first, max(smallest_deviation, (max(0.0, second - first**2)) ** 0.5))
    return result


def standardise(scores: Array, languages: Sequence[str], known: Mapping[str, Background]) -> Array:
    """Return how many standard deviations each score stands above its own language's background.

    This is what makes a German and an English passage comparable: an encoder places questions nearer to passages in
    their own language, so that raw similarity ranks the asker's language first whatever it says.
    """
    means = np.array([known[language].mean for language in languages], np.float32)
    deviations = np.array([known[language].deviation for language in languages], np.float32)
    return np.asarray((scores - means) / deviations, np.float32)


def weighted_sum(columns: Mapping[str, Array], weights: Mapping[str, Array | float]) -> Array:
    """Add the columns, each times its weight (a number, or one for each row)."""
    total: Array = np.zeros(len(next(iter(columns.values()))), np.float32)
    for name, column in columns.items():
        total = np.asarray(total + np.asarray(weights[name], np.float32) * column, np.float32)
    return total


def best_first(scores: Array, keys: Sequence[str]) -> list[int]:
    """Return row numbers in order of falling score, ties by key: the same data gives the same ranking."""
    return sorted(range(len(scores)), key=lambda row: (-float(scores[row]), keys[row]))
