"""No question is a dead end: what is offered instead is answered, in the asker's language, within the time there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot.answering.answer import Suggestions
from bot.answering.suggesting import Suggesting
from bot.answering.wording.asking import asking
from retrieval.datatypes import Query, Retrieval
from retrieval.retriever import Retriever
from retrieval.search.completion import Completion
from retrieval.search.query import understand
from retrieval.store import open_vectors
from retrieval.store.reading import Catalog
from retrieval.text.lexicon import Lexicon
from tests.desk import Desk
from tests.fakes import WordReader

TODAY = date(2024, 3, 20)
ARTICLES = {
    "damm.md": (
        "title: Damm von Ostrau gesperrt\nlanguage: de\npublished: 2024-03-01",
        "Der Damm von Ostrau ist gesperrt. Nadja Kallweit sagte: „Der Damm hält auch beim nächsten Hochwasser.“ "
        "Odilo Krammwitz sagte: „Nein, er hält nicht.“ Rosa Kallwein sagte: „Wir messen jeden Tag den Druck.“",
    ),
    "bridge.md": (
        "title: Lindau bridge shut\nlanguage: en\npublished: 2024-03-02",
        "The bridge of Lindau is shut for two weeks. Mary Holt said: “The bridge needs new cables.” Sergei Ryabkov "
        "said: “We will wait for the cables.”",
    ),
    "most.md": (
        "title: Мост закрыт\nlanguage: ru\npublished: 2024-03-03",
        "Мост закрыт. Сергей Рябков заявил: «Мы подождём ответа». Мария Орлова сказала: «Мост опасен».",
    ),
}


class Counting:
    """A retriever that counts what it is asked."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self.asked: list[str] = []

    def retrieve(self, query: Query) -> Retrieval:
        self.asked.append(query.question)
        return self._retriever.retrieve(query)


class World:
    """An index, its retriever, and suggestions from it; each look at the clock takes `step` seconds."""

    def __init__(self, catalog: Catalog, retriever: Retriever) -> None:
        self.catalog = catalog
        self.retriever = Counting(retriever)
        self.completion = Completion(catalog)
        self.understand = partial(understand, today=TODAY)

    def suggesting(self, *, step: float = 0.0, budget_ms: float = 150.0) -> Suggesting:
        ticks = count()
        return Suggesting(
            self.retriever,
            self.understand,
            lambda language, shelves: self.completion.speakers_like("", language=language, shelves=shelves),
            self.catalog.generation,
            budget_ms=budget_ms,
            clock=lambda: step * next(ticks),
        )

    def suggested(self, question: str, *, since: str | None = None) -> Suggestions:
        found = self.retriever.retrieve(self.understand(question, since=since))
        assert found.reason is not None, "the question is answered"
        return self.suggesting().suggest(found, today=TODAY)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    desk = Desk(Path(tmp_path_factory.mktemp("suggesting")))
    for name, (head, text) in ARTICLES.items():
        desk.write(name, f"---\n{head}\n---\n{text}\n")
    assert not desk.index().failed
    with desk.catalog() as catalog, open_vectors(catalog) as vectors:
        yield World(catalog, Retriever(catalog, vectors, desk.encoder, Lexicon.shipped(), WordReader()))


def test_a_typing_error_is_offered_as_the_question_that_was_meant(world: World) -> None:
    found = world.suggested("Was sagte Kallweis?")
    assert set(found.meant) == {"Was sagte Nadja Kallweit?", "Was sagte Rosa Kallwein?"}
    assert found.headlines == ()


def test_the_days_are_left_out_where_the_question_is_answered_without(world: World) -> None:
    assert world.suggested("Was sagte Kallweit gestern?").undated == "Was sagte Kallweit?"
    assert world.suggested("What did Holt say last week?").undated == "What did Holt say?"
    assert world.suggested("Was sagte Kallweit?", since="2024-03-05").undated == "Was sagte Kallweit?"
    assert world.suggested("Was sagte Zwirbel gestern?").undated is None


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Was sagte Zwirbelquast?", "de"),
        ("What did Zwirbelquast say?", "en"),
        ("Что сказал Звирбельквастов?", "ru"),
        ("Що сказав Звірбельквастенко?", "uk"),
        ("Qu'a dit Zwirbelquast ?", "fr"),
    ],
)
def test_three_questions_are_offered_in_the_language_of_the_asker(world: World, question: str, language: str) -> None:
    found = world.suggested(question)
    assert len(found.questions) == 3
    begin = asking(language).said.partition("{")[0]
    assert all(one.startswith(begin) for one in found.questions)


@pytest.mark.parametrize(
    "question",
    [
        *("Was sagte Kallweis?", "Was sagte Kallweit gestern?", "Warum schwimmen Kartoffeln?"),
        *("What did he say?", "How many potatoes grow in Peru?", "What did Holt say last week?", "?"),
        *("Was sagte Nadja Kallweit über Odilo Zwirbel?", "Wo liegt Peru?", "Кто такой Звирбельквастов?"),
    ],
)
def test_all_that_is_offered_is_answered(world: World, question: str) -> None:
    found = world.suggested(question)
    offered = [*found.meant, *filter(None, [found.undated]), *found.questions]
    assert offered
    assert len(set(offered)) == len(offered)
    assert question not in offered
    for one in offered:
        assert world.retriever.retrieve(world.understand(one)).reason is None
        assert len(one) <= 100


def test_a_name_is_offered_in_the_spelling_of_the_asker(world: World) -> None:
    found = world.suggested("Warum schwimmen Kartoffeln?")
    assert all(one.isascii() or "ä" in one or "ü" in one for one in found.questions)


def test_the_nearest_headlines_are_those_of_what_was_found(world: World) -> None:
    found = world.suggested("potatoes of Lindau price")
    nearest = found.headlines[0]
    assert (nearest.title, nearest.published) == ("Lindau bridge shut", "2024-03-02")
    assert "What's new about Lindau bridge shut?" in found.questions


def test_a_question_with_an_answer_gets_no_suggestion(world: World) -> None:
    found = world.retriever.retrieve(world.understand("Was sagte Kallweit?"))
    assert world.suggesting().suggest(found) == Suggestions()


def test_an_empty_index_has_nothing_to_offer(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.txt", "Der Damm von Ostrau ist gesperrt.")
    desk.index()
    with desk.catalog() as catalog:
        (only,) = catalog.list_articles()
    desk.indexer().remove([only.article_id])
    with desk.catalog() as catalog, open_vectors(catalog) as vectors:
        empty = World(catalog, Retriever(catalog, vectors, desk.encoder, Lexicon.shipped(), WordReader()))
        assert empty.suggested("Was sagte Kallweit?") == Suggestions()
        greeted = empty.suggesting().greeted("hello", "en")
        assert greeted is not None
        assert greeted.questions == ()


@pytest.mark.parametrize(
    ("message", "kind", "language"),
    [
        ("hello", "hello", "en"),
        ("Danke!", "thanks", "de"),
        ("Привет", "hello", "ru"),
        ("merci beaucoup", "thanks", "fr"),
    ],
)
def test_a_greeting_gets_a_sentence_and_three_questions(world: World, message: str, kind: str, language: str) -> None:
    greeted = world.suggesting().greeted(message, language)
    assert greeted is not None
    assert (greeted.kind, greeted.language, len(greeted.questions)) == (kind, language, 3)
    assert greeted.sentence in asking(language).replies.values()
    assert world.suggesting().greeted("Was sagte Kallweit?", "de") is None


def test_no_retrieval_begins_after_the_time_is_up(world: World) -> None:
    found = world.retriever.retrieve(world.understand("Was sagte Zwirbelquast gestern?"))
    world.retriever.asked.clear()
    world.suggesting(step=0.04).suggest(found)  # each look at the clock costs 40 of 150 ms
    assert 0 < len(world.retriever.asked) <= 4
    world.retriever.asked.clear()
    assert world.suggesting(budget_ms=0).suggest(found).questions == ()
    assert world.retriever.asked == []


def test_what_was_found_to_be_answered_is_not_asked_again_before_the_index_changes(world: World) -> None:
    suggesting = world.suggesting()
    first = suggesting.greeted("hello", "en")
    world.retriever.asked.clear()
    assert suggesting.greeted("thanks", "en") is not None
    assert world.retriever.asked == []
    assert first is not None


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "uk", "xx"])
@pytest.mark.parametrize("name", ["Nadja Kallweit", "Сергей Рябков", "Holt", "Vereinte Nationen", "Олена Шевчук"])
def test_a_question_that_is_offered_is_read_as_it_is_meant(language: str, name: str) -> None:
    words = asking(language)
    said = understand(words.said.format(name=name))
    assert (said.intent, said.speaker, said.topic) == ("said", name, "")
    assert understand(words.about.format(topic="Lindau bridge shut")).intent == "summary"
