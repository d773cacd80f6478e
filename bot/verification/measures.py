"""Text → its numbers with the unit or currency beside each; ``quantities.toml`` has the units by language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from retrieval.languages.word_data import languages, load

from .dates import Date, dates
from .number_words import PART, folded
from .quantities import Quantity, phrases, quantities, scale_letters

_TOLERANCE = Fraction(1, 100)
"""By which a converted number may differ: people round it."""

_NEAR = 48  # code points behind a number in which its unit begins
_BEFORE = 6  # code points before it
_FARTHEST = 2  # words between a number and its unit
_SIGNS = "%€$£¥₽₴₹₺₪₩°"
_BESIDE_YEARS = frozenset({None, "year", "person"})
"""What may stand behind a year: "1994 г.", "in 2018 people said"."""

_WORD = re.compile(rf"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*[²³]?|[a-zA-Z]*\$|°\s?[CFС](?!\w)|[{_SIGNS}]")
_NO_UNIT = re.compile(r"[,;:!?()\[\]\"«»„“”…\n]|\.(?!\s?[^\W\d_])|\.\s+(?=[^\W\d_a-zа-яіїєґ])")
_RANGE_MARK = re.compile(r"\s?[-‐‑–—]\s?")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and its unit by name, None where it has none that is known; `written` are the words of both."""

    quantity: Quantity
    unit: str | None
    written: str


class _Units(NamedTuple):
    words: dict[str, str]
    prefixes: tuple[tuple[str, str], ...]
    phrases: dict[str, str]
    pattern: re.Pattern[str]
    before: re.Pattern[str]


def measures(text: str, language: str) -> list[Measure]:
    """Return the numbers of a text with their units, in order. Linear in its length."""
    found = quantities(text, language)
    units: list[tuple[str | None, int]] = []
    opened: list[int] = []
    for place, one in enumerate(found):
        # A unit may be a number elsewhere: "two decades".
        limit = next((other.start for other in found[place + 1 : place + 3] if not other.optional), len(text))
        before = _currency_before(text, one, language)
        units.append((before[0], one.end) if before else _unit(text, one, limit, language))
        opened.append(before[1] if before else one.start)
    for place in range(1, len(found)):
        between = text[found[place - 1].end : found[place].start]
        if opened[place - 1] < found[place - 1].start and units[place][0] is None and _is_range(between, language):
            # "$5-10 million": the second has the currency of the first.
            units[place] = units[place - 1][0], units[place][1]
    for place in range(len(found) - 2, -1, -1):
        between = text[units[place][1] : found[place + 1].start]
        if units[place][0] is None and _is_range(between, language):
            # "between 40 and 50 million euros": the first has the unit of the second.
            units[place] = units[place + 1][0], units[place][1]
    return [
        Measure(one, unit, text[start : max(end, one.end)])
        for one, start, (unit, end) in zip(found, opened, units, strict=True)
    ]


def _is_range(between: str, language: str) -> bool:
    """Return whether words between two numbers make them the ends of a range."""
    return len(between) < _NEAR and _ranging(language).fullmatch(between) is not None


def _currency_before(text: str, one: Quantity, language: str) -> tuple[str, int] | None:
    """Return the currency that stands before a number and where it begins: "$5", "EUR 5", "Fr. 5"."""
    units = _units(language)
    found = units.before.search(text, max(0, one.start - _BEFORE), one.start) if units.words else None
    return (units.words[folded(found[1])], found.start(1)) if found else None


def counted(text: str, language: str) -> list[Measure]:
    """Return those of `measures` that are no part of a date: of "2018" in "2018 tonnes" it is none."""
    dated = dates(text, language)
    return [one for one in measures(text, language) if not any(_belongs(one, date) for date in dated)]


def _belongs(one: Measure, date: Date) -> bool:
    if not date.start <= one.quantity.start < date.end:
        return False
    only_year = date.year is not None and date.month is None
    return not only_year or one.unit in _BESIDE_YEARS


def convertible(unit: str | None, other: str | None) -> Fraction | None:
    """Return how many of `other` one `unit` is, None where they measure no common dimension."""
    factors = _factors()
    if unit is None or other is None or unit not in factors or other not in factors:
        return None
    (dimension, factor), (other_dimension, other_factor) = factors[unit], factors[other]
    return factor / other_factor if dimension == other_dimension else None


def same_amount(one: Measure, other: Measure) -> bool:
    """Return whether two measures are one amount in two units of a dimension: 10 miles, 16 kilometres."""
    factor = convertible(one.unit, other.unit)
    if factor is None or one.unit == other.unit:
        return False
    return any(
        abs(mine * factor - theirs) <= _TOLERANCE * theirs
        for mine in one.quantity.numbers
        for theirs in other.quantity.numbers
        if theirs > 0
    )


@cache
def currencies() -> frozenset[str]:
    """Return the units of money."""
    return load("mul", PART).words("currencies")


def _unit(text: str, one: Quantity, limit: int, language: str) -> tuple[str | None, int]:
    """Return the unit beside a number and where the words of both end."""
    units = _units(language)
    if not units.words:
        return None, one.end
    stop = min(limit, one.end + _NEAR)
    for skipped, match in enumerate(_words(text, one.end, stop)):
        if len(match[0]) == 1 and match[0].isalpha() and text[match.start() - 1] in "-‐‑":
            continue  # "19-м" is an ordinal
        if skipped == 0 and match.start() == one.end and match[0].lower() in scale_letters(language):
            # "5m euros": a million. "5m" alone may be metres.
            behind = next(_words(text, match.end(), stop), None)
            if behind is not None and (unit := _named(behind[0], units)) in currencies():
                return unit, behind.end()
        if phrase := units.pattern.match(text, match.start()):
            return units.phrases[re.sub(r"[\s\u00a0-]", "_", phrase[0].lower())], phrase.end()
        if unit := _named(match[0], units):
            return unit, match.end()
        if skipped >= _FARTHEST or folded(match[0]) in _ending(language):
            break
    return None, one.end


def _words(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Yield the words behind a number up to what ends a phrase."""
    place = start + (text[start : start + 1] == ".")
    for match in _WORD.finditer(text, place, stop):
        if _NO_UNIT.search(text, place, match.start() + 1):
            return
        yield match
        place = match.end()


def _named(word: str, units: _Units) -> str | None:
    spelt = folded(word.replace(" ", ""))
    if found := units.words.get(spelt):
        return found
    for prefix, unit in units.prefixes:
        if spelt.startswith(prefix):
            return unit
    # "US-Dollar", "year-old", "Euro-Paket"
    if "-" in spelt:
        return next((units.words[part] for part in spelt.split("-")[:3] if part in units.words), None)
    return None


@cache
def _units(language: str) -> _Units:
    if language not in languages(PART):
        return _Units({}, (), {}, re.compile("(?!)"), re.compile("(?!)"))
    data = load(language, PART)
    words: dict[str, str] = {}
    prefixes: list[tuple[str, str]] = []
    for unit, forms in data.pairs("units").items():
        for form in forms.split():
            if form.endswith("*"):
                prefixes.append((form[:-1], unit))
            else:
                words.setdefault(form, unit)
    long = {form: unit for unit, forms in data.pairs("long_units").items() for form in forms.split()}
    alternatives = "|".join(re.escape(form).replace("_", r"[\s-]") for form in sorted(long, key=len, reverse=True))
    money = [form for form, unit in words.items() if unit in currencies() and (not form.isalpha() or len(form) == 3)]
    money += data.words("before_number")
    signs = "|".join(re.escape(form) for form in sorted(money, key=len, reverse=True))
    return _Units(
        words,
        tuple(sorted(prefixes, key=lambda pair: -len(pair[0]))),
        long,
        re.compile(rf"(?:{alternatives})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)({signs})\.?\s?$", re.IGNORECASE),
    )


@cache
def _ending(language: str) -> frozenset[str]:
    return load(language, PART).words("ending")


@cache
def _ranging(language: str) -> re.Pattern[str]:
    return re.compile(rf"{_RANGE_MARK.pattern}|\s{phrases('ranging', language)}\s", re.IGNORECASE)


@cache
def _factors() -> dict[str, tuple[str, Fraction]]:
    found = (entry.split() for entry in load("mul", PART).pairs("factors").values())
    return {
        unit: (dimension, Fraction(factor))
        for unit, (dimension, factor) in zip(load("mul", PART).pairs("factors"), found, strict=True)
    }
