"""Every number of a claim stands in the words that it rests on, however either is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache

from bot.verification.claims import Claim, Fault
from bot.verification.dates import dates
from bot.verification.measures import Measure, convertible, counted, measures, same_amount
from bot.verification.quantities import Kind, Quantity, Reading, phrases

_ROUNDED_FROM = 1000
"""Smaller numbers are never rounded."""

_ROUNDING = Fraction(1, 20)
"""By which a number may differ that a claim gives as "about" so many."""

_COMPARED = 100  # numbers of a basis that are compared one by one; the others are looked up
_BEFORE = 40  # code points in which the word "about" stands
_NOON = 720  # minutes


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for each number of the claim that the basis does not give.

    Dates and years are left to `calendar`; one, both and twice are no numbers.
    """
    claimed = [one for one in counted(claim.text, claim.language) if not one.quantity.optional]
    if not claimed:
        return
    given = _Given(measures(claim.basis.text, claim.basis.language), claim.basis.text, claim.basis.language)
    said: Counter[Reading] = Counter()
    for measure in claimed:
        one = measure.quantity
        said.update(one.readings)
        if given.holds(measure) or (_is_rounded(claim, one) and given.near(one)):
            if given.is_repeated(one, said):
                yield Fault("numbers", "repeated_number", claim.text[one.start : one.end])
            continue
        yield Fault("numbers", "unknown_number", claim.text[one.start : one.end], given.nearest(one))


class _Given:
    """The numbers of a basis."""

    def __init__(self, found: list[Measure], text: str, language: str) -> None:
        self._measures = found[:_COMPARED]
        self._convertible = [one for one in found if convertible(one.unit, one.unit)][:_COMPARED]
        self._text = text
        self._amounts: dict[Kind, set[Fraction]] = {"number": set(), "time": set(), "clock": set(), "vague": set()}
        self._hours: set[Fraction] = set()
        self._counts: Counter[Reading] = Counter()
        for measure in found:
            self._amounts["number"].update(measure.quantity.parts)
            for kind, amount in measure.quantity.readings:
                self._amounts[kind].add(amount)
            self._counts.update(measure.quantity.readings)
            self._counts.update(Reading("number", part) for part in measure.quantity.parts)
            if measure.quantity.scale is not None:
                self._amounts["vague"].add(measure.quantity.scale)
            if not measure.quantity.optional and all(kind != "time" for kind, _ in measure.quantity.readings):
                self._hours.update(measure.quantity.numbers, measure.quantity.parts)
        for date in dates(text, language):
            self._amounts["number"].update(Fraction(part) for part in (date.day, date.month, date.year) if part)

    def holds(self, measure: Measure) -> bool:
        """Return whether a number of the claim is one of these."""
        one = measure.quantity
        if any(self._has(kind, amount) for kind, amount in one.readings):
            return True
        if one.parts and all(part in self._amounts["number"] for part in one.parts):
            return True
        return any(same_amount(measure, given) for given in self._convertible)

    def is_repeated(self, one: Quantity, said: Counter[Reading]) -> bool:
        """Return whether a number stands more often in the claim than here: "33, 34 and 34" for "33, 34 and 39"."""
        return bool(one.readings) and all(1 <= self._counts[reading] < said[reading] for reading in one.readings)

    def near(self, one: Quantity) -> bool:
        """Return whether a rounded number of the claim may stand for one of these."""
        return any(
            abs(mine - given) <= _ROUNDING * given and _digits(mine) < _digits(given)
            for mine in one.numbers
            if mine >= _ROUNDED_FROM
            for measure in self._measures
            for given in measure.quantity.numbers
        )

    def nearest(self, one: Quantity) -> str:
        """Return the words of the number of the basis that is nearest to one of the claim, "" where it has none."""
        wanted = [*one.numbers, *(reading.amount for reading in one.readings), *one.parts]
        found = [
            (min(abs(mine - amount) for mine in wanted), measure.quantity.start, measure.quantity)
            for measure in self._measures
            for amount in _all_amounts(measure.quantity)
        ]
        if not found or not wanted:
            return ""
        nearest = min(found, key=lambda entry: entry[:2])[2]
        return self._text[nearest.start : nearest.end]

    def _has(self, kind: Kind, amount: Fraction) -> bool:
        if kind in {"number", "vague"}:
            return amount in self._amounts[kind]
        if amount in self._amounts["time" if kind == "time" else "clock"]:
            return True
        # Before or after noon counts where both sides tell it.
        unsure = self._amounts["clock"] if kind == "time" else self._amounts["clock"] | self._amounts["time"]
        if any((amount - other) % _NOON == 0 for other in unsure):
            return True
        hour, minute = divmod(amount, 60)
        hours = {Fraction(hour), Fraction(hour % 12), Fraction(hour % 12 + 12)}
        return not self._hours.isdisjoint(hours) and (minute == 0 or minute in self._hours)


def _digits(amount: Fraction) -> int:
    """Return how many digits of a number are significant: 2 of 48,000."""
    return len(str(amount.numerator).rstrip("0"))


def _all_amounts(one: Quantity) -> Iterable[Fraction]:
    return [*(reading.amount for reading in one.readings), *one.parts]


def _is_rounded(claim: Claim, one: Quantity) -> bool:
    """Return whether the claim says that a number is not exact."""
    before = claim.text[max(0, one.start - _BEFORE) : one.start]
    return _about(claim.language).search(before) is not None


@cache
def _about(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){phrases('about', language)}\.?\s(?:\w{{1,4}}\s)?[^\w\s]?$", re.IGNORECASE)
