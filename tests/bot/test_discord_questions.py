"""The real bot in a simulated Discord: /ask, /help and the passage button."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.discord_app.client import BelegBot
from bot.discord_app.markdown import LIMIT, length
from bot.discord_app.rendering import messages
from retrieval.errors import CatalogDamagedError
from tests.bot.answers import answer as written
from tests.bot.answers import entry
from tests.bot.discord_world import ABSTENTION, ANSWER, ARTICLE, LONG, Shelf, bot, citation


class World:
    """A guild with one channel and one member, and the bot over its shelf."""

    def __init__(self, env: Env, shelf: Shelf) -> None:
        self.env = env
        self.shelf = shelf
        guild = env.create_guild()
        self.channel: ChannelHandle = guild.create_text_channel("news")
        self.ann: MemberActor = guild.add_member(env.create_user("ann"))
        self.ben: MemberActor = guild.add_member(env.create_user("ben"))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ANSWER, ABSTENTION, LONG)


@pytest.fixture
def simcord_bot(shelf: Shelf) -> BelegBot:
    return bot(shelf)


@pytest.fixture
def world(simcord_env: Env, shelf: Shelf) -> World:
    return World(simcord_env, shelf)


def sent(env: Env, method: str, ending: str) -> list[dict[str, Any]]:
    """Return the bodies of the bot's requests whose path ends so."""
    return [
        r.json for r in env.http_requests if r.method == method and r.path.endswith(ending) and isinstance(r.json, dict)
    ]


async def test_ask_defers_and_answers_with_sources(world: World) -> None:
    result = await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    assert [body["type"] for body in sent(world.env, "POST", "/callback")] == [5]
    assert not result.ephemeral
    assert result.response is not None
    assert result.response.content == messages(ANSWER)[0]
    assert not result.followups


async def test_filters_reach_the_answerer_and_work_leaves_the_event_loop(world: World) -> None:
    await world.ann.slash(
        world.channel, "ask", question=ANSWER.question, speaker="Tarn", since="2022-01-01", until="2022-01-31"
    )
    [(question, speaker, since, until, thread)] = world.shelf.asked
    assert (question, speaker, since, until) == (ANSWER.question, "Tarn", "2022-01-01", "2022-01-31")
    assert thread != threading.get_ident()


async def test_nobody_is_ever_pinged(world: World) -> None:
    await world.ann.slash(world.channel, "ask", question=LONG.question)
    bodies = sent(world.env, "PATCH", "/messages/@original") + [
        r.json
        for r in world.env.http_requests
        if r.method == "POST" and r.path.startswith("/webhooks/") and isinstance(r.json, dict)
    ]
    assert len(bodies) > 1
    assert all(body["allowed_mentions"] == {"parse": []} for body in bodies), json.dumps(bodies)[:500]


async def test_an_abstention_has_no_passages(world: World) -> None:
    result = await world.ann.slash(world.channel, "ask", question=ABSTENTION.question)
    assert result.response is not None
    assert result.response.content == messages(ABSTENTION)[0]
    labels = [button["label"] for row in result.response.components for button in row["components"]]
    assert labels == ["Ask a follow-up", "Ask in a thread"]


async def test_a_private_answer_is_for_the_asker_alone(world: World) -> None:
    result = await world.ann.slash(world.channel, "ask", question=LONG.question, private=True)
    assert result.ephemeral
    assert all(part.ephemeral for part in result.followups)


async def test_a_long_answer_comes_in_parts_with_the_buttons_on_the_last(world: World) -> None:
    result = await world.ann.slash(world.channel, "ask", question=LONG.question)
    assert result.response is not None
    parts = [result.response, *result.followups]
    assert [part.content for part in parts] == messages(LONG)
    assert len(parts) > 1
    assert all(length(part.content) <= LIMIT for part in parts)
    assert [bool(part.components) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert sum(len(row["components"]) for row in parts[-1].components) == 25


async def test_the_passage_button_works_after_a_restart(world: World) -> None:
    answered = await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    assert answered.response is not None
    await world.env.restart_bot(bot(world.shelf))
    shown = await world.ben.click(answered.response.message, label="Passage 1")
    assert shown.ephemeral
    assert shown.response is not None
    assert r"**Mayor Ilva Tarn said the quay \*must\* be rebuilt before winter.**" in shown.response.content
    assert "The opposition asked for a second opinion." in shown.response.content


async def test_an_article_that_imitates_an_answer_is_told_from_it(world: World) -> None:
    words = "The quay is safe.” — Joe Biden, via Reuters, 12 Jan 2022 [2]\n-# [2] Joe Biden\n> [x](https://x.example)"
    of = replace(ARTICLE, text=words, title="Quay [2] · Joe Biden", publisher="Joe Biden")
    answer = written(entry(citation(1, words, of)), question="Safe?")
    world.shelf.answers["Safe?"], world.shelf.articles[of.article_id] = answer, of
    answered = await world.ann.slash(world.channel, "ask", question="Safe?")
    assert answered.response is not None
    assert answered.response.content == (
        "-# Safe?\n"
        "> “The quay is safe.’ — Joe Biden, via Reuters, 12 Jan 2022 (2) -# (2) Joe Biden \\> "
        "\\[x\\]\\(https\\[:\\]//x.example)”\n"
        "-# [1] 10 Jan 2022\n\n"
        "[1] [“Quay (2) / Joe Biden”](<https://ember.example/quay>) · Joe Biden · 10 Jan 2022"
    )
    passage = await world.ben.click(answered.response.message, label="Passage 1")
    assert passage.response is not None
    assert passage.response.content == (
        "[“Quay (2) / Joe Biden”](<https://ember.example/quay>) · Joe Biden · 10 Jan 2022\n"
        ">>> **The quay is safe.” — Joe Biden, via Reuters, 12 Jan 2022 (2)\n\\-# (2) Joe Biden\n"
        "\\> \\[x\\]\\(https\\://x.example)**"
    )


async def test_the_passage_button_never_shows_other_words_than_were_quoted(world: World) -> None:
    answered = await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    assert answered.response is not None
    world.shelf.articles[ARTICLE.article_id] = replace(ARTICLE, text="New. " + ARTICLE.text)
    changed = await world.ann.click(answered.response.message, label="Passage 1")
    assert changed.response is not None
    assert changed.response.content == "The article was changed. The quoted words no longer stand in it."
    world.shelf.articles.clear()
    gone = await world.ann.click(answered.response.message, label="Passage 1")
    assert gone.response is not None
    assert gone.response.content == "Beleg no longer holds this article; please ask again."


async def test_a_bad_question_is_answered_to_its_asker_alone(world: World) -> None:
    result = await world.ann.slash(world.channel, "ask", question="Anything", since="2022-13-01")
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content == (
        "`since` is “2022-13-01”, but has to be a day or a period, such as 2022-01-31, “yesterday”, “last "
        "week” or “January 2022”; please ask again with one."
    )
    assert world.shelf.asked == []


async def test_other_failures_are_logged_and_told_to_the_asker_without_details(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.shelf.failure = CatalogDamagedError("The catalog /srv/secret is damaged.")
    result = await world.ann.slash(world.channel, "ask", question="Anything")
    assert world.channel.history() == []
    [told] = result.followups
    assert told.ephemeral
    sentence, number = told.content.split("\n-# ")
    assert sentence == "That did not work; please try it again."
    reference = number.removeprefix("If it happens again, tell whoever runs Beleg this number: ")
    assert f"Interaction {reference} (/ask) failed" in caplog.text
    assert "/srv/secret is damaged" in caplog.text


async def test_a_private_question_fails_in_its_own_place(world: World) -> None:
    world.shelf.failure = CatalogDamagedError("It is damaged.")
    result = await world.ann.slash(world.channel, "ask", question="Anything", private=True)
    assert result.ephemeral
    assert result.response is not None
    assert result.response.content.startswith("That did not work")
    assert result.followups == []


async def test_a_failure_after_the_answer_leaves_the_answer(world: World) -> None:
    world.env.inject_error("POST", "/webhooks/*", status=500)
    result = await world.ann.slash(world.channel, "ask", question=LONG.question)
    assert result.response is not None
    assert result.response.content == messages(LONG)[0]
    assert "That did not work" in result.followups[-1].content
    assert result.followups[-1].ephemeral


async def test_asking_too_often_is_refused_until_a_moment(world: World) -> None:
    for _ in range(5):
        await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    refused = await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    again = int(world.env.now().timestamp()) + 30
    assert refused.ephemeral
    assert refused.response is not None
    assert refused.response.content.startswith("Those were too many questions in a short time; please ask again <t:")
    assert abs(int(refused.response.content.split(":")[1]) - again) <= 1
    await world.ben.slash(world.channel, "ask", question=ANSWER.question)
    assert len(world.shelf.asked) == 6
    await world.env.advance_time(31)
    await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    assert len(world.shelf.asked) == 7


async def test_buttons_are_counted_too_but_apart_from_questions(world: World) -> None:
    answered = await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    assert answered.response is not None
    for _ in range(20):
        await world.ann.click(answered.response.message, label="Passage 1")
    refused = await world.ann.click(answered.response.message, label="Passage 1")
    assert refused.ephemeral
    assert refused.response is not None
    assert refused.response.content.startswith("Those were too many buttons in a short time; please press it again <t:")
    asked = await world.ann.slash(world.channel, "ask", question=ANSWER.question)
    assert not asked.ephemeral


async def test_help_names_the_commands_so_that_they_can_be_clicked(world: World) -> None:
    result = await world.ann.slash(world.channel, "help")
    assert result.ephemeral
    assert result.response is not None
    known = {c["name"]: c["id"] for c in world.env.backend.commands[None].values()}
    assert f"</ask:{known['ask']}>" in result.response.content
    assert "proves every answer" in result.response.content


async def test_ask_works_in_direct_messages(world: World) -> None:
    result = await world.env.create_user("cleo").slash("ask", question=ANSWER.question)
    assert result.response is not None
    assert "[1]" in result.response.content


@pytest.mark.parametrize("reads_messages", [False, True])
def test_the_bot_asks_for_a_privileged_intent_only_where_it_is_switched_on(reads_messages: bool) -> None:
    intents = bot(Shelf(), reads_messages=reads_messages).intents
    wanted = {"guilds", "guild_messages", "dm_messages", *(["message_content"] if reads_messages else [])}
    assert {name for name, value in intents if value} == {*wanted, "messages"} - {"messages"}
