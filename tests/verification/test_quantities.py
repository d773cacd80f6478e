"""Numbers in texts of four languages, however they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.measures import counted, measures
from bot.verification.quantities import Reading, quantities

MARKS = {"en": (",", "."), "de": (".", ","), "ru": ("\u00a0", ","), "uk": ("\u202f", ",")}


def numbers(text: str, language: str) -> list[set[Fraction]]:
    return [set(one.numbers) for one in quantities(text, language) if not one.optional]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "forty-eight", "48"),
        ("en", "two hundred and five", "205"),
        ("en", "one thousand nine hundred", "1900"),
        ("en", "two and a half million", "2500000"),
        ("en", "two-thirds", "2/3"),
        ("en", "a dozen", "12"),
        ("en", "twenty-first", "21"),
        ("en", "3rd", "3"),
        ("en", "1.5bn", "1500000000"),
        ("en", "3½", "7/2"),
        ("de", "achtundvierzig", "48"),
        ("de", "achtundvierzigtausenddreihundert", "48300"),
        ("de", "zweieinhalb", "5/2"),
        ("de", "anderthalb", "3/2"),
        ("de", "zwei Drittel", "2/3"),
        ("de", "ein Dutzend", "12"),
        ("de", "einundzwanzigste", "21"),
        ("de", "zweitgrößte", "2"),
        ("de", "dreijährige", "3"),
        ("de", "44jährige", "44"),
        ("de", "48 Mio.", "48000000"),
        ("de", "1,5 Milliarden", "1500000000"),
        ("ru", "сорока восьми", "48"),
        ("ru", "двадцать первый", "21"),
        ("ru", "двадцатипятилетний", "25"),
        ("ru", "2 млн 300 тыс.", "2300000"),
        ("ru", "полтора миллиона", "1500000"),
        ("ru", "две трети", "2/3"),
        ("ru", "XXI", "21"),
        ("uk", "сорока восьми", "48"),
        ("uk", "п’ятдесят два", "52"),
        ("uk", "двадцять перший", "21"),
        ("uk", "півтора мільйона", "1500000"),
        ("uk", "дві третини", "2/3"),
    ],
)
def test_words_and_digits_name_one_value(language: str, text: str, value: str) -> None:
    assert numbers(text, language) == [{Fraction(value)}]


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [("en", "5.30pm", 1050), ("en", "5 p.m.", 1020), ("de", "17.30 Uhr", 1050), ("ru", "8 вечера", 1200)],
)
def test_a_time_of_day_is_no_decimal(language: str, text: str, minutes: int) -> None:
    (one,) = quantities(text, language)
    assert one.readings == {Reading("time", Fraction(minutes))}


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "a man and one of the others"), ("de", "ein Mann und eine Frau"), ("de", "Achtung"), ("ru", "один из них")],
)
def test_articles_are_no_numbers(language: str, text: str) -> None:
    assert numbers(text, language) == []


def test_what_is_no_decade_of_one_century_is_none_of_another() -> None:
    assert numbers("the 1880s", "en") == [{Fraction(1880)}]
    assert Fraction(1980) in numbers("die 80er Jahre", "de")[0]


@given(st.integers(0, 999_999_999), st.sampled_from(sorted(MARKS)))
def test_a_number_with_thousands_marks_is_read_as_it_was_written(number: int, language: str) -> None:
    grouping, _ = MARKS[language]
    text = f"{number:,}".replace(",", grouping)
    assert numbers(text, language) == [{Fraction(number)}]


@given(st.integers(0, 9_999_999), st.integers(0, 9), st.sampled_from(sorted(MARKS)))
def test_a_decimal_is_read_as_it_was_written(whole: int, tenth: int, language: str) -> None:
    grouping, decimal = MARKS[language]
    text = f"{whole:,}".replace(",", grouping) + decimal + str(tenth)
    assert numbers(text, language) == [{Fraction(f"{whole}.{tenth}")}]


@given(st.text(alphabet="0123456789.,:/-' \u00a0abcmkäдцx%€$½Ⅷ٣²", max_size=60), st.sampled_from(sorted(MARKS)))
def test_any_text_is_read_in_order_and_without_overlap(text: str, language: str) -> None:
    end = 0
    for one in quantities(text, language):
        assert end <= one.start < one.end <= len(text)
        end = one.end
    measures(text, language)


@pytest.mark.parametrize(
    ("language", "text", "units"),
    [
        ("en", "48 million US dollars", ["dollar"]),
        ("en", "$48m", ["dollar"]),
        ("en", "10 per cent or 3 percentage points", ["percent", "point"]),
        ("en", "between 40 and 50 million euros", ["euro", "euro"]),
        ("en", "a three-year-old", ["year"]),
        ("de", "48 Mio. Euro", ["euro"]),
        ("de", "dreijährige", ["year"]),
        ("de", "3,5 Quadratkilometer", ["square_kilometre"]),
        ("ru", "48 млн долларов", ["dollar"]),
        ("ru", "40–50 млн рублей", ["rouble", "rouble"]),
        ("ru", "15-летний", ["year"]),
        ("uk", "50 відсотків", ["percent"]),
        ("ru", "на 19-м месте", [None]),
    ],
)
def test_a_number_has_the_unit_beside_it(language: str, text: str, units: list[str | None]) -> None:
    assert [one.unit for one in measures(text, language) if not one.quantity.optional] == units


def test_a_year_is_counted_only_with_a_unit_behind_it() -> None:
    assert counted("in 2018 and on 9 January", "en") == []
    assert [one.unit for one in counted("2018 tonnes", "en")] == ["tonne"]
