"""Questions whose wording no frame has: what their clauses and words ask for together, and where they tell nothing."""

import pytest

from retrieval.search.parts import Wish, read
from retrieval.search.query import understand


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("Holt, what did she say about the dam?", "Holt", "the dam"),
        ("What did she say about the dam, Anna Holt?", "Anna Holt", "the dam"),
        ("The dam: what's the mayor's view, any idea?", "mayor", "The dam"),
        ("Got a Holt quote, anyone?", "Holt", ""),
        ("Wulf, was hat der zur Klinik gesagt?", "Wulf", "Klinik"),
        ("Zur Klinik, was sagt Wulf?", "Wulf", "Klinik"),
        ("Rjabkow-Zitate zur Klinik?", "Rjabkow", "Klinik"),
        ("Was hat man von Wulf dazu vernommen?", "Wulf", ""),
        ("Орлов, что он говорил про дамбу?", "Орлов", "дамбу"),
        ("про дамбу что Орлов говорил?", "Орлов", "дамбу"),
        ("wat sagt Wulf zur Klinik", "Wulf", "Klinik"),
        ("шо каже Орлюк про дамбу", "Орлюк", "дамбу"),
    ],
)
def test_clauses_and_words_are_read_together(question: str, speaker: str, topic: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.topic) == ("said", speaker, topic)


@pytest.mark.parametrize(
    ("question", "speakers", "topic"),
    [
        # The asker's own day is no topic.
        ("I was away all week, what did Holt say about the dam?", ["Holt"], "the dam"),
        ("я вчера всё пропустил, что говорил Орлов про дамбу?", ["Орлов"], "дамбу"),
        ("Könntest du mir gegenüberstellen, was Wulf und Brandt zum Damm gesagt haben?", ["Wulf", "Brandt"], "Damm"),
        # Fragments, in any order.
        ("Holt and Marsh, dam, statements", ["Holt", "Marsh"], "dam"),
        ("Орлов и Титов, дамба, заявления", ["Орлов", "Титов"], "дамба"),
        ("про дамбу мэр Омска что-нибудь говорил?", ["мэр Омска"], "дамбу"),
        # Words of the question are no part of a name.
        ("Орлов что-нибудь говорил про дамбу?", ["Орлов"], "дамбу"),
        ("чи Орлюк щось казав про дамбу?", ["Орлюк"], "дамбу"),
        ("сравни, что говорили Орлов и Титов про дамбу", ["Орлов", "Титов"], "дамбу"),
        # A role and its place, a possessive in a topic's place, what somebody made.
        ("чем недоволен посол Китая в Берлине?", ["посол Китая в Берлине"], ""),
        ("I'd be interested in Anna Holt's comment on the dam", ["Anna Holt"], "the dam"),
        ("compare the comments Holt and Marsh made on the dam", ["Holt", "Marsh"], "the dam"),
        ("Zum Damm müsste sich doch der Chef der Bahn geäußert haben, oder?", ["Chef der Bahn"], "Damm"),
        # How to answer is none of it.
        ("Äußerungen von Wulf zum Damm, bitte als Liste", ["Wulf"], "Damm"),
        ("has Anna Holt commented on the dam? short answer is fine", ["Anna Holt"], "the dam"),
    ],
)
def test_a_question_is_read_by_its_parts(question: str, speakers: list[str], topic: str) -> None:
    query = understand(question)
    asked = [name for name in (query.speaker, *query.further_speakers) if name]
    assert (query.intent, asked, query.topic.removeprefix("the ")) == ("said", speakers, topic.removeprefix("the "))


@pytest.mark.parametrize(
    ("question", "intent", "topic"),
    [
        ("somebody claimed that the dam would break, who was it?", "who_said", "the dam would break"),
        ("do you know by whom it was stated that the dam is safe", "who_said", "the dam is safe"),
        ("чув, ніби хтось заявив, що дамба прорветься, хто це був?", "who_said", "дамба прорветься"),
        ("Norland latest?", "summary", "Norland"),
        ("новости Омск", "summary", "Омск"),
        ("Kannst du mich zum Damm auf den neuesten Stand bringen?", "summary", "Damm"),
        ("quick summary please", "summary", ""),
    ],
)
def test_other_wishes_are_read_by_their_parts(question: str, intent: str, topic: str) -> None:
    query = understand(question)
    assert (query.intent, query.topic) == (intent, topic)


def test_a_name_in_one_clause_is_who_is_asked_about_in_another() -> None:
    query = understand("I keep reading about Anna Holt, who is that?")
    assert query.intent == "who_is"
    assert "Anna Holt" in (*query.names, *query.candidates)


@pytest.mark.parametrize(
    ("question", "language", "found"),
    [
        ("Anna Holt on the dam, comments anyone?", "en", Wish("said", "Anna Holt", "dam")),
        ('Can you attribute this quote: "the dam will hold"?', "en", Wish("who_said", "", '"the dam will hold"')),
        ("Who might Anna Holt be?", "en", Wish("who_is", "Anna Holt", "")),
        ("Wer soll Anna Holt sein?", "de", Wish("who_is", "Anna Holt", "")),
    ],
)
def test_words_tell_where_hardly_another_is_left(question: str, language: str, found: Wish | None) -> None:
    assert read(question, language) == found


@pytest.mark.parametrize(
    "question",
    [
        "Which band played at the opening?",
        "Who wrote Hamlet?",
        "Is the Querental line going to be electrified?",
        "Will Norland have a voice at the session?",
        "What is the Norland word for a dam?",
        "How many words did Holt's speech have?",
        "Wer steht beim Verein im Tor?",
        "Welche Krankheiten haben nach Ansicht vieler Ärzte zugenommen?",
        "Какой телеканал показал интервью?",
        "На якому каналі показали інтерв’ю?",
        "What was the name of the State Bank of Norland?",
        "What is Holt accused of?",
        "What does the sign mean in Norland?",
        "Who proposed the Norland dam?",
        "Wie heißt die Forscherin, die vor dem Damm gewarnt hat?",
        "Holt supported the dam.",
        "What is the new fee to cross New Norland?",
        "The dam was announced this week. Where does it stand?",
    ],
)
def test_other_questions_stay_about_their_topic(question: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.pronoun) == ("topic", None, None)
