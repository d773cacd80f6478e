"""Is what was found enough to answer, and if not, why: the reasons an answer gives for having none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.datatypes import Hit, Query, Reason, Retrieval
from retrieval.search.fusion import Background
from retrieval.search.people import Named, Speech
from retrieval.search.scoring import WEIGHTS, Fit


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for an answer in the evidence, the best of any hit.

    `about` is the cosine of the topic and a unit in deviations above the language's background, `topical` the share of
    the topic's words found, `lexical` and `dense` are the hit's signals of these names.
    """

    about: float = 0.0
    topical: float = 0.0
    lexical: float = 0.0
    dense: float = 0.0


def support(hits: Sequence[Hit], fit: Mapping[str, Fit], background: Mapping[str, Background]) -> Support:
    """Return the best that any of the hits has to say; `background` belongs to the topic's vector."""

    def above(hit: Hit) -> float:
        known = background[hit.passage.language]
        return (fit[hit.passage.key].about - known.mean) / known.deviation

    return Support(
        about=max((above(hit) for hit in hits), default=0.0),
        topical=max((fit[hit.passage.key].topical for hit in hits), default=0.0),
        lexical=max((hit.signals["lexical"] for hit in hits), default=0.0),
        dense=max((hit.signals["dense"] for hit in hits), default=0.0),
    )


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression on `Support`: the answer is given where the sum is 0 or more."""

    bias: float
    about: float
    topical: float
    lexical: float
    dense: float

    def accepts(self, found: Support) -> bool:
        """Return whether the evidence is enough."""
        return self.margin(found) >= 0

    def margin(self, found: Support) -> float:
        """Return the log odds above the threshold."""
        return (
            self.bias
            + self.about * found.about
            + self.topical * found.topical
            + self.lexical * found.lexical
            + self.dense * found.dense
        )


# Fitted on the dev half of the judged questions by `python -m tests.benchmarks.calibration`, which prints the curve
# that the thresholds (part of the biases) are read from. What a person said about something is judged apart: there only
# that person's statements can answer.
SAID = Regression(bias=-0.65, about=0.23, topical=1.05, lexical=-0.10, dense=-0.13)
TOPIC = Regression(bias=-0.49, about=0.01, topical=0.08, lexical=0.63, dense=0.14)


# Difference of two fused scores, in deviations; the smallest that refuses no dated question of dev.
CLEARLY = 1.5


def decide(query: Query, found: Support, named: Sequence[Named], speech: Speech) -> Reason | None:
    """Return None where the evidence is worth answering from, else why not; the index holds articles.

    A name that no article holds ends the matter, whatever else fits: an answer about somebody else would mislead.
    """
    if any(not one.passages for one in named):
        return "unknown_name"
    if speech.statements and not query.topic:
        return None
    model = SAID if speech.statements else TOPIC
    if model.accepts(found):
        return None
    return "name_but_not_topic" if named else "not_in_articles"


def decide_dated(within: Retrieval, any_day: Retrieval) -> Reason | None:
    """Return the reason for a question that is limited to some days, from its retrievals with and without the limit.

    Where a passage outside the days answers clearly better than all within, what is within is about something else.
    """
    if any_day.reason is not None:
        return any_day.reason
    if not within.hits or within.reason is not None:
        return "outside_dates"
    best, here = (hits[0].score - WEIGHTS.said * hits[0].signals["said"] for hits in (any_day.hits, within.hits))
    return "outside_dates" if best - here > CLEARLY else None
