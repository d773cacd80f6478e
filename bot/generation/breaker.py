"""A breaker: a server that failed is left alone for a while, so that nobody waits for it."""

from __future__ import annotations

from bot.generation.failures import OF_THE_SERVER, Kind

FAILURES = 3
"""Failures one after the other that open it; one time-out does so alone, since the server may still be computing."""

FIRST_SECONDS = 60.0
MOST_SECONDS = 3_600.0
"""How long it stays open at first, and, doubled with each failure after that, at most."""


class Breaker:
    """Open it lets nobody through, and after its time one request, whose success closes it.

    Times are seconds, of any origin.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._seconds = FIRST_SECONDS
        self._open_until: float | None = None
        self._trying = False

    def enter(self, *, now: float) -> bool:
        """Return whether a request may be made; then say with `leave` how it went."""
        if self._open_until is None:
            return True
        if now < self._open_until or self._trying:
            return False
        self._trying = True
        return True

    def leave(self, kind: Kind | None, *, now: float) -> None:
        """Count how a request went: a kind of failure, or None for none."""
        tried, self._trying = self._trying, False
        if kind not in OF_THE_SERVER:
            self._failures, self._seconds, self._open_until = 0, FIRST_SECONDS, None
            return
        self._failures += 1
        if tried:
            self._seconds = min(2 * self._seconds, MOST_SECONDS)
        # What was under way when it opened says nothing new.
        if tried or (self._open_until is None and (kind == "timeout" or self._failures >= FAILURES)):
            self._open_until = now + self._seconds

    def give_up(self) -> None:
        """Count a request that its asker ended: nothing is known of the server."""
        self._trying = False
