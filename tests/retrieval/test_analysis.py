import string
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text import compounds
from retrieval.text.terms import LONGEST_TERM, terms


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        ("de", ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller"]),
        ("de", ["Straße", "Strasse", "STRASSE", "Straßen"]),
        ("de", ["Gespräch", "Gespräche", "Gesprächen", "Gespraeche"]),
        ("de", ["Hafen", "Ha\u00adfen", "Ha\u200bfen", "Ha\ufefffen"]),
        ("de", ["100.000", "100 000", "100,000", "100'000", "100\u202f000", "100\u00a0000", "100’000", "100000"]),
        ("en", ["2.5", "2,5"]),
        ("en", ["talk", "talks", "talking", "TALKED"]),
        ("en", ["Brandt", "Brandt's", "Brandt’s"]),
        ("en", ["U.S.", "US", "us"]),
        ("fr", ["accord", "l'accord", "L’accord", "d'accord", "accords"]),
        ("fr", ["négociation", "NÉGOCIATIONS", "negociations"]),
        ("ru", ["переговоры", "переговоров", "переговорами"]),
        ("ru", ["ёлка", "елка", "Ёлки"]),
        ("uk", ["переговори", "переговорів", "переговорами"]),
    ],
)
def test_spellings_and_forms_meet_in_one_term(language: str, spellings: list[str]) -> None:
    found = {tuple(terms(spelling, language)) for spelling in spellings}
    assert len(found) == 1
    assert len(found.pop()) == 1


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Truppenbewegungen", ["truppenbeweg", "trupp", "beweg"]),
        ("de", "Die Häfen und der Hafen sind zu", ["haf", "haf"]),
        ("en", "Who said that the harbour is closed?", ["said", "harbour", "close"]),
        ("en", "co-operation", ["cooper", "co", "oper"]),
        ("en", "1,000.50 on 09.01.2022 at 10:30", ["1000d50", "9", "1", "2022", "10", "30"]),
        ("de", "1.234.567,89", ["1234567d89"]),
        ("de", "US-Präsident", ["usprasident", "us", "prasident"]),
        ("zh", "港口关闭", ["港口", "口关", "关闭"]),
        ("xx", "Größe Ωμέγα", ["grosse", "ωμεγα"]),
        ("de", "… – !?", []),
        ("en", "", []),
    ],
)
def test_terms(language: str, text: str, expected: list[str]) -> None:
    assert terms(text, language) == expected


@given(st.text(max_size=120), st.sampled_from(["de", "en", "fr", "ru", "uk", "tr", "xx"]))
def test_terms_hold_no_whitespace_no_punctuation_and_have_no_case(text: str, language: str) -> None:
    for term in terms(text, language):
        assert 0 < len(term) <= LONGEST_TERM
        assert not set(term) & set(string.whitespace + string.punctuation)
        assert not any(char.isspace() or unicodedata.category(char).startswith(("P", "C", "Z")) for char in term)
        assert term == term.casefold()


@given(st.lists(st.text(alphabet="abcäöüßАбв", min_size=1, max_size=9), max_size=8))
def test_the_terms_of_words_are_the_terms_of_their_text(words: list[str]) -> None:
    assert terms(" ".join(words), "de") == [term for word in words for term in terms(word, "de")]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("truppenbewegungen", ("truppen", "bewegungen")),
        ("hafenmeisterin", ("hafen", "meisterin")),
        ("sicherheitsgarantien", ("sicherheit", "garantien")),
        ("militärübung", ("militär", "übung")),
        ("aussenministerium", ("aussen", "ministerium")),
        ("freitag", ()),
        ("vorsitzende", ()),
        ("hafen", ()),
        ("xqzwvbkpt", ()),
        ("", ()),
    ],
)
def test_compounds(word: str, parts: tuple[str, ...]) -> None:
    assert compounds.split(word) == parts


@pytest.mark.parametrize(
    "unit", ["a", "1.000", "a-", "a.b.", "\u0301", "ä'", "1 000 ", "donaudampf", "\u0301\u0316", "\uff9e\u0301"]
)
def test_the_time_is_linear(unit: str) -> None:
    begin = time.process_time()
    terms(unit * (200_000 // len(unit)), "de")
    assert time.process_time() - begin < 4


@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0"])
def test_where_a_long_text_is_normalised_in_pieces_no_word_shows(blank: str) -> None:
    words = [f"Prüfstände{number}" for number in range(400)]
    decomposed = unicodedata.normalize("NFD", blank.join(words))
    assert len(decomposed) > 5_000
    assert terms(decomposed, "de") == [term for word in words for term in terms(word, "de")]


def test_a_megabyte_of_ordinary_words_takes_about_a_second() -> None:
    text = "Die Verwaltung des Hafens von Norderwiek teilte mit, dass 100.000 Fahrgäste warten. " * 12_000
    begin = time.process_time()
    terms(text, "de")
    assert time.process_time() - begin < 3
