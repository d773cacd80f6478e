"""How many tokens a server may use on a day, and a person in an hour; counted in memory, so a restart forgives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from bot.generation.failures import Failed, Failure

Span = Literal["day", "hour"]

_SECONDS: dict[Span, int] = {"day": 86_400, "hour": 3_600}
_REMEMBERED = 10_000  # keys, before those of spans that are over are forgotten


@dataclass(frozen=True, slots=True)
class Account:
    """Who pays: ids of a server and a person, None where there is none, as on the command line."""

    server: int | None = None
    person: int | None = None


class Use:
    """The tokens of one request: what it may take at most, until `used` says what it did take."""

    def __init__(self, most: int) -> None:
        self.tokens = most

    def used(self, tokens: int) -> None:
        """Say how many tokens it took."""
        self.tokens = max(0, tokens)


class Budgets:
    """The tokens left to servers and persons. A span is a day in UTC or an hour of the clock, not the last so long."""

    def __init__(self, *, server: int, person: int) -> None:
        self._most: dict[Span, int] = {"day": server, "hour": person}
        self._used: dict[tuple[Span, int, int], int] = {}

    @contextmanager
    def spending(self, account: Account, most: int, *, now: float) -> Iterator[Use]:
        """Set tokens aside for a request, at most so many, and count within the block what it took.

        `now` is in seconds since 1970. What the block leaves without a word is counted as `most`.

        Raises:
            Failed: so many are not left.
        """
        keys = [(span, who, int(now // _SECONDS[span])) for span, who in _payers(account)]
        for key in keys:
            if self._used.get(key, 0) + most > self._most[key[0]]:
                whose = "server" if key[0] == "day" else "person"
                raise Failed(Failure("over_budget", f"the {whose} has used the tokens of this {key[0]}"))
        self._forget(now)
        self._add(keys, most)
        use = Use(most)
        try:
            yield use
        finally:
            self._add(keys, use.tokens - most)

    def _add(self, keys: list[tuple[Span, int, int]], tokens: int) -> None:
        for key in keys:
            self._used[key] = self._used.get(key, 0) + tokens

    def _forget(self, now: float) -> None:
        if len(self._used) >= _REMEMBERED:
            self._used = {key: n for key, n in self._used.items() if key[2] == int(now // _SECONDS[key[0]])}


def _payers(account: Account) -> list[tuple[Span, int]]:
    found: list[tuple[Span, int]] = []
    if account.server is not None:
        found.append(("day", account.server))
    if account.person is not None:
        found.append(("hour", account.person))
    return found
