"""Is what was found enough to answer, and if not, why: the reasons an answer gives for having none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.datatypes import Query, Reason, Retrieval
from retrieval.readers.base import NOTHING
from retrieval.search import asker
from retrieval.search.attributing import SAID as INTRODUCED
from retrieval.search.named import Named
from retrieval.search.people import Speech
from retrieval.search.reading import UNREAD, Read
from retrieval.search.scoring import WEIGHTS, Fit


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for an answer, of the sentence that was judged best; none of it grows with the corpus.

    `reader` is the log odds that it answers, `second` those of the next best of all other sentences. Of its passage,
    `topical` is the share of the topic's words that it holds, `lexical` the hit's signal of this name, `near` its
    cosine less that of texts about other things, and `across` is 1 where it is in another language than the question.
    `by` is how surely the sentence is the asked speaker's, or introduces the person asked about.
    """

    reader: float = NOTHING
    second: float = NOTHING
    topical: float = 0.0
    lexical: float = 0.0
    near: float = 0.0
    across: float = 0.0
    by: float = 0.0


def support(read: Read, fit: Mapping[str, Fit], near: Mapping[str, float]) -> Support:
    """Return what speaks for the best sentence, `Support()` where there is none; `fit` and `near` by passage key."""
    if not read.judged:
        return Support()
    best, *others = read.judged
    own = best.candidate
    return Support(
        reader=best.reader,
        second=max([UNREAD, *(one.reader for one in others)]),
        topical=fit[own.hit.passage.key].topical,
        lexical=own.hit.signals["lexical"],
        near=near[own.hit.passage.key],
        across=float(own.rank != asker.OWN),
        by=own.by,
    )


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression on `Support`: the answer is given where the sum is 0 or more."""

    bias: float
    reader: float
    second: float
    topical: float
    lexical: float
    near: float
    across: float
    by: float

    def accepts(self, found: Support) -> bool:
        """Return whether the evidence is enough."""
        return self.margin(found) >= 0

    def margin(self, found: Support) -> float:
        """Return the log odds above the threshold."""
        return (
            self.bias
            + self.reader * found.reader
            + self.second * found.second
            + self.topical * found.topical
            + self.lexical * found.lexical
            + self.near * found.near
            + self.across * found.across
            + self.by * found.by
        )


# Fitted on one half each of the questions on seeds/ and of 285 on real news, as `python -m tests.benchmarks.answers …
# --fit` does, without the signs whose weight is 0; the thresholds, part of the biases, are read from the curve that it
# prints. What a person said about something is judged apart: there only that person's statements can answer.
SAID = Regression(bias=-1.45, reader=0.27, second=0.0, topical=1.76, lexical=0.0, near=17.8, across=1.66, by=0.0)
TOPIC = Regression(bias=-2.5, reader=0.48, second=0.32, topical=0.0, lexical=3.9, near=22.0, across=0.56, by=0.0)

# Difference of two fused scores, in deviations; the smallest that refuses no dated question of dev.
CLEARLY = 1.5


def decide(query: Query, found: Support, named: Sequence[Named], speech: Speech) -> Reason | None:
    """Return None where the evidence is worth answering from, else why not; the index holds articles.

    A name that no article holds ends the matter, whatever else fits: an answer about somebody else would mislead.
    """
    if any(not one.passages for one in named):
        return "unknown_name"
    if not any(map(str.isalnum, query.topic if query.intent == "topic" else query.asked)):
        return "not_in_articles"  # "?", "What did it say?"
    if speech.asked is not None and not speech.asked.unplaced:
        if not query.topic and speech.statements:
            return None
        return None if SAID.accepts(found) else "no_statement"
    if query.intent == "who_is" and found.by == INTRODUCED:
        return None
    if TOPIC.accepts(found):
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
