"""What is kept too long is deleted, and who wants to be forgotten is, from every byte of the files."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.followups import Turn
from bot.state.database import STATE_FILE, Database
from bot.state.errors import StateError
from bot.state.preferences import PersonalSettings, ServerSettings
from bot.state.privacy import KeptAbout
from bot.state.state import State
from bot.state.watches import Find
from retrieval.datatypes import Query
from tests.bot.memories import DAY, HOUR, NOON, Clock, files, keep, state

ANN, BEN, EVE = 0x0A1B2C3D4E5F6071, 0x0B1B2C3D4E5F6072, 0x0C1B2C3D4E5F6073
"""Ids in which no byte is another's neighbour by chance."""
PEOPLE = (ANN, BEN, EVE)


def words(person: int, number: int) -> str:
    return f"question {number} of {person:x}"


def answered(memory: State, person: int, number: int) -> None:
    keep(memory, number, asker=person, quotations=number % 7, question=words(person, number) * (number % 5 + 1))


def answered_directly(memory: State, person: int, number: int) -> None:
    keep(memory, number, asker=person, server=None, question=words(person, number))


def talked(memory: State, person: int, number: int) -> None:
    key = f"c{number % 3}p{person}" if number % 2 else f"t{number % 3}"
    memory.conversations.add(key, Turn(Query(words(person, number) * 9, "en"), words(person, number)), asker=person)


def liked(memory: State, person: int, number: int) -> None:
    memory.feedback.press("up", message=number, person=person, server=30)


def watched(memory: State, person: int, number: int) -> None:
    watch = memory.watches.add(person=person, server=30, channel=None, subject="topic", words=words(person, number))
    memory.watches.found(watch.number, [Find(f"{number:016x}", "a", 1, 0, 9)])


def chose(memory: State, person: int, number: int) -> None:
    memory.people.set(person, PersonalSettings(plain=bool(number % 2), languages=("de",)))


def began(memory: State, person: int, number: int) -> None:
    memory.runs.begin(channel=number, person=person)


ACTS: list[Callable[[State, int, int], None]] = [answered, answered_directly, talked, liked, watched, chose, began]
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE)), max_size=60)


def traces(folder: Path, person: int) -> list[str]:
    """Return what is left of a person in the files: the id in any way that it is written, or words of theirs."""
    content = files(folder)
    return [
        name
        for name, trace in (
            ("id", person.to_bytes(8, "big")),
            ("rowid", varint(person)),
            ("words", f"{person:x}".encode()),
            ("key", str(person).encode()),
        )
        if trace in content
    ]


def varint(number: int) -> bytes:
    """Return a number of more than 56 bits as SQLite writes it in place of a row's number."""
    high = [(number >> shift) & 0x7F | 0x80 for shift in range(57, 0, -7) if shift >= 8]
    return bytes([*high, number & 0xFF])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts, st.booleans())
def test_of_who_is_forgotten_nothing_is_left_in_any_file_and_others_are_as_they_were(
    tmp_path_factory: pytest.TempPathFactory,
    done: list[tuple[Callable[[State, int, int], None], int]],
    closed: bool,
) -> None:
    folder = tmp_path_factory.mktemp("state")
    memory = state(folder, questions=True)
    for number, (act, person) in enumerate(done, 1):
        act(memory, person, number)
    if closed:
        memory.close()
    before = [memory.privacy.about(one) for one in (BEN, EVE)]
    memory.privacy.forget(ANN)
    assert traces(folder, ANN) == []
    assert memory.privacy.about(ANN) == KeptAbout()
    assert [memory.privacy.about(one) for one in (BEN, EVE)] == before
    memory.close()


def test_the_traces_would_be_found(tmp_path: Path) -> None:
    memory = state(tmp_path, questions=True)
    for number, act in enumerate(ACTS, 1):
        act(memory, ANN, number)
    assert traces(tmp_path, ANN) == ["id", "rowid", "words", "key"]
    assert memory.privacy.about(ANN) == KeptAbout(
        answers=2, questions=2, turns=1, thumbs=1, watches=1, settings=1, runs=1
    )


def test_what_sqlite_moved_about_leaves_no_copy_behind(tmp_path: Path) -> None:
    """Deleted rows are overwritten, but a page that was divided keeps copies of those that went to its neighbour."""
    memory, chance = state(tmp_path, questions=True), random.Random(1)
    people = [BEN + one * 0x0001010101010101 for one in range(30)]
    for number in range(1, 1500):
        chance.choice(ACTS[:5])(memory, chance.choice(people), number)
    for person in people[:12]:
        memory.privacy.forget(person)
        assert traces(tmp_path, person) == []


def test_an_answer_on_a_server_stays_without_its_asker_so_that_it_is_corrected(tmp_path: Path) -> None:
    memory = state(tmp_path, questions=True)
    answered(memory, ANN, 1)
    answered_directly(memory, ANN, 2)
    memory.privacy.forget(ANN)
    left = memory.answers.of_message(1)
    assert left is not None
    assert (left.asker, left.question, len(left.quotations)) == (None, None, 1)
    assert memory.answers.of_message(2) is None


def test_a_kill_before_the_file_is_written_anew_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = state(tmp_path, questions=True)
    answered(memory, ANN, 1)
    with monkeypatch.context() as patch:
        patch.setattr(Database, "rewrite", _killed)
        with pytest.raises(StateError):
            memory.privacy.forget(ANN)
    memory.close()
    memory = state(tmp_path, questions=True)
    memory.purge()
    assert traces(tmp_path, ANN) == []


def _killed(database: Database) -> None:
    raise StateError("killed")


# --- what is too old -------------------------------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30 * DAY)), max_size=25))
def test_nothing_is_kept_longer_than_the_settings_say_and_nothing_shorter(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[Callable[[State, int, int], None], int]]
) -> None:
    folder, clock = tmp_path_factory.mktemp("state"), Clock()
    memory = state(folder, clock=clock, questions=True)
    kept: list[tuple[Callable[[State, int, int], None], int, int]] = []
    for number, (act, later) in enumerate(done, 1):
        clock.now += later
        act(memory, ANN, number)
        kept.append((act, number, clock.now))
    memory.purge()
    oldest = clock.now - 90 * DAY
    for act, number, at in kept:
        if act in (answered, answered_directly):
            assert (memory.answers.of_message(number) is not None) == (at >= oldest)
        if act is liked:
            assert memory.feedback.of_message(number) == ((1, 0) if at >= oldest else (0, 0))
    assert memory.privacy.about(ANN).runs == sum(act is began and at >= oldest for act, _, at in kept)
    assert memory.privacy.about(ANN).watches == sum(act is watched for act, _, _ in kept)
    old = [number for act, number, at in kept if act in (answered, answered_directly) and at < oldest]
    content = files(folder)
    assert not [number for number in old if words(ANN, number).encode() + b"question" in content]
    memory.close()


def test_a_conversation_leaves_the_file_when_its_hours_are_over(tmp_path: Path) -> None:
    clock = Clock()
    memory = state(tmp_path, clock=clock)
    talked(memory, ANN, 1)
    clock.now += 6 * HOUR - 1
    memory.purge()
    assert traces(tmp_path, ANN) != []
    clock.now += 1
    memory.purge()
    assert traces(tmp_path, ANN) == []


def test_questions_leave_the_file_once_they_are_not_to_be_kept(tmp_path: Path) -> None:
    memory = state(tmp_path, questions=True)
    answered(memory, ANN, 1)
    memory.close()
    memory = state(tmp_path, questions=False)
    memory.purge()
    assert traces(tmp_path, ANN) == ["id"]


def test_counts_and_finds_have_their_own_time_and_settings_none(tmp_path: Path) -> None:
    clock = Clock()
    memory = state(tmp_path, clock=clock)
    memory.counts.add(30, "questions")
    memory.servers.set(30, ServerSettings(admitted=True))
    watched(memory, ANN, 1)
    clock.now += 365 * DAY
    memory.purge()
    assert len(memory.watches.waiting()) == 1
    clock.now += 36 * DAY
    memory.purge()
    assert memory.watches.waiting() == []
    assert memory.counts.of(30, "2023-11-15").questions == 0
    assert (len(memory.watches.all()), memory.servers.of(30).admitted) == (1, True)


def test_who_is_forgotten_is_so_in_memory_and_in_files_that_were_set_aside(tmp_path: Path) -> None:
    memory = state(tmp_path, questions=True)
    chose(memory, ANN, 1)
    answered(memory, ANN, 2)
    memory.close()
    file = tmp_path / STATE_FILE
    file.write_bytes(file.read_bytes().replace(b"SQLite", b"sqlite"))
    memory.open()
    assert traces(tmp_path, ANN) != []
    chose(memory, ANN, 3)
    memory.privacy.forget(ANN)
    assert traces(tmp_path, ANN) == []
    assert memory.people.of(ANN) == PersonalSettings()


def test_a_file_that_was_set_aside_is_deleted_when_answers_of_its_time_are(tmp_path: Path) -> None:
    clock = Clock()
    memory = state(tmp_path, clock=clock)
    damaged = tmp_path / "state-damaged-20231115T120000Z-1.sqlite3"
    damaged.write_bytes(b"damaged")
    os.utime(damaged, (NOON, NOON))
    clock.now += 90 * DAY
    memory.purge()
    assert damaged.exists()
    clock.now += 1
    memory.purge()
    assert not damaged.exists()
