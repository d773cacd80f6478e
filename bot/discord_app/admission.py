"""Who is answered at all: servers that the operator listed or that were confirmed, and, elsewhere, their members."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from bot.discord_app.asker import Asker
from bot.state.preferences import Preferences, ServerSettings

# Seconds for which it is remembered that somebody is a member of an admitted server, that somebody is not, and that
# Discord did not say.
_MEMBER, _STRANGER, _UNSURE = 3600.0, 60.0, 5.0
# Seconds in which Discord has to say so: a command has to be answered within three.
_PATIENCE = 1.0
# Servers that somebody is looked for on, and people remembered.
_LOOKED_AT, _REMEMBERED = 25, 10_000


class Admission:
    """Which servers and, in direct messages and where they bring the bot along, which people are answered.

    `listed` are the ids of the servers in the settings, `everybody` has all be answered. `is_member` asks Discord
    whether a person is a member of a server. `owner` is the person whose application the bot is, once that is known.
    """

    def __init__(
        self,
        servers: Preferences[ServerSettings],
        is_member: Callable[[int, int], Awaitable[bool]],
        *,
        listed: Sequence[int] = (),
        everybody: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owner: int | None = None
        self._servers = servers
        self._is_member = is_member
        self._listed = tuple(listed)
        self._everybody = everybody
        self._clock = clock
        self._begun: int | None = None
        self._people: dict[int, tuple[bool, float]] = {}

    @property
    def first(self) -> int | None:
        """The server whose managers run Beleg; None as long as there is none."""
        if self._listed:
            return self._listed[0]
        return next((one for one, settings in self._servers.all().items() if settings.first), self._begun)

    def begin(self, server: int) -> bool:
        """Make a server the first one; return whether there was none. What lasts is kept by the caller."""
        if self.first is not None:
            return False
        self._begun = server
        return True

    def is_listed(self, server: int) -> bool:
        """Return whether a server is answered by the settings, so that nobody can shut it out from Discord."""
        return self._everybody or server in self._listed

    def admits(self, server: int) -> bool:
        """Return whether a server is answered."""
        return self.is_listed(server) or self._servers.of(server).admitted or server == self._begun

    def knows(self, asker: Asker) -> bool:
        """Return whether somebody is answered where no server decides: the owner, and who `meet` found a member."""
        return self._everybody or asker.person == self.owner or self._remembered(asker.person) is True

    async def meet(self, asker: Asker) -> None:
        """Learn of somebody outside of servers whether they are a member of one that is answered."""
        if self._everybody:
            return
        if asker.at_home is not None:
            if self.admits(asker.at_home):
                self._remember(asker.person, True, _MEMBER)
        elif self._remembered(asker.person) is None:
            await self._look_for(asker.person)

    async def _look_for(self, person: int) -> None:
        """Look for a person on all servers at once; where Discord does not answer in time, they are unknown."""
        confirmed = [one for one, settings in self._servers.all().items() if settings.admitted]
        servers = dict.fromkeys([*self._listed, *([self._begun] if self._begun else []), *confirmed])
        looking = {asyncio.ensure_future(self._is_member(one, person)) for one in [*servers][:_LOOKED_AT]}
        if not looking:
            return
        done, late = await asyncio.wait(looking, timeout=_PATIENCE)
        for one in late:
            one.cancel()
        found = [one.result() for one in done if one.exception() is None]
        member, sure = any(found), len(found) == len(looking)
        self._remember(person, member, _MEMBER if member else _STRANGER if sure else _UNSURE)

    def _remember(self, person: int, member: bool, seconds: float) -> None:
        if len(self._people) >= _REMEMBERED and person not in self._people:
            self._people.pop(next(iter(self._people)))
        self._people[person] = member, self._clock() + seconds

    def _remembered(self, person: int) -> bool | None:
        member, until = self._people.get(person, (False, 0.0))
        return member if until > self._clock() else None
