"""The law of what lasts: after each edit, buttons show their quotation or say what became of it, and answers say it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from simcord import Env

from bot.answering.answer import Citation
from bot.discord_app.client import BelegBot
from bot.discord_app.corrected import SIGN
from bot.discord_app.features import corrections
from bot.state.preferences import PersonalSettings
from bot.state.state import State
from tests.bot.discord_world import citation
from tests.bot.files_world import FilesDesk, FilesWorld, components, memory_of, new_bot, shown
from tests.desk import Desk
from tests.retrieval.test_standing import Draft, Quote, edit, paragraph, quote, stands

pytestmark = pytest.mark.slow

_ROUNDS, _EDITS = 8, 25
DRAW = random.Random(14)
DRAFTS = {f"a{number}.txt": Draft([paragraph(DRAW) for _ in range(5)]) for number in range(10)}


@dataclass
class Given:
    """An answer that was given: its message, and the articles and quotations of the oracle, by number."""

    message: int
    plain: bool
    quoted: dict[int, tuple[Draft, Quote]] = field(default_factory=dict)

    def lost(self) -> list[int]:
        return [n for n, (draft, one) in self.quoted.items() if one.lost is not None or draft.removed]


@pytest.fixture
def files(tmp_path: Path) -> Desk:
    files = Desk(tmp_path)
    for name, draft in DRAFTS.items():
        files.write(name, draft.written()[0])
    files.index()
    return files


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


async def asked(world: FilesWorld, *, plain: bool) -> Given:
    """Ask what is answered by some quotations of articles that are there."""
    world.state.people.set(world.ann.id, PersonalSettings(plain=plain))
    there = {name: draft for name, draft in DRAFTS.items() if not draft.removed}
    quoted: dict[int, tuple[Draft, Quote]] = {}
    citations: list[Citation] = []
    for n in range(1, DRAW.randint(2, 3) + 1):
        name = DRAW.choice(sorted(there))
        article = world.article(name)
        one = quote(there[name], article.article_id, DRAW)
        quoted[n] = there[name], one
        place = replace(citation(n, article.text[:1], article), start=one.kept.start, end=one.kept.end, speaker=None)
        words = article.text[one.kept.start : one.kept.end]
        citations.append(replace(place, quote=words, version=article.version, kind=None))
    return Given((await world.ask(*citations)).id, plain, quoted)


def edited(world: FilesWorld, given: list[Given]) -> None:
    """Edit articles at random, and remove a few, on purpose or by their file."""
    touched = DRAW.choices(sorted(name for name, draft in DRAFTS.items() if not draft.removed), k=_EDITS)
    for name in touched:
        edit(DRAFTS[name], DRAW)
        for one in (one for each in given for draft, one in each.quoted.values() if draft is DRAFTS[name]):
            if one.lost is None and not stands(one, DRAFTS[name].written()[0]):
                one.lost = 1
    for name in set(touched):
        world.files.write(name, DRAFTS[name].written()[0])


async def check(world: FilesWorld, given: list[Given]) -> int:
    """Assert of all answers what they say, and of all their buttons what they show; return how many were pressed."""
    pressed = 0
    messages = {one.id: one for one in world.channel.history()}
    for each in given:
        message, lost = messages[each.message], each.lost()
        notices = [line for text in shown(message) for line in text.split("\n") if line.startswith(SIGN)]
        assert bool(notices) == bool(lost)
        assert len(set(notices)) == len(notices)
        assert (
            all(line in shown(message)[:3] for line in notices)
            if each.plain
            else shown(message)[0].count(SIGN) == len(notices)
        )
        if each.plain:
            changed = [n for n in lost if not each.quoted[n][0].removed]
            assert sorted(map(int, re.findall(r"\[(\d+)\]", "".join(notices)))) == changed
        words = re.findall(r"\w+", " ".join(shown(message)))
        for n, (draft, one) in each.quoted.items():
            holds = any(words[at : at + len(one.words)] == one.words for at in range(len(words)))
            assert holds == (draft.removed != "on")
            ident = next((id_ for id_ in ids(message) if id_.startswith(f"passage:{n}:")), None)
            assert (ident is None) == (draft.removed == "on" and not each.plain)
            if ident:
                told = await world.ben.click(message, custom_id=ident)
                assert told.ephemeral
                assert told.response
                truthful(told.response.content, draft, one)
                pressed += 1
    return pressed


def ids(message: Any) -> list[str]:
    return [one["custom_id"] for one in components(message) if one.get("custom_id")]


def truthful(content: str, draft: Draft, one: Quote) -> None:
    if draft.removed:
        known = "This article was removed on" if draft.removed == "on" else "Beleg no longer holds this article"
        assert content.startswith(known)
    elif one.lost is None:
        bold = re.search(r"\*\*(.*?)\*\*", content, re.DOTALL)
        assert bold
        assert re.findall(r"\w+", bold[1]) == one.words
    else:
        assert content.startswith("The article was changed")


async def killed(world: FilesWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Correct answers, up to a kill after one message was edited and before that is noted."""
    with monkeypatch.context() as patch:
        patch.setattr(corrections._Telling, "_note", lambda *_: pytest.fail("killed"))
        with pytest.raises(BaseException, match="killed"):
            await world.corrected()
    await world.env.settle()


async def test_after_each_of_200_random_edits_buttons_and_answers_tell_the_truth(
    world: FilesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Given] = []
    pressed = 0
    for number in range(_ROUNDS):
        given += [await asked(world, plain=plain) for plain in (False, True)]
        before = [len(each.lost()) for each in given]
        edited(world, given)
        removed, name = {4: "on", 5: "gone", 6: "on"}.get(number, ""), f"a{number}.txt"
        if removed == "gone":
            (world.files.articles / name).unlink()
        world.files.index(prune=True)
        if removed == "on":
            world.files.indexer().remove([world.article(name).article_id])
        DRAFTS[name].removed = removed
        if [len(each.lost()) for each in given] != before and number % 3 == 0:
            await killed(world, monkeypatch)
        if number % 2:
            await world.restart()
        await world.corrected()
        pressed += await check(world, given)
    assert pressed >= 100
    told = {
        each.message: shown(next(one for one in world.channel.history() if one.id == each.message)) for each in given
    }
    await world.restart()
    await world.corrected()
    assert told == {one.id: shown(one) for one in world.channel.history()}
