"""Whose words the statements of an article are: by name, by role, and of an organisation."""

from __future__ import annotations

import pytest

from retrieval.datatypes import Article, Hit, Passage
from retrieval.search.attributing import SAID, asked, attributed, beside, holders, sentences_by, statements_at_hand
from retrieval.statements import extract
from retrieval.text import sentences

MINISTERS = {
    "en": """The foreign minister, Clara Wendt, said the talks would go on. "We have time," Wendt added.

Interior Minister Paul Orth said the border would stay closed.""",
    "de": """Außenministerin Clara Wendt sagte, die Gespräche gingen weiter. „Wir haben Zeit“, sagte Wendt.

Innenminister Paul Orth sagte, die Grenze bleibe geschlossen.""",
    "ru": """Глава МИД Клара Вендт заявила, что переговоры продолжатся. «У нас есть время», — сказала Вендт.

Министр внутренних дел Пауль Орт заявил, что граница останется закрытой.""",
}
POLICE = """Polizeisprecher Jens Kolbe sagte, der Täter sei geflohen. Das Ministerium erklärte, die Grenze sei dicht."""
JUDGE = "Der Richter Anton Wiese sagte, das Urteil falle im Mai."
SURNAME = "Helga Richter sagte, sie habe nichts gesehen."
TOWN = """Marta Ellwig, Bürgermeisterin von Tiefenau, besuchte am Montag die Baustelle.

Die Brücke soll im Mai fertig sein. Ellwig sagte, das Geld reiche. „Es reicht nicht“, sagte Bauleiter Uwe Prank."""
COMPANY = (
    """Nordwerk-Sprecherin Ida Falk sagte, die Halle werde verkauft. Gewerkschafter Uwe Prank sagte, das sei falsch."""
)


def quoted(speaker: str, text: str, language: str) -> dict[str, float]:
    """Return who said what may be the asked speaker's, with how surely it is."""
    wanted = asked(speaker)
    assert wanted is not None
    article = Article("a", "Title", text, language)
    found = statements_at_hand(wanted, {"a": extract(text, language)}, {"a": article})
    return {str(one.speaker): sure for one, sure in found.get("a", [])}


def said(speaker: str, text: str, language: str) -> set[str]:
    """Return whose statements are surely the asked speaker's."""
    return {name for name, sure in quoted(speaker, text, language).items() if sure == SAID}


@pytest.mark.parametrize(
    "role", ["the foreign minister", "der Außenminister", "глава МИД", "le ministre des Affaires étrangères"]
)
@pytest.mark.parametrize(
    ("language", "name"), [("en", "Clara Wendt"), ("de", "Clara Wendt"), ("ru", "Клара Вендт")], ids=["en", "de", "ru"]
)
def test_a_role_is_found_in_another_language(role: str, language: str, name: str) -> None:
    assert said(role, MINISTERS[language], language) == {name}


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("the interior minister", {"Paul Orth"}),
        ("the minister", {"Clara Wendt", "Paul Orth"}),
        ("the deputy foreign minister", set()),
        ("the former interior minister", set()),
        ("the prime minister", set()),
    ],
)
def test_of_two_holders_the_one_asked_for(role: str, names: set[str]) -> None:
    assert said(role, MINISTERS["de"], "de") == names


def test_two_holders_of_one_role_are_both_meant() -> None:
    text = """Außenministerin Clara Wendt sagte, die Gespräche gingen weiter. Der französische Außenminister Luc Armand
sagte, sie seien zu Ende."""
    assert set(quoted("the foreign minister", text, "de")) == {"Clara Wendt", "Luc Armand"}
    found = quoted("the French foreign minister", text, "de")
    assert found["Luc Armand"] == SAID
    assert found["Clara Wendt"] < SAID


@pytest.mark.parametrize(
    ("role", "text", "language", "names"),
    [
        ("the judge", JUDGE, "de", {"Anton Wiese"}),
        ("der Richter", JUDGE, "de", {"Anton Wiese"}),
        ("the judge", SURNAME, "de", set()),
        ("der Richter", SURNAME, "de", set()),
        ("the bishop", "Bishop Karl Lund said the church would close.", "en", {"Karl Lund"}),
        ("the bishop", "Elizabeth Bishop said the church would close.", "en", set()),
        ("der Kaiser", "Franz Kaiser sagte, es werde regnen. Klaus Schulz sagte, es bleibe trocken.", "de", set()),
        ("der Schulze", "Franz Kaiser sagte, es werde regnen. Klaus Schulz sagte, es bleibe trocken.", "de", set()),
    ],
)  # fmt: skip
def test_a_role_is_no_surname(role: str, text: str, language: str, names: set[str]) -> None:
    assert said(role, text, language) == names


@pytest.mark.parametrize("role", ["the police", "die Polizei", "a police spokesman", "полиция"])
def test_the_police_speak_through_their_spokesman(role: str) -> None:
    assert "Jens Kolbe" in said(role, POLICE, "de")
    assert not said(role, f"{JUDGE} {SURNAME}", "de")


def test_a_ministry_speaks_for_itself() -> None:
    found = said("the ministry", POLICE, "de")
    assert found
    assert all("Ministerium" in name for name in found)


@pytest.mark.parametrize("name", ["Nordwerk", "NORDWERK"])
def test_an_organisation_speaks_through_its_spokeswoman(name: str) -> None:
    assert quoted(name, COMPANY, "de") == {"Ida Falk": SAID}


@pytest.mark.parametrize("role", ["die Bürgermeisterin", "the mayor", "the mayor of Tiefenau", "мэр"])
def test_a_role_told_elsewhere_in_the_article(role: str) -> None:
    assert said(role, TOWN, "de") == {"Marta Ellwig"}


def test_a_mayor_of_another_town_is_not_meant() -> None:
    assert said("the mayor of Dresden", TOWN, "de") == set()


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Wendt", {"Clara Wendt"}),
        ("Clara Wendt", {"Clara Wendt"}),
        ("Paul Orth", {"Paul Orth"}),
        ("Anna Wendt", set()),
        ("Holt", set()),
    ],
)
def test_anothers_words_are_never_a_persons_own(name: str, own: set[str]) -> None:
    assert set(quoted(name, MINISTERS["de"], "de")) == own


def test_a_role_in_apposition_is_no_neighbours() -> None:
    text = "The mayor, Clara Wendt, and the baker, Paul Orth, met. Orth said it was late. Wendt said it was early."
    assert said("the mayor", text, "en") == {"Clara Wendt"}
    assert said("the baker", text, "en") <= {"Paul Orth"}
    listed = "The mayor, Wendt and Orth met. Orth said it was late. Wendt said it was early."
    assert said("the mayor", listed, "en") == set()


def hits(article: Article) -> list[Hit]:
    spans = tuple(sentences.split(article.text, article.language))
    text = article.text[spans[0][0] : spans[-1][1]]
    return [Hit(Passage("k", "a", spans[0][0], spans[-1][1], text, article.language, spans), 1.0)]


def test_only_sentences_with_the_speakers_own_words_are_the_speakers() -> None:
    text = """Clara Wendt kam am Montag nach Tiefenau. „Wir haben Zeit“, sagte Wendt. „Wendt irrt“, sagte Paul Orth.
Es regnete."""
    article = Article("a", "Title", text, "de")
    statements = {"a": extract(text, "de")}
    wanted = asked("Clara Wendt")
    assert wanted is not None
    own = {key: dict(pairs) for key, pairs in statements_at_hand(wanted, statements, {"a": article}).items()}
    found = sentences_by(hits(article), own)["a"]
    assert {text[start:end]: sure for (start, end), sure in found.items()} == {"„Wir haben Zeit“, sagte Wendt.": SAID}


def test_what_stands_beside_another_name_makes_nobody_a_speaker() -> None:
    text = "Der SPD-Vorsitzende Paul Orth sagte, es sei spät. Nordwerk-Sprecherin Ida Falk sagte, es sei früh."
    assert set(quoted("Wendt", text, "de")) == set()
    assert set(quoted("Nordwerk", text, "de")) == {"Ida Falk"}


def test_words_of_anybody_named() -> None:
    text = "Clara Wendt sagte, es sei spät. Es regnete. „Wir warten“, sagte Paul Orth."
    article = Article("a", "Title", text, "de")
    found = attributed(hits(article), {"a": extract(text, "de")})["a"]
    assert {text[start:end] for start, end in found} == {
        "Clara Wendt sagte, es sei spät.",
        "„Wir warten“, sagte Paul Orth.",
    }


def test_holders_are_names_and_the_most_quoted_comes_first() -> None:
    statements = extract(MINISTERS["de"], "de") + extract(POLICE, "de")
    assert holders(statements)[0] == "Clara Wendt"
    assert not any("Ministerium" in name for name in holders(statements))
    assert holders([]) == ()


def test_nobody_is_asked_for() -> None:
    assert asked(None) is None


@pytest.mark.parametrize(
    "before",
    [
        "x" * 89,
        "https://www.beispielzeitung-online/politik/deutschland/artikel-ueber-die-rentenreform-und-mehr",
        "Außenminister, " * 6,
        "der die das " * 8,
    ],
)
def test_hostile_text_beside_a_name_gives_no_role_and_ends(before: str) -> None:
    """A pattern that tried every way to cut such a word into parts would run for hours."""
    text = f"{before} Wendt, {before}"
    start = text.index("Wendt")
    assert len(beside(text, start, start + len("Wendt"))) <= 2


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("According to Klaus Schmidt, the foreign minister lied about the treaty, he said.", "the foreign minister"),
        ("When asked about Schmidt, the foreign minister declined. Schmidt said it was late.", "the foreign minister"),
        ("Der Außenminister traf Klaus Schmidt am Montag. Schmidt sagte, es sei spät.", "der Außenminister"),
    ],
)
def test_a_clause_beside_a_name_gives_no_role(text: str, role: str) -> None:
    assert "Klaus Schmidt" not in said(role, text, "de" if "Der" in text else "en")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Die Bürgermeisterin von Tiefenau Marta Ellwig sagte", "tiefenau"),
        ("the mayor of Saltmere Marta Ellwig said", "saltmere"),
        ("Die Sprecherin der Stadtwerke Haldrup Marta Ellwig sagte", "stadtwerke"),
    ],
)
def test_a_role_may_have_its_place_between_itself_and_the_name(text: str, place: str) -> None:
    start = text.index("Ellwig")
    assert [held.places for held in beside(text, start, start + len("Ellwig"))] == [frozenset({place})]


@pytest.mark.parametrize(
    "text", ["Der Präsident von Ruhland empfing Marta Ellwig", "Die Ministerin traf in Orlund Marta Ellwig"]
)
def test_a_role_before_a_verb_is_not_that_of_the_name_behind(text: str) -> None:
    start = text.index("Ellwig")
    assert beside(text, start, start + len("Ellwig")) == []
