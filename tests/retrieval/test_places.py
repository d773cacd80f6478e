"""Places under their names in four languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.languages.word_data import load
from retrieval.names.places import left_out, places, things
from retrieval.text import compounds


@pytest.mark.parametrize(
    "words",
    [
        "Germany German Deutschland deutsche Германией немецкого Німеччини німецький",
        "Russia Russian Russland russischen России российские Росії російська",
        "Ukraine Ukrainian ukrainische Украины украинский України українських",
        "France French Frankreichs Franzosen Франции французы Франції французький",
        "Netherlands Dutch niederländische Нидерландов голландский Нідерландах",
        "Geneva Genf Genfer Женеве женевский Женеви",
        "Munich München Münchner Мюнхена Мюнхені",
        "Warsaw Warschauer Варшаве Варшави",
    ],
)
def test_the_names_of_a_place_are_one(words: str) -> None:
    first, *others = words.split()
    assert all(places(first) & places(word) for word in others)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Niger", "Nigeria"), ("Austria", "Australien"), ("Слова́кии", "Словении"), ("Iran", "Irak"), ("Іран", "Ірак")],
)
def test_places_with_like_names_are_two(one: str, other: str) -> None:
    assert places(one)
    assert places(other)
    assert not places(one) & places(other)


@pytest.mark.parametrize("word", ["turkey", "финансов", "фінансів", "мали", "того", "Haus", "перу", "чада"])
def test_words_written_small_are_no_countries(word: str) -> None:
    assert not places(word)


def test_every_line_has_all_languages_and_a_name_of_its_own() -> None:
    known: set[str] = set()
    for name in ("countries", "regions", "cities", "things"):
        for line in load("mul", "places").phrases(name):
            known_as, *languages = [part.strip() for part in line.split("|")]
            assert len(languages) == 4, line
            assert all(languages), line
            assert known_as not in known
            known.add(known_as)


def test_acronyms_of_one_thing_are_one() -> None:
    assert things("AI") & things("KI") & things("ИИ") & things("ШІ")
    assert not things("AI") & things("ВВП")
    assert "GmbH" in left_out()


@given(st.text(max_size=60))
def test_no_word_is_too_odd(word: str) -> None:
    assert places(word) == places(word)
    assert isinstance(things(word), frozenset)


def test_a_german_compound_is_known_by_its_end() -> None:
    assert compounds.is_known("strafzölle")
    assert compounds.is_known("umsatzsteuervoranmeldung")
    assert not compounds.is_known("zyxwvut")
