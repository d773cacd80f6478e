"""Words of a language that are numbers or parts of one: ``retrieval/languages/<code>/quantities.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from retrieval.languages.word_data import WordData, languages, load

PART = "quantities"
WordKind = Literal["cardinal", "scale", "ordinal", "fraction", "decade", "vague", "joined"]
"""What a word does in a number; "joined" is a number with a noun or an ending, one word with it ("dreijährig")."""

_LONGEST = 60  # letters of a word that is looked at
_HUNDRED, _THOUSAND = 100, 1000
_LEAST_TENS = 20
_BETWEEN = "und"  # between unit and tens of a German compound
_HALF = "einhalb"
# What else may stand behind the stems of a German number: what makes a share, a vague number, a rank.
_PARTS = re.compile(r"(?:s?tel)(?:n|s)?")
_MANY = re.compile(r"e[rn]?")  # "Zehntausende"
_SUPERLATIVE = re.compile(r"(?:s?t)?[a-zäöüß]{1,20}[sß]te[nrsm]?")  # "zweitgrößte"


class NumberWord(NamedTuple):
    """One way to take a word: `letters` of it are the number, the rest may be a unit."""

    kind: WordKind
    value: Fraction
    letters: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The number words of one language. `implied` are numbers that a word has in another language only ("both")."""

    words: dict[str, tuple[NumberWord, ...]] = field(default_factory=dict)
    implied: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)
    stems: re.Pattern[str] | None = None
    values: dict[str, Fraction] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    endings: frozenset[str] = frozenset()

    def find(self, word: str) -> tuple[NumberWord, ...]:
        """Return the ways to take a word as a number, () for other words; `word` is folded by `folded`."""
        if found := self.words.get(word):
            return found
        if self.stems is None or len(word) > _LONGEST:
            return ()
        return self._compound(word)

    def _compound(self, word: str) -> tuple[NumberWord, ...]:
        """Return the number that a word is composed of, or that it begins with: "achtundvierzig", "двухлетний"."""
        assert self.stems is not None  # noqa: S101 - `find` asked
        stems: list[str] = []
        place = 0
        while match := self.stems.match(word, place):
            stems.append(match[0])
            place = match.end()
        if not stems:
            return ()
        if stems[-1] == _BETWEEN:
            place -= len(stems.pop())
        rest = word[place:]
        if not stems:
            return ()
        last = self.values[stems[-1]]
        value = _composed([self.values.get(stem, Fraction(0)) for stem in stems])
        if rest.startswith(_HALF[3:]) and stems[-1] == _HALF[:3]:
            # "zweieinhalb", "dreieinhalbjährig": ein + halb.
            before = _composed([self.values.get(stem, Fraction(0)) for stem in stems[:-1]])
            return (NumberWord("joined", before + (Fraction(3, 2) if not before else Fraction(1, 2)), place + 4),)
        if not rest:
            return (NumberWord("cardinal", value, len(word)),) if len(stems) > 1 or last >= _HUNDRED else ()
        if self.endings and rest in self.endings and rest.startswith("t" if last < _LEAST_TENS else "st"):
            return (NumberWord("ordinal", value, len(word)),)
        if self.endings and _PARTS.fullmatch(rest):
            return (NumberWord("fraction", 1 / value, len(word)),) if value else ()
        if self.endings and last >= _HUNDRED and _MANY.fullmatch(rest):
            return (NumberWord("vague", value, len(word)),)
        if self.endings and (rest[:1] == "t" or stems[-1][-1] == "t") and _SUPERLATIVE.fullmatch(rest):
            return (NumberWord("ordinal", value, len(word)),)
        if rest.startswith(self.joined):
            return (NumberWord("joined", value, place),)
        return ()


def folded(word: str) -> str:
    """Return a word as the lists have it: small letters, one apostrophe, е for ё, no possessive."""
    lower = word.lower().replace("’", "'").replace("ʼ", "'").replace("ё", "е").replace("\u0301", "")
    return lower.removesuffix("'s")


@lru_cache(maxsize=1 << 15)
def number_words(word: str, language: str) -> tuple[NumberWord, ...]:
    """Return the ways to take a word as a number or a part of one, () for other words."""
    return vocabulary(language).find(folded(word))


def implied(word: str, language: str) -> tuple[Fraction, ...]:
    """Return the numbers that another language may write for a word: 2 for "both", 10 for "decade"."""
    return vocabulary(language).implied.get(folded(word), ())


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the number words of a language; none for one without lists."""
    if language not in languages(PART):
        return Vocabulary()
    data = load(language, PART)
    words: dict[str, list[NumberWord]] = {}
    for kind, word, value in _listed(data):
        words.setdefault(word, []).append(NumberWord(kind, value, len(word)))
    values = {stem: Fraction(value) for value, stems in _pairs(data, "prefixes") for stem in stems.split()}
    german = language == "de"
    stems = sorted([*values, *([_BETWEEN] if german else [])], key=len, reverse=True)
    said: dict[str, list[Fraction]] = {}
    for number, forms in _pairs(data, "implied"):
        for word in forms.split():
            said.setdefault(word, []).append(Fraction(number))
    return Vocabulary(
        {word: tuple(found) for word, found in words.items()},
        {word: tuple(found) for word, found in said.items()},
        re.compile("|".join(map(re.escape, stems))) if stems else None,
        values,
        tuple(sorted(data.words("joined"))) if "joined" in data.lists else (),
        data.words("ordinal_endings") if german else frozenset(),
    )


def _listed(data: WordData) -> Iterator[tuple[WordKind, str, Fraction]]:
    """Yield all words of the tables; ordinals are stems where the language has endings of them."""
    endings = sorted(data.words("ordinal_endings")) if "ordinal_endings" in data.lists else [""]
    taken: set[str] = set()
    kinds: tuple[tuple[WordKind, str], ...] = (
        ("cardinal", "cardinals"),
        ("scale", "scales"),
        ("vague", "vague"),
        ("decade", "decades"),
        ("fraction", "fractions"),
    )
    for kind, name in kinds:
        for value, forms in _pairs(data, name):
            for word in forms.split():
                taken.add(word)
                yield kind, word, Fraction(value)
    for value, listed in _pairs(data, "ordinals"):
        for stem in listed.split():
            for ending in endings:
                # "пяти" is five; English writes "third" for both.
                if stem + ending not in taken or not ending:
                    yield "ordinal", stem + ending, Fraction(value)


def _pairs(data: WordData, name: str) -> Iterator[tuple[str, str]]:
    return iter(data.pairs(name).items() if name in data.lists else ())


def _composed(values: list[Fraction]) -> Fraction:
    """Return the value of the stems of one word, in their order: 8, 40, 1000, 3, 100 is 48,300."""
    total = below = Fraction(0)
    for value in values:
        if value == _THOUSAND:
            total, below = (total + (below or 1)) * value, Fraction(0)
        elif value == _HUNDRED:
            below = (below or Fraction(1)) * value
        else:
            below += value
    return total + below
