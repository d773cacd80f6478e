"""Names as people type them: who is found, who is denied, and whose words stay apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import names
from retrieval.datatypes import Retrieval
from retrieval.retriever import Retriever
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon
from tests.benchmarks.typed_names import Person, denied, found, indexed, people, share
from tests.desk import Desk
from tests.fakes import WordReader


def person(given: str, surname: str, language: str = "de", other: str = "", other_given: str = "") -> Person:
    return Person(given, surname, given.endswith(("a", "e", "а")), language, other, other_given)


QUOTED = [
    person("Ulf", "Sommer", other="Зоммер", other_given="Ульф"),
    person("Eva", "Geld", other="Гельд", other_given="Эва"),
    person("Simon", "Straw", "en", "Строу", "Саймон"),
    person("Heike", "Herbst", other="Хербст", other_given="Хайке"),
    person("Jörg", "Kühnel", other="Кюнель", other_given="Йорг"),
    person("Rita", "Böttger", other="Бёттгер", other_given="Рита"),
    person("Jan", "Wiesenbauer", other="Визенбауэр", other_given="Ян"),
    person("Uta", "Steinhoff", other="Штайнхофф", other_given="Ута"),
    person("Marta", "Strack-Ahlheim"),
    person("Олег", "Тарвенко", "ru", "Tarwenko", "Oleg"),
    person("Gordon", "Brownlow", "en", "Браунлоу", "Гордон"),
    person("Wei", "Zhang", "en", "Чжан", "Вэй"),
    person("Ayşe", "Kılınç", "en", "Кылынч", "Айше"),
]
ABSENT = [
    person("Ida", "Winterfeldt", other="Винтерфельдт", other_given="Ида"),
    person("Karl", "Montag"),
    person("Nora", "Zollinger", other="Цоллингер", other_given="Нора"),
    person("Piet", "Grünspan"),
    person("Amy", "Farnsworth", "en", "Фарнсуорт", "Эми"),
    person("Павел", "Жирков", "ru", "Zhirkov", "Pavel"),
]


@pytest.fixture(scope="module")
def quoted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    with indexed(QUOTED, tmp_path_factory.mktemp("quoted")) as retriever:
        yield retriever


def test_who_is_quoted_is_found_in_every_spelling(quoted: Retriever) -> None:
    assert [one.question.text for one in found(quoted, QUOTED) if not one.right] == []


def test_who_is_nowhere_is_denied_in_every_spelling(quoted: Retriever) -> None:
    assert [one.question.text for one in denied(quoted, ABSENT) if not one.right] == []


@pytest.mark.slow
def test_three_hundred_people_are_found_and_a_hundred_and_fifty_denied(tmp_path: Path) -> None:
    everybody = people("surnames.tsv")
    with indexed(everybody, tmp_path) as retriever:
        # Every third is asked for; `python -m tests.benchmarks.typed_names` asks for all.
        assert share(list(found(retriever, everybody[::3]))) >= 0.95
        assert share(list(denied(retriever, people("absent_surnames.tsv")[::3]))) >= 0.98


ARTICLES = {
    "strack.md": "„Der Deich hält noch zehn Jahre“, sagte Zoë Strack-Ahlheim am Montag.",
    "bishop.md": "“The poem lay in a drawer,” Elizabeth Bishop said on Friday.",
    "lund.md": "„Die Glocken schweigen seit Wochen“, sagte Bischof Karl Lund am Montag.",
    "richter.md": "„Der Garten blüht wie nie zuvor“, sagte Helga Richter am Dienstag.",
    "wiese.md": "„Das Urteil fällt im Herbst“, sagte Richter Anton Wiese.",
    "bauer.md": "„Die Orgel klingt wieder“, sagte Karl Bauer am Mittwoch.",
    "verband.md": "Der Wasserbund Oberland (WBO) erhöht die Preise.\n\nDie Leitungen seien alt, teilte der WBO mit.",
    "brunnen.md": "Der WBO erklärte am Freitag, der Brunnen in Ruhla sei sauber.",
    "masken.md": "Die Weltgesundheitsorganisation erklärte am Montag, die Masken seien sicher.",
    "talk.md": "„Wir prüfen jede Charge“, sagte WHO-Sprecherin Mia Tal.",
    "greta.md": "“We saw the storm coming,” Greta Halmstad said in Orlund.",
    "may.md": "„Im Lager ist noch Platz“, sagte Landrat Lars Holm am Freitag.",
    "only.md": "Der Sänger Ulf Sommer trat in Orlund auf. Es regnete.",
    "fee.md": "“Nobody likes a fee,” Mark Ellery said. “We have no choice left,” Mark Ellery said on Monday.",
    "roof.md": "“The rain came in for years,” Rita Ellery said on Sunday.",
    "lake.md": "“It is the driest year since 1976,” Jonas Ellery said on Monday.",
}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    desk = Desk(tmp_path_factory.mktemp("names"))
    for file, text in ARTICLES.items():
        desk.write(file, f"---\ntitle: Chronicle\n---\n{text}\n")
    desk.index()
    with open_catalog(desk.data) as catalog, open_vectors(catalog) as vectors:
        yield Retriever(catalog, vectors, desk.encoder, Lexicon.shipped(), WordReader())


def asked(retriever: Retriever, question: str) -> Retrieval:
    return retriever.retrieve(understand(question))


def speakers(retriever: Retriever, question: str) -> set[str | None]:
    """Return who is quoted; nobody where the question is refused."""
    retrieval = asked(retriever, question)
    return set() if retrieval.reason else {one.speaker for of in retrieval.evidence for one in of.statements}


@pytest.mark.parametrize("name", ["Strack", "Ahlheim", "strack", "Strack Ahlheim", "Zoë Strack", "Страк"])
def test_half_a_double_surname_is_enough(retriever: Retriever, name: str) -> None:
    assert speakers(retriever, f"What did {name} say?") == {"Zoë Strack-Ahlheim"}


@pytest.mark.parametrize("name", ["Anna Strack", "Strack-Wendt", "Ulla Ahlheim"])
def test_half_a_double_surname_is_nobody_elses(retriever: Retriever, name: str) -> None:
    assert speakers(retriever, f"What did {name} say?") == set()


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Bishop say?", "Elizabeth Bishop"),
        ("What did the bishop say?", "Karl Lund"),
        ("What did Bishop Karl Lund say?", "Karl Lund"),
        ("Was sagte Bischof Lund?", "Karl Lund"),
        ("Was sagte Richter?", "Helga Richter"),
        ("Was sagte der Richter?", "Anton Wiese"),
        ("Was sagte Richter Anton Wiese?", "Anton Wiese"),
        ("was sagte richter wiese?", "Anton Wiese"),
        ("was sagte bauer?", "Karl Bauer"),
        ("what did karl bauer say?", "Karl Bauer"),
        ("was sagte greta?", "Greta Halmstad"),
        ("what did greta halmstad say?", "Greta Halmstad"),
    ],
)
def test_a_role_beside_a_name_and_a_name_that_is_a_role(retriever: Retriever, question: str, speaker: str) -> None:
    assert speakers(retriever, question) == {speaker}


@pytest.mark.parametrize("question", ["Was sagte Bischof Anton Mohn?", "What did Bishop Helen Lund say?"])
def test_an_office_does_not_make_up_for_another_name(retriever: Retriever, question: str) -> None:
    assert speakers(retriever, question) == set()


@pytest.mark.parametrize("name", ["WBO", "Wasserbund Oberland", "wbo"])
def test_an_acronym_that_an_article_introduces_is_the_same_body(retriever: Retriever, name: str) -> None:
    retrieval = asked(retriever, f"Was sagte der {name}?")
    assert retrieval.reason is None
    assert {Path(str(one.article.path)).name for one in retrieval.evidence if one.statements} >= {"brunnen.md"}


@pytest.mark.parametrize(
    "question", ["What did the WHO say?", "Що сказала ВООЗ?", "Was sagte die Weltgesundheitsorganisation?"]
)
def test_an_organisation_speaks_under_all_its_names_and_through_its_people(retriever: Retriever, question: str) -> None:
    assert speakers(retriever, question) == {"Weltgesundheitsorganisation", "Mia Tal"}


@pytest.mark.parametrize("name", ["IMF", "Fox News", "НАТО", "Winterfeldt", "Karl Montag"])
def test_what_no_article_holds_is_an_unknown_name(retriever: Retriever, name: str) -> None:
    retrieval = asked(retriever, f"What did {name} say?")
    assert (retrieval.reason, retrieval.searched.unknown) == ("unknown_name", (name,))


def test_who_is_named_and_not_quoted_is_known(retriever: Retriever) -> None:
    retrieval = asked(retriever, "What did Sommer say?")
    assert (retrieval.reason, retrieval.searched.unknown) == ("no_statement", ())


@pytest.mark.parametrize("question", ["What did he say about the deal?", "Was sagte sie?", "Что он сказал?"])
def test_a_pronoun_is_no_name(retriever: Retriever, question: str) -> None:
    assert asked(retriever, question).searched.unknown == ()


def test_people_of_one_name_are_all_there_the_most_quoted_first(retriever: Retriever) -> None:
    retrieval = asked(retriever, "What did Ellery say?")
    assert retrieval.searched.namesakes[0] == "Mark Ellery"
    assert set(retrieval.searched.namesakes) == {"Mark Ellery", "Rita Ellery", "Jonas Ellery"}
    first = [one.statements[0].speaker for one in retrieval.evidence[:3]]
    assert set(first) == set(retrieval.searched.namesakes)


def test_a_first_name_says_who_is_meant(retriever: Retriever) -> None:
    retrieval = asked(retriever, "What did Rita Ellery say?")
    assert (retrieval.searched.resolved, retrieval.searched.namesakes) == ("Rita Ellery", ())


def test_a_new_version_of_names_makes_keys_again_and_no_vector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    desk.write("a.md", ARTICLES["strack.md"])
    with monkeypatch.context() as before:
        before.setattr(names, "NAMES_VERSION", names.NAMES_VERSION - 1)
        before.setattr(names, "person_keys", lambda _: frozenset({"old"}))
        desk.index()
    encoded = len(desk.encoder.encoded)
    desk.index()
    with desk.catalog() as catalog:
        assert catalog.statements_by(["old"]) == []
        assert len(catalog.statements_by(names.asked_keys("Ahlheim"))) == 1
    assert len(desk.encoder.encoded) == encoded
