"""Names of speakers are completed as people begin to type them, in any spelling, the most quoted first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.search.completion import Completion
from retrieval.store.reading import Catalog
from tests.desk import Desk

ARTICLES = {
    "en.md": (
        "en",
        "Sergei Ryabkov said: “The talks were hard.” Ryabkov said: “We will wait.” Mary Holt said: “The road is shut.”",
    ),
    "de.md": (
        "de",
        "Sergej Rjabkow sagte: „Die Gespräche waren schwierig.“ Nadja Kallweit sagte: „Der Damm hält.“ "
        "Kallweit sagte: „Er hält noch lange.“ Nadja Kallweit sagte: „Wir bauen weiter.“ Die Vereinten Nationen "
        "erklärten: „Wir helfen.“ Der Bürgermeister sagte: „Die Brücke bleibt zu.“",
    ),
    "ru.md": ("ru", "Сергей Рябков заявил: «Мы подождём ответа». Мария Орлова сказала: «Мост закрыт»."),
    "uk.md": ("uk", "Олена Шевчук сказала: «Міст закрито»."),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(Path(tmp_path_factory.mktemp("completion")))
    for name, (language, text) in ARTICLES.items():
        made.write(name, f"---\ntitle: {name}\nlanguage: {language}\n---\n{text}\n")
    made.index()
    return made


@pytest.fixture(scope="module")
def catalog(desk: Desk) -> Iterator[Catalog]:
    with desk.catalog() as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "language", "name"),
    [
        ("Ryab", "en", "Sergei Ryabkov"),
        ("ryab", "de", "Sergej Rjabkow"),
        ("Rjab", "en", "Sergei Ryabkov"),
        ("Riabk", "fr", "Sergei Ryabkov"),
        ("Рябк", "de", "Сергей Рябков"),
        ("serg", "de", "Sergej Rjabkow"),
        ("Sergei Rya", "en", "Sergei Ryabkov"),
        ("Rjabkow, Ser", "de", "Sergej Rjabkow"),
        ("Orlo", "en", "Maria Orlova"),
        ("Schewt", "de", "Olena Shevchuk"),
        ("Kall", "de", "Nadja Kallweit"),
        ("Nadja Kallweit", "de", "Nadja Kallweit"),
        ("Verein", "de", "Vereinte Nationen"),
        ("United N", "de", "Vereinte Nationen"),
    ],
)
def test_a_name_is_completed_in_any_spelling(catalog: Catalog, typed: str, language: str, name: str) -> None:
    assert Completion(catalog).speakers_like(typed, language=language) == [name]


def test_nothing_typed_gives_the_most_quoted_first_and_no_role(catalog: Catalog) -> None:
    found = Completion(catalog).speakers_like("", language="en")
    assert found[:2] == ["Sergei Ryabkov", "Nadja Kallweit"]
    assert not any("ürgermeister" in name for name in found)
    assert Completion(catalog).speakers_like("", language="en", limit=2) == found[:2]


def test_a_russian_gets_the_names_in_cyrillic(catalog: Catalog) -> None:
    assert Completion(catalog).speakers_like("", language="ru")[0] == "Сергей Рябков"


@pytest.mark.parametrize("typed", ["bkov", "Zwirbel", "Kallweit Nadja Ostrau", "!?", "Holt Ryab"])
def test_what_begins_no_name_gives_nothing(catalog: Catalog, typed: str) -> None:
    assert Completion(catalog).speakers_like(typed, language="en") == []


def test_a_change_of_the_index_is_seen(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.txt", "Nadja Kallweit sagte: „Der Damm hält.“")
    desk.index()
    with desk.catalog() as catalog:
        completion = Completion(catalog)
        assert completion.speakers_like("Kra", language="de") == []
        desk.write("b.txt", "Odilo Krammwitz sagte am Abend: „Die Mauer wird im Herbst gebaut.“")
        desk.index()
        assert completion.speakers_like("Kra", language="de") == ["Odilo Krammwitz"]


@given(typed=st.text(max_size=120), language=st.sampled_from(["de", "en", "ru", "xx"]))
def test_whatever_is_typed_gives_names_that_can_be_shown(desk: Desk, typed: str, language: str) -> None:
    with desk.catalog() as catalog:
        for name in Completion(catalog).speakers_like(typed, language=language):
            assert 0 < len(name) <= 100
            assert name.isprintable()
