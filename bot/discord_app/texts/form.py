"""What every language has to say in Discord."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from retrieval.errors import QueryProblem


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What Discord's command picker shows of a command or an option: a name, and at most 100 characters on it."""

    name: str
    description: str


FailureCode = (
    QueryProblem
    | Literal[
        "article_changed",
        "article_gone",
        "failed",
        "full",
        "no_index",
        "not_allowed",
        "outdated",
        "restarting",
        "servers_only",
        "stuck",
        "too_many",
        "too_many_presses",
        "too_slow",
    ]
)
"""Why somebody gets no answer: what is wrong with the question, or with its asker, Beleg or Discord."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences of one language; those with ``{names}`` are filled by `str.format`.

    `thousands` stands between the thousands of a number; {seconds} is a moment as Discord shows it, such as "in 12
    seconds"; `failures` has a sentence for each reason that there is no answer, and what can be done, and so has
    `reindex_failed` for codes of `beleg index`; where it has none, `reindex_broken` stands.
    `commands` has the words of each command by its name, and of each option by both names: "ask", "ask.since".
    """

    language: str
    thousands: str
    commands: Mapping[str, CommandWords]
    also_searched: str
    also_at: str
    differs: str
    passage: str
    waiting: str
    failures: Mapping[FailureCode, str]
    reference: str
    reindex_started: str
    reindex_progress: str
    reindex_stages: Mapping[str, str]
    reindex_moved: str
    reindex_running: str
    reindex_done: str
    reindex_nothing: str
    reindex_failures: str
    reindex_more: str
    reindex_failed: Mapping[str, str]
    reindex_broken: str
    help: str

    def number(self, number: int) -> str:
        """Return a whole number as this language writes it."""
        return f"{number:,}".replace(",", self.thousands)
