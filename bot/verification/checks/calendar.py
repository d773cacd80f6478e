"""Every day, month, year and weekday of a claim stands in the words that it rests on, or follows from them.

It follows where the words tell a day from the one on which the article was published: "yesterday", "vergangene Woche".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from bot.verification.claims import Claim, Fault
from bot.verification.dates import Date, dates
from bot.verification.quantities import quantities
from retrieval.search.days import Told, told_from

_UNDATED = date(2000, 1, 1)  # from which days are told where nobody knows the day: then only how they are told counts
_ANY_WEEK = 7
_COUNTED = ("ago_", "past_")
"""How days are told by a number, which `numbers` checks."""

_NOW = ("today", "this_")
"""How days are told that may as well be no days ("more than today"): only another day contradicts them."""


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for each date of the claim, or part of one, that the basis neither gives nor implies."""
    claimed = dates(claim.text, claim.language)
    told = told_from(claim.text, claim.language, _UNDATED)
    if not claimed and not told:
        return
    given = _Given(claim)
    for one in claimed:
        code = given.missing(one)
        if code is not None:
            yield Fault("calendar", code, claim.text[one.start : one.end], given.expected(code))
    yield from _told(claim, given)


def _told(claim: Claim, given: _Given) -> Iterator[Fault]:
    """Yield a fault for each "yesterday" of the claim that the basis tells otherwise or not at all."""
    for one in told_from(claim.text, claim.language, given.published or _UNDATED):
        if one.name.startswith(_COUNTED) or any(other.name == one.name for other in given.told):
            continue
        if one.name.startswith(_NOW) and not any(_alike(one, other) for other in given.told):
            continue
        if given.published is None or not given.names_days(one):
            yield Fault("calendar", "unknown_day", claim.text[one.start : one.end])


def _alike(one: Told, other: Told) -> bool:
    """Return whether two ways to tell days are of one kind: days, weeks, months, years."""
    days = {"today", "yesterday", "before_yesterday"}
    kind, other_kind = ("day" if told.name in days else told.name.rpartition("_")[2] for told in (one, other))
    return kind == other_kind


class _Given:
    """The dates of a basis, with those that follow from the day it was published."""

    def __init__(self, claim: Claim) -> None:
        basis = claim.basis
        self._text = basis.text
        self.published = _day(basis.published)
        self.dates = dates(basis.text, basis.language)
        self.told = told_from(basis.text, basis.language, self.published or _UNDATED)
        self._spans = [(told.since, told.until) for told in self.told if self.published is not None]
        self._numbers: set[Fraction] = set()
        for one in quantities(basis.text, basis.language):
            if not one.optional:
                self._numbers.update(one.numbers, one.parts)
        self._days = [day for one in self.dates if (day := self._whole(one)) is not None]
        self._days += [since for since, until in self._spans if since == until]

    def missing(self, one: Date) -> str | None:
        """Return what of a date is not given: the code of the fault, None where nothing is missing."""
        if one.weekday is not None and not self._has_weekday(one.weekday):
            return "unknown_weekday"
        if one.month is not None and not self._has_month(one.month):
            return "unknown_month"
        if one.day is not None and one.month is not None and not self._has_day(one.day, one.month):
            return "unknown_day"
        if one.year is not None and not self._has_year(one.year):
            return "unknown_year"
        return None

    def expected(self, code: str) -> str:
        """Return the first words of the basis that say what is asked for, "" where it has none."""
        part = code.removeprefix("unknown_")
        return next((self._text[one.start : one.end] for one in self.dates if getattr(one, part) is not None), "")

    def names_days(self, told: Told) -> bool:
        """Return whether days that a claim tells from the day of publication are those of the basis."""
        if any((told.since, told.until) == span for span in self._spans):
            return True
        if told.since == told.until:
            weekdays = {one.weekday for one in self.dates if one.day is None}
            near = self.published is not None and abs((self.published - told.since).days) < _ANY_WEEK
            return told.since in self._days or (near and told.since.isoweekday() in weekdays)
        months = {one.month for one in self.dates if one.day is None and one.month is not None}
        if told.name.endswith("month"):
            return told.since.month in months
        return told.name.endswith("year") and Fraction(told.since.year) in self._numbers

    def _has_weekday(self, weekday: int) -> bool:
        if any(one.weekday == weekday for one in self.dates):
            return True
        return any(day.isoweekday() == weekday for day in self._days)

    def _has_month(self, month: int) -> bool:
        if any(one.month == month for one in self.dates):
            return True
        if any(day.month == month for day in self._days):
            return True
        return any(_within_month(*span) == month for span in self._spans)

    def _has_day(self, day: int, month: int) -> bool:
        pairs = {(one.day, one.month) for one in self.dates} | {(one.day, one.month) for one in self._days}
        if (day, month) in pairs:
            return True
        # "9. bis 11. Januar": the first day stands without its month.
        return day not in {one.day for one in self.dates} and Fraction(day) in self._numbers

    def _has_year(self, year: int) -> bool:
        if Fraction(year) in self._numbers or any(one.year == year for one in self.dates):
            return True
        short = Fraction(year % 100)
        if short in self._numbers and any(number // 100 == year // 100 for number in self._numbers):
            return True  # "2018/19"
        years = {day.year for day in self._days} | {
            since.year for since, until in self._spans if since.year == until.year
        }
        return year in years

    def _whole(self, one: Date) -> date | None:
        """Return the day that a date is, without a year the one nearest before its publication or after it."""
        if one.day is None or one.month is None:
            return None
        years = [one.year] if one.year is not None else []
        if not years and self.published is not None:
            years = [self.published.year + more for more in (-1, 0, 1)]
        days = [day for year in years if (day := _made(year, one.month, one.day)) is not None]
        if not days:
            return None
        middle = self.published or days[0]
        return min(days, key=lambda day: abs(day - middle))


def _within_month(since: date, until: date) -> int | None:
    return since.month if until - since < timedelta(31) and since.month == until.month else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(published: str | None) -> date | None:
    """Return the day of "2018-01-09" or "2018-01-09T08:00:00Z", None for anything else."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
