"""The real bot on several servers in a simulated Discord: which are answered, and what those who run it can do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, InteractionResult, MemberActor

from bot.discord_app.client import BelegBot
from bot.discord_app.texts import ENGLISH, GERMAN
from bot.state.state import State
from tests.bot.discord_world import ANSWER, Shelf, bot, memory

ASKED = "What did Holt say about the ferry?"
CLOSED = ENGLISH.failures["not_admitted"]


class Place:
    """A server with a channel, a forum, a manager and a member."""

    def __init__(self, env: Env, name: str, *, locale: str = "en-US") -> None:
        self.env = env
        self.guild = env.create_guild(name, preferred_locale=locale)
        managers = self.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        self.channel: ChannelHandle = self.guild.create_text_channel("news")
        self.forum: ChannelHandle = self.guild.create_forum_channel("questions")
        self.manager: MemberActor = self.guild.add_member(env.create_user(f"mia_{name}"), roles=[managers])
        self.member: MemberActor = self.guild.add_member(env.create_user(f"ann_{name}"))

    @property
    def me(self) -> str:
        assert self.env.bot.user
        return self.env.bot.user.mention

    @property
    def last(self) -> discord.Message:
        message = self.channel.last_message
        assert message
        return message

    async def mention(self, text: str = ASKED, **given: Any) -> discord.Message:
        await self.member.send(self.channel, f"{self.me} {text}", **given)
        return self.last

    async def slash(self, name: str, who: MemberActor | None = None, **options: Any) -> str:
        return said(await (who or self.member).slash(self.channel, name, **options))


def said(result: InteractionResult) -> str:
    """Return what an interaction was answered with, which was private."""
    assert result.response
    assert result.ephemeral
    return result.response.content


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ANSWER)


@pytest.fixture
def state() -> State:
    return memory()


@pytest.fixture
def simcord_bot(shelf: Shelf, state: State) -> BelegBot:
    return bot(shelf, state=state, everybody=False, reads_messages=True)


@pytest.fixture
def first(simcord_env: Env) -> Place:
    return Place(simcord_env, "Ember")


@pytest.fixture
async def second(simcord_env: Env, first: Place) -> Place:
    await simcord_env.settle()  # so that the first one is
    return Place(simcord_env, "Salt")


def admit(state: State, place: Place, *, admitted: bool = True) -> None:
    settings = state.servers.of(place.guild.id)
    state.servers.set(place.guild.id, replace(settings, admitted=admitted))


# --- a server that is not admitted -----------------------------------------------------------------------------------


class Shut:
    """A server that was answered and is so no longer, with all that is left from then."""

    def __init__(self, place: Place, shelf: Shelf, state: State) -> None:
        self.place, self.shelf, self.state = place, shelf, state

    async def begin(self) -> None:
        place = self.place
        admit(self.state, place)
        self.answer = await place.mention()
        self.form = await place.member.click(self.answer, label=ENGLISH.asking.follow_up)
        await place.member.click(self.answer, label=ENGLISH.asking.in_thread)
        [self.thread] = place.channel.threads
        settings = self.state.servers.of(place.guild.id)
        self.state.servers.set(place.guild.id, replace(settings, admitted=False, forums=(place.forum.id,)))
        self.shelf.asked.clear()
        self.shelf.seen.clear()


@pytest.fixture
async def shut(second: Place, shelf: Shelf, state: State) -> Shut:
    made = Shut(second, shelf, state)
    await made.begin()
    return made


async def told_why(shut: Shut) -> str:
    """Return what the button below "No answer this time" tells."""
    notice = shut.place.last
    assert notice.content == ENGLISH.asking.unanswered
    return said(await shut.place.member.click(notice, label=ENGLISH.asking.why))


async def by_mention(shut: Shut) -> str:
    await shut.place.mention()
    return await told_why(shut)


async def by_reply(shut: Shut) -> str:
    await shut.place.mention(reply_to=shut.answer)
    return await told_why(shut)


async def by_menu(shut: Shut) -> str:
    message = await shut.place.manager.send(shut.place.channel, ASKED)
    return said(await shut.place.member.context_menu(shut.place.channel, "Ask about this", message))


async def by_form(shut: Shut) -> str:
    assert shut.form.modal
    field = shut.form.modal["components"][0]["component"]["custom_id"]
    return said(await shut.place.member.submit_modal(shut.form, {field: ASKED}))


async def by_thread(shut: Shut) -> str:
    await shut.place.member.send(shut.thread, ASKED)
    notice = shut.thread.last_message
    assert notice
    assert notice.content == ENGLISH.asking.unanswered
    return said(await shut.place.member.click(notice, label=ENGLISH.asking.why))


def by_command(name: str, **options: Any) -> Callable[[Shut], Awaitable[str]]:
    async def way(shut: Shut) -> str:
        return await shut.place.slash(name, shut.place.manager, **options)

    way.__name__ = name
    return way


def by_button(starts: str) -> Callable[[Shut], Awaitable[str]]:
    async def way(shut: Shut) -> str:
        rows: list[Any] = shut.answer.components
        ids = [one.custom_id for row in rows for one in row.children]
        custom_id = next(one for one in ids if one.startswith(starts))
        return said(await shut.place.member.click(shut.answer, custom_id=custom_id))

    way.__name__ = starts
    return way


SHUT_WAYS = [
    by_mention,
    by_reply,
    by_menu,
    by_form,
    by_thread,
    by_command("ask", question=ASKED),
    by_command("said", speaker="Holt"),
    by_command("help"),
    by_command("setup"),
    by_command("servers"),
    by_command("reindex"),
    by_button("passage:"),
    by_button("followup"),
    by_button("thread:"),
    by_button("feedback:"),
]


@pytest.mark.parametrize("way", SHUT_WAYS, ids=lambda way: way.__name__)
async def test_a_server_that_is_not_admitted_gets_one_sentence_and_costs_no_search(
    shut: Shut, way: Callable[[Shut], Awaitable[str]]
) -> None:
    assert await way(shut) == CLOSED
    assert (shut.shelf.asked, shut.shelf.seen) == ([], [])


async def test_on_a_server_that_is_not_admitted_no_name_is_completed_and_no_post_answered(shut: Shut) -> None:
    place = shut.place
    assert await place.member.autocomplete(place.channel, "ask", "speaker", "T") == []
    backend = place.env.backend
    post = backend.create_thread(place.forum.id, ASKED, place.member.id, broadcast=False)
    backend.announce_thread_create(post)
    await place.env.settle()
    assert not backend.messages.get(post.id)
    assert (shut.shelf.asked, shut.shelf.seen) == ([], [])


async def test_what_is_kept_about_somebody_is_shown_and_deleted_on_any_server(shut: Shut) -> None:
    kept = await shut.place.member.slash(shut.place.channel, "privacy")
    assert kept.response
    assert kept.response.content.startswith(f"**{ENGLISH.privacy.title}**")
    assert said(await shut.place.member.click(kept.response.message, label=ENGLISH.privacy.forget)) == (
        ENGLISH.privacy.forgotten
    )


async def test_strangers_are_answered_nowhere_and_members_of_answered_servers_in_direct_messages(
    first: Place, second: Place, shelf: Shelf
) -> None:
    for who in (second.member.user, first.env.create_user("cleo")):
        await who.send_dm(ASKED)
        message = who.dm_channel.last_message
        assert message
        assert message.content == ENGLISH.failures["stranger"]
    assert (shelf.asked, shelf.seen) == ([], [])
    await first.member.user.send_dm(ASKED)
    assert len(shelf.asked) == 1


# --- the first server, and those that it confirms --------------------------------------------------------------------


async def test_the_first_server_is_answered_out_of_the_box_also_after_a_restart(
    first: Place, second: Place, shelf: Shelf, state: State
) -> None:
    assert "Ilva Tarn" in (await first.mention()).content
    assert (state.servers.of(first.guild.id).first, state.servers.of(second.guild.id).admitted) == (True, False)
    again = bot(shelf, state=state, everybody=False)
    await first.env.restart_bot(again)
    assert again.admission.first == first.guild.id
    assert "Ilva Tarn" in (await first.mention()).content


async def test_who_manages_the_first_server_confirms_others_and_withdraws_that(
    first: Place, second: Place, shelf: Shelf
) -> None:
    listed = await first.manager.slash(first.channel, "servers")
    assert said(listed).splitlines() == [
        "**Servers that Beleg is on**",
        "- **Salt** · 2 members · not answered",
        "- **Ember** · 2 members · answered, the first one",
    ]
    assert listed.response
    confirmed = await first.manager.click(listed.response.message, label="Answer Salt")
    assert said(confirmed).startswith("Beleg now answers on **Salt**.\n")
    assert await second.slash("ask", private=True, question=ASKED) != CLOSED
    assert confirmed.response
    withdrawn = await first.manager.click(confirmed.response.message, label="Stop Salt")
    assert said(withdrawn).startswith("Beleg no longer answers on **Salt**.\n")
    assert await second.slash("ask", question=ASKED) == CLOSED


async def test_nobody_else_confirms_servers_not_even_by_a_button_that_is_not_theirs(
    first: Place, second: Place, state: State
) -> None:
    admit(state, second)
    listed = await first.manager.slash(first.channel, "servers")
    assert listed.response
    for place, who in ((first, first.member), (second, second.manager), (second, second.member)):
        unhide(place, "servers")
        assert await place.slash("servers", who) == ENGLISH.failures["operators_only"]
        message = await forged(place, f"servers:withdraw:{second.guild.id}", "servers:page:0")
        for custom_id in (f"servers:withdraw:{second.guild.id}", "servers:page:0"):
            assert said(await who.click(message, custom_id=custom_id)) == ENGLISH.failures["operators_only"]
    assert state.servers.of(second.guild.id).admitted


async def test_the_first_server_cannot_be_withdrawn(first: Place, second: Place) -> None:
    message = await forged(first, f"servers:withdraw:{first.guild.id}", "servers:admit:1")
    for custom_id in (f"servers:withdraw:{first.guild.id}", "servers:admit:1"):
        assert said(await first.manager.click(message, custom_id=custom_id)) == ENGLISH.failures["fixed_server"]
    assert await first.slash("help") != CLOSED


async def test_names_of_servers_are_shown_as_they_are_and_long_lists_have_pages(first: Place) -> None:
    names = ["@everyone **big** [x](https://x.example)", "a" * 100, *(f"S{n}" for n in range(8))]
    for name in names:
        first.env.create_guild(name)
    listed = await first.manager.slash(first.channel, "servers")
    pages = [said(listed)]
    while any(label == ENGLISH.servers.more for label in labels(listed)):
        assert listed.response
        rows: list[Any] = listed.response.message.components
        assert all(len(row.children) <= 2 for row in rows)
        listed = await first.manager.click(listed.response.message, label=ENGLISH.servers.more)
        pages.append(said(listed))
    assert [len(page.splitlines()) - 1 for page in pages] == [6, 5]
    assert r"\[x\](https://x.example)" not in "".join(pages) or r"\*\*big\*\*" in "".join(pages)
    assert all(label is None or len(label) <= 34 for label in labels(listed))


def labels(result: InteractionResult) -> list[str | None]:
    assert result.response
    rows: list[Any] = result.response.message.components
    return [one.label for row in rows for one in row.children]


def unhide(place: Place, name: str) -> None:
    """Have everybody be offered a command, as a server's administrators can."""
    [command] = [one for one in place.env.backend.commands[None].values() if one["name"] == name]
    command["default_member_permissions"] = None


async def forged(place: Place, *custom_ids: str) -> discord.Message:
    """Return a message with buttons that the bot never put there for whoever sees it."""
    view = discord.ui.View(timeout=None)
    for custom_id in custom_ids:
        view.add_item(discord.ui.Button(label="x", custom_id=custom_id))
    channel = place.env.bot.get_channel(place.channel.id)
    assert isinstance(channel, discord.TextChannel)
    return await channel.send("x", view=view)


# --- coming and going ------------------------------------------------------------------------------------------------


async def joins(place: Place, *, greets: bool = True) -> None:
    """Have Discord say that the bot has come to a server, which greets new members in its channel."""
    backend = place.env.backend
    if greets:
        backend.get_guild(place.guild.id).system_channel_id = place.channel.id
    guild = place.env.bot.get_guild(place.guild.id)
    assert guild
    if greets:
        guild._system_channel_id = place.channel.id
    place.env.bot.dispatch("guild_join", guild)
    await place.env.settle()


async def test_a_new_server_is_told_what_to_do_in_its_language(first: Place) -> None:
    await joins(first)
    assert first.last.content.startswith("**Beleg answers questions about news articles here")
    assert "</setup:" in first.last.content
    german = Place(first.env, "Salz", locale="de")
    await joins(german)
    assert german.last.content == GERMAN.servers.closed
    await joins(Place(first.env, "Quiet"), greets=False)


async def test_where_the_bot_may_not_write_it_says_nothing(first: Place) -> None:
    first.env.inject_error("POST", "/channels/*/messages", status=403)
    await joins(first)
    assert first.channel.last_message is None


async def test_a_confirmed_server_is_told_so(first: Place, second: Place) -> None:
    await joins(second)
    assert second.last.content == ENGLISH.servers.closed
    listed = await first.manager.slash(first.channel, "servers")
    assert listed.response
    await first.manager.click(listed.response.message, label="Answer Salt")
    assert second.last.content.startswith("**Beleg answers questions")


async def test_a_server_that_the_bot_has_left_is_forgotten_and_has_to_be_confirmed_again(
    first: Place, second: Place, state: State
) -> None:
    admit(state, second)
    for place in (first, second):
        settings = replace(state.servers.of(place.guild.id), languages=("uk",))
        state.servers.set(place.guild.id, settings)
        guild = first.env.bot.get_guild(place.guild.id)
        assert guild
        first.env.bot.dispatch("guild_remove", guild)
        async with asyncio.timeout(10):  # a thread forgets it, for which Discord's clock does not count
            while state.servers.of(place.guild.id).languages:
                await first.env.settle()
                await asyncio.sleep(0.01)
    assert not state.servers.of(second.guild.id).admitted
    kept = state.servers.of(first.guild.id)
    assert (kept.first, kept.admitted, kept.languages) == (True, True, ())
