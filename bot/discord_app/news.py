"""Which messages tell watchers what was found for them; pure functions, no client."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.state.counts import day_of
from bot.state.watches import Waiting

_OF_ONE_ARTICLE, _OF_A_DIGEST = 4, 6
"""Finds that one message tells, as many as a card has room for."""


@dataclass(frozen=True, slots=True)
class News:
    """A message that tells of `finds`, the first of them for each quotation; a `digest` tells what was left over."""

    finds: tuple[Waiting, ...]
    digest: bool = False

    @property
    def mark(self) -> str:
        """Return what marks the message, the same for the same finds, in 16 hexadecimal digits."""
        told = ",".join(f"{one.watch}:{one.find.fingerprint}" for one in self.finds)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def shown(self) -> tuple[Waiting, ...]:
        """Return each quotation once: several watches may have found it."""
        return tuple({one.find.fingerprint: one for one in reversed(self.finds)}.values())[::-1]


def planned(waiting: Sequence[Waiting], *, left: int, now: int, digest_hour: int) -> list[News]:
    """Return the messages that tell one person or channel now of what waits for them, the oldest first.

    `left` more messages may be sent on this day in UTC, `now` is in seconds since 1970. What was found today is told at
    once, an article a message, as long as there is room; what is left of earlier days is told together from
    `digest_hour` (UTC) on, and until then a message is kept back for it.
    """
    today = day_of(now)
    late = [one for one in waiting if day_of(one.at) < today]
    fresh = {one.find.fingerprint for one in waiting} - {one.find.fingerprint for one in late}
    groups = _by_quotation(waiting)
    rest = [group for mark, group in groups.items() if mark not in fresh]
    messages: list[News] = []
    if rest and datetime.fromtimestamp(now, UTC).hour < digest_hour:
        left -= 1
    else:
        messages = [News(_joined(some), digest=True) for some in _cut(rest, _OF_A_DIGEST)][: max(left, 0)]
    articles: dict[str, list[list[Waiting]]] = {}
    for mark, group in groups.items():
        if mark in fresh:
            articles.setdefault(group[0].find.article_id, []).append(group)
    own = [News(_joined(some)) for each in articles.values() for some in _cut(each, _OF_ONE_ARTICLE)]
    return messages + own[: max(left - len(messages), 0)]


def _by_quotation(waiting: Sequence[Waiting]) -> dict[str, list[Waiting]]:
    groups: dict[str, list[Waiting]] = {}
    for one in waiting:
        groups.setdefault(one.find.fingerprint, []).append(one)
    return groups


def _cut(groups: Sequence[list[Waiting]], size: int) -> list[Sequence[list[Waiting]]]:
    return [groups[at : at + size] for at in range(0, len(groups), size)]


def _joined(groups: Sequence[list[Waiting]]) -> tuple[Waiting, ...]:
    return tuple(one for group in groups for one in group)
