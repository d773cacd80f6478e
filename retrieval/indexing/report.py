"""What a run says of itself: how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from retrieval.store.records import PreparedArticle
from retrieval.store.writing import Writer

Outcome = Literal["added", "changed", "unchanged"]
Step = Callable[[Writer], None]
"""A change that is decided; it is carried out inside a transaction."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` files read, articles made again, or passages put into the vector index.

    `seconds_left` estimates the rest of a rebuild, None where nothing is known. "waiting" is for another writer.
    """

    stage: Literal["files", "rebuild", "vectors", "waiting"]
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(slots=True)
class Report:
    """What a run did; counts are of articles, `skipped` of files of unknown kinds in folders.

    `removed_earlier` counts files and addresses left out because their article was removed on purpose.

    `failed` are (path, sentence). `passages` and `statements` are those of the articles written.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    removed_earlier: int = 0
    skipped: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    passages: int = 0
    statements: int = 0
    seconds: float = 0.0

    def count(self, outcome: Outcome) -> None:
        """Count an article by what became of it."""
        if outcome == "added":
            self.added += 1
        elif outcome == "changed":
            self.changed += 1
        else:
            self.unchanged += 1


class Changes(Protocol):
    """Takes the changes that a run decides on, in order."""

    def __call__(self, step: Step, prepared: PreparedArticle | None = None, /) -> None:
        """Carry a change out, now or later; `prepared` is what it writes."""
        ...
