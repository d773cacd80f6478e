"""The read path where no passage is looked for as an answer: summaries, and people who said nothing of the kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.datatypes import Retrieval
from retrieval.indexer import Indexer
from retrieval.retriever import Retriever
from retrieval.search.query import understand
from retrieval.search.summary import ARTICLES
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon
from tests.fakes import HashedEncoder, WordReader

FERRY = "Ferry to Ostend stops"
BRIDGE = "Bridge at Tiefenau closed"
SCHOOL = "School gets a garden"
CHOIR = "Choir wins a prize"
TEXTS = {
    FERRY: (
        "2024-03-05",
        "The ferry to Ostend stopped on Monday. Captain Anna Quillfeather said the engine was broken. "
        "The harbour is full. A bus runs instead.\n\nTickets\n\nTickets stay valid until May.",
    ),
    BRIDGE: (
        "2024-04-10",
        "The bridge at Tiefenau is closed to lorries. "
        "Engineer Paul Ott said the steel was rusty. It was built in 1920.",
    ),
    SCHOOL: (
        "2024-05-20",
        "The school in Dunmere has a garden with bees. Teacher Ida Falk said the children loved it. Honey is sold.",
    ),
    CHOIR: (None, "The choir won the county prize. Its song is about the sea. The singers practised all winter."),
}


def index(folder: Path, titles: list[str]) -> Iterator[Retriever]:
    texts = folder / "texts"
    texts.mkdir()
    for title in titles:
        day, text = TEXTS[title]
        dated = f"published: {day}\n" if day else ""
        (texts / f"{title}.md").write_text(f"---\ntitle: {title}\nlanguage: en\n{dated}---\n{text}\n", encoding="utf-8")
    encoder = HashedEncoder(256)
    report = Indexer(folder / "index", encoder, max_bytes=100_000).index([str(texts)])
    assert not report.failed
    with open_catalog(folder / "index") as catalog, open_vectors(catalog) as vectors:
        yield Retriever(catalog, vectors, encoder, Lexicon.shipped(), WordReader())


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from index(tmp_path_factory.mktemp("summaries"), list(TEXTS))


@pytest.fixture(scope="module")
def of_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from index(tmp_path_factory.mktemp("summary"), [FERRY])


def ask(retriever: Retriever, question: str, **filters: str) -> Retrieval:
    return retriever.retrieve(understand(question, **filters))  # type: ignore[arg-type]


def titles(found: Retrieval) -> list[str]:
    return [one.article.title for one in found.evidence]


def shown(found: Retrieval) -> list[str]:
    """Return the sentences of the first article in the order of their rank."""
    text = found.evidence[0].article.text
    return [text[one.start : one.end] for one in found.evidence[0].best]


def test_a_summary_shows_the_newest_articles_first(retriever: Retriever) -> None:
    found = ask(retriever, "Summarize the articles")
    assert found.reason is None
    assert titles(found) == [SCHOOL, BRIDGE, FERRY]
    assert len(found.evidence) == ARTICLES
    assert shown(found) == [
        "The school in Dunmere has a garden with bees.",
        "Teacher Ida Falk said the children loved it.",
    ]
    for one in found.evidence:
        assert one.article.text[one.start : one.end] == one.text


def test_a_summary_of_a_topic_begins_with_its_article(retriever: Retriever) -> None:
    assert titles(ask(retriever, "Summary of the articles about the bridge at Tiefenau"))[0] == BRIDGE
    assert titles(ask(retriever, "Zusammenfassung der Artikel über die Fähre"))[0] == FERRY


def test_a_summary_keeps_to_the_days(retriever: Retriever) -> None:
    found = ask(retriever, "Summarize the articles", since="2024-04-01", until="2024-04-30")
    assert titles(found) == [BRIDGE]
    assert found.searched.undated == 1
    assert ask(retriever, "Summarize the articles", since="2025-01-01").evidence == ()


def test_a_summary_of_one_article_is_longer_and_has_no_headings(of_one: Retriever) -> None:
    found = ask(of_one, "Fasse den Artikel zusammen")
    assert titles(found) == [FERRY]
    assert shown(found) == [
        "The ferry to Ostend stopped on Monday.",
        "Captain Anna Quillfeather said the engine was broken.",
        "The harbour is full.",
        "A bus runs instead.",
    ]


def test_a_near_spelling_of_one_name_is_answered(retriever: Retriever) -> None:
    found = ask(retriever, "What did Quellfeather say?")
    assert found.reason is None
    assert (found.searched.meant, found.searched.unknown) == ("Anna Quillfeather", ())
    assert titles(found) == [FERRY]


def test_a_name_that_is_near_none_stays_unknown(retriever: Retriever) -> None:
    found = ask(retriever, "What did Kowalczyk say?")
    assert (found.reason, found.searched.meant) == ("unknown_name", None)


def test_a_person_who_said_nothing_on_a_topic(retriever: Retriever) -> None:
    found = ask(retriever, "What did Ott say about the garden with bees?")
    assert found.reason == "no_statement"
    assert ask(retriever, "What did Ott say about the rusty steel?").reason is None


def test_a_role_that_nobody_holds_said_nothing(retriever: Retriever) -> None:
    assert ask(retriever, "What did the foreign minister say about the ferry?").reason == "no_statement"
