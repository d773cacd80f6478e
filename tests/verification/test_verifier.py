"""The verifier: the order of its checks, support by words and by comparison, and what happens when a check breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.answering.wording import wording
from bot.verification.alignment import align
from bot.verification.checks import attribution
from bot.verification.checks.negation import negations
from bot.verification.checks.support import exchanged, unsupported
from bot.verification.claims import Basis, Claim, Fault
from bot.verification.opposites import opposite
from bot.verification.reading import read
from bot.verification.verifier import Verifier
from retrieval.encoders.base import TextKind
from retrieval.encoders.loading import load_encoder
from tests.fakes import HashedEncoder
from tests.verification.making import basis

_DAM = "Der Damm bei Orlenau hält nach Angaben der Stadt bis zum Abend."


@cache
def shipped() -> Verifier:
    return Verifier(load_encoder())


def claim(text: str, language: str, words: str, other: str) -> Claim:
    return Claim(text, language, basis(words, words, other))


@pytest.mark.parametrize(
    ("text", "language", "words", "other"),
    [
        ("The new bridge cost 48 million euros.", "en", "Die neue Brücke kostete 48 Millionen Euro.", "de"),
        ("The town council has not approved the plan.", "en", "Der Stadtrat hat den Plan nicht genehmigt.", "de"),
        ("The new bridge cost 48 million euros.", "en", "Новый мост стоил 48 миллионов евро.", "ru"),
        ("Die Schule wurde am Montag geschlossen.", "de", "The school was closed on Monday.", "en"),
        ("The school was closed on Monday.", "en", "The school was closed on Monday after a storm.", "en"),
    ],
)
def test_true_claims_pass(text: str, language: str, words: str, other: str) -> None:
    assert shipped().faults(claim(text, language, words, other)) == ()


def test_no_claim_across_languages_is_shown_as_a_fact_where_the_pair_is_closed() -> None:
    one_way = Verifier(load_encoder(), across={("en", "de")})
    assert [one_way.shows(*pair) for pair in (("en", "de"), ("de", "en"), ("de", "de"), ("tr", "tr"))] == (
        [True, False, True, False]
    )
    assert one_way.fault_if_shown(claim("The dam holds.", "en", "Der Damm hält.", "de")) is None
    words = "Die neue Brücke kostete 48 Millionen Euro."
    across = claim("The new bridge cost 48 million euros.", "en", words, "de")
    assert shipped().check(across) is None
    assert shipped().fault_if_shown(across) == Fault("support", "language", "en", "de")
    assert shipped().fault_if_shown(claim("Die Brücke kostete 48 Millionen Euro.", "de", words, "de")) is None
    assert shipped().fault_if_shown(claim("Die Brücke kostete 84 Millionen Euro.", "de", words, "de"))


@pytest.mark.parametrize(
    ("text", "language", "words", "other", "check"),
    [
        ("The new bridge cost 84 million euros.", "en", "Die neue Brücke kostete 48 Millionen Euro.", "de", "numbers"),
        ("The new bridge cost 48 million dollars.", "en", "Die neue Brücke kostete 48 Millionen Euro.", "de", "units"),
        ("The school was closed on Friday.", "en", "Die Schule wurde am Montag geschlossen.", "de", "calendar"),
        ("The council has approved the plan.", "en", "Der Stadtrat hat den Plan nicht genehmigt.", "de", "negation"),
        ("The school was painted on Monday.", "en", "The school was closed on Monday.", "en", "support"),
        ("A ferry sank in the harbour.", "en", "Die Schule ist seit dem Sturm geschlossen.", "de", "support"),
        ("The police wished to comment.", "en", "Police advised people to keep pets indoors.", "en", "support"),
    ],
)
def test_the_first_fault_says_why(text: str, language: str, words: str, other: str, check: str) -> None:
    found = shipped().check(claim(text, language, words, other))
    assert found is not None
    assert found.check == check


@pytest.mark.parametrize(
    ("text", "language", "words", "unsupported_word"),
    [
        ("Am Montag wurde die Verhaftung vertagt.", "de", "Am Montag wurde die Verhandlung vertagt.", "Verhaftung"),
        ("Das Ministerium trat am Montag zurück.", "de", "Der Minister trat am Montag zurück.", "Ministerium"),
        ("Dort darf nicht gearbeln.", "de", "Dort darf bis März nicht gearbeitet werden.", "gearbeln"),
        ("The protector was closed on Monday.", "en", "The protest was closed on Monday.", "protector"),
        ("Die Verhandlungen begannen am Montag.", "de", "Die Verhandlung begann am Montag.", None),
        ("Der Stadtrat entschied am Montag.", "de", "Die Entscheidung des Stadtrats fiel am Montag.", None),
        ("Соглашения подписаны в понедельник.", "ru", "Соглашение подписали в понедельник.", None),
    ],
)
def test_words_that_only_begin_alike_are_no_forms_of_one(
    text: str, language: str, words: str, unsupported_word: str | None
) -> None:
    missing = unsupported(align(claim(text, language, words, language)), frozenset())
    assert (missing and missing.text) == unsupported_word


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("On Sunday Karl Tolmar criticised Anna Ferrix.", "en"),
        ("Am Sonntag kritisierte der Richter Karl Tolmar die Kritik von Anna Ferrix.", "de"),
    ],
)
def test_names_in_each_others_place(words: str, other: str) -> None:
    turned = claim("Anna Ferrix criticised Karl Tolmar.", "en", words, other)
    found = exchanged(align(turned))
    assert found is not None
    assert found.code == "roles"
    kept = claim("Karl Tolmar criticised Anna Ferrix.", "en", words, other)
    assert exchanged(align(kept)) is None


@pytest.mark.parametrize(("language", "other"), [("fr", "de"), ("en", "tr"), ("xx", "xx"), ("", "en")])
def test_a_language_without_tables_fails_closed(language: str, other: str) -> None:
    text = "Das Wasser steigt."
    found = Verifier(HashedEncoder()).faults(Claim(text, language, Basis("a", 0, len(text), text, other)))
    assert [(fault.check, fault.code) for fault in found] == [("form", "language")]


def test_a_check_that_raises_is_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(HashedEncoder):
        def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
            raise RuntimeError("no memory")

    found = Verifier(Broken()).check(claim("The dam holds.", "en", "Der Damm hält.", "de"))
    assert found == Fault("support", "failed")
    assert "the check of support failed" in caplog.text


def test_every_sentence_bears_itself_out() -> None:
    for text, language in ((_DAM, "de"), ("The dam near Orlenau holds.", "en"), ("Плотина держится.", "ru")):
        assert shipped().check(claim(text, language, text, language)) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The mayor is here.", "en", "The mayor is not here."),
        ("The mayor isn't here.", "en", "The mayor is here."),
        ("Nobody came.", "en", "somebody came."),
        ("The mayor sings.", "en", "It is not true that The mayor sings."),
        ("Der Rat hat keine Mehrheit.", "de", "Der Rat hat eine Mehrheit."),
        ("Der Rat tagt.", "de", "Es stimmt nicht, dass Der Rat tagt."),
        ("Он приехал в город.", "ru", "Он не приехал в город."),
        ("Мер не приїхав.", "uk", "Мер приїхав."),
    ],
)
def test_the_opposite_of_a_claim(text: str, language: str, expected: str) -> None:
    reading = read(text, language)
    assert opposite(reading, negations(reading)) == expected


@given(st.text(max_size=200), st.sampled_from(["de", "en", "ru", "uk"]))
def test_any_text_has_an_opposite(text: str, language: str) -> None:
    reading = read(text, language)
    assert opposite(reading, negations(reading)) or not text.split()


def _told() -> Iterator[Fault]:
    for check, code in (
        ("form", "question"),
        ("form", "language"),
        ("numbers", "unknown_number"),
        ("attribution", "wrong_speaker"),
        ("attribution", "speaker_lost"),
        ("support", "opposite"),
        ("modality", "failed"),
    ):
        yield Fault(check, code)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["de", "en", "fr", "ru", "uk"])
def test_every_fault_is_told_in_words(language: str) -> None:
    words = wording(language)
    told = [words.fault(fault) for fault in _told()]
    assert all(told)
    assert len(set(told)) == len(told)
    checks = "form evidence numbers calendar units names attribution denial negation modality extremes support"
    assert {*checks.split(), "contradiction"} <= set(words.faults)


def test_a_pronoun_names_whom_the_same_pronoun_of_the_sentence_names() -> None:
    text = "Councillor Mirja Feldau spoke on Monday. She said the bridge was safe. Work begins in May."
    rests_on = basis(text, "She said the bridge was safe.", "en")
    for language, words in (("en", "She said the bridge was safe."), ("de", "Sie sagte, die Brücke sei sicher.")):
        assert not list(attribution.check(Claim(words, language, rests_on)))
        assert [fault.check for fault in attribution.check_alone(Claim(words, language, rests_on))] == ["attribution"]
    for language, words in (("en", "He said the bridge was safe."), ("de", "Er sagte, die Brücke sei sicher.")):
        assert list(attribution.check(Claim(words, language, rests_on)))


def test_a_copied_sentence_within_a_longer_quotation_has_lost_its_speaker() -> None:
    text = 'Mirja Feldau said: "The bridge is safe. It will open in May." She left.'
    assert list(attribution.check(Claim("It will open in May.", "en", basis(text, "It will open in May.", "en"))))
