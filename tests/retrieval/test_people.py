"""Whose name heads an answer."""

import pytest

from retrieval.datatypes import Article, Statement
from retrieval.search.namesakes import namesakes
from retrieval.search.people import _fullest


def said(speaker: str) -> Statement:
    return Statement(speaker, None, None, None, "direct", "x", 0, 1, ((0, 1),), None, None)


@pytest.mark.parametrize(
    ("speakers", "name"),
    [
        (["Holt", "Anna Holt", "Holt"], "Anna Holt"),
        (["His claims were denied by Foreign Secretary Anna Holt", "Anna Holt"], "Anna Holt"),
        (["Foreign Secretary Anna Holt", "Holt"], "Holt"),
        (["Anna Maria Holt", "Anna Holt", "Anna Holt"], "Anna Holt"),
        (["Außenministerin"], "Außenministerin"),
    ],
)
def test_the_commonest_full_name_is_taken(speakers: list[str], name: str) -> None:
    articles = {"a": Article("a", "Title", "x", "en")}
    assert _fullest({"a": [said(speaker) for speaker in speakers]}, articles, "en") == name


def test_a_spelling_in_the_askers_language_goes_first() -> None:
    articles = {"a": Article("a", "Title", "x", "de"), "b": Article("b", "Title", "x", "en")}
    found = {"a": [said("Sergej Rjabkow")] * 3, "b": [said("Sergei Ryabkov")]}
    assert _fullest(found, articles, "en") == "Sergei Ryabkov"
    assert _fullest({}, articles, "en") is None


@pytest.mark.parametrize(
    "speakers",
    [
        ["Joe Holt", "Joseph Holt", "Джо Хольт", "Holt", "J. Holt"],
        ["Sergei Ryabkov", "Sergej Rjabkow", "Сергій Рябков", "Рябков"],
        ["Franz-Josef Holt", "Franz Josef Holt", "Dr. Franz Holt"],
        ["Anna Holt", "Vizegouverneurin Holt", "die Ministerin Holt"],
        [],
    ],
)
def test_spellings_of_one_person_are_not_several_people(speakers: list[str]) -> None:
    assert namesakes("Holt", map(said, speakers)) == ()


def test_people_of_one_surname_are_told_apart_by_their_given_names_the_most_quoted_first() -> None:
    speakers = ["Anna Holt", "Piet Holt", "Piet Holt", "Holt", "Holt", "Holt"]
    assert namesakes("Holt", map(said, speakers)) == ("Piet Holt", "Anna Holt")
    assert namesakes("Piet Holt", map(said, speakers)) == ()
