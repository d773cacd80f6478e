"""What articles bring that is new, over a real index: statements of somebody, and reports on a topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.errors import QueryError
from tests.bot.newsroom import Newsroom

QUAY = "“The quay must be rebuilt before winter,” Mayor Ilva Tarn said on Monday."
QUOTE = "“The quay must be rebuilt before winter,”"
FERRY = "“No ferry will sail in March,” Ilva Tarn said."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path)
    yield room
    room.news.close()


def test_a_statement_in_a_new_article_is_new_until_it_was_looked_at(room: Newsroom) -> None:
    room.write("quay", QUAY)
    room.index()
    assert [one[:20] for one in room.found("Tarn")] == [QUOTE[:20]]
    assert room.found("Brandis") == []
    room.look()
    assert room.found("Tarn") == []


def test_an_edit_brings_only_what_is_said_for_the_first_time(room: Newsroom) -> None:
    room.write("quay", QUAY)
    room.index()
    room.look()
    room.write("quay", "The council met again.", "It was cold.", QUAY.replace("“", '"').replace("”", '"'), FERRY)
    room.index()
    assert len(room.found("Tarn")) == 1
    assert "ferry" in room.found("Ilva Tarn")[0]
    room.look()
    room.write("quay", FERRY)
    room.index()
    room.look()
    room.write("quay", FERRY, QUAY)
    room.index()
    assert room.found("Tarn") == [], "it stood there before"


def test_what_stands_elsewhere_already_is_not_new(room: Newsroom) -> None:
    room.write("quay", QUAY)
    room.index()
    room.look()
    room.write("again", "A year has passed since then.", QUAY, "Nothing has happened at the harbour.")
    room.index()
    assert room.found("Tarn") == []


def test_two_articles_with_the_same_statement_bring_it_once(room: Newsroom) -> None:
    room.write("one", "The council met.", QUAY)
    room.write("two", "People waited for hours.", QUAY)
    room.index()
    assert len(room.found("Tarn")) == 1


def test_a_name_is_watched_in_any_spelling_and_a_role_by_who_holds_it(room: Newsroom) -> None:
    room.write("talks", "“We will talk again,” Deputy Foreign Minister Sergei Ryabkov said on Friday.")
    room.index()
    for name in ("Ryabkov", "Rjabkow", "Рябков", "deputy foreign minister"):
        assert len(room.found(name)) == 1, name
    assert room.found("finance minister") == []


def test_what_is_on_another_shelf_is_neither_found_nor_hides_anything(room: Newsroom) -> None:
    room.write("secret", QUAY, shelf="guild-60")
    room.index()
    assert room.found("Tarn") == []
    assert len(room.found("Tarn", shelves=("", "guild-60"))) == 1
    room.look()
    room.write("open", "It is official.", QUAY)
    room.index()
    assert len(room.found("Tarn")) == 1
    assert room.found("Tarn", shelves=("", "guild-60")) == []


def test_what_comes_between_two_looks_is_left_to_the_next(room: Newsroom) -> None:
    room.write("quay", QUAY)
    room.index()
    looked = room.looked()
    seen = room.news.texts()
    room.write("quay", QUAY, FERRY)
    room.write("copy", "It is told again.", QUAY)
    room.index()
    found = {one.fingerprint for one in room.news.news("speaker", "Tarn", looked, frozenset({""}))}
    room.texts |= seen
    found |= {one.fingerprint for one in room.news.news("speaker", "Tarn", room.looked(), frozenset({""}))}
    assert len(found) == 2


def test_a_report_on_a_topic_is_new_once_a_story(room: Newsroom) -> None:
    room.write("quay", "The quay of Port Ember collapsed in the storm on Sunday. Nobody was hurt.")
    room.write("cake", "The baker of Holm won a prize for a cake. He was glad.")
    room.index()
    [quote] = room.found("quay of Port Ember", subject="topic")
    assert "collapsed" in quote
    assert room.found("volcano in Iceland", subject="topic") == []
    room.look()
    assert room.found("quay of Port Ember", subject="topic") == []


def test_what_cannot_be_asked_for_is_refused(room: Newsroom) -> None:
    room.write("quay", QUAY)
    room.index()
    with pytest.raises(QueryError):
        room.found(" ")
    with pytest.raises(QueryError):
        room.found(" ", subject="topic")
