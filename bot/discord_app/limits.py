"""How much one person, one channel and one server may ask in a while, in whatever way."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Literal

from bot.discord_app.asker import Asker
from bot.settings import LimitSettings

Use = Literal["question", "press"]
"""A question, in whatever way it comes, and a press of a button, which costs far less."""
# Buttons that may be pressed in the time in which one question may be asked.
_PRESSES = 4
# Keys remembered before those that were not used for a while are forgotten.
_REMEMBERED = 1000


class Allowance:
    """At most `times` uses in any `seconds` for each key; a refused use does not count."""

    def __init__(self, *, times: int, seconds: float) -> None:
        self._times = times
        self._seconds = seconds
        self._uses: dict[int, deque[float]] = {}
        self._forget_at = _REMEMBERED

    def wait(self, key: int, *, now: float) -> float:
        """Return 0 where `key` has a use left at `now` (seconds, any origin), else how many seconds until it has."""
        recent = self._uses.get(key)
        while recent and recent[0] <= now - self._seconds:
            recent.popleft()
        return recent[0] + self._seconds - now if recent and len(recent) >= self._times else 0.0

    def count(self, key: int, *, now: float) -> None:
        """Count a use."""
        if len(self._uses) >= self._forget_at:
            self._uses = {one: uses for one, uses in self._uses.items() if uses and uses[-1] > now - self._seconds}
            self._forget_at = max(_REMEMBERED, 2 * len(self._uses))
        self._uses.setdefault(key, deque()).append(now)

    def give_back(self, key: int) -> None:
        """Take the last use back."""
        if uses := self._uses.get(key):
            uses.pop()


class Limits:
    """The allowances of all persons, channels and servers."""

    def __init__(self, settings: LimitSettings) -> None:
        scopes = settings.person, settings.channel, settings.server
        self._allowances: dict[Use, Sequence[Allowance]] = {
            "question": [Allowance(times=times, seconds=settings.seconds) for times in scopes],
            "press": [Allowance(times=_PRESSES * times, seconds=settings.seconds) for times in scopes],
        }

    def take(self, use: Use, asker: Asker, *, now: float) -> float:
        """Count a use at `now`; return 0, or the seconds to wait where it is one too many, which is not counted."""
        given = self._of(use, asker)
        if wait := max(allowance.wait(key, now=now) for allowance, key in given):
            return wait
        for allowance, key in given:
            allowance.count(key, now=now)
        return 0.0

    def give_back(self, use: Use, asker: Asker) -> None:
        """Count a use that came to nothing no longer."""
        for allowance, key in self._of(use, asker):
            allowance.give_back(key)

    def _of(self, use: Use, asker: Asker) -> list[tuple[Allowance, int]]:
        scopes = zip(self._allowances[use], (asker.person, asker.channel, asker.server), strict=True)
        return [(allowance, key) for allowance, key in scopes if key is not None]
