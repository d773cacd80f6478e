"""How many questions one user may ask in a while."""

from __future__ import annotations

# Users remembered before those who have not asked for a while are forgotten.
_REMEMBERED = 1000


class Allowance:
    """At most `times` uses in any `seconds` for each user; a refused use does not count."""

    def __init__(self, *, times: int, seconds: float) -> None:
        self._times = times
        self._seconds = seconds
        self._uses: dict[int, list[float]] = {}

    def take(self, user_id: int, *, now: float) -> float:
        """Count a use at `now` (seconds, any origin); return 0, or the seconds to wait where it is one too many."""
        if len(self._uses) >= _REMEMBERED:
            self._uses = {user: uses for user, uses in self._uses.items() if uses[-1] > now - self._seconds}
        recent = [use for use in self._uses.get(user_id, ()) if use > now - self._seconds]
        if len(recent) >= self._times:
            return recent[0] + self._seconds - now
        self._uses[user_id] = [*recent, now]
        return 0.0
