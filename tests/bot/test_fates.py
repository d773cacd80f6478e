"""What readers are told of words that stand: that they are another's now, only where the article says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.answering.extractive import compose
from bot.answering.fates import fate
from retrieval.evaluation.judged_questions import read_questions
from retrieval.search.query import understand
from retrieval.search.standing import Quoted
from retrieval.text.wording import fingerprint
from tests.bot.test_extractive import SIZES
from tests.desk import Desk
from tests.samples import QUESTIONS, Samples

SAID = "The dam holds even in a flood"
DIRECT = "“{said},” said {name} on Monday.\n"


def became(desk: Desk, before: str, after: str, speaker: str | None) -> tuple[str, str]:
    """Return what became of the words in an article that was edited, and whose they are now if another's."""
    desk.write("dam.txt", before)
    desk.index()
    with desk.catalog() as catalog:
        [listed] = catalog.list_articles()
        article = catalog.articles([listed.article_id])[listed.article_id]
    start = article.text.index(SAID)
    one = Quoted(article.article_id, start, start + len(SAID), fingerprint(SAID), article.version)
    desk.write("dam.txt", after)
    desk.index()
    with desk.catalog() as catalog:
        found = fate(one, speaker, catalog)
    return found.state, found.speaker


def by(name: str, more: str = "") -> str:
    return f"The council met. {DIRECT.format(said=SAID, name=name)}{more}"


@pytest.mark.parametrize(
    ("after", "speaker", "expected"),
    [
        (by("Odo Brandis"), "Ilva Tarn", ("attributed", "Odo Brandis")),
        (by("Odo Brandis"), None, ("stands", "")),
        (by("Mayor Ilva Tarn"), "Ilva Tarn", ("stands", "")),
        (by("Tarn"), "Ilva Tarn", ("stands", "")),
        (by("Odo Brandis", "Ilva Tarn said nothing.\n"), "Ilva Tarn", ("stands", "")),
        (by("Council spokesman Odo Brandis"), "council", ("stands", "")),
        (f"The council met. {SAID}.\n", "Ilva Tarn", ("stands", "")),
        (by("Odo Brandis").replace("flood", "storm"), "Ilva Tarn", ("changed", "")),
    ],
)
def test_words_are_anothers_only_where_the_article_names_that_one_and_no_more_the_one_before(
    tmp_path: Path, after: str, speaker: str | None, expected: tuple[str, str]
) -> None:
    assert became(Desk(tmp_path), by("Ilva Tarn"), after, speaker) == expected


@pytest.mark.slow
def test_no_quotation_of_an_answer_is_told_as_anothers_while_nothing_was_edited(samples: Samples) -> None:
    answerer = Answerer(samples.retriever, compose, SIZES)
    quoted = [
        cited
        for judged in read_questions(QUESTIONS)[::20]
        for cited in answerer.answer(understand(judged.question)).citations
    ]
    assert len(quoted) > 10
    for one in quoted:
        place = Quoted(one.article_id, one.start, one.end, fingerprint(one.quote), one.version)
        assert fate(place, one.speaker, samples.catalog).state == "stands"
