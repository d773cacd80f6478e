"""Dates in texts of four languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.dates import dates
from retrieval.search.days import told_from

Parts = tuple[int | None, int | None, int | None, int | None]


def parts(text: str, language: str) -> list[Parts]:
    return [(one.day, one.month, one.year, one.weekday) for one in dates(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "on Monday, 9 January 2018", [(None, None, None, 1), (9, 1, 2018, None)]),
        ("en", "January 9, 2018", [(9, 1, 2018, None)]),
        ("en", "2018-01-09", [(9, 1, 2018, None)]),
        ("en", "in May", [(None, 5, None, None)]),
        ("en", "he may go; they march on; Jan said", []),
        ("en", "since 1999", [(None, None, 1999, None)]),
        ("en", "told The Sunday Ledger", []),
        ("de", "am Freitagabend, dem 9. Januar", [(None, None, None, 5), (9, 1, None, None)]),
        ("de", "am 9.1.2018", [(9, 1, 2018, None)]),
        ("ru", "в среду 9 января 2018 года", [(None, None, None, 3), (9, 1, 2018, None)]),
        ("ru", "в такой среде; Марта пришла", []),
        ("ru", "июньский саммит", [(None, 6, None, None)]),
        ("uk", "у середу 9 січня 2018 року", [(None, None, None, 3), (9, 1, 2018, None)]),
        ("uk", "п’ятничний матч", [(None, None, None, 5)]),
    ],
)
def test_dates_are_found_with_their_parts(language: str, text: str, expected: list[Parts]) -> None:
    assert parts(text, language) == expected


@given(st.dates(date(1900, 1, 1), date(2069, 12, 31)))
def test_numeric_dates_are_read_as_written(day: date) -> None:
    expected = [(day.day, day.month, day.year, None)]
    assert parts(f"{day:%Y-%m-%d}", "en") == expected
    assert parts(f"{day.day}.{day.month}.{day.year}", "de") == expected
    assert parts(f"{day:%d.%m.%Y}", "ru") == expected


@given(st.text(max_size=80), st.sampled_from(["de", "en", "ru", "uk", "tr"]))
def test_no_text_is_too_odd(text: str, language: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in dates(text, language))


def test_days_told_from_one_are_found_in_order() -> None:
    found = told_from("Yesterday and last week, two days ago", "en", date(2024, 3, 14))
    assert [(one.name, one.since, one.until) for one in found] == [
        ("yesterday", date(2024, 3, 13), date(2024, 3, 13)),
        ("last_week", date(2024, 3, 4), date(2024, 3, 10)),
        ("ago_days", date(2024, 3, 12), date(2024, 3, 12)),
    ]
    assert told_from("вчера", "xx", date(2024, 3, 14)) == []
