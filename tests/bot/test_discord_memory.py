"""The real bot in a simulated Discord: the thumbs under an answer and /privacy, and a memory that cannot be used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.discord_app.client import BelegBot
from bot.discord_app.features.privacy import told
from bot.discord_app.remembering import remembered
from bot.discord_app.texts import ENGLISH, GERMAN
from bot.settings import StateSettings
from bot.state.counts import DayCounts
from bot.state.database import STATE_FILE
from bot.state.errors import StateError
from bot.state.preferences import PersonalSettings
from bot.state.privacy import KeptAbout
from bot.state.state import State
from tests.bot.discord_world import ABSTENTION, ANSWER, Shelf, bot, connected, memory, replied
from tests.bot.memories import SETTINGS, keep


class World:
    """A guild with one channel and two members, and the bot with its memory."""

    def __init__(self, env: Env, state: State) -> None:
        self.env = env
        self.state = state
        guild = env.create_guild()
        self.server = guild.id
        self.channel: ChannelHandle = guild.create_text_channel("news")
        self.ann: MemberActor = guild.add_member(env.create_user("ann"))
        self.ben: MemberActor = guild.add_member(env.create_user("ben"))

    async def answer(self) -> int:
        """Ask a question; return the message of the answer."""
        answered = await self.ann.slash(self.channel, "ask", question=ANSWER.question)
        assert answered.response is not None
        self.message = answered.response.message
        return int(self.message.id)

    async def press(self, who: MemberActor, sign: str) -> str:
        """Press a thumb; return what only who pressed it sees."""
        shown = await who.click(self.message, custom_id=f"feedback:{sign}")
        assert shown.ephemeral
        assert shown.response is not None
        return str(shown.response.content)


@pytest.fixture
def state() -> State:
    return memory()


@pytest.fixture
def simcord_bot(state: State) -> BelegBot:
    return bot(Shelf(ANSWER, ABSTENTION), state=state, cards=True)


@pytest.fixture
def world(simcord_env: Env, state: State) -> World:
    return World(simcord_env, state)


async def test_a_thumb_is_given_changed_and_taken_back_by_each_for_themselves(world: World) -> None:
    message = await world.answer()
    assert await world.press(world.ann, "up") == ENGLISH.feedback.given.format(thumb="👍")
    assert await world.press(world.ben, "up") == ENGLISH.feedback.given.format(thumb="👍")
    assert await world.press(world.ann, "down") == ENGLISH.feedback.changed.format(thumb="👎")
    assert world.state.feedback.of_message(message) == (1, 1)
    assert await world.press(world.ann, "down") == ENGLISH.feedback.taken_back.format(thumb="👎")
    assert world.state.feedback.of_message(message) == (1, 0)
    assert world.state.counts.of(world.server) == DayCounts(questions=1, answered=1, up=1)


async def test_a_thumb_works_after_a_restart_and_is_still_known(world: World, state: State) -> None:
    message = await world.answer()
    await world.press(world.ann, "up")
    await world.env.restart_bot(bot(Shelf(ANSWER), state=state, cards=True))
    assert await world.press(world.ann, "down") == ENGLISH.feedback.changed.format(thumb="👎")
    assert state.feedback.of_message(message) == (0, 1)


async def test_nobody_else_sees_a_thumb(world: World) -> None:
    await world.answer()
    before = len(world.channel.history(viewer=world.ann))
    await world.press(world.ben, "down")
    assert len(world.channel.history(viewer=world.ann)) == before


async def privacy(world: World, who: MemberActor) -> tuple[str, bool]:
    """Return what /privacy shows, and whether there is a button to delete it."""
    shown = await who.slash(world.channel, "privacy")
    assert shown.ephemeral
    assert shown.response is not None
    world.message = shown.response.message
    return shown.response.content, bool(shown.response.components)


async def test_privacy_shows_what_is_kept_and_deletes_it_at_once(world: World) -> None:
    assert await privacy(world, world.ben) == (told(KeptAbout(), SETTINGS, ENGLISH), False)
    keep(world.state, 1, asker=world.ben.id)
    keep(world.state, 2, asker=world.ann.id)
    world.state.people.set(world.ben.id, PersonalSettings(plain=True))
    text, deletes = await privacy(world, world.ben)
    assert deletes
    assert text.splitlines()[:3] == [
        "**What Beleg keeps about you**",
        "- Answers to your questions: 1, with the words of the questions, for 90 days",
        "- Your own settings, until you change them",
    ]
    deleted = await world.ben.click(world.message, custom_id="privacy:forget")
    assert deleted.ephemeral
    assert deleted.response is not None
    assert deleted.response.content == ENGLISH.privacy.forgotten
    assert world.state.privacy.about(world.ben.id) == KeptAbout()
    assert world.state.privacy.about(world.ann.id).answers == 1


async def test_a_button_deletes_for_whoever_presses_it_after_a_restart_too(world: World, state: State) -> None:
    for person in (world.ann.id, world.ben.id):
        world.state.people.set(person, PersonalSettings(plain=True))
    await privacy(world, world.ann)
    await world.env.restart_bot(bot(Shelf(), state=state, cards=True))
    await world.ann.click(world.message, custom_id="privacy:forget")
    assert [state.privacy.about(one.id).settings for one in (world.ann, world.ben)] == [0, 1]


async def test_a_german_is_told_in_german_and_alone() -> None:
    client = bot(Shelf(ANSWER), shard_count=None)
    async with connected(client) as server:
        keep(client.state, 1, asker=7)
        token = await server.slash("privacy", locale="de", person=7)
        await replied(client, server, token)
        shown = server.replies[token]
        assert shown.private
        assert shown.content.splitlines()[:2] == [
            "**Was Beleg über dich speichert**",
            "- Antworten auf deine Fragen: 1, mit dem Wortlaut der Fragen, 90 Tage lang",
        ]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_the_memory_is_closed_with_the_bot() -> None:
    client = bot(Shelf(ANSWER), shard_count=None)
    async with connected(client):
        keep(client.state, 1)
        folder = client.state._database.file.parent
        assert f"{STATE_FILE}-wal" in names(folder)
    assert f"{STATE_FILE}-wal" not in names(folder)


@pytest.mark.parametrize("texts", [ENGLISH, GERMAN], ids=lambda texts: texts.language)
def test_each_kind_of_thing_is_told_with_its_time(texts: object) -> None:
    kept = KeptAbout(answers=1200, questions=0, turns=2, thumbs=3, watches=4, settings=1, runs=1)
    language = GERMAN if texts is GERMAN else ENGLISH
    one = StateSettings(answer_days=1, questions=False, conversation_hours=1, watch_days=9, count_days=9)
    for settings, days, hours in ((SETTINGS, "90 ", "6 "), (one, language.privacy.day, language.privacy.hour)):
        lines = told(kept, settings, language).splitlines()
        assert len(lines) == 9
        assert [days in line for line in lines[1:7]] == [True, False, True, False, False, True]
        assert hours in lines[2]
        assert language.number(1200) in lines[1]
        assert "{" not in "".join(lines)


async def test_an_answer_is_shown_though_nothing_can_be_remembered(
    world: World, state: State, simcord_bot: BelegBot, caplog: pytest.LogCaptureFixture
) -> None:
    await world.answer()
    state.close()
    file = state._database.file
    file.unlink()
    file.mkdir()
    message = await world.answer()
    assert message
    assert await remembered(simcord_bot, lambda: state.counts.of(1).questions, -1) == -1
    assert "is a folder where a file is expected" in caplog.text
    said = await world.press(world.ann, "up")
    assert said.startswith("That did not work")
    assert STATE_FILE not in said


async def test_the_bot_starts_though_its_memory_is_damaged(
    world: World, state: State, caplog: pytest.LogCaptureFixture
) -> None:
    keep(state, 1)
    state.close()
    folder: Path = state._database.file.parent
    (folder / STATE_FILE).write_bytes(b"damaged" * 999)
    await world.env.restart_bot(bot(Shelf(ANSWER), state=state, cards=True))
    await world.answer()
    assert "is damaged: it was set aside" in caplog.text
    assert await world.press(world.ann, "up") == ENGLISH.feedback.given.format(thumb="👍")


async def test_what_was_kept_long_enough_is_deleted_at_the_start(world: World, state: State) -> None:
    keep(state, 1)
    with state._database.writing() as writing:
        writing.execute("UPDATE answers SET at = 0")
    await world.env.restart_bot(bot(Shelf(ANSWER), state=state, cards=True))
    await world.answer()
    with state._database.reading() as reading:
        assert reading.execute("SELECT count(*) FROM answers WHERE at = 0").fetchone() == (0,)


async def test_a_memory_that_comes_back_is_used_again(world: World, state: State, simcord_bot: BelegBot) -> None:
    folder: Path = state._database.file.parent
    moved = folder.with_name(f"{folder.name}-moved")
    shutil.move(folder, moved)
    with pytest.raises(StateError):
        state.counts.of(1)
    shutil.move(moved, folder)
    assert await remembered(simcord_bot, lambda: state.counts.of(1), None) == DayCounts()
