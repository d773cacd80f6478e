"""The form of a claim, and the words that a model copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.checks import evidence, form
from bot.verification.claims import Claim
from tests.verification.making import basis

SENTENCE = "Die Brücke „Alte Wehr“ kostet 48 Millionen Euro – nicht mehr."
RESTS_ON = basis(SENTENCE, SENTENCE, "de")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In the U.S. prices rose by 5.5% at 7.55am, Mr. Holt said."),
        ("de", "Am 3. Mai um 17.30 Uhr kam Dr. Kolm z. B. nach St. Wendelin."),
        ("de", "Bürger*innen zahlen 5.000 Euro (etwa 10 %)."),
        ("ru", "Цены выросли на 5,5 % в 2025 г., — сообщил мэр."),
        ("uk", "Ціни зросли на 5 %, каже мер."),
        ("de", "Mayor Holt und The Dunmore Times widersprechen."),
    ],
)
def test_a_plain_sentence_passes(language: str, text: str) -> None:
    assert not list(form.check(Claim(text, language, RESTS_ON)))


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "", "empty"),
        ("en", "… 5 !", "empty"),
        ("en", "It is so " * 40, "too_long"),
        ("en", "See https://dunmore.example for the bridge.", "address"),
        ("en", "See dunmore.com for the bridge.", "address"),
        ("en", "The bridge is closed, @everyone.", "mention"),
        ("en", "The bridge is closed in <#123>.", "mention"),
        ("en", "The bridge is **closed** now.", "markdown"),
        ("en", "The bridge is `closed` now.", "markdown"),
        ("en", "- The bridge is closed.", "markdown"),
        ("en", "The bridge is closed [1].", "bracketed_number"),
        ("en", "The bridge is closed (1).", "bracketed_number"),
        ("en", "The bridge\nis closed.", "control_character"),
        ("en", "The bri\u200bdge is closed.", "control_character"),
        ("en", "The \u202ebridge is closed.", "control_character"),
        ("en", "The bridge\u3000is closed.", "control_character"),
        ("en", "The bridge is c\u0301\u0302\u0303losed.", "control_character"),
        ("en", "Is the bridge closed?", "question"),
        ("en", "The bridge is closed. The tunnel is open.", "several_sentences"),
        ("en", "Die Brücke ist wegen der Arbeiten gesperrt.", "language"),
        ("de", "The bridge is closed because of the works.", "language"),
        ("ru", "Міст закрито через роботи, і це надовго.", "language"),
        ("uk", "Мост закрыт из-за работ, и это надолго.", "language"),
        ("en", "Мост закрыт.", "language"),
        ("fr", "Le pont est fermé.", "language"),
    ],
)
def test_each_rule_has_a_fault(language: str, text: str, code: str) -> None:
    assert code in [fault.code for fault in form.check(Claim(text, language, RESTS_ON))]


@pytest.mark.parametrize(
    "words",
    [
        SENTENCE,
        'Brücke "Alte Wehr" kostet',
        "Die Brü\u00adcke  »Alte\u00a0Wehr«",
        "48 Millionen Euro - nicht mehr",
        "kostet 48 Ｍillionen",
    ],
)
def test_copied_words_stand_in_the_sentence(words: str) -> None:
    assert evidence.supported(words, RESTS_ON) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"),
        ("kostet 48", "too_short"),
        ("Die Brücke … kostet 48", "ellipsis"),
        ("Die Brücke ... mehr.", "ellipsis"),
        ("Die Brücke [..] mehr.", "ellipsis"),
        ("Die Brücke kostet 48", "not_in_sentence"),
        ("die brücke „alte wehr“", "not_in_sentence"),
        ("kostet 49 Millionen", "not_in_sentence"),
        ("rücke „Alte Wehr“ kostet", "not_in_sentence"),
        ("kostet 48 Million", "not_in_sentence"),
        (SENTENCE + " " + SENTENCE * 3, "not_in_sentence"),
    ],
)
def test_words_that_differ_do_not(words: str, code: str) -> None:
    fault = evidence.supported(words, RESTS_ON)
    assert fault is not None
    assert fault.code == code


def test_a_short_sentence_may_be_copied_whole() -> None:
    assert evidence.supported("Er ging.", basis("Er ging.", "Er ging.", "de")) is None


@given(st.text(max_size=80))
def test_no_words_make_it_raise(words: str) -> None:
    fault = evidence.supported(words, RESTS_ON)
    assert fault is None or fault.check == "evidence"


@given(st.integers(0, len(SENTENCE) - 1), st.sampled_from("0123456789abxyzж"))
def test_one_other_character_is_found(place: int, other: str) -> None:
    changed = SENTENCE[:place] + other + SENTENCE[place + 1 :]
    same = changed == SENTENCE
    assert (evidence.supported(changed, RESTS_ON) is None) == same
