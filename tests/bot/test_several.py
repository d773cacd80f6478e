"""Answers on several speakers, on a pronoun, on days, and in another language than the question's."""

from dataclasses import replace
from typing import get_args

import pytest

from bot.answering.answer import Facts
from bot.answering.citations import markers, verify
from bot.answering.wording import wording
from retrieval.datatypes import Query, Reason, Retrieval, Searched
from tests.bot.answers import composed
from tests.bot.retrievals import article, evidence, retrieval, statement
from tests.bot.test_extractive import SIZES, Sizes

QUAY = '"The quay will stay", said Mira Tannhof.\n\n"It must go", said Ole Brandis.'
MARKET = '"The market moves in May", said Ole Brandis.'
TANNHOF = retrieval(
    evidence(article(QUAY, language="en"), statement(QUAY, '"The quay will stay"')),
    searched=Searched(names={"Tannhof": ("Tannhof",)}, resolved="Mira Tannhof"),
)
BRANDIS = retrieval(
    evidence(article(QUAY, language="en"), statement(QUAY, '"It must go"', speaker="Ole Brandis")),
    evidence(
        article(MARKET, number=2, language="en"),
        statement(MARKET, '"The market moves in May"', speaker="Ole Brandis"),
    ),
    speaker="Brandis",
    searched=Searched(names={"Brandis": ("Brandis",)}, resolved="Ole Brandis"),
)
UNKNOWN = retrieval(speaker="Orloff", reason="unknown_name", searched=Searched(unknown=("Orloff",)))


def verified(found: Retrieval, sizes: Sizes = SIZES) -> str:
    """Return the text of an answer whose citations are proved once more."""
    answer = composed(found, sizes)
    pieces = [one for each in (found, *found.further) for one in each.evidence]
    verify(answer.text, answer.citations, {one.article.article_id: one.article for one in pieces})
    assert len(answer.text) <= sizes.max_characters
    return answer.text


def test_each_speaker_is_quoted_below_a_heading_and_citations_are_counted_through() -> None:
    found = replace(TANNHOF, further=(BRANDIS,))
    assert verified(found) == (
        "Mira Tannhof · 1 statement in 1 article\n"
        "\n"
        "│ “The quay will stay”\n"
        "[1] 9 Jan 2022\n"
        "\n"
        "Ole Brandis · 2 statements in 2 articles\n"
        "\n"
        "│ “It must go”\n"
        "[2] 9 Jan 2022\n"
        "\n"
        "│ “The market moves in May”\n"
        "[3] 9 Jan 2022"
    )
    assert [one.speaker for one in composed(found, SIZES).citations] == ["Mira Tannhof", "Ole Brandis", "Ole Brandis"]


@pytest.mark.parametrize("first", [True, False])
def test_who_has_no_words_is_named_as_such(first: bool) -> None:
    found = replace(UNKNOWN, further=(TANNHOF,)) if first else replace(TANNHOF, further=(UNKNOWN,))
    text = verified(found)
    assert "No article mentions “Orloff”." in text.split("\n\n")
    assert "“The quay will stay”" in text
    assert composed(found, SIZES).reason is None


def test_what_else_somebody_is_quoted_on_is_no_part_of_an_answer() -> None:
    silent = replace(BRANDIS, reason="no_statement")
    assert "“It must go”" in verified(silent)
    text = verified(replace(TANNHOF, further=(silent,)))
    assert "No article quotes “Brandis”" in text
    assert "“It must go”" not in text


def test_an_answer_without_any_words_abstains() -> None:
    answer = composed(replace(UNKNOWN, further=(UNKNOWN,)), SIZES)
    assert (answer.reason, answer.citations) == ("unknown_name", ())


@pytest.mark.parametrize("characters", [150, 200, 300])
def test_several_speakers_share_the_room(characters: int) -> None:
    sizes = Sizes(max_characters=characters)
    text = verified(replace(TANNHOF, further=(BRANDIS,)), sizes)
    assert "Mira Tannhof" in text
    assert "Ole Brandis" in text
    assert markers(text)


@pytest.mark.parametrize(
    ("language", "pronoun", "says"),
    [
        ("en", "he", "whom “he” means"),
        ("de", "sie", "wer mit „sie“ gemeint ist"),
        ("fr", "elle", "« elle »"),
        ("ru", "он", "«он»"),
        ("uk", "вона", "«вона»"),
    ],
)
def test_a_pronoun_is_asked_back(language: str, pronoun: str, says: str) -> None:
    query = Query(question="?", language=language, pronoun=pronoun)
    answer = composed(Retrieval(query, (), "who_is_meant", Searched()), SIZES)
    assert answer.reason == "who_is_meant"
    assert says in answer.text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "uk"])
def test_every_language_has_words_for_every_reason(language: str) -> None:
    assert set(wording(language).abstentions) == set(get_args(Reason))


@pytest.mark.parametrize(
    ("language", "since", "until", "line"),
    [
        ("en", "2022-01-03", "2022-01-09", "In articles from 3 Jan 2022 up to 9 Jan 2022:"),
        ("en", "2022-01-09", "2022-01-09", "In articles of 9 Jan 2022:"),
        ("en", "2022-01-03", None, "In articles from 3 Jan 2022:"),
        ("de", "2022-01-09", "2022-01-09", "In Artikeln vom 9. Jan. 2022:"),
        ("ru", None, "2022-01-09", "В статьях по 9 янв. 2022:"),
    ],
)
def test_an_answer_says_which_days_it_is_limited_to(
    language: str, since: str | None, until: str | None, line: str
) -> None:
    query = replace(TANNHOF.query, language=language, since=since, until=until)
    text = composed(replace(TANNHOF, query=query), SIZES).text
    assert text.split("\n")[0] == line


def test_an_answer_is_worded_in_the_language_asked_for() -> None:
    german = replace(TANNHOF, query=replace(TANNHOF.query, answer_language="de"))
    assert composed(german, SIZES).text.startswith("Mira Tannhof · 1 Aussage in 1 Artikel\n")
    refused = replace(UNKNOWN, query=replace(UNKNOWN.query, answer_language="uk"))
    assert composed(refused, SIZES).text == wording("uk").abstention("unknown_name", Facts(name="Orloff"))
