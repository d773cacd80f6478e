"""Laws of the name stages on any input, however odd: never an exception, never a span outside the text, linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.names import keys, mentions, passage_keys, question_names, same_person, similar, surname, variants
from retrieval.names.transliteration import Standard, transliterate
from tests.benchmarks.names import surnames

LANGUAGES = st.sampled_from(["de", "en", "fr", "ru", "uk", "xx", ""])
# Letters of names with what is hostile in them: marks, zero-width characters, apostrophes, hyphens, other scripts.
NAME_LETTERS = "abcdehijkosvwzABCSZäöüéšćłßŽабвгежкоскийьяёіїєАБЁ'’-‐.\u200b\u0301\u0308\u00ad\u202eﷺİ習ग \n\t,1"
NAMES = st.one_of(st.text(NAME_LETTERS, max_size=30), st.text(max_size=30))
TEXTS = st.one_of(st.text(NAME_LETTERS + '„“"!?;:', max_size=200), st.text(max_size=200))


@given(NAMES)
def test_keys_are_at_most_four_lower_case_ascii_words(name: str) -> None:
    found = keys(name)
    assert len(found) <= 4
    bare = [key.removeprefix("org_") for key in found]  # Acronyms have keys of their own.
    assert all(key.isascii() and key.isalpha() and key.islower() for key in bare)


@given(st.text("abcdefghijklmnopqrstuvwxyzабвгдежзиклмнопрстуфхцчшщэюя", min_size=1, max_size=20))
def test_a_word_of_letters_has_a_key_in_any_case(name: str) -> None:
    assert keys(name) or set(name) <= set("hьъ")
    assert keys(name) == keys(name.upper()) == keys(name.capitalize())


@given(st.text("aeiouklmnrst", min_size=3, max_size=12))
def test_possessive_and_zero_width_characters_change_nothing(name: str) -> None:
    assert keys(name + "'s") == keys(name + "’s") == keys("\u200b".join(name)) == keys(name)


@given(NAMES)
def test_variants_begin_with_the_given_spelling(name: str) -> None:
    found = variants(name)
    assert len(found) <= 5
    assert len(set(found)) == len(found)
    assert found[:1] == ((" ".join(found[0].split()),) if found else ())


@given(st.sampled_from(surnames()))
def test_every_spelling_of_a_surname_shown_is_found_by_it(name: str) -> None:
    for spelling in variants(name):
        assert keys(name) & keys(spelling), spelling
        assert same_person(name, spelling)


@given(NAMES, NAMES)
def test_same_person_is_symmetric(a: str, b: str) -> None:
    assert same_person(a, b) == same_person(b, a)
    assert surname(a) == "" or surname(a) in a


@given(NAMES, st.lists(NAMES, max_size=8))
def test_similar_chooses_from_the_known(name: str, known: list[str]) -> None:
    found = similar(name, known)
    assert len(found) <= 5
    assert set(found) <= set(known)


@settings(max_examples=200)
@given(TEXTS, LANGUAGES)
def test_mentions_are_spans_of_the_text_in_order(text: str, language: str) -> None:
    spans = mentions(text, language)
    end_before = 0
    for start, end in spans:
        assert end_before <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        end_before = end


@settings(max_examples=200)
@given(TEXTS, LANGUAGES)
def test_question_names_are_words_of_the_question(text: str, language: str) -> None:
    found = question_names(text, language)
    assert len(set(found)) == len(found)
    assert all(name in text for name in found)


@settings(max_examples=200)
@given(TEXTS, LANGUAGES)
def test_passage_keys_are_keys(text: str, language: str) -> None:
    found = passage_keys(text, language)
    assert len(set(found)) == len(found)
    bare = [key.removeprefix("org_") for key in found]  # Acronyms have keys of their own.
    assert all(key.isascii() and key.isalpha() and key.islower() for key in bare)


@given(NAMES, st.sampled_from(["german", "english", "french", "passport", "scientific", "iso9"]))
def test_transliteration_leaves_no_russian_letter(name: str, standard: Standard) -> None:
    assert not set(transliterate(name, standard)) & set("абвгежкоскийьяё")


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["A", "A ", "A-", "A'", "A. ", "Von der ", "И", "a\u0301", "A\u0301", "\u200b", "\n", "“", "Dr. ", "Аа", "1A"],
)
def test_a_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    mentions(text, "de")
    passage_keys(text, "de")
    question_names(text[:10_000], "en")
    keys(text)
    variants(text)
    surname(text)
    same_person(text, text + "x")
    similar(text, [text[:100], text])
    assert time.process_time() - began < 4
