"""Turns and settings as JSON: what is written is read back, and nothing else is taken for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.followups import Turn
from bot.state import codec, turns
from bot.state.preferences import PersonalSettings, ServerSettings
from retrieval.datatypes import Query

days = st.none() | st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
words = st.text(max_size=20)
names = st.lists(words, max_size=3).map(tuple)
queries = st.builds(
    Query,
    question=words,
    language=words,
    intent=st.sampled_from(["topic", "said", "who_said", "who_is", "summary"]),
    topic=words,
    speaker=st.none() | words,
    names=names,
    since=days,
    until=days,
    further_speakers=names,
    pronoun=st.none() | words,
    shelves=st.none() | st.frozensets(words, max_size=3),
    reads=names,
)
places = st.tuples(words, st.integers(0, 99), st.integers(99, 999))
kept_turns = st.builds(
    Turn, query=queries, about=words, people=names, spoken=st.booleans(), shown=st.lists(places, max_size=3).map(tuple)
)
ids = st.lists(st.integers(0, 2**63 - 1), max_size=3).map(tuple)
server_settings = st.builds(
    ServerSettings,
    admitted=st.booleans(),
    first=st.booleans(),
    channels=ids,
    askers=ids,
    languages=names,
    daily=st.none() | st.integers(0, 10**6),
    watch_channel=st.none() | st.integers(0, 2**63 - 1),
)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)


@given(kept_turns)
def test_a_turn_is_kept_without_what_its_asker_was_allowed_to_see(turn: Turn) -> None:
    seen = replace(turn, query=replace(turn.query, shelves=frozenset({"", "own"}), reads=("de", "en")))
    without = replace(turn, query=replace(turn.query, shelves=None, reads=()))
    assert turns.load(turns.dump(seen)) == without


@given(kept_turns)
def test_a_turn_is_read_back_as_it_was(turn: Turn) -> None:
    of_anybody = replace(turn, query=replace(turn.query, shelves=None, reads=()))
    assert turns.load(turns.dump(of_anybody)) == of_anybody


@given(server_settings)
def test_settings_are_read_back_as_they_were(settings: ServerSettings) -> None:
    assert codec.load(ServerSettings, codec.dump(settings)) == settings


@given(kept_turns, st.data())
def test_a_turn_with_another_value_is_none_or_has_the_right_kinds(turn: Turn, data: st.DataObject) -> None:
    document = json.loads(turns.dump(turn))
    inner = data.draw(st.sampled_from([document, document["query"]]))
    name = data.draw(st.sampled_from(sorted(inner)) | words)
    inner[name] = data.draw(documents)
    found = turns.load(json.dumps(document))
    assert found is None or turns.load(turns.dump(found)) == found


@given(st.text() | documents.map(json.dumps))
def test_whatever_stands_there_is_a_turn_or_nothing(text: str) -> None:
    found = turns.load(text)
    assert found is None or isinstance(found, Turn)


@pytest.mark.parametrize(
    "change",
    [
        {"query": None},
        {"query": {"question": "Why?"}},
        {"about": 1},
        {"people": "Ryabkov"},
        {"people": [["Ryabkov"]]},
        {"spoken": 1},
        {"shown": [["a", 1]]},
        {"shown": [["a", 5, 1]]},
        {"shown": [["a", True, 2]]},
        {"query": {"question": "Why?", "language": "en", "intent": "steal"}},
        {"query": {"question": "Why?", "language": "en", "since": "yesterday"}},
        {"query": {"question": "Why?", "language": "en", "since": "20220101"}},
        {"more": 1},
    ],
)
def test_a_turn_that_is_not_exactly_one_is_none(change: dict[str, Any]) -> None:
    document = {"query": {"question": "Why?", "language": "en"}, "about": "", "people": [], "spoken": False}
    assert turns.load(json.dumps(document)) is not None
    assert turns.load(json.dumps({**document, **change})) is None


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", "1", "NaN", '{"admitted": 1}', '{"channels": [1.5]}', "{}}"])
def test_what_is_no_settings_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        codec.load(ServerSettings, text)


def test_what_an_older_version_did_not_know_has_its_default() -> None:
    assert codec.load(PersonalSettings, '{"plain": true}') == PersonalSettings(plain=True)
