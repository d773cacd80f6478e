"""The real bot in a simulated Discord: answers as cards, and what can be done with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.answer import Answer, Headline, Suggestions
from bot.discord_app.client import BelegBot
from bot.discord_app.rendering import messages
from bot.state.preferences import PersonalSettings, ServerSettings
from bot.state.state import State
from tests.bot.answers import answer as written
from tests.bot.answers import entry
from tests.bot.discord_world import ABSTENTION, ANSWER, ARTICLE, HEADING, LONG, QUOTE, Shelf, bot, citation, memory

MANY = written(*(entry(citation(n)) for n in range(1, 9)), question="And everything?", heading=HEADING)
HUGE = "word " * 1200
IN_TEXT = replace(ARTICLE, article_id="b" * 12, text=HUGE)
TOO_LONG = written(entry(citation(1, HUGE.strip(), IN_TEXT)), question="Too long?")


HEADLINE = Headline("c" * 12, "Quay [2] closed\n# now", "2022-01-11", "https://ember.example/closed")
OFFERED = Suggestions(questions=(ANSWER.question, "What did Odo Brandis say?"), headlines=(HEADLINE,))
REFUSED = replace(ABSTENTION, question="Who won?", suggestions=OFFERED)
GREETED = Answer("hello", "en", (), suggestions=Suggestions(questions=(ANSWER.question,)), greeting="Hello! Ask me.")
SHARED = replace(ANSWER, question="Tarn?", namesakes=("Ilva Tarn", "Odo Tarn"))


class World:
    """A guild with one channel and two members, and the bot over its shelf."""

    def __init__(self, env: Env, shelf: Shelf, state: State) -> None:
        self.env = env
        self.shelf = shelf
        self.state = state
        self.guild = env.create_guild()
        self.channel: ChannelHandle = self.guild.create_text_channel("news")
        self.ann: MemberActor = self.guild.add_member(env.create_user("ann"))
        self.ben: MemberActor = self.guild.add_member(env.create_user("ben"))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ANSWER, ABSTENTION, LONG, MANY, TOO_LONG, REFUSED, GREETED, SHARED)


@pytest.fixture
def state() -> State:
    return memory()


@pytest.fixture
def simcord_bot(shelf: Shelf, state: State) -> BelegBot:
    return bot(shelf, state=state, cards=True)


@pytest.fixture
def world(simcord_env: Env, shelf: Shelf, state: State) -> World:
    return World(simcord_env, shelf, state)


def components(message: Any) -> list[dict[str, Any]]:
    """Return all components of a message, nested ones included, from top to bottom."""
    found: list[dict[str, Any]] = []

    def walk(one: Any) -> None:
        for child in one if isinstance(one, list) else [one]:
            found.append(child)
            walk([*child.get("components", []), *([child["accessory"]] if "accessory" in child else [])])

    walk([one.to_dict() if hasattr(one, "to_dict") else one for one in message.components])
    return found


def texts(message: Any) -> list[str]:
    return [one["content"] for one in components(message) if one["type"] == 10]


def buttons(message: Any) -> list[dict[str, Any]]:
    return [one for one in components(message) if one["type"] == 2]


async def asked(world: World, question: str, who: MemberActor | None = None) -> Any:
    result = await (who or world.ann).slash(world.channel, "ask", question=question)
    assert result.response
    return result.response.message


async def test_an_answer_is_a_card_and_nothing_else(world: World) -> None:
    message = await asked(world, ANSWER.question)
    assert message.content == ""
    assert message.flags.components_v2
    question, quotation, *_ = texts(message)
    assert question == "-# What did the mayor say?"
    assert quotation.startswith("### Ilva Tarn: “Mayor Ilva Tarn said the quay")
    assert texts(message)[-1].startswith("-# 1 article searched · the newest of 10 Jan 2022")
    first = buttons(message)[:2]
    assert [(one.get("label"), one.get("url")) for one in first] == [("Passage", None), ("Open article", ARTICLE.url)]


async def test_the_passage_is_a_press_away_after_a_restart_too(world: World) -> None:
    message = await asked(world, ANSWER.question)
    await world.env.restart_bot(bot(world.shelf, state=world.state, cards=True))
    shown = await world.ben.click(message, label="Passage")
    assert shown.ephemeral
    assert shown.response
    assert r"**Mayor Ilva Tarn said the quay \*must\* be rebuilt before winter.**" in shown.response.content


async def test_what_the_card_has_no_room_for_is_a_press_away_after_a_restart_too(world: World) -> None:
    message = await asked(world, MANY.question)
    left = next(one["label"] for one in buttons(message) if one.get("custom_id") == "more")
    shown = sum("Mayor Ilva Tarn said" in text for text in texts(message))
    assert left == f"More ({8 - shown})"
    await world.env.restart_bot(bot(world.shelf, state=world.state, cards=True))
    rest = await world.ben.click(message, label=left)
    assert rest.ephemeral
    assert rest.response
    assert sum("Mayor Ilva Tarn said" in text for text in texts(rest.response.message)) == 8 - shown


async def test_more_of_an_answer_that_is_forgotten_is_a_sentence(world: World) -> None:
    message = await asked(world, MANY.question)
    world.state.answers.forget(message.id)
    left = next(one["label"] for one in buttons(message) if one.get("custom_id") == "more")
    told = await world.ann.click(message, label=left)
    assert told.ephemeral
    assert told.response
    assert told.response.content == "Beleg no longer knows what was asked there; please ask it again."


async def test_what_no_card_can_hold_is_plain_text(world: World) -> None:
    world.shelf.articles[IN_TEXT.article_id] = IN_TEXT
    message = await asked(world, TOO_LONG.question)
    assert message.content == messages(TOO_LONG)[0]


async def test_who_chose_plain_text_has_it_and_others_do_not(world: World) -> None:
    world.state.people.set(world.ann.id, PersonalSettings(plain=True))
    assert (await asked(world, ANSWER.question)).content == messages(ANSWER)[0]
    assert (await asked(world, ANSWER.question, world.ben)).content == ""
    world.state.servers.set(world.guild.id, ServerSettings(plain=True))
    assert (await asked(world, ANSWER.question, world.ben)).content == messages(ANSWER)[0]
    world.state.people.set(world.ben.id, PersonalSettings(plain=False))
    assert (await asked(world, ANSWER.question, world.ben)).content == ""


async def test_an_answer_is_kept_without_its_words(world: World) -> None:
    message = await asked(world, ANSWER.question)
    kept = world.state.answers.of_message(message.id)
    assert kept
    assert (kept.channel, kept.server, kept.asker) == (world.channel.id, world.guild.id, world.ann.id)
    assert [(one.n, one.article_id) for one in kept.quotations] == [(1, ARTICLE.article_id)]
    assert QUOTE not in repr(kept)
    assert world.state.counts.of(world.guild.id).answered == 1


async def test_every_quotation_of_a_card_is_found_by_its_number(world: World) -> None:
    message = await asked(world, MANY.question)
    numbered = {one["id"] - 1000: one for one in components(message) if one.get("id", 0) > 1000}
    assert {n for n, one in numbered.items() if one["type"] in (9, 10)} >= {1}
    assert set(numbered) <= set(range(1, 9))


async def test_an_abstention_offers_questions_that_are_asked_at_a_press_after_a_restart_too(world: World) -> None:
    message = await asked(world, REFUSED.question)
    shown = texts(message)
    assert shown[1].startswith("### I found nothing in the articles that answers this question.")
    assert shown[2] == "- [“Quay (2) closed # now”](<https://ember.example/closed>) · 11 Jan 2022"
    labels = [one.get("label") for one in buttons(message)]
    assert labels[:2] == [ANSWER.question, "What did Odo Brandis say?"]
    await world.env.restart_bot(bot(world.shelf, state=world.state, cards=True))
    answered = await world.ben.click(message, label=ANSWER.question)
    assert not answered.ephemeral
    assert answered.response
    assert texts(answered.response.message)[1].startswith("### Ilva Tarn: “Mayor")


async def test_a_greeting_gets_a_sentence_and_questions(world: World) -> None:
    message = await asked(world, GREETED.question)
    assert "### Hello! Ask me." in texts(message)
    assert buttons(message)[0].get("label") == ANSWER.question
    world.state.people.set(world.ann.id, PersonalSettings(plain=True))
    plain = await asked(world, GREETED.question)
    assert plain.content == "-# hello\nHello! Ask me."


async def test_two_people_of_one_name_are_two_buttons(world: World) -> None:
    message = await asked(world, SHARED.question)
    ids = {one["label"]: one.get("custom_id") for one in buttons(message) if "label" in one}
    assert ids["Ilva Tarn"] == "ask:What did Ilva Tarn say?"
    assert ids["Odo Tarn"] == "ask:What did Odo Tarn say?"
