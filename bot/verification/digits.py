"""Digits and the marks between them → the numbers that they may be, by what the marks mean in a language."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

BLANKS = " \u00a0\u202f\u2009"
"""What may part thousands."""

SHARES = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
"""Signs that are a share."""

_LONGEST = 40  # characters of a run that are looked at
_BLANK = re.compile(f"[{BLANKS}]")
_DECIMAL = {"en": "."}
_GROUPING = {"en": ",", "de": ".", "ru": ".", "uk": "."}
_MOST_HOURS, _MOST_MINUTES = 24, 59
_LARGEST_SHARE = 20  # of the lower numbers of what is read as a share: "1/2"; more is a date or a season


class Digits(NamedTuple):
    """What a run may be: each of `numbers`, `clock` in minutes of a day, or all of `parts` ("3:1")."""

    numbers: tuple[Fraction, ...] = ()
    parts: tuple[Fraction, ...] = ()
    clock: Fraction | None = None


def read_digits(run: str, language: str) -> Digits:
    """Return what a run of digits with marks between them may be: 1,000.50 · 1.000,50 · 1 000,50 · 17.30 · 3:1.

    The run begins with a digit, or is one of `SHARES`.
    """
    run = run[:_LONGEST]
    if run[0] in SHARES:
        return Digits((share(run[0]),))
    groups = _BLANK.split(run)
    if len(groups) > 1 and (len(groups[0]) > 3 or run[0] == "0"):
        return Digits(parts=_parts(run))
    run = _BLANK.sub("", run)
    marks = [mark for mark in run if not mark.isdecimal()]
    pieces = [piece for piece in re.split(r"\D", run) if piece]
    if not marks:
        return Digits((Fraction(int(run)),))
    if len(pieces) != len(marks) + 1:
        return Digits(parts=_parts(run))
    if len(marks) == 1:
        return _one_mark(pieces[0], marks[0], pieces[1], language, grouped=len(groups) > 1)
    if len(pieces[0]) > 3 or not {*marks} <= set(".,'’"):
        return Digits(parts=_parts(run))
    if len(set(marks)) == 1 and all(len(piece) == 3 for piece in pieces[1:]):
        return Digits((Fraction(int("".join(pieces))),))
    if len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and all(len(piece) == 3 for piece in pieces[1:-1]):
        return Digits((_decimal("".join(pieces[:-1]), pieces[-1]),))
    return Digits(parts=_parts(run))


def share(sign: str) -> Fraction:
    """Return the value of one of `SHARES`."""
    return Fraction(unicodedata.numeric(sign)).limit_denominator(10)


def _one_mark(first: str, mark: str, second: str, language: str, *, grouped: bool) -> Digits:
    """Return what two numbers with a mark between them may be."""
    parts = (Fraction(int(first)), Fraction(int(second)))
    clock = None
    if mark in ".:" and len(second) == 2 and len(first) <= 2 and parts[0] <= _MOST_HOURS and parts[1] <= _MOST_MINUTES:
        clock = parts[0] * 60 + parts[1]
    if mark == ":":
        return Digits((), parts, clock)
    if mark == "/":
        shares = (parts[0] / parts[1],) if 0 < parts[0] < parts[1] <= _LARGEST_SHARE else ()
        return Digits(shares, parts)
    thousands = len(second) == 3 and len(first) <= 3 and first[0] != "0" and not grouped
    if thousands and mark in {"'", "’", _GROUPING.get(language)}:
        return Digits((Fraction(int(first + second)),))
    if mark in "'’":
        return Digits(parts=parts)
    # Another language's decimal mark may as well part two numbers.
    own = mark == _DECIMAL.get(language, ",")
    return Digits((_decimal(first, second),), () if own else parts, clock)


def _decimal(whole: str, below: str) -> Fraction:
    return int(whole) + Fraction(int(below), 10 ** len(below))


def _parts(run: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(piece)) for piece in re.findall(r"\d+", run))
