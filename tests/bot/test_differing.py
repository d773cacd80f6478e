"""Reports that differ in a figure: which do, and that they are shown side by side and said to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.answer import Answer
from bot.answering.extractive import compose
from bot.answering.several import Share
from bot.discord_app.card import AMBER, GREEN, accent
from retrieval.datatypes import Retrieval
from tests.bot.answers import text_of
from tests.bot.retrievals import Best, article, evidence, retrieval

LIMITS = Share(max_characters=3800, quotation_characters=600, quotations=3, statements=6)
LINES = [line for line in (Path(__file__).parent / "figures.txt").read_text("utf-8").splitlines() if line[0] != "#"]


def found(line: str, *, days: tuple[str | None, str | None] = ("2026-11-20", "2026-11-21")) -> Retrieval:
    asked, one, other, _ = line.split(" | ")
    reports = [
        evidence(
            article(text[3:], number=number, language=text[:2], published=day, title=f"Report {number}"),
            best=(Best(text[3:], score=2 - number / 10),),
        )
        for number, (text, day) in enumerate(zip((one, other), days, strict=True), start=1)
    ]
    return retrieval(*reports, question=asked[3:], language=asked[:2], intent="topic", topic=asked[3:], speaker=None)


def differ(at_hand: Retrieval) -> bool:
    (section,) = compose(at_hand, LIMITS).sections
    return bool(section.differing)


@pytest.mark.parametrize("line", LINES)
def test_reports_differ(line: str) -> None:
    assert differ(found(line)) == line.endswith("| yes")


def test_both_reports_are_shown_with_their_days_and_it_is_said() -> None:
    at_hand = found(LINES[0])
    sections = compose(at_hand, LIMITS).sections
    text = text_of(sections)
    assert sections[0].differing == (1, 2)
    assert text.startswith("Reports differ:\n")
    assert "20 Nov 2026" in text
    assert "21 Nov 2026" in text
    assert accent(Answer("?", "en", sections)) == AMBER


def test_a_report_that_would_not_be_quoted_is_when_it_differs() -> None:
    at_hand = found(LINES[0])
    first, second = at_hand.evidence
    far = replace(second, best=tuple(replace(one, score=first.best[0].score - 1.2) for one in second.best))
    between = evidence(
        article("The fire in the mill injured people.", number=3, language="en", published="2026-11-20"),
        best=(Best("The fire in the mill injured people.", score=first.best[0].score - 0.1),),
    )
    (section,) = compose(replace(at_hand, evidence=(first, between, far)), LIMITS).sections
    assert [entry.citation.article_id for entry in section.entries][:2] == [
        first.article.article_id,
        second.article.article_id,
    ]
    assert section.differing == (1, 2)


@pytest.mark.parametrize("days", [("2026-11-20", "2027-01-20"), ("2026-11-20", None), (None, None)])
def test_figures_of_other_times_or_of_unknown_ones_are_no_reports_that_differ(
    days: tuple[str | None, str | None],
) -> None:
    assert not differ(found(LINES[0], days=days))


def test_one_report_alone_differs_from_nothing() -> None:
    at_hand = found(LINES[0])
    sections = compose(at_hand, replace(LIMITS, quotations=1)).sections
    assert sections[0].differing == ()
    assert accent(Answer("?", "en", sections)) == GREEN


def test_the_newest_comes_first_where_a_question_is_about_now() -> None:
    reports = found("en How is the dam? | en The dam stands firm. | en The dam leaks at its foot. | no")
    now = replace(reports, query=replace(reports.query, newest=True))
    orders = [
        [entry.citation.published for entry in compose(one, LIMITS).sections[0].entries] for one in (reports, now)
    ]
    assert orders == [["2026-11-20", "2026-11-21"], ["2026-11-21", "2026-11-20"]]
