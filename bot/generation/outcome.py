"""What came of asking a model for an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.generation.failures import Failure
from bot.verification.claims import CheckName, Fault


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that is not shown, for those who want to know why; `text` was written by the model and is unverified.

    `ids` are the sentences of articles that it named.
    """

    text: str
    ids: tuple[str, ...]
    fault: Fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many claims were shown, what was left out, and why there was not more, None where the model was done.

    `model` is its name, as answers give it.
    """

    model: str
    shown: int = 0
    dropped: tuple[Dropped, ...] = ()
    failure: Failure | None = None

    @property
    def counts(self) -> Counter[tuple[CheckName, str]]:
        """How many sentences each check left out, by its name and its code."""
        return Counter((one.fault.check, one.fault.code) for one in self.dropped)

    @property
    def by_check(self) -> Counter[CheckName]:
        """How many sentences each check left out."""
        return Counter(one.fault.check for one in self.dropped)
