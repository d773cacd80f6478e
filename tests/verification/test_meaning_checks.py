"""Negation, denial, modality, extent, contradiction: one change of a true claim, in four languages."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.checks import attribution, denial, extremes, form, modality, negation
from bot.verification.checks.contradiction import contradictions
from bot.verification.claims import LANGUAGES, Basis, Claim
from bot.verification.reading import KINDS, cue_table, read
from retrieval.languages.word_data import load
from tests.verification.making import basis

CHECKS = {
    module.__name__.rpartition(".")[2]: module.check
    for module in (attribution, denial, negation, modality, extremes, form)
}
_OPTIONAL = {"reported_mood", "condition_opening", "determiners", "no_demand", "officials"}
"""Lists that a language need not have: mood is German, articles are English, and verbs open a condition in both."""

# check, language of the sentence, sentence, language of the claim, claim, code of the fault or "" for none
_CASES = [
    ("negation", "de", "Die Brücke ist nicht sicher.", "en", "The bridge is safe.", "negation_lost"),
    ("negation", "de", "Die Brücke ist nicht sicher.", "en", "The bridge is unsafe.", ""),
    ("negation", "de", "Die Brücke ist sicher.", "ru", "Мост не безопасен.", "negation_added"),
    ("negation", "ru", "Никто никогда не видел этот мост.", "en", "Nobody has ever seen this bridge.", ""),
    ("negation", "ru", "Никто никогда не видел этот мост.", "de", "Jeder hat diese Brücke gesehen.", "negation_lost"),
    ("negation", "en", "Not only the bridge but also the tunnel is closed.", "uk", "Закрито і міст, і тунель.", ""),
    ("negation", "en", "The tunnel has no less than four exits.", "de", "Der Tunnel hat vier Ausgänge.", ""),
    ("negation", "en", "The firm failed to repair the tunnel.", "ru", "Фирма не отремонтировала тоннель.", ""),
    ("negation", "en", "The firm failed to repair the tunnel.", "ru", "Фирма починила тоннель.", "negation_lost"),
    ("negation", "uk", "Міст відкрили без дозволу.", "en", "The bridge was opened without a permit.", ""),
    ("negation", "uk", "Міст відкрили без дозволу.", "en", "The bridge was opened with a permit.", "negation_lost"),
    (
        "negation",
        "en",
        "The bridge is not closed, but the tunnel is flooded.",
        "en",
        "The bridge is closed, but the tunnel is not flooded.",
        "negation_moved",
    ),
    ("denial", "de", "Ellwig bestritt den Diebstahl.", "en", "Ellwig confirmed the theft.", "denial_lost"),
    ("denial", "de", "Ellwig bestritt den Diebstahl.", "uk", "Елвіг заперечила крадіжку.", ""),
    ("denial", "de", "Ellwig gab den Diebstahl zu.", "en", "Ellwig denied the theft.", "denial_added"),
    ("denial", "ru", "Компания отвергла обвинения.", "de", "Die Firma wies die Vorwürfe zurück.", ""),
    ("denial", "en", "The board said the vote was fair.", "ru", "Совет отрицает честность.", "denial_added"),
    ("modality", "de", "Die Stadt plant einen Tunnel.", "en", "The city built a tunnel.", "intention_lost"),
    ("modality", "de", "Die Stadt plant einen Tunnel.", "ru", "Город планирует построить тоннель.", ""),
    ("modality", "en", "The tunnel may flood in May.", "de", "Der Tunnel wird im Mai überflutet.", "possibility_lost"),
    ("modality", "en", "The tunnel opened in May.", "de", "Der Tunnel wurde im Mai eröffnet.", ""),
    ("modality", "en", "The tunnel was closed.", "uk", "Підтверджено, що тунель закрили.", "certainty_added"),
    ("modality", "ru", "Тоннель якобы затоплен.", "en", "The tunnel is flooded.", "hearsay_lost"),
    ("modality", "uk", "Якщо піде дощ, тунель закриють.", "de", "Der Tunnel wird gesperrt.", "condition_lost"),
    ("modality", "en", "Drivers should use the tunnel.", "de", "Fahrer müssen den Tunnel nutzen.", "command_added"),
    ("modality", "en", "The firm tried to drain the tunnel.", "uk", "Фірма осушила тунель.", "attempt_lost"),
    ("extremes", "de", "Einige Häuser brannten.", "en", "All houses burned.", "all_added"),
    ("extremes", "de", "Es war ein hoher Turm.", "en", "It was the highest tower.", "superlative_added"),
    ("extremes", "ru", "Цены выросли.", "uk", "Ціни впали.", "fall_for_rise"),
    ("extremes", "ru", "Цены выросли.", "uk", "Ціни зросли.", ""),
    ("extremes", "de", "Der Preis stieg um 5 Euro.", "en", "The price rose to 5 euros.", "increase_to_for_increase_by"),
    ("extremes", "uk", "Ціна зросла з 5 до 7 гривень.", "en", "The price rose from 7 to 5 hryvnias.", "from_to"),
    ("extremes", "en", "He came before the storm.", "de", "Er kam nach dem Sturm.", "after_for_before"),
    ("extremes", "en", "Most shops were closed.", "de", "Die Läden waren geschlossen.", "most_lost"),
]


def claim(sentence: str, language: str, text: str, own: str) -> Claim:
    return Claim(text, own, basis(sentence, sentence, language))


@pytest.mark.parametrize(("check", "language", "sentence", "own", "text", "code"), _CASES)
def test_one_change_is_one_fault(check: str, language: str, sentence: str, own: str, text: str, code: str) -> None:
    found = [fault.code for fault in CHECKS[check](claim(sentence, language, text, own))]
    assert found[:1] == ([code] if code else [])


@pytest.mark.parametrize("check", ["denial", "negation", "modality", "extremes"])
def test_a_sentence_says_what_it_says(check: str) -> None:
    lines = Path(__file__).with_name("traps.jsonl").read_text(encoding="utf-8").splitlines()
    for case in map(json.loads, lines):
        if not case.get("title"):
            rests_on = basis(case["article"], case["sentence"], case["language"])
            assert not list(CHECKS[check](Claim(case["sentence"], case["language"], rests_on))), case["sentence"]


@pytest.mark.parametrize(
    ("language", "plain", "negative"),
    [
        ("de", "Die Stadt Tiefenau bezahlt den neuen Tunnel.", "Die Stadt Tiefenau bezahlt den neuen Tunnel nicht."),
        ("en", "The town of Dunmore pays for the tunnel.", "The town of Dunmore does not pay for the tunnel."),
        ("ru", "Город Левандовка платит за новый тоннель.", "Город Левандовка не платит за новый тоннель."),
        ("uk", "Місто Левандівка платить за новий тунель.", "Місто Левандівка не платить за новий тунель."),
    ],
)
def test_a_toggled_negation_is_a_fault_both_ways(language: str, plain: str, negative: str) -> None:
    for sentence, text in ((plain, negative), (negative, plain)):
        assert list(negation.check(claim(sentence, language, text, language)))
        assert not list(negation.check(claim(sentence, language, sentence, language)))


def test_claims_that_contradict_each_other_are_named() -> None:
    rests_on = basis("Ein Satz.", "Ein Satz.", "de")
    texts = [
        "The tunnel in Dunmore cost 5 million euros.",
        "The tunnel in Dunmore cost 7 million euros.",
        "The tunnel in Dunmore did not cost 5 million euros.",
        "The bridge in Wiesental cost 9 million euros.",
        "On Monday the bridge in Tiefenau cost 4 million euros.",
    ]
    found = [
        (one, other, fault.code) for one, other, fault in contradictions([Claim(t, "en", rests_on) for t in texts])
    ]
    assert found == [(0, 1, "other_number"), (0, 2, "opposite"), (1, 2, "opposite")]


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_no_text_makes_a_check_raise(sentence: str, text: str, language: str, own: str) -> None:
    rests_on = Basis("a", 0, len(sentence), sentence, language)
    for check in CHECKS.values():
        list(check(Claim(text, own, rests_on)))


@pytest.mark.parametrize(
    "piece", ["не ", "Ostrau said ", ", dass ", "wies zurück ", "„", "may 5 to ", "\u00ad", "A.", "–"]
)
def test_hostile_sentences_take_linear_time(piece: str) -> None:
    long = piece * (20_000 // len(piece))
    started = time.process_time()
    rests_on = Basis("a", 0, len(long), long, "de")
    for check in CHECKS.values():
        list(check(Claim(long, "en", rests_on)))
    assert time.process_time() - started < 5


def test_every_language_has_every_list() -> None:
    for language in LANGUAGES:
        lists = load(language, "claims").lists
        assert set(KINDS) - set(lists) <= _OPTIONAL, language
        assert cue_table(language) is cue_table(language)


def test_words_in_other_forms_are_read() -> None:
    reading = read("Er wies am Montag alle Vor\u00adwürfe zurück, doch sie didn’t.", "de")
    assert reading.words(reading.of("denial")).startswith("wies am Montag")
    assert read("She didn’t.", "en").of("negation")
