"""Days and moments as people and programs write them."""

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.written_days import days_in, moment


@pytest.mark.parametrize(
    "value",
    [
        "2022-03-04", "2022/03/04", "2022.3.4", "20220304", "20220304T101500Z", "04.03.2022", "4.3.22", "4. 3. 2022",
        "04-03-2022", "4 March 2022", "4th of March, 2022", "March 4, 2022", "Mar. 4th 2022", "4-Mar-2022",
        "2022 March 4", "4. März 2022", "Freitag, den 4. März 2022, 10:15 Uhr", "4 mars 2022 à 10h15",
        "4 марта 2022 г., 10:15", "4-го марта 2022", "4 березня 2022 року", "Fri, 04 Mar 2022",
        "Published: Mar 4, 2022 at 9:05 p.m.",
    ],
)  # fmt: skip
def test_a_day(value: str) -> None:
    assert moment(value) == "2022-03-04"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Fri, 04 Mar 2022 00:30:00 +0300", "2022-03-04T00:30:00+03:00"),
        ("Thu, 03 Mar 2022 21:30:00 GMT", "2022-03-03T21:30:00Z"),
        ("2022-03-04T00:30:00.000+0300", "2022-03-04T00:30:00+03:00"),
        ("2022-03-04 00:30", "2022-03-04"),
    ],
)
def test_a_moment_keeps_its_offset(value: str, expected: str) -> None:
    assert moment(value) == expected
    assert moment(expected) == expected


@pytest.mark.parametrize(
    "value",
    ["", "soon", "2022", "March 2022", "31.02.2022", "1.2.3.4", "3/4/2022", "2022-03-04 and 2022-03-05", "12:30",
     "4 March", "1/2/3/2022", "x" * 300 + " 4 March 2022"],
)  # fmt: skip
def test_what_names_no_day_or_several(value: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        moment(value)


def test_slashes() -> None:
    assert [moment("3/4/2022", slashes=first) for first in ("day", "month")] == ["2022-04-03", "2022-03-04"]
    assert [moment("25/3/2022", slashes="month"), moment("3/25/2022", slashes="day")] == ["2022-03-25"] * 2


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_calendar(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%d-%m-%Y", "%a, %d %b %Y"):
        assert moment(day.strftime(form)) == day.isoformat()


@given(st.dates(date(1900, 1, 2), date(2099, 12, 30)), st.times(), st.integers(-48, 56))
def test_the_day_of_a_moment_is_its_first_ten_characters(day: date, at: time, quarters: int) -> None:
    offset = timezone(timedelta(minutes=15 * quarters))
    written = datetime.combine(day, at.replace(microsecond=0), offset)
    found = moment(written.isoformat())
    assert found[:10] == day.isoformat()
    assert moment(found) == found
    assert datetime.fromisoformat(found) == written


@pytest.mark.parametrize("unit", ["1. ", "2022 ", "march ", "1", "4 de ", "1/", "5 mai, "])
def test_long_texts_take_little_time(unit: str) -> None:
    assert list(days_in(unit * (200_000 // len(unit)))) == []
