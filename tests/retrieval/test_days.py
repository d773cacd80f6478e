"""The days that a question names: how people write them, and where they are no limit."""

from datetime import date

import pytest

from retrieval.search.days import named

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
    ],
)
def test_what_is_no_day_is_none(language: str, question: str) -> None:
    assert named(question, language, TODAY) is None


@pytest.mark.parametrize("words", ["999 years ago", "in the last 999 years", "999 months ago", "999 weeks ago"])
def test_a_day_before_the_calendar_is_none(words: str) -> None:
    assert named(f"What did Holt say {words}?", "en", date(2, 2, 28)) is None
