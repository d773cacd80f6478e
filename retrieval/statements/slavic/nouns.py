"""Forms of Russian and Ukrainian nouns that can speak: offices, occupations and organisations in their cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Number = Literal["singular", "plural"]

_RULES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    # language: (ending of the lemma, what replaces it in the oblique cases, in the nominative plural, its gender)
    "ru": (
        ("ие", "ия ию ием ии ий иям", "ия", "n"),
        ("ия", "ии ию ией ий иям", "ии", "f"),
        ("ец", "ца цу цем цом це цев цов цам", "цы", "m"),
        ("ий", "ого ому им ом их", "ие", "m"),
        ("ый", "ого ому ым ом ых", "ые", "m"),
        ("ая", "ой ую ых", "ые", "f"),
        ("ь", "я ю ем е и ью ей ям", "и", "m"),
        ("й", "я ю ем ем е ев ям", "и", "m"),
        ("а", "ы и е у ой ей ам", "ы и", "f"),
        ("я", "и е ю ей ям", "и", "f"),
        ("о", "а у ом е ам", "а", "n"),
        ("е", "я ю ем", "я", "n"),
        ("", "а у ом ем е ов ей ам", "ы и", "m"),
    ),
    "uk": (
        ("ія", "ії ію ією ій іям", "ії", "f"),
        ("ець", "ця цю цем ця ців цям", "ці", "m"),
        ("ий", "ого ому им их", "і", "m"),
        ("ння", "нню нням нні", "ння", "n"),
        ("ь", "я ю ем еві ю і ів ям", "і", "m"),
        ("й", "я ю єм єві ї їв ям", "ї", "m"),
        ("а", "и і у ою ею ам", "и і", "f"),
        ("я", "і ю ею ям", "і", "f"),
        ("о", "а у ом і ові ам", "а", "n"),
        ("е", "а у ем і", "а", "n"),
        ("", "а у ом ем ові еві і ів ам", "и і", "m"),
    ),
}
_EITHER_SEX = frozenset(
    ("глава", "коллега", "судья", "колега", "суддя", "голова", "врио", "мужчина", "папа", "староста", "старшина")
)
_NEW_STEMS = {"посол": "посл"}


@dataclass(frozen=True, slots=True)
class Noun:
    """What one form of a noun can be: `nominative` lists the numbers it is the nominative of."""

    lemma: str
    gender: str
    nominative: frozenset[Number]
    oblique: bool


def forms(lemmas: str, language: str) -> dict[str, Noun]:
    """Return the forms, lower case, of nouns written with spaces; `language` is ru or uk.

    More forms are made than exist: a form nobody writes does no harm.
    """
    table: dict[str, Noun] = {}
    for lemma in lemmas.split():
        ending, oblique, plural, gender = next(rule for rule in _RULES[language] if lemma.endswith(rule[0]))
        stem = _NEW_STEMS.get(lemma, lemma[: len(lemma) - len(ending)] if ending else lemma)
        if lemma in _EITHER_SEX:
            gender = ""
        elif ending == "ь" and lemma.endswith(("сть", "область", "печать")):
            gender = "f"
        _add(table, lemma, lemma, gender, "singular")
        for form in plural.split():
            _add(table, stem + form, lemma, gender, "plural")
        for form in oblique.split():
            _add(table, stem + form, lemma, gender, None)
    return table


def _add(table: dict[str, Noun], form: str, lemma: str, gender: str, number: Number | None) -> None:
    known = table.get(form)
    numbers: frozenset[Number] = frozenset((number,)) if number else frozenset()
    if known is None:
        table[form] = Noun(lemma, gender, numbers, number is None)
    elif known.lemma == lemma:
        table[form] = Noun(lemma, gender, known.nominative | numbers, known.oblique or number is None)
    elif number == "singular":  # what is a lemma itself is that first
        table[form] = Noun(lemma, gender, known.nominative | numbers, known.oblique)
