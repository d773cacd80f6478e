"""Long quotations end at a border, and none loses a negation without a word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.clipping import clip

FILLER = "der Ausschuss prüfte am Vormittag die Unterlagen der Gemeinde "


def clipped(text: str, *, limit: int = 100, language: str = "de") -> tuple[str, str | None]:
    found = clip(text, 0, len(text), limit=limit, language=language)
    return text[: found.end], found.cut


def test_a_quotation_that_fits_stays_whole() -> None:
    assert clipped("x" * 100) == ("x" * 100, None)


def test_whole_sentences_go_before_parts_of_one() -> None:
    text = "Der Rat tagt am Montag in der alten Halle. Danach, so heißt es, wird " + FILLER + FILLER + "."
    assert clipped(text) == ("Der Rat tagt am Montag in der alten Halle.", "sentence")


def test_a_semicolon_goes_before_a_comma() -> None:
    text = f"Der Rat tagt am Montag in der alten Halle; danach geht er essen, wie immer, und {FILLER}{FILLER}"
    assert clipped(text) == ("Der Rat tagt am Montag in der alten Halle", "clause")


def test_a_comma_ends_a_long_clause() -> None:
    text = f"Der Rat tagt am Montag in der alten Halle am Fluss, weil {FILLER}{FILLER}."
    assert clipped(text) == ("Der Rat tagt am Montag in der alten Halle am Fluss", "clause")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", f"Wir werden dem Plan, über den lange beraten wurde, und den {FILLER}gelesen hat, nicht zustimmen."),
        ("en", f"We will give the plan, which was debated for so long, and which {FILLER} read, no support at all."),
        ("en", f"The minister, who arrived in the morning by train, as {FILLER} said, didn't promise the money."),
        ("fr", f"Le ministre, arrivé ce matin par le train de Paris, comme {FILLER}, ne promet rien aux villes."),
        ("ru", f"Министр, который приехал утром на поезде из столицы, как {FILLER}, этого не обещал никому."),
    ],
)
def test_where_a_negation_would_be_lost_the_cut_says_so(language: str, text: str) -> None:
    shown, cut = clipped(text, language=language)
    assert cut == "negation"
    assert len(shown) <= 100


def test_a_border_behind_the_negation_needs_no_warning() -> None:
    text = f"Wir werden dem Plan nicht zustimmen, weil am Vormittag keine Zeit war, denn {FILLER}{FILLER}."
    assert clipped(text) == ("Wir werden dem Plan nicht zustimmen, weil am Vormittag keine Zeit war", "clause")


def test_text_without_any_border_parts_no_character_from_its_marks() -> None:
    shown, cut = clipped("e\u0301" * 200, limit=99)
    assert (len(shown), cut) == (98, "negation")
    family = "👩\u200d👩\u200d👧"
    shown, _ = clipped(family * 50, limit=97)
    assert not shown.endswith("\u200d")


def kept(text: str, words: str, *, limit: int = 100) -> str:
    at = text.index(words)
    found = clip(text, 0, len(text), limit=limit, language="de", keep=(at, at + len(words)))
    return text[found.start : found.end]


def test_words_to_keep_that_fit_change_nothing() -> None:
    assert kept("Der Rat tagt am Montag in der alten Halle. " + FILLER * 3, "am Montag").startswith("Der Rat tagt")


def test_a_quotation_starts_at_the_sentence_of_the_words_to_keep() -> None:
    text = "Der Rat tagt am Montag in der alten Halle. " + FILLER * 2 + "gern. Der Damm wird im Juni gebaut. Gut so."
    assert kept(text, "im Juni") == "Der Damm wird im Juni gebaut. Gut so."


def test_within_a_long_sentence_it_starts_at_a_clause() -> None:
    text = f"Der Rat tagt in der alten Halle, {FILLER * 2}, und der Damm wird im Juni gebaut."
    assert kept(text, "im Juni") == "und der Damm wird im Juni gebaut."


def test_no_start_loses_a_negation() -> None:
    text = f"Der Rat glaubt nicht an das, was {FILLER * 2}ergab: dass der Damm im Juni gebaut wird."
    assert kept(text, "im Juni").startswith("Der Rat glaubt nicht")
    far = "Der Rat glaubt nicht an das, was " + FILLER * 20 + "ergab: dass der Damm im Juni gebaut wird."
    assert kept(far, "im Juni").startswith("Der Rat glaubt nicht")


@given(st.text(st.characters() | st.sampled_from(" .,;"), min_size=1, max_size=400), st.integers(10, 120), st.data())
def test_a_later_start_is_for_the_words_to_keep(text: str, limit: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    found = clip(text, 0, len(text), limit=limit, language="de", keep=(first, last))
    assert 0 <= found.start < found.end <= len(text)
    assert found.end - found.start <= limit
    assert found.start == 0 or found.start <= first < last <= found.end


@given(
    st.text(st.characters(), min_size=1, max_size=400), st.integers(10, 120), st.sampled_from(["de", "en", "ru", "tr"])
)
def test_a_clip_is_a_beginning_within_the_limit(text: str, limit: int, language: str) -> None:
    found = clip(text, 0, len(text), limit=limit, language=language)
    assert 0 < found.end <= min(len(text), limit) or found.cut is None
    assert (found.cut is None) == (len(text) <= limit)


@pytest.mark.parametrize("piece", ["a", "a ", "a, ", '"', "nicht ", "n't", "A ", "; ", ". ", "\u0301", "\n\n"])
def test_huge_input_takes_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    clip(text, 0, len(text), limit=400, language="de")
    clip(text, 0, len(text), limit=400, language="de", keep=(900_000, 900_010))
    assert time.process_time() - began < 0.5
