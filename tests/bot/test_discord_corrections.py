"""The real bot in a simulated Discord over a real index: answers say what became of what they quote."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import Env

from bot.discord_app.client import BelegBot
from bot.discord_app.features import corrections
from bot.discord_app.markdown import LIMIT, length
from bot.state.preferences import PersonalSettings
from bot.state.state import State
from tests.bot.files_world import FilesDesk, FilesWorld, components, filled, memory_of, new_bot, shown, whole
from tests.desk import Desk

QUAY = "The quay must be rebuilt before winter."
BOATS = "Forty boats lie in the harbour without a berth."
FERRY = "The ferry to Nolm will run twice a day."
HARBOUR = f"""---
title: Harbour council meets
publisher: Ember Post
---
The council of Port Ember met on Monday. {QUAY} Nobody spoke against it.

{BOATS} The opposition asked for a second opinion.
"""
CROSSING = f"---\ntitle: Across the sound\n---\n{FERRY} Tickets are sold on board.\n"
CHANGED = re.compile(r"⚠️ The article “Harbour council meets” was changed on \d+ \w+ \d{4} after this answer; (.*)\.")


@pytest.fixture
def files(tmp_path: Path) -> Desk:
    return filled(tmp_path, harbour=HARBOUR, crossing=CROSSING)


@pytest.fixture
def state(files: Desk) -> State:
    return memory_of(files)


@pytest.fixture
def desk(files: Desk) -> FilesDesk:
    return FilesDesk(files)


@pytest.fixture
def simcord_bot(desk: FilesDesk, state: State) -> BelegBot:
    return new_bot(desk, state)


@pytest.fixture
def world(simcord_env: Env, desk: FilesDesk, state: State, monkeypatch: pytest.MonkeyPatch) -> FilesWorld:
    monkeypatch.setattr(corrections, "_PAUSE", 0.0)
    return FilesWorld(simcord_env, desk, state)


def edits(world: FilesWorld) -> int:
    return sum(one.method == "PATCH" and "/messages/" in one.path for one in world.env.http_requests)


def plain(world: FilesWorld) -> None:
    world.state.people.set(world.ann.id, PersonalSettings(plain=True))


async def test_an_answer_whose_words_were_changed_says_so_on_top_once(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY), world.quote(2, "harbour.md", BOATS))
    before = shown(message)
    world.files.write("harbour.md", HARBOUR.replace(QUAY, "The quay may be rebuilt before spring."))
    await world.indexed()
    after = shown(world.message(message.id))
    told = CHANGED.fullmatch(after[0])
    assert told
    assert told[1] == "a quotation here no longer reads so"
    assert after[1:] == [before[0], f"{before[1]}\n-# Changed after this answer.", *before[2:]]
    count = edits(world)
    await world.corrected()
    await world.restart()
    await world.corrected()
    assert edits(world) == count
    assert shown(world.message(message.id)) == after


async def test_plain_text_says_which_passage_it_is(world: FilesWorld) -> None:
    plain(world)
    message = await world.ask(world.quote(1, "harbour.md", QUAY), world.quote(2, "harbour.md", BOATS))
    world.files.write("harbour.md", HARBOUR.replace(BOATS, "Thirty boats lie in the harbour."))
    await world.indexed()
    after = world.message(message.id)
    notice, _, rest = after.content.partition("\n")
    told = CHANGED.fullmatch(notice)
    assert told
    assert told[1] == "passage [2] no longer reads so"
    assert rest == message.content
    assert [one.get("label") for one in components(after) if one["type"] == 2][:2] == ["Passage 1", "Passage 2"]


async def test_an_edit_that_leaves_the_words_alone_changes_no_answer(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY))
    before, count = shown(message), edits(world)
    typeset = QUAY.replace(" ", "\u00a0", 1).replace("before winter", "before\nwinter")
    moved = f"By our reporter.\n\n{HARBOUR.replace(QUAY, '')}\n{typeset} It is old.\n".replace(
        "title: H", "title: The h"
    )
    world.files.write("harbour.md", moved)
    await world.indexed()
    assert (shown(world.message(message.id)), edits(world)) == (before, count)


async def test_an_article_that_was_taken_down_takes_its_quotation_along(world: FilesWorld) -> None:
    card = await world.ask(world.quote(1, "harbour.md", QUAY), world.quote(2, "crossing.md", FERRY))
    plain(world)
    text = await world.ask(world.quote(1, "crossing.md", FERRY), world.quote(2, "harbour.md", QUAY))
    await world.remove("harbour.md")
    for message in (card, text):
        now = world.message(message.id)
        assert QUAY not in whole(now)
        assert "Harbour council" not in whole(now)
        assert FERRY in whole(now)
        assert re.fullmatch(r"⚠️ An article quoted here was removed on \d+ \w+ \d{4}\.", shown(now)[0])
    left = [one.get("custom_id", "") for one in components(world.message(card.id)) if one["type"] == 2]
    assert [one.split(":")[1] for one in left if one.startswith("passage:")] == ["2"]
    assert world.message(text.id).content.split("\n")[4:] == [
        f"> “{FERRY}”",
        next(line for line in text.content.split("\n") if line.startswith("-# [1]")),
        "",
        next(line for line in text.content.split("\n") if line.startswith("[1] ")),
    ]


async def test_what_was_changed_and_then_taken_down_is_told_without_its_title(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY), world.quote(2, "crossing.md", FERRY))
    world.files.write("harbour.md", HARBOUR.replace(QUAY, "It must not."))
    await world.indexed()
    await world.remove("harbour.md")
    now = world.message(message.id)
    assert sum("⚠️" in text for text in shown(now)) == 1
    assert "Harbour council" not in whole(now)
    assert QUAY not in whole(now)


async def test_all_of_an_answer_may_go_and_its_buttons_say_why(world: FilesWorld) -> None:
    plain(world)
    message = await world.ask(world.quote(1, "harbour.md", QUAY))
    await world.remove("harbour.md")
    now = world.message(message.id)
    assert now.content.startswith("⚠️ An article quoted here was removed on")
    pressed = await world.ben.click(now, label="Passage 1")
    assert pressed.ephemeral
    assert pressed.response
    assert re.match(r"This article was removed on \d+", pressed.response.content)


async def test_other_buttons_work_after_a_correction(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY), world.quote(2, "harbour.md", BOATS))
    world.files.write("harbour.md", HARBOUR.replace(QUAY, "It may."))
    await world.indexed()
    now = world.message(message.id)
    second = next(one["custom_id"] for one in components(now) if one.get("custom_id", "").startswith("passage:2:"))
    pressed = await world.ben.click(now, custom_id=second)
    assert pressed.response
    assert f"**{BOATS}**" in pressed.response.content
    thumb = await world.ann.click(now, custom_id="feedback:up")
    assert thumb.ephemeral


async def test_words_that_are_now_anothers_are_told_with_who_it_is(world: FilesWorld) -> None:
    said = "Nothing will be built before winter"
    world.files.write("harbour.md", f"The council met. “{said},” said Ilva Tarn on Monday.\n")
    world.files.index()
    message = await world.ask(world.quote(1, "harbour.md", said))
    world.files.write("harbour.md", f"The council met again. “{said},” said Ilva  Tarn on Tuesday.\n")
    await world.indexed()
    assert "⚠️" not in whole(world.message(message.id))
    world.files.write("harbour.md", f"The council met. “{said},” said Odo Brandis on Monday.\n")
    await world.indexed()
    assert shown(world.message(message.id))[0].endswith("; it now attributes a quotation here to Odo Brandis.")


async def test_an_article_whose_file_is_gone_is_told_and_its_words_stay(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY))
    (world.files.articles / "harbour.md").unlink()
    await world.indexed(prune=True)
    now = shown(world.message(message.id))
    assert now[0] == "⚠️ An article quoted here is no longer among the articles that Beleg has."
    assert QUAY in "".join(now)


async def test_it_is_told_in_the_language_of_the_answer(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY), language="de")
    plain(world)
    text = await world.ask(world.quote(1, "harbour.md", QUAY), world.quote(2, "harbour.md", BOATS), language="de")
    world.files.write("harbour.md", HARBOUR.replace(QUAY, "Nein.").replace(BOATS, "Nein, nein."))
    await world.indexed()
    beginning = r"⚠️ Der Artikel „Harbour council meets“ wurde nach dieser Antwort am \d+\. \w+\.? \d{4} geändert; "
    assert re.fullmatch(beginning + r"ein Zitat hier lautet nicht mehr so\.", shown(world.message(message.id))[0])
    notice = shown(world.message(text.id))[0]
    assert re.fullmatch(beginning + r"die Stellen \[1\], \[2\] lauten nicht mehr so\.", notice)


async def test_an_answer_of_several_messages_is_corrected_where_its_words_stand(world: FilesWorld) -> None:
    long = " ".join(f"word{number}" for number in range(420))
    world.files.write("long.md", f"{long} end.\n\n{'Other words. ' * 30}\n")
    world.files.index()
    plain(world)
    await world.ask(world.quote(1, "crossing.md", FERRY), world.quote(2, "long.md", f"{long} end."))
    parts = world.channel.history()
    assert len(parts) > 1
    await world.remove("long.md")
    now = world.channel.history()
    assert [one.id for one in now] == [one.id for one in parts]
    assert "word3" not in "".join(one.content for one in now)
    assert now[0].content.startswith("⚠️ ")
    assert all(one.content for one in now)


async def test_a_full_message_makes_room_and_keeps_its_limit(world: FilesWorld) -> None:
    words = " ".join(f"w{number:03}" for number in range(330))
    world.files.write("full.md", f"{words} end.\n")
    world.files.index()
    plain(world)
    message = await world.ask(world.quote(1, "full.md", f"{words} end."))
    assert length(message.content) > LIMIT - 350
    for text in ("Quite another.", "And another."):
        world.files.write("full.md", f"{text}\n")
        await world.indexed()
    now = world.message(message.id).content
    assert now.startswith("⚠️ ")
    assert length(now) <= LIMIT


async def test_messages_that_are_gone_are_forgotten(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY))
    world.env.backend.delete_message(world.channel.id, message.id)
    await world.remove("harbour.md")
    assert world.state.answers.of_message(message.id) is None


async def test_a_message_that_may_not_be_edited_is_left_and_tried_again(
    world: FilesWorld, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot")
    message = await world.ask(world.quote(1, "harbour.md", QUAY))
    world.env.inject_error("GET", f"/channels/{world.channel.id}/messages/{message.id}", status=403, code=50001)
    await world.remove("harbour.md")
    assert "cannot be corrected, which is tried again" in caplog.text
    assert QUAY in whole(world.message(message.id))
    await world.corrected()
    assert QUAY not in whole(world.message(message.id))


async def test_a_kill_between_the_edit_and_its_note_has_it_said_once(
    world: FilesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY))
    world.files.write("harbour.md", HARBOUR.replace(QUAY, "It may."))
    with monkeypatch.context() as patch:
        patch.setattr(corrections._Telling, "_note", lambda *_: None)
        patch.setattr(type(world.state.answers), "checked", lambda *_: None)
        await world.indexed()
    count, after = edits(world), shown(world.message(message.id))
    assert world.state.answers.quoted() == {world.article("harbour.md").article_id: {1}}
    await world.restart()
    await world.corrected()
    assert (edits(world), shown(world.message(message.id))) == (count, after)
    assert world.state.answers.quoted() == {world.article("harbour.md").article_id: {2}}


async def test_answers_that_one_person_alone_sees_are_left_alone(world: FilesWorld) -> None:
    question = "What did the mayor say, number 1?"
    await world.ask(world.quote(1, "harbour.md", QUAY))
    await world.ann.slash(world.channel, "ask", question=question, private=True)
    count = edits(world)
    await world.remove("harbour.md")
    assert edits(world) == count + 1


async def test_an_archived_thread_is_opened_for_the_moment(world: FilesWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = await world.ask(world.quote(1, "crossing.md", FERRY))
    created = await world.ann.click(parent, label="Ask in a thread")
    assert created
    [thread] = world.channel.threads
    message = await world.ask(world.quote(1, "harbour.md", QUAY), channel=thread)
    stored = world.env.backend.get_channel(thread.id).thread_metadata
    assert stored
    stored.archived = True
    real, seen = discord.Message.edit, list[bool]()

    async def edit(self: discord.Message, **changes: Any) -> discord.Message:
        seen.append(stored.archived)
        if stored.archived:
            world.env.inject_error("PATCH", f"/channels/{thread.id}/messages/{message.id}", status=400, code=50083)
        return await real(self, **changes)

    monkeypatch.setattr(discord.Message, "edit", edit)
    await world.remove("harbour.md")
    assert seen == [True, False]
    assert QUAY not in whole(world.message(message.id, thread))
    assert stored.archived


async def test_the_bot_looks_by_itself_at_the_start_and_after_each_change(world: FilesWorld) -> None:
    message = await world.ask(world.quote(1, "harbour.md", QUAY))
    world.files.write("harbour.md", HARBOUR.replace(QUAY, "It may."))
    world.files.index()
    await until(world, lambda: "⚠️" in whole(world.message(message.id)))
    other = await world.ask(world.quote(1, "crossing.md", FERRY))
    world.files.indexer().remove([world.article("crossing.md").article_id])
    await world.restart()
    await until(world, lambda: FERRY not in whole(world.message(other.id)))


async def test_after_a_takedown_no_message_and_no_file_of_its_own_holds_the_words(world: FilesWorld) -> None:
    marks = re.compile(rb"zwirbelquast|krammwitz|ebersfurt", re.IGNORECASE)
    secret = "The zwirbelquast of Ebersfurt stood still"
    world.files.write("secret.md", f"---\ntitle: Krammwitz\n---\nAt night. “{secret},” said Ilva Tarn.\n")
    world.files.index()
    [first, second] = world.quote(1, "secret.md", secret), world.quote(2, "crossing.md", FERRY)
    card = await world.ask(first, second)
    await world.ann.click(card, label="Ask in a thread")
    [thread] = world.channel.threads
    await world.ask(first, channel=thread)
    await world.ask(first, channel="direct")
    plain(world)
    await world.ask(first, second)
    world.files.write("secret.md", f"---\ntitle: Krammwitz\n---\nBy day. “{secret},” said Odo Brandis.\n")
    await world.indexed()
    await world.ask(world.quote(1, "secret.md", secret, "Odo Brandis"), second)

    def traces() -> list[str]:
        places = (world.channel, thread, world.user.dm_channel)
        messages = [whole(one) for place in places for one in place.history()]
        files = [path for path in world.files.data.rglob("*") if path.is_file()]
        return [
            *(one for one in messages if marks.search(one.encode())),
            *(path.name for path in files if marks.search(path.read_bytes())),
        ]

    assert len(traces()) >= 6
    await world.remove("secret.md")
    assert traces() == []


async def until(world: FilesWorld, done: Any) -> None:
    async with asyncio.timeout(10):  # what is kept is kept by a thread, for which Discord's clock does not count
        while not done():
            await world.env.advance_time(1)
            await asyncio.sleep(0.01)
