"""What is counted of the bot's work, in Prometheus' terms.

The figures belong to the process, as that library has it, so whoever counts needs no way to them. No label holds what
people typed or who they are: ways, outcomes and codes are Beleg's own, and few.
"""

from __future__ import annotations

from time import perf_counter
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.discord_app.texts import FailureCode

Outcome = Literal["answered", "abstained", "refused"]
"""How a question ended; "refused" is every failure."""

REGISTRY = CollectorRegistry()

_QUESTIONS = Counter("beleg_questions", "Questions, by how they came and ended", ["way", "outcome"], registry=REGISTRY)
_FAILURES = Counter("beleg_failures", "Failures that somebody was told of, by code", ["code"], registry=REGISTRY)
# Up to a minute: the longest that a question takes by default is half of it.
_SECONDS = Histogram(
    "beleg_answer_seconds",
    "Seconds from a question to its answer, delivered",
    buckets=(0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60),
    registry=REGISTRY,
)


class Asked:
    """A question from its arrival to its end; `way` is how it came, one of a few words of Beleg's own."""

    def __init__(self, way: str) -> None:
        self._way = way
        self._began = perf_counter()

    def ended(self, outcome: Outcome) -> None:
        """Count the question, and how long it took where there is an answer."""
        _QUESTIONS.labels(self._way, outcome).inc()
        if outcome != "refused":
            _SECONDS.observe(perf_counter() - self._began)


def failed(code: FailureCode) -> None:
    """Count a failure."""
    _FAILURES.labels(code).inc()
