"""What hand-made answers are worth."""

from __future__ import annotations

import pytest

from bot.answering.answer import Answer, Citation
from bot.answering.evaluation import Answered, Shares, Unanswerable, judge, measure
from retrieval.datatypes import Reason
from retrieval.evaluation.evaluate import Place
from retrieval.evaluation.judged_questions import JudgedQuestion
from retrieval.evaluation.metrics import Share
from tests.bot.answers import answer as written
from tests.bot.answers import entry

EVIDENCE = "The dam will hold until the evening"
TEXT = f'Rain fell. "{EVIDENCE}", said mayor Mira Tannhof. Nobody slept. {EVIDENCE}.'
START = TEXT.index(EVIDENCE)
PLACES = tuple(Place("river", start, start + len(EVIDENCE)) for start in (START, TEXT.index(EVIDENCE, START + 1)))


def question(**fields: str) -> JudgedQuestion:
    return JudgedQuestion("a", "How long will it hold?", "en", "test", ("river.md",), (EVIDENCE,), **fields)


def cite(
    quote: str, *, article: str = "river", last: bool = False, speaker: str | None = None, answer: str | None = None
) -> Citation:
    start = TEXT.rindex(quote) if last else TEXT.index(quote)
    at = start + quote.index(answer) if answer else None
    return Citation(
        n=1,
        quote=quote,
        article_id=article,
        title="The river",
        publisher=None,
        published=None,
        url=None,
        path=None,
        language="en",
        start=start,
        end=start + len(quote),
        speaker=speaker,
        answer_start=at,
        answer_end=None if at is None else at + len(answer or ""),
    )


def answered(*citations: Citation, refused: bool = False) -> Answer:
    reason: Reason | None = "no_statement" if refused else None
    return written(*map(entry, citations), question="How long will it hold?", reason=reason)


def judged(asked: JudgedQuestion, answer: Answer) -> Answered:
    found = judge(asked, answer, pair="en-en", places=PLACES)
    assert isinstance(found, Answered)
    return found


@pytest.mark.parametrize(
    ("citations", "first", "shown"),
    [
        ([cite(EVIDENCE)], True, True),
        ([cite("Rain fell."), cite(EVIDENCE)], False, True),
        ([cite(EVIDENCE, last=True)], True, True),
        ([cite(EVIDENCE, article="lake")], False, False),
        ([cite(EVIDENCE[:21])], True, True),
        ([cite(EVIDENCE[:20])], False, False),
        ([], False, False),
    ],
)
def test_a_quotation_answers_that_holds_most_of_the_evidence(
    citations: list[Citation], first: bool, shown: bool
) -> None:
    found = judged(question(), answered(*citations))
    assert (found.first, found.shown, found.refused) == (first, shown, False)


def test_a_refusal_shows_nothing_whatever_it_quotes_beside() -> None:
    asked = question(answer="until the evening", speaker="Mira Tannhof")
    beside = cite(EVIDENCE, answer="until the evening", speaker="Mira Tannhof")
    assert judged(asked, answered(beside, refused=True)) == Answered("en-en", True, False, False, 0.0, None)


def test_the_words_that_answer_are_compared() -> None:
    asked = question(answer="until the evening")
    assert judged(asked, answered(cite(EVIDENCE, answer="until the evening"))).span_f1 == 1
    assert judged(asked, answered(cite(EVIDENCE, answer="evening"))).span_f1 == pytest.approx(2 / 3)
    assert judged(asked, answered(cite(EVIDENCE), cite(EVIDENCE, answer="evening"))).span_f1 == 0
    assert judged(question(), answered(cite(EVIDENCE, answer="evening"))).span_f1 is None


def test_the_first_quotation_has_to_be_the_right_persons() -> None:
    asked = question(speaker="Mira Tannhof")
    assert judged(asked, answered(cite(EVIDENCE, speaker="Tannhof"))).right_speaker is True
    assert judged(asked, answered(cite(EVIDENCE, speaker="Jonas Brandis"))).right_speaker is False
    assert judged(asked, answered(cite(EVIDENCE), cite(EVIDENCE, speaker="Tannhof"))).right_speaker is False
    assert judged(question(), answered(cite(EVIDENCE, speaker="Tannhof"))).right_speaker is None


def test_a_question_without_an_answer_counts_under_its_kind() -> None:
    asked = JudgedQuestion("b", "Who?", "en", "test", (), reason="unknown_name", kind="missing fact")
    assert judge(asked, answered(refused=True), pair=None, places=()) == Unanswerable("missing fact", True)
    plain = JudgedQuestion("c", "Who?", "en", "test", (), reason="unknown_name")
    assert judge(plain, answered(cite(EVIDENCE)), pair=None, places=()) == Unanswerable("unknown_name", False)


def test_figures() -> None:
    found = measure(
        [
            Answered("en-de", False, True, True, 0.5, True),
            Unanswerable("off-topic", True),
            Answered("de-de", False, False, True, 1.0, None),
            Answered("en-de", True, False, False, 0.0, None),
            Unanswerable("missing fact", False),
            Unanswerable("off-topic", True),
        ]
    )
    assert found.answerable == Shares(shown=Share(2, 3), first=Share(1, 3), refused=Share(1, 3))
    assert list(found.by_pair) == ["de-de", "en-de"]
    assert found.by_pair["en-de"] == Shares(shown=Share(1, 2), first=Share(1, 2), refused=Share(1, 2))
    assert found.refused == Share(2, 3)
    assert found.refused_by_kind == {"missing fact": Share(0, 1), "off-topic": Share(2, 2)}
    assert (found.span_f1, found.spans) == (0.5, 3)
    assert found.right_speaker == Share(1, 1)


def test_no_questions_give_zeros() -> None:
    found = measure([])
    assert (found.answerable.first.value, found.refused.value, found.span_f1) == (0, 0, 0)
