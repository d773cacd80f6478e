"""What the bot remembers of answers, conversations, feedback, settings, watches, runs and days."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.conversation import REMEMBERED
from bot.answering.followups import Turn
from bot.state.answers import KeptAnswer, KeptQuotation
from bot.state.counts import DayCounts
from bot.state.feedback import Thumb
from bot.state.preferences import PersonalSettings, ServerSettings
from bot.state.runs import BegunRun
from bot.state.state import State
from bot.state.watches import Find
from retrieval.datatypes import Query
from retrieval.text.wording import fingerprint
from tests.bot.memories import DAY, HOUR, NOON, Clock, citations, keep, state

ARTICLE = "0123456789ab"
ups_and_downs: list[Thumb] = ["up", "down"]
thumbs = st.sampled_from(ups_and_downs)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(tmp_path: Path, clock: Clock) -> State:
    return state(tmp_path, clock=clock)


def turn(question: str) -> Turn:
    return Turn(Query(question, "en"), question)


# --- answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_found_by_each_of_its_messages_and_by_its_articles(memory: State) -> None:
    keep(memory, 11, 12, quotations=2)
    place = (ARTICLE, 1, 100, 140, fingerprint(citations(1)[0].quote), "Ilva Tarn")
    answer = KeptAnswer(
        messages=(11, 12),
        channel=20,
        server=30,
        asker=1,
        at=NOON,
        language="en",
        reason=None,
        quotations=(KeptQuotation(1, *place), KeptQuotation(2, *place)),
    )
    assert [memory.answers.of_message(one) for one in (11, 12, 13)] == [answer, answer, None]
    assert memory.answers.of_articles([ARTICLE, "other"]) == [answer]
    assert memory.answers.of_articles([f"{one:012x}" for one in range(2000)]) == []
    assert (memory.answers.count_quoting(ARTICLE), memory.answers.count_quoting("other")) == (1, 0)


@pytest.mark.parametrize("questions", [True, False])
def test_a_question_is_kept_only_where_the_settings_say_so(tmp_path: Path, *, questions: bool) -> None:
    memory = state(tmp_path, questions=questions)
    keep(memory, 1, question="Why \ud800?")
    answer = memory.answers.of_message(1)
    assert answer is not None
    assert answer.question == ("Why ??" if questions else None)


def test_a_message_that_becomes_another_answer_is_that_one(memory: State) -> None:
    keep(memory, 1, quotations=3)
    keep(memory, 1, quotations=1)
    answer = memory.answers.of_message(1)
    assert answer is not None
    assert len(answer.quotations) == 1
    assert memory.answers.count_quoting(ARTICLE) == 1


def test_quotations_that_join_an_answer_later_are_kept_once(memory: State) -> None:
    keep(memory, 1, quotations=1)
    memory.answers.corrected(1, 1, "changed")
    for _ in range(2):
        memory.answers.add(1, citations(3))
    memory.answers.add(2, citations(3))
    found = memory.answers.of_message(1)
    assert found
    assert [(one.n, one.correction) for one in found.quotations] == [(1, "changed"), (2, None), (3, None)]
    assert memory.answers.of_message(2) is None


def test_a_correction_is_noted_once(memory: State) -> None:
    keep(memory, 1, 2, quotations=2)
    told = [memory.answers.corrected(2, 1, "changed") for _ in range(2)]
    assert [*told, memory.answers.corrected(2, 1, "removed")] == [True, False, True]
    answer = memory.answers.of_message(1)
    assert answer is not None
    assert [one.correction for one in answer.quotations] == ["removed", None]
    assert not memory.answers.corrected(3, 1, "changed")


def test_a_deleted_message_is_forgotten(memory: State) -> None:
    keep(memory, 1)
    memory.answers.forget(1)
    assert memory.answers.of_message(1) is None


# --- conversations ---------------------------------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["t1", "c1p1", "c1p2"]), st.integers(1, 2), st.integers(0, 4 * HOUR)), max_size=30
    )
)
def test_a_conversation_goes_on_from_its_own_last_turns_and_no_others(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[str, int, int]]
) -> None:
    clock = Clock()
    memory = state(tmp_path_factory.mktemp("state"), clock=clock)
    expected: dict[str, list[tuple[int, Turn]]] = {}
    for number, (key, asker, later) in enumerate(asked):
        clock.now += later
        memory.conversations.add(key, turn(f"{number}"), asker=asker)
        expected.setdefault(key, []).append((clock.now, turn(f"{number}")))
    for key in ("t1", "c1p1", "c1p2"):
        young = [one for at, one in expected.get(key, [])[-REMEMBERED:] if at > clock.now - 6 * HOUR]
        assert memory.conversations.load(key) == tuple(young)
    memory.close()


def test_a_turn_that_cannot_be_read_is_left_out(memory: State, caplog: pytest.LogCaptureFixture) -> None:
    key = "c1p2"
    for word in ("one", "two"):
        memory.conversations.add(key, turn(word), asker=2)
    with memory._database.writing() as writing:
        writing.execute("UPDATE turns SET turn = '{}' WHERE number = 1")
    assert memory.conversations.load(key) == (turn("two"),)
    assert "could not be read" in caplog.text


def test_a_conversation_that_is_ended_is_forgotten(memory: State) -> None:
    memory.conversations.add("t1", turn("one"), asker=2)
    memory.conversations.add("c1p2", turn("two"), asker=2)
    memory.conversations.end("t1")
    assert (memory.conversations.load("t1"), memory.conversations.load("c1p2")) == ((), (turn("two"),))


def test_a_conversation_that_cannot_be_read_counts_as_forgotten(
    tmp_path: Path, memory: State, caplog: pytest.LogCaptureFixture
) -> None:
    memory.conversations.add("t1", turn("one"), asker=2)
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    assert memory.conversations.load("t1") == ()
    assert "counts as forgotten" in caplog.text
    moved.rename(tmp_path)
    assert memory.conversations.load("t1") == (turn("one"),)


# --- feedback, days --------------------------------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(thumbs, st.integers(1, 2), st.integers(1, 2)), max_size=12))
def test_a_person_has_one_thumb_for_a_message_and_the_counts_follow(
    tmp_path_factory: pytest.TempPathFactory, presses: list[tuple[Thumb, int, int]]
) -> None:
    memory = state(tmp_path_factory.mktemp("state"))
    given_: dict[tuple[int, int], Thumb] = {}
    for thumb, message, person in presses:
        before = given_.pop((message, person), None)
        if before != thumb:
            given_[message, person] = thumb
        outcome = "taken_back" if before == thumb else "changed" if before else "given"
        assert memory.feedback.press(thumb, message=message, person=person, server=30) == outcome
    for message in (1, 2):
        of = [thumb for (one, _), thumb in given_.items() if one == message]
        assert memory.feedback.of_message(message) == (of.count("up"), of.count("down"))
    of = list(given_.values())
    assert memory.counts.of(30) == DayCounts(up=of.count("up"), down=of.count("down"))
    memory.close()


def test_each_day_and_server_has_its_counts(memory: State, clock: Clock) -> None:
    memory.counts.add(30, "questions", "answered")
    memory.counts.add(30, "questions", "refused")
    memory.counts.add(None, "questions")
    clock.now += DAY
    memory.counts.add(30, "questions")
    assert memory.counts.of(30) == DayCounts(questions=1)
    assert memory.counts.of(30, "2023-11-15") == DayCounts(questions=2, answered=1, refused=1)
    assert memory.counts.of(None, "2023-11-15") == DayCounts(questions=1)
    assert memory.counts.of(31) == DayCounts()


def test_a_thumb_that_is_taken_back_later_leaves_the_day_it_was_given(memory: State, clock: Clock) -> None:
    memory.feedback.press("up", message=1, person=2, server=None)
    clock.now += DAY
    memory.feedback.press("up", message=1, person=2, server=None)
    assert [memory.counts.of(None, day).up for day in ("2023-11-15", "2023-11-16")] == [0, 0]


# --- settings --------------------------------------------------------------------------------------------------------


def test_settings_are_kept_and_closed_by_default(tmp_path: Path, memory: State) -> None:
    assert memory.servers.of(30) == ServerSettings(admitted=False)
    chosen = ServerSettings(admitted=True, channels=(1, 2), languages=("de",), daily=9, watch_channel=4)
    memory.servers.set(30, chosen)
    memory.people.set(1, PersonalSettings(plain=True))
    assert (memory.servers.of(30), memory.people.of(1), memory.people.of(2)) == (
        chosen,
        PersonalSettings(plain=True),
        PersonalSettings(),
    )
    assert memory.servers.all() == {30: chosen}
    memory.close()
    again = state(tmp_path)
    assert (again.servers.of(30), again.servers.of(None)) == (ServerSettings(), ServerSettings())
    again.open()
    assert (again.servers.of(30), again.people.all()) == (chosen, {1: PersonalSettings(plain=True)})
    again.people.set(1, PersonalSettings())
    assert again.privacy.about(1).settings == 0
    memory.purge()
    assert memory.people.of(1) == PersonalSettings()


@pytest.mark.parametrize("text", ['{"admitted":"yes"}', "", '{"admitted":true,"daily":"9"}'])
def test_settings_that_cannot_be_read_are_closed(memory: State, text: str) -> None:
    with memory._database.writing() as writing:
        writing.execute("INSERT INTO servers VALUES (30, ?)", (text,))
    memory.open()
    assert memory.servers.of(30) == ServerSettings()


def test_a_server_that_is_left_is_forgotten(memory: State) -> None:
    for server in (30, 31):
        memory.servers.set(server, ServerSettings(admitted=True))
        memory.watches.add(person=1, server=server, channel=2, subject="topic", words="quay")
        memory.counts.add(server, "questions")
    memory.privacy.forget_server(30)
    assert (memory.servers.of(30), memory.watches.of_server(30), memory.counts.of(30)) == (
        ServerSettings(),
        [],
        DayCounts(),
    )
    assert (memory.servers.of(31).admitted, len(memory.watches.all()), memory.counts.of(31).questions) == (True, 1, 1)


# --- watches, runs ---------------------------------------------------------------------------------------------------


def find(number: int) -> Find:
    return Find(f"{number:016x}", ARTICLE, 1, number, number + 9)


def waiting(memory: State) -> list[Find]:
    return [one.find for one in memory.watches.waiting()]


def tell(memory: State, *finds: Find) -> None:
    """Tell of some finds in one message."""
    told = [one for one in memory.watches.waiting() if one.find in finds]
    memory.watches.begin("a message", told)
    memory.watches.told("a message")


def test_each_find_is_told_once_over_restarts_too(tmp_path: Path, memory: State) -> None:
    watch = memory.watches.add(person=1, server=30, channel=None, subject="speaker", words="Tarn")
    assert memory.watches.found(watch.number, [find(1), find(2), find(1)]) == [find(1), find(2)]
    tell(memory, find(1))
    memory.close()
    memory = state(tmp_path)
    assert memory.watches.found(watch.number, [find(2), find(3)]) == [find(3)]
    assert waiting(memory) == [find(2), find(3)]
    tell(memory, find(2), find(3))
    assert waiting(memory) == []
    assert memory.watches.found(watch.number, [find(1), find(2), find(3)]) == []


def test_what_one_watch_has_told_another_of_the_same_person_there_does_not_tell_again(memory: State) -> None:
    own, same, elsewhere, other = (
        memory.watches.add(person=person, server=30, channel=channel, subject="topic", words="quay")
        for person, channel in ((1, None), (1, None), (1, 5), (2, None))
    )
    memory.watches.found(own.number, [find(1)])
    tell(memory, find(1))
    for watch in (same, elsewhere, other):
        memory.watches.found(watch.number, [find(1)])
    assert [one.watch for one in memory.watches.waiting()] == [elsewhere.number, other.number]


def test_a_message_that_did_not_arrive_is_told_again_and_not_counted(tmp_path: Path, memory: State) -> None:
    watch = memory.watches.add(person=1, server=30, channel=None, subject="speaker", words="Tarn")
    memory.watches.found(watch.number, [find(1), find(2)])
    memory.watches.begin("a message", memory.watches.waiting()[:1])
    memory.close()
    memory = state(tmp_path)
    assert [one.message for one in memory.watches.waiting()] == ["a message", None]
    assert [one.told_today for one in memory.watches.all()] == [1]
    memory.watches.withdraw("a message", counted=watch.number)
    assert [one.message for one in memory.watches.waiting()] == [None, None]
    assert [one.told_today for one in memory.watches.all()] == [0]
    memory.watches.drop(memory.watches.waiting())
    assert waiting(memory) == []


def test_messages_are_counted_by_the_day(memory: State, clock: Clock) -> None:
    watch = memory.watches.add(
        person=1, server=None, channel=5, subject="topic", words="quay \ud800", origin=5, language="de"
    )
    assert memory.watches.all() == [watch]
    assert (watch.words, watch.told_today, watch.last_told, watch.language) == ("quay ?", 0, None, "de")
    memory.watches.found(watch.number, [find(n) for n in range(3)])
    tell(memory, find(0))
    tell(memory, find(1))
    assert [(one.told_today, one.last_told) for one in memory.watches.all()] == [(2, NOON)]
    clock.now += DAY
    assert [one.told_today for one in memory.watches.all()] == [0]
    tell(memory, find(2))
    assert [one.told_today for one in memory.watches.of_person(1)] == [1]


def test_a_watch_is_paused_and_gone_on_with(memory: State) -> None:
    watch = memory.watches.add(person=1, server=30, channel=None, subject="speaker", words="Tarn")
    assert memory.watches.pause(watch.number, paused=True)
    assert [one.paused for one in memory.watches.all()] == [True]
    assert memory.watches.pause(watch.number, paused=False)
    assert [one.paused for one in memory.watches.all()] == [False]
    assert not memory.watches.pause(watch.number + 1, paused=True)


def test_an_article_is_fresh_until_it_was_looked_through(tmp_path: Path, memory: State, clock: Clock) -> None:
    assert memory.watched.fresh({"a": "1"}) == {}
    memory.watched.note({"a": "1"})
    assert memory.watched.fresh({"a": "2", "b": "1"}) == {"a": "1", "b": None}
    memory.watched.note({"b": "1"})
    memory.close()
    memory = state(tmp_path, clock=clock)
    assert memory.watched.fresh({"a": "1", "b": "1"}) == {}
    clock.now += 365 * DAY
    memory.purge()
    assert memory.watched.fresh({"a": "1", "b": "1"}) == {}
    clock.now += 1
    memory.purge()
    assert memory.watched.fresh({"a": "1", "b": "1"}) == {"a": None}


def test_where_there_were_no_articles_the_first_are_fresh(memory: State) -> None:
    memory.watched.note({})
    assert memory.watched.fresh({"a": "1"}) == {"a": None}


def test_a_watch_is_ended_by_whose_it_is(memory: State) -> None:
    watch = memory.watches.add(person=1, server=30, channel=5, subject="topic", words="quay")
    memory.watches.found(watch.number, [find(1)])
    assert [memory.watches.end(watch.number, person=one) for one in (2, 1, 1)] == [False, True, False]
    assert memory.watches.found(watch.number, [find(2)]) == []
    assert memory.watches.waiting() == []


def test_a_run_that_was_killed_is_known_at_the_next_start(tmp_path: Path, memory: State) -> None:
    ended, killed = (memory.runs.begin(channel=20, person=1) for _ in range(2))
    memory.runs.shown(killed, 99)
    memory.runs.end(ended)
    memory.close()
    memory = state(tmp_path)
    assert memory.runs.unfinished() == [BegunRun(killed, 20, 99, 1, NOON)]
    memory.runs.end(killed)
    assert memory.runs.unfinished() == []
