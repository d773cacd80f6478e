"""The days that a question names: how people write them, and where they are no limit."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import QueryError
from retrieval.search.days import named
from retrieval.search.query import days_named, understand

TODAY = date(2026, 11, 25)  # a Wednesday

NAMED = [
    ("en", "What did Holt say today?", "2026-11-25", "2026-11-25"),
    ("en", "What did Holt say yesterday evening?", "2026-11-24", "2026-11-24"),
    ("en", "What did Holt say the day before yesterday?", "2026-11-23", "2026-11-23"),
    ("en", "What did Holt say this week?", "2026-11-23", "2026-11-25"),
    ("en", "What did Holt say last week?", "2026-11-16", "2026-11-22"),
    ("en", "What did Holt say on the weekend?", "2026-11-21", "2026-11-22"),
    ("en", "What did Holt say last month?", "2026-10-01", "2026-10-31"),
    ("en", "What did Holt say in the last three days?", "2026-11-22", "2026-11-25"),
    ("en", "What did Holt say two weeks ago?", "2026-11-09", "2026-11-15"),
    ("en", "What did Holt say on Friday?", "2026-11-20", "2026-11-20"),
    ("en", "What did Holt say since Monday?", "2026-11-23", None),
    ("en", "What did Holt say on 5 November 2024?", "2024-11-05", "2024-11-05"),
    ("en", "What did Holt say on November 5th, 2024?", "2024-11-05", "2024-11-05"),
    ("en", "What did Holt say on the 3rd of March?", "2026-03-03", "2026-03-03"),
    ("en", "What did Holt say on 3 December?", "2025-12-03", "2025-12-03"),
    ("en", "What did Holt say on 2024-11-05?", "2024-11-05", "2024-11-05"),
    ("en", "What did Holt say in March 2023?", "2023-03-01", "2023-03-31"),
    ("en", "What did Holt say in February?", "2026-02-01", "2026-02-28"),
    ("en", "What did Holt say in 2023?", "2023-01-01", "2023-12-31"),
    ("en", "What did Holt say before March 2024?", None, "2024-02-29"),
    ("en", "What did Holt say after 5 May 2024?", "2024-05-06", None),
    ("en", "What did Holt say until Monday?", None, "2026-11-23"),
    ("en", "What did Holt say between 5 and 8 November 2024?", "2024-11-05", "2024-11-08"),
    ("en", "What did Holt say from 28 April to 2 May 2024?", "2024-04-28", "2024-05-02"),
    ("de", "Was sagte Wulf gestern?", "2026-11-24", "2026-11-24"),
    ("de", "Was sagte Wulf vorgestern?", "2026-11-23", "2026-11-23"),
    ("de", "Was sagte Wulf letzte Woche?", "2026-11-16", "2026-11-22"),
    ("de", "Was sagte Wulf am Montag?", "2026-11-23", "2026-11-23"),
    ("de", "Was sagte Wulf am 5. November 2024?", "2024-11-05", "2024-11-05"),
    ("de", "Was sagte Wulf am 5.11.2024?", "2024-11-05", "2024-11-05"),
    ("de", "Was sagte Wulf im März 2023?", "2023-03-01", "2023-03-31"),
    ("de", "Was sagte Wulf Ende März?", "2026-03-01", "2026-03-31"),
    ("de", "Was sagte Wulf seit dem 3. Mai?", "2026-05-03", None),
    ("de", "Was sagte Wulf in den vergangenen zwei Wochen?", "2026-11-11", "2026-11-25"),
    ("de", "Was sagte Wulf zwischen Montag und Mittwoch?", "2026-11-23", "2026-11-25"),
    ("ru", "Что вчера сказал Орлов?", "2026-11-24", "2026-11-24"),
    ("ru", "Что сказал Орлов на прошлой неделе?", "2026-11-16", "2026-11-22"),
    ("ru", "Что сказал Орлов в пятницу?", "2026-11-20", "2026-11-20"),
    ("ru", "Что сказал Орлов 5 ноября 2024 года?", "2024-11-05", "2024-11-05"),
    ("ru", "Что сказал Орлов в марте 2023 года?", "2023-03-01", "2023-03-31"),
    ("ru", "Что сказал Орлов за последние три дня?", "2026-11-22", "2026-11-25"),
    ("ru", "Что сказал Орлов с понедельника?", "2026-11-23", None),
    ("uk", "Що вчора сказав Орлюк?", "2026-11-24", "2026-11-24"),
    ("uk", "Що сказав Орлюк минулого тижня?", "2026-11-16", "2026-11-22"),
    ("uk", "Що сказав Орлюк у п’ятницю?", "2026-11-20", "2026-11-20"),
    ("uk", "Що сказав Орлюк 5 листопада 2024 року?", "2024-11-05", "2024-11-05"),
    ("uk", "Що сказав Орлюк у березні 2023 року?", "2023-03-01", "2023-03-31"),
    ("uk", "Що казав Орлюк від вівторка?", "2026-11-24", None),
    ("uk", "Що казав Орлюк за жовтень?", "2026-10-01", "2026-10-31"),
    ("uk", "Що казав Орлюк за жовтень 2025 року?", "2025-10-01", "2025-10-31"),
    ("ru", "Что говорил Орлов за октябрь?", "2026-10-01", "2026-10-31"),
    ("de", "Was sagte Wulf vom 5. bis 8. November 2024?", "2024-11-05", "2024-11-08"),
    ("fr", "Qu'a dit Morel hier ?", "2026-11-24", "2026-11-24"),
    ("fr", "Qu'a dit Morel la semaine dernière ?", "2026-11-16", "2026-11-22"),
    ("fr", "Qu'a dit Morel le 5 novembre 2024 ?", "2024-11-05", "2024-11-05"),
    ("fr", "Qu'a dit Morel en mars 2023 ?", "2023-03-01", "2023-03-31"),
]


@pytest.mark.parametrize(("language", "question", "since", "until"), NAMED, ids=[row[1] for row in NAMED])
def test_days_are_read(language: str, question: str, since: str | None, until: str | None) -> None:
    found = named(question, language, TODAY)
    assert found is not None
    assert (found.since and found.since.isoformat(), found.until and found.until.isoformat()) == (since, until)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What did May say?"),
        ("en", "What did Holt say about yesterday's vote?"),
        ("en", "What did Holt say about the talks of 9 January 2022?"),
        ("en", "What did Holt say about the March vote?"),
        ("en", "What did Holt say on 31 February 2024?"),
        ("en", "What did Holt say about the election on 3 May 2031?"),
        ("en", "How many of the 2024 cranes are left?"),
        ("de", "Was sagte Mai zum Freitagsgebet?"),
        ("de", "Was sagte Wulf zur Sitzung vom 9. Januar?"),
        ("de", "Was sagte Sommer?"),
        ("ru", "Что сказала Май о Средах?"),
        ("uk", "Що казав Орлюк про звіт за жовтень?"),
        ("ru", "Что сказал Орлов об отчёте за октябрь?"),
    ],
)
def test_what_is_no_day_is_none(language: str, question: str) -> None:
    assert named(question, language, TODAY) is None


@pytest.mark.parametrize("words", ["999 years ago", "in the last 999 years", "999 months ago", "999 weeks ago"])
def test_a_day_before_the_calendar_is_none(words: str) -> None:
    assert named(f"What did Holt say {words}?", "en", date(2, 2, 28)) is None


# What people write into an option; "…" is no limit.
OPTIONS = """
2022-01-31 | 2022-01-31 | 2022-01-31
31.1.2022 | 2022-01-31 | 2022-01-31
31/1/2022 | 2022-01-31 | 2022-01-31
1/31/2022 | 2022-01-31 | 2022-01-31
5/5/2022 | 2022-05-05 | 2022-05-05
2023 | 2023-01-01 | 2023-12-31
yesterday | 2026-11-24 | 2026-11-24
Last week | 2026-11-16 | 2026-11-22
last 3 days | 2026-11-22 | 2026-11-25
January 2022 | 2022-01-01 | 2022-01-31
February | 2026-02-01 | 2026-02-28
Friday | 2026-11-20 | 2026-11-20
since Monday | 2026-11-23 | …
until Monday. | … | 2026-11-23
before March 2024 | … | 2024-02-29
after 5 May 2024 | 2024-05-06 | …
between 5 and 8 November 2024 | 2024-11-05 | 2024-11-08
gestern | 2026-11-24 | 2026-11-24
letzte Woche | 2026-11-16 | 2026-11-22
letzter Monat | 2026-10-01 | 2026-10-31
letzter Freitag | 2026-11-20 | 2026-11-20
seit Montag | 2026-11-23 | …
ab 1.1.2022 | 2022-01-01 | …
im Januar 2022 | 2022-01-01 | 2022-01-31
Ende März | 2026-03-01 | 2026-03-31
zwischen Montag und Mittwoch | 2026-11-23 | 2026-11-25
vom 5. bis 8. November 2024 | 2024-11-05 | 2024-11-08
вчера | 2026-11-24 | 2026-11-24
прошлая неделя | 2026-11-16 | 2026-11-22
на прошлой неделе | 2026-11-16 | 2026-11-22
за октябрь | 2026-10-01 | 2026-10-31
сентябрь 2023 года | 2023-09-01 | 2023-09-30
с понедельника | 2026-11-23 | …
до 5 мая 2024 | … | 2024-05-05
вчора | 2026-11-24 | 2026-11-24
минулий тиждень | 2026-11-16 | 2026-11-22
за жовтень | 2026-10-01 | 2026-10-31
у вересні | 2026-09-01 | 2026-09-30
з 5 по 8 листопада 2024 року | 2024-11-05 | 2024-11-08
hier | 2026-11-24 | 2026-11-24
""".strip().splitlines()


@pytest.mark.parametrize("line", OPTIONS)
def test_an_option_takes_days_in_words(line: str) -> None:
    words, since, until = (part.strip() for part in line.split("|"))
    found = days_named(words, option="since", today=TODAY)
    assert [str(day or "…") for day in (found.since, found.until)] == [since, until]


@pytest.mark.parametrize(
    "words",
    [
        *("", "neulich", "tomorrow", "2022-02-30", "31.2.2022", "1.1.22", "Holt", "yesterday and Holt", "May Holt"),
        *("x" * 999, "2022-01-31T00:00:00", "13/13/2022", "gestern oder heute", "0000-01-01", "\0", "٢٠٢٢-٠١-٣١"),
    ],
)
def test_what_is_no_day_is_refused_with_what_was_expected(words: str) -> None:
    with pytest.raises(
        QueryError, match=r"^since is .{2,50}, expected a day or a period, for example 2022-01-31"
    ) as told:
        understand("Who?", since=words, today=TODAY)
    assert told.value.problem == "no_day"


def test_what_may_be_two_days_is_not_guessed() -> None:
    with pytest.raises(QueryError, match="may mean 2024-11-05 or 2024-05-11") as told:
        understand("Who?", until="5/11/2024", today=TODAY)
    assert told.value.problem == "day_unclear"


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("last week", None, ("2026-11-16", None)),
        (None, "letzte Woche", (None, "2026-11-22")),
        ("January 2022", "March 2022", ("2022-01-01", "2022-03-31")),
        ("between Monday and Tuesday", None, ("2026-11-23", "2026-11-24")),
        (None, "between Monday and Tuesday", ("2026-11-23", "2026-11-24")),
        ("between Monday and Tuesday", "today", ("2026-11-23", "2026-11-25")),
    ],
)
def test_since_takes_the_first_and_until_the_last_day(
    since: str | None, until: str | None, expected: tuple[str | None, str | None]
) -> None:
    query = understand("What did Holt say yesterday?", since=since, until=until, today=TODAY)
    assert (query.since, query.until) == expected


@pytest.mark.parametrize(("option", "words"), [("since", "until Monday"), ("until", "since Monday")])
def test_a_limit_on_the_other_side_is_refused(option: str, words: str) -> None:
    with pytest.raises(QueryError, match=f"^{option} is '{words}'"):
        understand("Who?", since=words if option == "since" else None, until=words if option == "until" else None)


@given(st.text(max_size=30), st.dates())
def test_any_words_are_days_or_refused(words: str, today: date) -> None:
    with suppress(QueryError):
        found = days_named(words, option="since", today=today)
        assert found.since or found.until
        assert not (found.since and found.until) or found.since <= found.until
