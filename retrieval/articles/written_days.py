"""Days as people and programs write them: ISO 8601, mail, numbers, months by name; ``days.toml`` by language.

Unlike a question's, such a day always names its year: "5 November 2024", "05.11.24", "2024/11/05", "5 ноября 2024 г.".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Literal

from retrieval.articles.metadata import published
from retrieval.languages.word_data import languages, load

LONGEST = 200
"""Code points of a line that states a day; what is longer is text, which may tell of any day."""

_PART = "days"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_SHORT_YEAR = r"(?P<year>(?:1[89]|20)\d\d|\d\d)"
_NUMERIC = {
    "year_first": rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?=\D|\Z)",
    "day_first": rf"(?P<day>\d{{1,2}})\. ?(?P<month>\d{{1,2}})\. ?{_SHORT_YEAR}(?!\d|\.\d)",
    "dashes": rf"(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})-{_YEAR}(?!\d|-\d)",
    "slashes": rf"(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/{_SHORT_YEAR}(?!\d|/\d)",
}
_NAMED = (
    # 5 November 2024, 5. Nov. 2024, 5th of November, 2024, 1er août 2022, 5-го ноября 2024
    r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º|-?го)?[ -]?(?:of |de |of the )?(?P<name>MONTHS)\.?,?[ -](?:de )?"
    rf"{_YEAR}(?!\d)",
    # November 5, 2024
    rf"(?P<name>MONTHS)\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}(?!\d)",
    # 2024 November 5
    rf"{_YEAR}[ -](?P<name>MONTHS)[ -](?P<day>\d{{1,2}})(?!\d)",
)
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T\d{4,6}(?:Z|[+-]\d{2}:?\d{2})?)?\Z")
_PIVOT = 69
"""Two digits from which a year is of the last century (POSIX)."""

Slashes = Literal["day", "month"] | None
"""What comes first in 3/4/2024; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day in a text, ``YYYY-MM-DD``; `start` and `end` are its words, in code points."""

    start: int
    end: int
    day: str


def moment(value: str, *, slashes: Slashes = None) -> str:
    """Return a day or a moment with its offset in the contract's forms, however it is written.

    `slashes` says what comes first in 3/4/2024; None leaves out what could be either. A moment without an offset gives
    its day. Raises ValueError where it names no day, or several.
    """
    value = " ".join(value.split())
    if compact := _COMPACT.match(value):
        value = "-".join(compact.groups())
    try:
        return published(value)
    except ValueError:
        pass
    if len(value) > LONGEST:
        raise ValueError("no date")
    if mailed := _mailed(value):
        return mailed
    days = {found.day for found in days_in(value, slashes=slashes)}
    if len(days) != 1:
        raise ValueError("no date")
    return days.pop()


def days_in(text: str, *, slashes: Slashes = None) -> Iterator[WrittenDay]:
    """Yield the days that are written with their year in a text whose only white space are blanks, in order."""
    for match in _pattern().finditer(text):
        groups = {key.rstrip("_0123456789"): held for key, held in match.groupdict().items() if held}
        if day := _day(groups, slashes):
            yield WrittenDay(match.start(), match.end(), day)


def _mailed(value: str) -> str | None:
    """Return a moment as mail and RSS write it (RFC 5322); without a zone only its day."""
    if not re.match(r"(?:[A-Za-z]{3,9}, ?)?\d{1,2} [A-Za-z]{3,9}\.? \d{2,4} \d", value):
        return None
    try:
        return published(parsedate_to_datetime(value).isoformat(sep="T", timespec="seconds"))
    except (ValueError, TypeError, OverflowError):
        return None


def _day(groups: dict[str, str], slashes: Slashes) -> str | None:
    """Return the day that the parts of a pattern name; None where the calendar has none such."""
    year, day = int(groups["year"]), int(groups["day"])
    if len(groups["year"]) == 2:
        year += 1900 if year >= _PIVOT else 2000
    month = int(groups["month"]) if "month" in groups else _months()[_month_key(groups["name"])]
    if "slash" in groups:
        if max(day, month) <= 12 and day != month and slashes is None:
            return None
        if month > 12 or (slashes == "month" and day <= 12):
            day, month = month, day
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month_key(name: str) -> str:
    return next(pattern for pattern in _months() if re.fullmatch(pattern, name, re.IGNORECASE))


@cache
def _months() -> dict[str, int]:
    """Return the months of every language by the pattern of a form of their name, the longest first."""
    found: dict[str, int] = {}
    for language in languages(_PART):
        for number, forms in load(language, _PART).pairs("months").items():
            found.update(dict.fromkeys(forms.split(), int(number)))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def weekdays() -> re.Pattern[str]:
    """Return a pattern of the names of weekdays in every language."""
    names = {form for language in languages(_PART) for form in _forms(language, "weekdays")}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(names))})(?!\w)", re.IGNORECASE)


def _forms(language: str, name: str) -> Iterator[str]:
    for forms in load(language, _PART).pairs(name).values():
        yield from forms.split()


@cache
def _pattern() -> re.Pattern[str]:
    """Return one pattern for all ways to write a day; the groups of each carry its number."""
    months = "|".join(_months())
    written = list(_NUMERIC.items())
    written += [("named", pattern.replace("MONTHS", months)) for pattern in _NAMED]
    numbered = []
    for number, (name, pattern) in enumerate(written):
        pattern = re.sub(r"\(\?P<([a-z]+)>", rf"(?P<\1_{number}>", pattern)
        pattern = re.sub(r"\(\?P=([a-z]+)\)", rf"(?P=\1_{number})", pattern)
        numbered.append(f"(?P<slash_{number}>{pattern})" if name == "slashes" else pattern)
    return re.compile(rf"(?<![\w./-])(?:{'|'.join(numbered)})(?!\w)", re.IGNORECASE)
