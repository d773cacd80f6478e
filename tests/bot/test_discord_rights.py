"""Who may do what where, whom Beleg answers at all, and what they see: decided when something arrives."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, get_args

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.admission import Admission
from bot.discord_app.asker import Asker
from bot.discord_app.rights import Right, operates, plain_text, reads, refusal, scope
from bot.state.preferences import PersonalSettings, ServerSettings
from tests.bot.discord_world import memory

FIRST, SECOND, STRANGE = 60, 61, 62
OWNER, ANN = 9, 5
RIGHTS: tuple[Right, ...] = get_args(Right)
MANAGER, ADMINISTRATOR = discord.Permissions(manage_guild=True).value, discord.Permissions(administrator=True).value
# Everything that makes somebody important to others but not to Beleg.
OTHERWISE = ~(MANAGER | ADMINISTRATOR) & discord.Permissions.all().value


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class World:
    """The first server and a second one that is confirmed; `members` are those whom Discord knows on each."""

    def __init__(self, *, everybody: bool = False, listed: tuple[int, ...] = (), admitted: bool = True) -> None:
        self.state = memory()
        self.members: set[tuple[int, int]] = set()
        self.asked: list[int] = []
        self.failing = False
        self.time = Time()
        if admitted:
            self.state.servers.set(FIRST, ServerSettings(admitted=True, first=True))
            self.state.servers.set(SECOND, ServerSettings(admitted=True))
        self.admission = Admission(
            self.state.servers, self.is_member, listed=listed, everybody=everybody, clock=self.time
        )
        self.admission.owner = OWNER

    async def is_member(self, server: int, person: int) -> bool:
        self.asked.append(server)
        if self.failing:
            raise OSError("no connection")
        return (server, person) in self.members

    def set(self, server: int, **chosen: Any) -> None:
        self.state.servers.set(server, replace(self.state.servers.of(server), **chosen))

    def why(self, who: Asker, right: Right) -> str | None:
        found = refusal(self, who, right)
        return found.code if found else None

    def meet(self, who: Asker) -> None:
        asyncio.run(self.admission.meet(who))


def asker(
    server: int | None = FIRST,
    permissions: int = 0,
    *roles: int,
    person: int = ANN,
    channel: int = 70,
    thread: int | None = None,
    resident: bool = True,
) -> Asker:
    return Asker(
        person,
        channel,
        server,
        "en-GB",
        thread=thread,
        permissions=permissions,
        roles=frozenset(roles),
        resident=resident,
    )


_SOME = World()
OPERATORS: tuple[Right, ...] = ("add_shared", "refresh", "operate")
MANAGERS: tuple[Right, ...] = ("add", "refresh_own", "setup")


@pytest.mark.parametrize("permissions", [MANAGER, ADMINISTRATOR])
def test_what_concerns_all_servers_is_the_right_of_who_manages_the_first_one(permissions: int) -> None:
    world = World()
    for right in RIGHTS:
        assert world.why(asker(FIRST, permissions), right) is None
        expected = "operators_only" if right in OPERATORS else None
        assert world.why(asker(SECOND, permissions), right) == expected
        assert world.why(asker(STRANGE, permissions), right) == "not_admitted"


def test_the_owner_of_the_application_runs_beleg_anywhere() -> None:
    world = World()
    for right in OPERATORS:
        for where in (FIRST, SECOND, STRANGE, None):
            assert world.why(asker(where, person=OWNER), right) is None
    assert world.why(asker(SECOND, person=OWNER), "setup") == "not_allowed"
    assert world.why(asker(None, person=OWNER), "ask") is None


@given(st.integers(0, 2**53).map(lambda bits: bits & OTHERWISE), st.sets(st.integers(1, 9)))
def test_a_member_has_no_right_of_a_manager_whatever_else_they_have(permissions: int, roles: set[int]) -> None:
    world = _SOME
    for server in (FIRST, SECOND):
        for right in MANAGERS:
            assert world.why(asker(server, permissions, *roles), right) == "not_allowed"
        for right in OPERATORS:
            assert world.why(asker(server, permissions, *roles), right) == "operators_only"
        assert world.why(asker(server, permissions, *roles), "ask") is None


def test_who_brings_the_bot_along_has_no_rights_there() -> None:
    world = World()
    brought = asker(FIRST, ADMINISTRATOR, resident=False)
    world.members.add((SECOND, ANN))
    assert {world.why(brought, right) for right in RIGHTS} == {"stranger"}
    world.meet(brought)
    assert [world.why(brought, right) for right in RIGHTS] == [None, None, *["servers_only"] * 6]
    assert not operates(world, brought)


def test_roles_that_may_add_are_those_that_the_server_chose() -> None:
    world = World()
    world.set(SECOND, editors=(3, 4))
    assert world.why(asker(SECOND, 0, 4), "add") is None
    assert world.why(asker(SECOND, 0, 5), "add") == "not_editor"
    assert world.why(asker(FIRST, 0, 4), "add") == "not_allowed"
    assert world.why(asker(SECOND, 0, 4), "refresh_own") == "not_allowed"


def test_channels_and_roles_that_may_ask_are_those_that_the_server_chose() -> None:
    world = World()
    world.set(SECOND, channels=(70, 71), forums=(72,), askers=(3,))
    assert world.why(asker(SECOND, 0, 3), "ask") is None
    assert world.why(asker(SECOND, MANAGER), "ask") is None
    assert world.why(asker(SECOND, 0, 4), "ask") == "wrong_role"
    assert world.why(asker(SECOND, MANAGER, channel=73), "ask") == "wrong_channel"
    assert world.why(asker(SECOND, 0, 3, channel=72, thread=90), "ask") is None
    assert world.why(asker(SECOND, 0, 3, channel=73, thread=71), "ask") is None
    assert world.why(asker(SECOND, 0, 4, channel=73), "read") is None
    world.set(SECOND, channels=(), forums=(72,), askers=())
    assert world.why(asker(SECOND, channel=73), "ask") is None


@pytest.mark.parametrize("right", RIGHTS)
def test_a_server_that_is_not_admitted_may_do_nothing(right: Right) -> None:
    world = World()
    for permissions in (0, MANAGER, ADMINISTRATOR):
        assert world.why(asker(STRANGE, permissions), right) == "not_admitted"


def test_with_everybody_all_are_answered_and_run_nothing() -> None:
    world = World(everybody=True)
    for where in (STRANGE, None):
        assert world.why(asker(where), "ask") is None
    assert world.why(asker(STRANGE, MANAGER), "setup") is None
    assert world.why(asker(STRANGE, MANAGER), "refresh") == "operators_only"
    assert world.asked == []
    assert world.admission.is_listed(STRANGE)


def test_servers_that_the_operator_listed_are_answered_and_the_first_of_them_is_first() -> None:
    world = World(listed=(STRANGE, 63), admitted=False)
    assert [world.admission.admits(one) for one in (STRANGE, 63, FIRST)] == [True, True, False]
    assert (world.admission.first, world.admission.begin(FIRST)) == (STRANGE, False)
    assert world.why(asker(STRANGE, MANAGER), "operate") is None
    assert world.why(asker(63, MANAGER), "operate") == "operators_only"


def test_the_first_server_is_one_as_long_as_the_memory_lasts_and_no_other_takes_its_place() -> None:
    world = World(admitted=False)
    before = world.admission.first
    assert before is None
    assert world.why(asker(STRANGE, MANAGER), "operate") == "not_admitted"
    assert [world.admission.begin(one) for one in (STRANGE, FIRST)] == [True, False]
    assert (world.admission.first, world.admission.admits(FIRST)) == (STRANGE, False)


def test_outside_of_servers_members_of_answered_ones_are_answered() -> None:
    world = World()
    alone, brought = asker(None), asker(STRANGE, resident=False)
    for who in (alone, brought):
        assert world.why(who, "ask") == "stranger"
        world.meet(who)
        assert world.why(who, "ask") == "stranger"
    assert sorted(world.asked) == [FIRST, SECOND]
    world.members.add((SECOND, ANN))
    world.time.now += 61
    world.meet(alone)
    assert [world.why(who, "ask") for who in (alone, brought)] == [None, None]
    world.members.clear()
    world.time.now += 3601
    world.meet(brought)
    assert world.why(brought, "ask") == "stranger"


def test_who_asked_on_an_answered_server_is_not_looked_for() -> None:
    world = World()
    world.meet(asker(SECOND))
    assert world.why(asker(None), "ask") is None
    world.meet(asker(STRANGE, person=6))
    assert world.why(asker(None, person=6), "ask") == "stranger"
    assert world.asked == []


def test_whom_discord_says_nothing_of_is_looked_for_again() -> None:
    world = World()
    world.failing = True
    world.meet(asker(None))
    assert world.why(asker(None), "ask") == "stranger"
    world.failing = False
    world.members.add((FIRST, ANN))
    world.meet(asker(None))
    assert len(world.asked) == 2, "asked again at once, though the asker waits"
    world.time.now += 6
    world.meet(asker(None))
    assert world.why(asker(None), "ask") is None


def test_people_who_went_away_are_forgotten() -> None:
    world = World()

    async def meet_all() -> None:
        for person in range(12_000):
            await world.admission.meet(asker(FIRST, person=person))

    asyncio.run(meet_all())
    assert len(world.admission._people) == 10_000


def test_somebody_sees_the_shelf_of_the_server_where_the_bot_is_a_member_and_the_shared_one_if_it_shows_that() -> None:
    world = World()
    world.set(SECOND, shared=False)
    places = [asker(FIRST), asker(SECOND), asker(None), asker(SECOND, resident=False)]
    assert [scope(world, one) for one in places] == [{"", "60"}, {"61"}, {""}, {""}]


def test_what_people_have_set_goes_before_what_their_server_has() -> None:
    world = World()
    world.set(SECOND, languages=("uk", "de"), plain=True)
    assert (reads(world, asker(SECOND)), plain_text(world, asker(SECOND))) == (("en", "uk", "de"), True)
    assert (reads(world, asker(SECOND, resident=False)), plain_text(world, asker(FIRST))) == (("en",), False)
    world.state.people.set(ANN, PersonalSettings(plain=False, languages=("fr",)))
    assert (reads(world, asker(SECOND)), plain_text(world, asker(SECOND))) == (("en", "fr", "uk", "de"), False)
