"""Events since which a question asks what happened: which words they are, and by which article they limit."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.answering.extractive import compose
from bot.answering.layout import plain
from bot.answering.several import Share
from bot.answering.wording import wording
from retrieval.datatypes import Retrieval
from retrieval.encoders.loading import load_encoder
from retrieval.indexer import Indexer
from retrieval.readers.loading import load_reader
from retrieval.retriever import Retriever
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon

pytestmark = pytest.mark.slow

TODAY = date(2024, 12, 1)
LIMITS = Share(max_characters=3800, quotation_characters=600, quotations=3, statements=6)
ARTICLES = [
    (
        "en",
        "2024-03-01",
        "Harbour strike ends",
        "The strike at the harbour of Melby ended on Friday. Cranes work.",
    ),
    ("en", "2024-03-09", "Melby counts its losses", "The port of Melby lost two million euros. Ships came late."),
    ("de", "2024-04-02", "Gespräche in Lauterau", "Die Gespräche in Lauterau begannen am Dienstag. Es ging um Wasser."),
    ("de", "2024-04-20", "Der Pegel steigt", "In Lauterau ist der Pegel gestiegen. Der Damm hält."),
    ("ru", "2024-05-03", "Пожар на складе", "Пожар на складе в Зареченске потушили в пятницу. Никто не пострадал."),
    ("ru", "2024-05-20", "Склад восстановят", "В Зареченске восстановят здание к осени. Работы начались."),
    ("uk", "2024-06-04", "Вибори в Калинівці", "Вибори в Калинівці пройшли у вівторок. Явка була високою."),
    ("uk", "2024-06-20", "Нова рада працює", "У Калинівці рада зібралася вперше. Обрали голову."),
]
ROWS = [
    ("What has happened since the strike?", "2024-03-01"),
    ("What has happened since the harbour strike?", "2024-03-01"),
    ("What has changed since the strike in Melby?", "2024-03-01"),
    ("What happened after the strike in Melby?", "2024-03-01"),
    ("Was geschah seit den Gesprächen in Lauterau?", "2024-04-02"),
    ("Was ist seit den Gesprächen in Lauterau passiert?", "2024-04-02"),
    ("Was geschah nach den Gesprächen?", "2024-04-02"),
    ("Что произошло после пожара?", "2024-05-03"),
    ("Что произошло после пожара на складе?", "2024-05-03"),
    ("Что изменилось после пожара в Зареченске?", "2024-05-03"),
    ("Що сталося після виборів?", "2024-06-04"),
    ("Що змінилося після виборів у Калинівці?", "2024-06-04"),
    # In the words of another language.
    ("What has happened since the talks in Lauterau?", "2024-04-02"),
    ("What has happened since the elections?", "2024-06-04"),
    ("Was geschah seit dem Streik?", "2024-03-01"),
    ("What has happened since the elections in Lauterau?", None),
    # No article is clearly about it.
    ("What has happened since the strike in Lauterau?", None),
    ("What has happened since the earthquake?", None),
    ("Was geschah seit den Gesprächen in Melby?", None),
    ("Was geschah seit dem Erdbeben?", None),
    ("Что произошло после пожара в школе?", None),
    ("Що сталося після виборів у Зареченську?", None),
    # Days stay days, and a clause is no event.
    ("What has happened since Monday?", "2024-11-25"),
    ("What has happened since 2021?", "2021-01-01"),
    ("What has happened since January?", "2024-01-01"),
    ("Was geschah seit Montag?", "2024-11-25"),
    ("Что произошло с января?", "2024-01-01"),
    ("What has happened since he ended the strike?", None),
    ("Since when has there been a strike?", None),
    ("Was geschah, seit er den Streik beendete?", None),
    ("What did the port lose after the strike?", None),
    ("How long was the strike?", None),
]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("events")
    for number, (language, day, title, text) in enumerate(ARTICLES):
        head = f"---\ntitle: {title}\npublished: {day}\nlanguage: {language}\n---\n\n"
        (folder / f"{number}.md").write_text(f"{head}{text}\n", encoding="utf-8")
    encoder = load_encoder()
    assert not Indexer(folder / "data", encoder, max_bytes=100_000).index([str(folder)]).failed
    with open_catalog(folder / "data") as catalog, open_vectors(catalog) as vectors:
        yield Retriever(catalog, vectors, encoder, Lexicon.shipped(), load_reader())


def found(question: str, retriever: Retriever) -> Retrieval:
    return retriever.retrieve(understand(question, today=TODAY))


@pytest.mark.parametrize(("question", "since"), ROWS)
def test_an_event_limits_by_the_day_of_its_article(question: str, since: str | None, retriever: Retriever) -> None:
    retrieval = found(question, retriever)
    assert retrieval.query.since == since
    published = [one.article.published or "" for one in retrieval.evidence]
    assert all(day >= (since or "") for day in published)


def test_the_article_that_limits_is_named(retriever: Retriever) -> None:
    retrieval = found("What has happened since the strike in Melby?", retriever)
    text = plain(compose(retrieval, LIMITS).sections, wording("en"))
    assert "In articles from 1 Mar 2024 (“Harbour strike ends”)" in text


def test_a_long_question_takes_no_long_time() -> None:
    question = "What has happened since " + "since after " * 8_000
    assert not understand(question, max_characters=100_000, today=TODAY).event
