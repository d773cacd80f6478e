"""Which quotation a model's sentence stands above, and how an answer words what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answer import Answer
from bot.answering.extractive import compose
from bot.answering.prose import Joining
from bot.answering.wording import wording
from bot.verification import checks
from bot.verification.claims import CODES_TOLD_APART, OF_ANY_CHECK, Basis, CheckName, Claim
from retrieval.datatypes import Retrieval
from tests.bot.retrievals import article, evidence, retrieval
from tests.bot.test_extractive import SIZES

TEXT = "Der Hafen von Altenried wird ausgebaut. Die Anlagen kosten 48 Millionen Euro. Die Gegner wollen klagen."
COSTS, SUE = "Die Anlagen kosten 48 Millionen Euro.", "Die Gegner wollen klagen."


@pytest.fixture
def found() -> Retrieval:
    return retrieval(evidence(article(TEXT), best=(COSTS,)), language="de", intent="topic", speaker=None)


@pytest.fixture
def joining(found: Retrieval) -> Joining:
    answer = Answer("Was kostet der Hafen?", "de", compose(found, SIZES).sections)
    assert [one.quote for one in answer.citations] == [COSTS]
    return Joining(answer, found, "scripted")


def claim(words: str, *, longer: int = 0) -> Claim:
    """Return a claim about words of the article, and so many code points more on each side."""
    start, end = TEXT.index(words) - longer, TEXT.index(words) + len(words) + longer
    return Claim("Ein Satz.", "de", Basis(f"{1:012x}", start, end, TEXT[start:end], "de"))


def test_a_quotation_of_the_answer_is_taken_where_it_has_all_words(joining: Joining) -> None:
    assert joining.add(claim(COSTS)).citation.n == 1
    assert joining.add(claim(COSTS, longer=1)).citation.n == 1  # blanks around it are no words
    assert joining.add(claim("48 Millionen")).citation.n == 1
    assert joining.answer().further_citations == ()


def test_what_only_overlaps_a_quotation_is_cited_whole(joining: Joining) -> None:
    cited = joining.add(claim(COSTS, longer=5)).citation
    assert (cited.n, cited.quote) == (2, TEXT[TEXT.index(COSTS) - 5 : TEXT.index(COSTS) + len(COSTS) + 5])


def test_sentences_about_one_further_place_share_its_citation(joining: Joining) -> None:
    assert [joining.add(claim(words)).citation.n for words in (SUE, SUE, "Der Hafen von Altenried")] == [2, 2, 3]
    answer = joining.answer()
    assert [one.n for one in answer.citations] == [1]
    assert [one.n for one in answer.further_citations] == [2, 3]


def test_a_sentence_without_room_leaves_no_gap_in_the_numbers(joining: Joining) -> None:
    joining.add(claim(SUE))
    for words in (SUE, "Der Hafen von Altenried", COSTS):
        joining.add(claim(words))
        joining.leave_out_last()
    assert joining.add(claim("Der Hafen von Altenried")).citation.n == 3
    prose = joining.answer().prose
    assert prose
    assert [one.citation.n for one in prose.sentences] == [2, 3]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "worded by m, checked by Beleg; 3 sentences left out: a number that the article does not give; a denial",
        ),
        ("de", "formuliert von m, geprüft von Beleg; 3 Sätze ausgelassen: "),
        ("ru", "формулировка: m, проверка: Beleg; пропущены 3 предложения: "),
        ("es", "worded by m, checked by Beleg; 3 sentences left out: "),
    ],
)
def test_what_is_left_out_is_counted_and_said(language: str, told: str) -> None:
    left_out: dict[CheckName, int] = {"numbers": 2, "denial": 1}
    assert wording(language).below_prose("m", left_out).startswith(told)
    assert ";" not in wording(language).below_prose("m", {})


CODES = {f"{check}.{code}" for check, codes in CODES_TOLD_APART.items() for code in codes}
CHECKS = Path(checks.__file__).parent


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "uk"])
def test_exactly_the_faults_that_can_be_found_have_words_in_every_language(language: str) -> None:
    found = {*CheckName.__args__, *CODES, *OF_ANY_CHECK}  # type: ignore[attr-defined]
    assert set(wording(language).faults) == found


@pytest.mark.parametrize("name", sorted(CODES))
def test_a_code_with_words_of_its_own_is_one_that_its_check_finds(name: str) -> None:
    check, code = name.split(".")
    assert f'"{code}"' in (CHECKS / f"{check}.py").read_text(encoding="utf-8")
