"""Is what was found enough to answer, and if not, why: the reasons an answer gives for having none."""

from __future__ import annotations

import math
from collections.abc import Sequence

from retrieval.datatypes import Hit, Query, Reason
from retrieval.people import Named, Speech

# Logistic regression on the signals of the best hits, fitted on the dev half of the judged questions by
# `python -m tests.benchmarks.abstention`, which also prints the curve the threshold is read from.
INTERCEPT = -4.0
COEFFICIENTS = {"sentence": 0.6, "coverage": 3.0, "names": 0.5}
THRESHOLD = 0.5
CONSIDERED = 5  # hits; the answer may stand in any of them


def support(hits: Sequence[Hit]) -> float:
    """Return how likely it is, in 0…1, that the best hits hold an answer; 0 of nothing."""
    return max((_probability(hit) for hit in hits[:CONSIDERED]), default=0.0)


def _probability(hit: Hit) -> float:
    logit = INTERCEPT + sum(weight * hit.signals[name] for name, weight in COEFFICIENTS.items())
    return 1 / (1 + math.exp(-logit))


def decide(query: Query, hits: Sequence[Hit], named: Sequence[Named], speech: Speech) -> Reason | None:
    """Return None where the hits are worth answering from, else why not; the index holds articles in the dates asked.

    A name that no article holds ends the matter, whatever else fits: an answer about somebody else would mislead.
    """
    if any(not one.passages for one in named):
        return "unknown_name"
    if speech.statements and not query.topic:
        return None
    if support(hits) >= THRESHOLD:
        return None
    return "name_but_not_topic" if named else "not_in_articles"
