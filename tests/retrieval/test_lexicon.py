"""The shipped lexicon, and one learnt from a few pairs."""

import gzip
from pathlib import Path

import pytest

from retrieval.text import terms
from retrieval.text.lexicon import BEST, Lexicon
from retrieval.training import lexicon as learning


def stem(word: str, language: str) -> str:
    return terms.terms(word, language)[0]


@pytest.mark.parametrize(
    ("word", "source", "target", "expected"),
    [
        ("bridge", "en", "de", "Brücke"),
        ("Schule", "de", "en", "school"),
        ("bread", "en", "fr", "pain"),
        ("школа", "ru", "en", "school"),
        ("школа", "ru", "de", "Schule"),  # by way of English
    ],
)
def test_words_have_their_translation(word: str, source: str, target: str, expected: str) -> None:
    found = Lexicon.shipped().translations(stem(word, source), source, target)
    assert stem(expected, target) in dict(found)
    assert len(found) <= BEST
    assert [weight for _, weight in found] == sorted((weight for _, weight in found), reverse=True)
    assert all(0 < weight <= 1 for _, weight in found)


def test_what_it_does_not_know() -> None:
    lexicon = Lexicon.shipped()
    assert lexicon.translations("xqzzk", "en", "de") == ()
    assert lexicon.translations("bridg", "en", "en") == ()
    assert lexicon.translations("'; DROP TABLE translations", "en", "de") == ()


def test_words_are_told_from_names() -> None:
    lexicon = Lexicon.shipped()
    assert lexicon.is_word(stem("bridge", "en"), "en")
    assert lexicon.is_word(stem("Brücke", "de"), "de")
    assert not lexicon.is_word(stem("Khabarovsk", "en"), "en")
    assert not lexicon.is_word("xqzzk", "de")


def test_learning_from_a_few_pairs(tmp_path: Path) -> None:
    pairs = [
        ("the red ferry", "die rote Fähre"),
        ("a red house", "ein rotes Haus"),
        ("the old ferry", "die alte Fähre"),
    ]
    with gzip.open(tmp_path / "parallel.invented.en-de.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{left}\t{right}\n" for left, right in pairs)
    out = tmp_path / "lexicon.sqlite3"
    learning.main([str(tmp_path), "--out", str(out)])
    learnt = Lexicon(out)
    assert learnt.translations(stem("ferry", "en"), "en", "de")[0][0] == stem("Fähre", "de")
    assert learnt.translations(stem("rote", "de"), "de", "en")[0][0] == stem("red", "en")
    assert learnt.translations(stem("house", "en"), "en", "de") == ()  # seen together once proves nothing
