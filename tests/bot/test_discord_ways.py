"""The real bot in a simulated Discord: every way of asking but the slash command, and conversations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, InteractionResult, MemberActor

from bot.discord_app.client import BelegBot
from bot.discord_app.rendering import messages
from bot.discord_app.texts import ENGLISH, GERMAN, Texts
from tests.bot.discord_world import ANSWER, Shelf, bot

SHOWN = messages(ANSWER)[0]
HOLT = "What did Holt say about the ferry?"


class World:
    """A guild with a channel and two members, and the bot over its shelf."""

    def __init__(self, env: Env, shelf: Shelf) -> None:
        self.env = env
        self.shelf = shelf
        self.guild = env.create_guild()
        self.channel: ChannelHandle = self.guild.create_text_channel("news")
        self.ann: MemberActor = self.guild.add_member(env.create_user("ann"))
        self.ben: MemberActor = self.guild.add_member(env.create_user("ben"))

    @property
    def me(self) -> str:
        user = self.env.bot.user
        assert user
        return user.mention

    async def mention(self, who: MemberActor, text: str, channel: ChannelHandle | None = None) -> discord.Message:
        """Let somebody mention the bot; return what it replied."""
        await who.send(channel or self.channel, f"{self.me} {text}")
        return self.last(channel)

    def last(self, channel: ChannelHandle | None = None) -> discord.Message:
        message = (channel or self.channel).last_message
        assert message
        return message


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ANSWER)


@pytest.fixture
def simcord_bot(shelf: Shelf, request: pytest.FixtureRequest) -> BelegBot:
    return bot(shelf, reads_messages=bool(request.node.get_closest_marker("reads_messages")))


@pytest.fixture
def world(simcord_env: Env, shelf: Shelf) -> World:
    return World(simcord_env, shelf)


def labels(message: Any) -> list[str]:
    """Return the words on the buttons of a message, those left out that have a picture alone."""
    return [child.label for row in message.components for child in row.children if child.label]


async def sent(who: MemberActor, opened: InteractionResult, text: str | None = None) -> InteractionResult:
    """Let somebody send a form with one field, as it came or with other words in it."""
    assert opened.modal
    field = opened.modal["components"][0]["component"]
    return await who.submit_modal(opened, {field["custom_id"]: field.get("value") if text is None else text})


def shown(result: InteractionResult) -> str:
    assert result.response
    return result.response.content


async def by_mention(world: World) -> str:
    return (await world.mention(world.ann, ANSWER.question)).content


async def by_reply(world: World) -> str:
    answer = await world.mention(world.ben, "Anything new?")
    await world.ann.send(world.channel, f"{world.me} {ANSWER.question}", reply_to=answer)
    return world.last().content


async def by_direct_message(world: World) -> str:
    user = world.env.create_user("cleo")
    await user.send_dm(ANSWER.question)
    return world.last(user.dm_channel).content


async def by_slash(world: World) -> str:
    return shown(await world.ann.slash(world.channel, "ask", question=ANSWER.question))


async def by_menu(world: World) -> str:
    message = await world.ben.send(world.channel, ANSWER.question)
    form = await world.ann.context_menu(world.channel, "Ask about this", message)
    return shown(await sent(world.ann, form))


async def by_form(world: World) -> str:
    answer = await world.mention(world.ben, "Anything new?")
    form = await world.ann.click(answer, label="Ask a follow-up")
    return shown(await sent(world.ann, form, ANSWER.question))


WAYS = [by_slash, by_mention, by_reply, by_direct_message, by_menu, by_form]


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_of_asking_gives_the_same_answer(world: World, way: Callable[[World], Awaitable[str]]) -> None:
    assert await way(world) == SHOWN


def carried(content: str) -> str:
    """Return the line that says what an answer took over, "" for none."""
    return next((line for line in content.splitlines() if line.startswith("-# Still about")), "")


async def test_a_person_goes_on_in_a_channel_and_nobody_else(world: World) -> None:
    other = world.guild.create_text_channel("other")
    await world.mention(world.ann, HOLT)
    assert carried((await world.mention(world.ben, "And about the harbour?")).content) == ""
    assert carried((await world.mention(world.ann, "And about the harbour?", other)).content) == ""
    went_on = await world.mention(world.ann, "And about the harbour?")
    assert carried(went_on.content) == "-# Still about Holt:"
    by_command = await world.ann.slash(world.channel, "ask", question="And about the tunnel?")
    assert carried(shown(by_command)) == "-# Still about Holt:"


async def test_what_is_asked_in_private_is_carried_over_into_private_answers_alone(world: World) -> None:
    await world.ann.slash(world.channel, "ask", question=HOLT, private=True)
    assert carried((await world.mention(world.ann, "And about the harbour?")).content) == ""
    private = await world.ann.slash(world.channel, "ask", question="And about the harbour?", private=True)
    assert carried(shown(private)) == "-# Still about Holt:"
    assert private.response
    assert labels(private.response.message) == ["Passage 1", "Ask a follow-up", "Ask it by itself"]
    alone = await world.ann.click(private.response.message, label="Ask it by itself")
    assert (alone.ephemeral, carried(shown(alone))) == (True, "")
    form = await world.ann.click(private.response.message, label="Ask a follow-up")
    assert (await sent(world.ann, form, "And about the tunnel?")).ephemeral


async def test_a_question_is_asked_by_itself_by_who_asked_it(world: World) -> None:
    await world.mention(world.ann, HOLT)
    answer = await world.mention(world.ann, "And about the harbour?")
    assert labels(answer) == ["Passage 1", "Ask a follow-up", "Ask it by itself", "Ask in a thread"]
    refused = await world.ben.click(answer, label="Ask it by itself")
    assert (refused.ephemeral, shown(refused)) == (True, ENGLISH.failures["not_yours"])
    alone = await world.ann.click(answer, label="Ask it by itself")
    assert not alone.ephemeral
    assert shown(alone).startswith("-# And about the harbour?\n**")


async def test_after_a_restart_a_forgotten_question_is_told_as_such(world: World) -> None:
    await world.mention(world.ann, HOLT)
    answer = await world.mention(world.ann, "And about the harbour?")
    await world.env.restart_bot(bot(world.shelf))
    told = await world.ann.click(answer, label="Ask it by itself")
    assert (told.ephemeral, shown(told)) == (True, ENGLISH.failures["forgotten"])


async def test_a_thread_goes_on_from_its_answer_for_everybody_in_it(world: World) -> None:
    answer = await world.mention(world.ann, HOLT)
    opened = await world.ben.click(answer, label="Ask in a thread")
    [thread] = world.channel.threads
    assert (opened.ephemeral, shown(opened)) == (True, f"Go on asking in <#{thread.id}>.")
    assert thread.name == HOLT
    assert world.last(thread).content == f"Go on asking here: mention {world.me} in each question."
    went_on = await world.mention(world.ben, "And about the harbour?", thread)
    assert carried(went_on.content) == "-# Still about Holt:"
    assert "Ask in a thread" not in labels(went_on)
    assert carried((await world.mention(world.ann, "And about the tunnel?", thread)).content) == "-# Still about Holt:"
    assert carried((await world.mention(world.ben, "And about the harbour?")).content) == ""
    again = await world.ann.click(answer, label="Ask in a thread")
    assert shown(again) == f"Go on asking in <#{thread.id}>."
    assert len(world.channel.threads) == 1


async def test_two_threads_do_not_know_each_other(world: World) -> None:
    threads = []
    for question in (HOLT, ANSWER.question):
        answer = await world.mention(world.ann, question)
        await world.ann.click(answer, label="Ask in a thread")
        threads.append(world.channel.threads[-1])
    assert carried((await world.mention(world.ann, "And about the harbour?", threads[0])).content) != ""
    assert "Holt" not in (await world.mention(world.ann, "And about the harbour?", threads[1])).content


async def test_where_the_bot_may_open_no_thread_its_presser_is_told(world: World) -> None:
    answer = await world.mention(world.ann, HOLT)
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=403)
    told = await world.ann.click(answer, label="Ask in a thread")
    assert (told.ephemeral, shown(told)) == (True, ENGLISH.failures["no_threads"])


@pytest.mark.reads_messages
async def test_in_own_threads_messages_need_no_mention_where_all_may_be_read(world: World) -> None:
    answer = await world.mention(world.ann, HOLT)
    await world.ann.click(answer, label="Ask in a thread")
    [thread] = world.channel.threads
    assert world.last(thread).content == ENGLISH.asking.in_thread_alone
    await world.ben.send(thread, "And about the harbour?")
    assert carried(world.last(thread).content) == "-# Still about Holt:"
    asked = len(world.shelf.asked)
    await world.ben.send(thread, f"{world.ann.mention} what do you think?")
    await world.ben.send(thread, "I do not think so.", reply_to=world.last(thread))
    await world.ben.send(world.channel, "And about the harbour?")
    assert len(world.shelf.asked) == asked


async def test_in_own_threads_messages_need_a_mention_otherwise(world: World) -> None:
    answer = await world.mention(world.ann, HOLT)
    await world.ann.click(answer, label="Ask in a thread")
    await world.ben.send(world.channel.threads[0], "And about the harbour?")
    assert len(world.shelf.asked) == 1


async def test_a_message_that_is_for_others_is_left_alone(world: World) -> None:
    before = len(world.channel.history())
    await world.ann.send(world.channel, f"{world.ben.mention} what did the mayor say?")
    hook = world.guild.create_webhook(world.channel)
    await hook.send(f"{world.me} {ANSWER.question}")
    assert (len(world.channel.history()), world.shelf.asked) == (before + 2, [])


async def test_a_mention_names_others_by_their_names_and_pings_nobody(world: World) -> None:
    answer = await world.mention(world.ann, f"What did {world.ben.mention} say about @everyone?")
    assert world.shelf.asked[0][0] == "What did ben say about @everyone?"
    assert not answer.mentions
    posted = [
        request.json
        for request in world.env.http_requests
        if request.method == "POST" and request.path.endswith("/messages") and isinstance(request.json, dict)
    ]
    assert posted
    assert all(body["allowed_mentions"] == {"parse": [], "replied_user": False} for body in posted)


@pytest.mark.parametrize(("question", "texts"), [("x" * 1001, ENGLISH), (f"Was sagte sie über {'x' * 1001}", GERMAN)])
async def test_in_a_channel_only_the_asker_is_told_why_there_is_no_answer(
    world: World, question: str, texts: Texts
) -> None:
    notice = await world.mention(world.ann, question)
    assert (notice.content, labels(notice)) == (texts.asking.unanswered, [texts.asking.why])
    refused = await world.ben.click(notice, label=texts.asking.why)
    assert (refused.ephemeral, shown(refused)) == (True, ENGLISH.failures["not_yours"])
    await world.env.restart_bot(bot(world.shelf))
    told = await world.ann.click(notice, label=texts.asking.why)
    assert told.ephemeral
    assert shown(told) == ENGLISH.failures["question_too_long"].format(length=f"{len(question):,}", longest="1,000")
    assert world.last().content.startswith(world.me), "the notice has gone"


async def test_in_a_direct_message_it_stands_there(world: World) -> None:
    user = world.env.create_user("cleo")
    await user.send_dm("x" * 1001)
    assert world.last(user.dm_channel).content == ENGLISH.failures["question_too_long"].format(
        length="1,001", longest="1,000"
    )


async def test_all_ways_are_counted_together_and_what_is_refused_is_not(world: World) -> None:
    for _ in range(6):
        await world.mention(world.ann, "x" * 1001)
    for _ in range(3):
        await world.mention(world.ann, HOLT)
    for _ in range(2):
        assert not (await world.ann.slash(world.channel, "ask", question=HOLT)).ephemeral
    assert (await world.mention(world.ann, HOLT)).content == ENGLISH.asking.unanswered
    assert (await world.mention(world.ben, HOLT)).content != ENGLISH.asking.unanswered
    assert len(world.shelf.asked) == 6


async def test_said_asks_in_the_language_of_the_asker(world: World) -> None:
    await world.ann.slash(world.channel, "said", speaker="Tarn")
    await world.ann.slash(world.channel, "said", speaker="Tarn", about="the quay")
    assert [asked[:2] for asked in world.shelf.asked] == [
        ("What did Tarn say?", "Tarn"),
        ("What did Tarn say about the quay?", "Tarn"),
    ]


@pytest.mark.parametrize("command", ["ask", "said"])
async def test_the_name_of_a_speaker_is_completed(world: World, command: str) -> None:
    world.shelf.people = ["Odo Brandis", "Ilva Tarn", "Tara Öst", "Tarn\nOdo", f"T{'a' * 100}"]
    offered = await world.ann.autocomplete(world.channel, command, "speaker", "Ta")
    assert offered == [{"name": name, "value": name} for name in ("Ilva Tarn", "Tara Öst")]
    world.shelf.people = [f"Ilva Tarn {n}" for n in range(60)]
    assert len(await world.ann.autocomplete(world.channel, command, "speaker", "")) == 25


async def test_where_somebody_asks_says_which_shelves_and_languages_they_see(world: World) -> None:
    await world.mention(world.ann, "Was sagte Tarn über den Hafen?")
    await world.ann.autocomplete(world.channel, "ask", "speaker", "T")
    user = world.env.create_user("cleo")
    await user.send_dm("What did Tarn say about the harbour?")
    own = frozenset({"", str(world.guild.id)})
    assert world.shelf.seen == [(own, ("de", "en")), (own, ("en",)), (frozenset({""}), ("en",))]
