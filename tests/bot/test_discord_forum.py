"""The real bot in a simulated Discord: posts in the forums that a server has chosen."""

from __future__ import annotations

from typing import Any

import pytest
from simcord import Env, MemberActor
from simcord.backend.serializers import channel_payload

from bot.discord_app.client import BelegBot
from bot.discord_app.rendering import messages
from bot.state.preferences import ServerSettings
from bot.state.state import State
from retrieval.errors import CatalogDamagedError
from tests.bot.discord_world import ANSWER, Shelf, bot, memory


class Forum:
    """A forum channel of a server that has chosen it, two members, and the bot over its shelf."""

    def __init__(self, env: Env, shelf: Shelf, state: State) -> None:
        self.env = env
        self.shelf = shelf
        self.guild = env.create_guild()
        self.channel = self.guild.create_forum_channel("questions")
        self.backend: Any = env.backend.get_channel(self.channel.id)
        self.ann: MemberActor = self.guild.add_member(env.create_user("ann"))
        self.ben: MemberActor = self.guild.add_member(env.create_user("ben"))
        self.state = state
        state.servers.set(self.guild.id, ServerSettings(forums=(self.channel.id,)))

    async def post(self, title: str, *tags: str, answers: tuple[MemberActor, ...] = ()) -> int:
        """Let ann write a post with these tags, which others have answered before the bot hears of it."""
        ids = [int(tag["id"]) for tag in self.backend.available_tags if tag["name"] in tags]
        thread = self.env.backend.create_thread(self.channel.id, title, self.ann.id, applied_tags=ids, broadcast=False)
        for who in (self.ann, *answers):
            self.env.backend.create_message(thread.id, who.id, "Please help.", broadcast=False)
        self.env.backend.announce_thread_create(thread)
        await self.env.settle()
        return int(thread.id)

    def offer(self, *tags: str) -> None:
        """Let the forum have these tags."""
        self.backend.available_tags = [
            {"id": str(n), "name": tag, "moderated": False, "emoji_id": None, "emoji_name": None}
            for n, tag in enumerate(tags, start=1)
        ]
        self.env.backend.emit("CHANNEL_UPDATE", channel_payload(self.env.backend, self.backend))

    def replies(self, thread: int) -> list[str]:
        """Return what the bot wrote in a post."""
        me = self.env.backend.bot_user.id
        return [one.content for one in self.env.backend.messages[thread].values() if one.author_id == me]

    def tags(self, thread: int) -> list[str]:
        names = {int(tag["id"]): tag["name"] for tag in self.backend.available_tags}
        return [names[tag] for tag in self.env.backend.get_channel(thread).applied_tags]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ANSWER)


@pytest.fixture
def state() -> State:
    return memory()


@pytest.fixture
def simcord_bot(shelf: Shelf, state: State) -> BelegBot:
    return bot(shelf, state=state)


@pytest.fixture
def forum(simcord_env: Env, shelf: Shelf, state: State) -> Forum:
    return Forum(simcord_env, shelf, state)


async def test_a_post_is_answered_once_and_tagged(forum: Forum) -> None:
    forum.offer("Help", "Beleg")
    post = await forum.post(ANSWER.question, "Help")
    assert forum.replies(post) == messages(ANSWER)
    assert forum.tags(post) == ["Help", "Beleg"]
    forum.env.backend.announce_thread_create(forum.env.backend.get_channel(post))
    await forum.env.settle()
    assert len(forum.replies(post)) == 1


async def test_a_post_goes_on_in_its_conversation(forum: Forum) -> None:
    post = await forum.post("What did Holt say about the ferry?")
    me = forum.env.bot.user
    assert me
    [thread] = forum.channel.threads
    await forum.ben.send(thread, f"{me.mention} And about the harbour?")
    assert "-# Still about Holt:" in forum.replies(post)[-1]


async def test_a_post_that_somebody_has_answered_is_left_alone(forum: Forum) -> None:
    post = await forum.post(ANSWER.question, answers=(forum.ben,))
    assert (forum.replies(post), forum.shelf.asked) == ([], [])
    own = await forum.post(ANSWER.question, answers=(forum.ann,))
    assert len(forum.replies(own)) == 1


async def test_a_post_that_is_answered_meanwhile_is_left_alone(forum: Forum) -> None:
    def meanwhile(_: object) -> None:
        thread = forum.env.backend.get_guild(forum.guild.id).thread_ids[-1]
        forum.env.backend.create_message(thread, forum.ben.id, "I know it.", broadcast=False)

    forum.shelf.hold = meanwhile
    post = await forum.post(ANSWER.question)
    assert (forum.replies(post), len(forum.shelf.asked)) == ([], 1)


@pytest.mark.parametrize("tag", ["Solved", "gelöst"])
async def test_a_post_that_is_solved_is_left_alone(forum: Forum, tag: str) -> None:
    forum.offer(tag)
    assert forum.replies(await forum.post(ANSWER.question, tag)) == []


async def test_a_post_elsewhere_is_left_alone(forum: Forum, state: State) -> None:
    state.servers.set(forum.guild.id, ServerSettings())
    assert forum.replies(await forum.post(ANSWER.question)) == []


async def test_where_there_is_no_answer_nobody_who_has_not_asked_is_told(forum: Forum) -> None:
    forum.shelf.failure = CatalogDamagedError("It is damaged.")
    assert forum.replies(await forum.post(ANSWER.question)) == []


async def test_posts_of_members_who_may_not_ask_are_left_alone(forum: Forum) -> None:
    role = forum.guild.create_role("Readers")
    forum.state.servers.set(forum.guild.id, ServerSettings(forums=(forum.channel.id,), askers=(role.id,)))
    assert forum.replies(await forum.post(ANSWER.question)) == []
    forum.ann = forum.guild.add_member(forum.env.create_user("rea"), roles=[role])
    assert forum.replies(await forum.post(ANSWER.question)) == messages(ANSWER)
