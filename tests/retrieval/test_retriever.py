"""The read path over a real catalog with the hashed encoder: what words, names, speakers and days bring."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from retrieval import names
from retrieval.datatypes import Retrieval
from retrieval.indexer import Indexer
from retrieval.retriever import Retriever
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon
from tests.fakes import HashedEncoder, WordReader

ARTICLES = {
    "ferry.md": """---
title: Fährbetrieb am Alsee ruht
published: 2024-03-05
language: de
---
Die Fähre über den Alsee fährt seit Montag nicht mehr. Kapitän Sergej Rjabkow sagte, der Motor sei beschädigt.
„Ohne Ersatzteile fahren wir nicht“, sagte Rjabkow der Agentur Seepress.

Die Gemeinde sucht einen Bus, der die Pendler um den See bringt.
""",
    "quarry.md": """---
title: Quarry to reopen
published: 2024-04-10
language: en
---
The quarry above Dunmere will reopen in May, the owner said on Tuesday. Blasting is limited to two days a week.

Councillor Maud Ellery said the dust would be "hard to bear". She asked for a wall.
""",
    "choir.md": """---
title: Choir wins a prize
published: 2024-05-20
language: en
---
The Dunmere choir won the county prize with a song about bees. Conductor Tom Ellery said the singers had practised all
winter.
""",
    "undated.txt": "A bakery opens\n\nA bakery opens in Dunmere next to the church. It sells rye bread.\n",
}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("retriever")
    texts = folder / "texts"
    texts.mkdir()
    for name, text in ARTICLES.items():
        (texts / name).write_text(text, encoding="utf-8")
    encoder = HashedEncoder(256)
    report = Indexer(folder / "index", encoder, max_bytes=100_000).index([str(texts)])
    assert not report.failed
    with open_catalog(folder / "index") as catalog:
        vectors = open_vectors(catalog)
        yield Retriever(catalog, vectors, encoder, Lexicon.shipped(), WordReader())
        vectors.close()


def ask(retriever: Retriever, question: str, **filters: str) -> Retrieval:
    return retriever.retrieve(understand(question, **filters))  # type: ignore[arg-type]


def titles(found: Retrieval) -> list[str]:
    return [one.article.title for one in found.evidence]


def test_a_speaker_is_found_under_another_spelling_and_only_quoted_himself(retriever: Retriever) -> None:
    found = ask(retriever, "What did Ryabkov say?")
    assert found.reason is None
    assert found.searched.resolved == "Sergej Rjabkow"
    assert "Rjabkow" in found.searched.names["Ryabkov"]
    assert titles(found) == ["Fährbetrieb am Alsee ruht"]
    said = [one for evidence in found.evidence for one in evidence.statements]
    assert {one.speaker for one in said} == {"Sergej Rjabkow"}
    assert "Seepress" in {one.via for one in said}
    assert all(one.quote == found.evidence[0].article.text[one.quote_start : one.quote_end] for one in said)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Why does the ferry across the lake not run?", "Fährbetrieb am Alsee ruht"),
        ("Wer gewann den Preis mit einem Lied über Bienen?", "Choir wins a prize"),
    ],
)
def test_words_are_looked_up_in_the_other_language(retriever: Retriever, question: str, title: str) -> None:
    found = ask(retriever, question)
    # By words alone: the hashed encoder knows nothing of other languages.
    best = max(found.hits, key=lambda hit: hit.signals["lexical"])
    assert best.passage.article_id in {one.article.article_id for one in found.evidence if one.article.title == title}


def test_people_of_one_surname_stay_apart_when_the_first_name_is_given(retriever: Retriever) -> None:
    assert titles(ask(retriever, "What did Maud Ellery say?")) == ["Quarry to reopen"]
    assert titles(ask(retriever, "What did Tom Ellery say?")) == ["Choir wins a prize"]
    assert set(titles(ask(retriever, "What did Ellery say?"))) == {"Quarry to reopen", "Choir wins a prize"}


def test_each_of_several_speakers_is_looked_for_alone(retriever: Retriever) -> None:
    found = ask(retriever, "What did Ryabkov and Maud Ellery say?")
    (other,) = found.further
    assert (found.reason, found.query.speaker, titles(found)) == (None, "Ryabkov", ["Fährbetrieb am Alsee ruht"])
    assert (other.reason, other.query.speaker, titles(other)) == (None, "Maud Ellery", ["Quarry to reopen"])
    assert set(found.searched.names) == {"Ryabkov"}
    assert set(other.searched.names) == {"Maud Ellery"}
    absent = ask(retriever, "What did Kowalczyk and Ryabkov say?")
    assert (absent.reason, absent.further[0].reason) == ("unknown_name", None)


def test_a_pronoun_means_nobody(retriever: Retriever) -> None:
    for question in ("What did she say?", "Was sagte er über die Fähre?"):
        assert ask(retriever, question).reason == "who_is_meant"
    assert ask(retriever, "What did he say about Kowalczyk?").reason == "unknown_name"


def test_days_in_a_question_limit_it_as_those_beside_it_do(retriever: Retriever) -> None:
    assert ask(retriever, "What did Ryabkov say in March 2024?").reason is None
    assert ask(retriever, "What did Ryabkov say in April 2024?").reason == "outside_dates"
    assert titles(ask(retriever, "Was sagte Ellery im Mai 2024?")) == ["Choir wins a prize"]


def test_greetings_change_nothing(retriever: Retriever) -> None:
    plain = ask(retriever, "Who won the county prize?")
    polite = ask(retriever, "Hi Beleg, could you please tell me who won the county prize? Thanks 🙏")
    assert polite.reason == plain.reason
    assert [hit.passage.key for hit in polite.hits[:3]] == [hit.passage.key for hit in plain.hits[:3]]


def test_a_name_that_no_article_holds(retriever: Retriever) -> None:
    found = ask(retriever, "What did Kowalczyk say about the ferry?")
    assert found.reason == "unknown_name"


def test_a_name_with_a_typing_error(retriever: Retriever) -> None:
    assert ask(retriever, "What did Rybakov say?").searched.meant == "Sergej Rjabkow"


def test_of_many_unknown_names_none_is_compared_with_all_speakers(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comparison takes a tenth of a second where the articles have 20,000 speakers."""
    compared: list[str] = []
    similar = names.similar

    def counted(name: str, known: Iterable[str]) -> tuple[str, ...]:
        compared.append(name)
        return similar(name, known)

    monkeypatch.setattr(names, "similar", counted)
    unknown = [f"{first}o{second}rubak" for first in "BDGKLMNPRST" for second in "bdgklmnprst"]
    found = ask(retriever, "What did they say about " + ", ".join(unknown[:90]) + "?")
    assert found.reason == "unknown_name"
    assert 4 <= len(found.searched.unknown) <= 20
    assert len(compared) == 1  # for the name that the answer suggests


def test_days_are_inclusive_and_the_undated_are_counted(retriever: Retriever) -> None:
    found = ask(retriever, "What about Dunmere?", since="2024-04-10", until="2024-04-10")
    assert {one.article.title for one in found.evidence} == {"Quarry to reopen"}
    assert found.searched.undated == 1
    outside = ask(retriever, "What did Ryabkov say?", since="2025-01-01")
    assert outside.reason == "outside_dates"
    assert not outside.hits


def test_an_empty_index_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "x.txt").write_text("Nothing much happens here today, they say.", encoding="utf-8")
    encoder = HashedEncoder()
    indexer = Indexer(tmp_path / "index", encoder, max_bytes=1000)
    indexer.index([str(empty)])
    with open_catalog(tmp_path / "index") as catalog:
        indexer.remove([line.article_id for line in catalog.list_articles()])
        retriever = Retriever(catalog, open_vectors(catalog), encoder, Lexicon.shipped(), WordReader())
        found = ask(retriever, "Who?")
    assert (found.reason, found.evidence, found.hits) == ("no_articles", (), ())


def test_the_same_index_gives_the_same_ranking(retriever: Retriever) -> None:
    first, second = (ask(retriever, "What happens in Dunmere?") for _ in range(2))
    assert [hit.passage.key for hit in first.hits] == [hit.passage.key for hit in second.hits]
    assert [hit.score for hit in first.hits] == sorted((hit.score for hit in first.hits), reverse=True)


@pytest.mark.parametrize(
    "question", ["?", "the", "\U0001f600", '"', "a AND OR NOT (", "NEAR(x y)", "日本", "%_*", "x" * 1000]
)
def test_odd_questions_are_only_questions(retriever: Retriever, question: str) -> None:
    found = ask(retriever, question)
    for evidence in found.evidence:
        assert evidence.article.text[evidence.start : evidence.end] == evidence.text
