"""Organisations under all their names, and acronyms that an article introduces."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.languages.word_data import load
from retrieval.names import Meant, asked_keys, meant_by, organisation, passage_keys, person_keys
from retrieval.names.abbreviations import abbreviations
from retrieval.names.organisations import forms, organisations_in

PAIRS = Path(__file__).parent / "organisation_pairs.tsv"


def listed() -> list[str]:
    """Return what the table knows organisations by."""
    lists = load("mul", "organisations").lists
    return [line.split(" | ")[0] for text in lists.values() for line in str(text).strip().splitlines()]


def test_every_form_names_its_organisation_alone() -> None:
    known = listed()
    assert len(known) == len(set(known)) > 250
    wrong = [(name, form) for name in known for form in forms(name) if organisation(form) != name]
    assert wrong == []


def test_pairs_of_four_languages_are_one_organisation() -> None:
    lines = [line for line in PAIRS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    pairs = [line.split("\t") for line in lines]
    met = [
        meant_by(asked, held) is Meant.BY_NAME and not asked_keys(asked).isdisjoint(person_keys(held))
        for held, _, asked, _, _ in pairs
    ]
    assert len(pairs) >= 150
    assert sum(met) / len(met) >= 0.98


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("der Europäischen Zentralbank", "ecb"),
        ("Weltgesundheitsorganisation (WHO)", "who"),
        ("Internationalen Atomenergie-Organisation IAEO", "iaea"),
        ("Всемирной организации здравоохранения", "who"),
        ("Європейського центрального банку", "ecb"),
        ("U.N.", "un"),
        ("the White House's", "white_house"),
        ("Об’єднаних Націй", "un"),
        ("Human Rights Watch (WHO)", None),
        ("Weltbankett", None),
        ("Anna Weber", None),
        ("", None),
    ],
)
def test_a_name_counts_in_each_case_and_with_its_acronym(name: str, known_as: str | None) -> None:
    assert organisation(name) == known_as


def test_small_letters_are_an_acronym_in_questions_only_and_where_they_are_no_word() -> None:
    assert (organisation("ezb"), organisation("ezb", typed=True)) == (None, "ecb")
    assert organisation("who", typed=True) is None


def test_two_organisations_that_end_alike_are_not_one() -> None:
    assert meant_by("World Trade Organization", "World Health Organization") is Meant.NOT
    assert meant_by("WHO", "Maria Who") is Meant.NOT


def test_a_passage_has_one_key_for_all_names_of_an_organisation() -> None:
    texts = ["Das BKA warnt vor Briefen.", "Vor Briefen warnt das Bundeskriminalamt.", "A letter to the BKA office."]
    assert all("org_bka" in passage_keys(text, "de") for text in texts)


def test_organisations_are_found_at_their_borders() -> None:
    text = (
        "Der Bund fürs Leben. Who cares? Im Sicherheitsrat der Vereinten Nationen; U.N. staff im Weißen Haus, das BKA."
    )
    spans = [(text[one.start : one.end], one.known_as) for one in organisations_in(text)]
    assert spans == [
        ("Sicherheitsrat der Vereinten Nationen", "un_security_council"),
        ("U.N.", "un"),
        ("Weißen Haus", "white_house"),
        ("BKA", "bka"),
    ]
    assert organisations_in("") == []


def test_any_word_behind_a_given_name_has_a_key() -> None:
    assert set(passage_keys("Der Sänger Ulf Freitag trat auf.", "de")) > set(passage_keys("Der Sänger Ulf", "de"))
    assert passage_keys("Am Freitag trat er auf.", "de") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Wasserbund Oberland (WBO) warnt.", [("WBO", "Wasserbund Oberland")]),
        ("Das Landesamt für Küstenschutz (LfK) warnt.", [("LfK", "Landesamt für Küstenschutz")]),
        ("the Union of Harbour Pilots (UHP), based in Saltmere", [("UHP", "Union of Harbour Pilots")]),
        ("Союз рыбаков Приморья (СРП) заявил", [("СРП", "Союз рыбаков Приморья")]),
        ("The UHP (Union of Harbour Pilots) said", [("UHP", "Union of Harbour Pilots")]),
        ("Landrat Thomas Weller (CDU) warnt.", []),
        ("Im Mai (ABC) geschah nichts.", []),
        ("Er sagte nichts (AFP).", []),
        ("(WBO)", []),
    ],
)
def test_an_acronym_is_introduced_by_the_name_whose_letters_it_has(text: str, found: list[tuple[str, str]]) -> None:
    assert list(abbreviations(text)) == found
