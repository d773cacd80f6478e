import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.encoders.base import Encoder
from retrieval.encoders.loading import load_encoder
from retrieval.errors import QueryError
from retrieval.search.query import clean, understand

SAID = [
    ("What did Ryabkov say?", "Ryabkov", ""),
    ("what did ryabkov say", "ryabkov", ""),
    ("What did Sergei Ryabkov say about concessions?", "Sergei Ryabkov", "concessions"),
    ("What has the mayor said about the bridge?", "mayor", "the bridge"),
    ("How did Anna Holt react to the closure?", "Anna Holt", "the closure"),
    ("What is Holt's position on the new quota?", "Holt", "the new quota"),
    ("Statements by Holt about the dam", "Holt", "the dam"),
    ("Did Holt promise a new ferry?", "Holt", "a new ferry"),
    ("Why did Blinken warn Moscow?", "Blinken", "Moscow"),
    ("According to Holt, how many cranes are broken?", "Holt", "how many cranes are broken"),
    ("Was sagte Rjabkow?", "Rjabkow", ""),
    ("Was sagte Blinken über die Gespräche?", "Blinken", "die Gespräche"),
    ("Was hat Frau Okolowa zum Staudamm gesagt?", "Okolowa", "Staudamm"),
    ("Was fordert Jens Wulf von der Stadt?", "Jens Wulf", "der Stadt"),
    ("Was sagte Anna von der Heide?", "Anna von der Heide", ""),
    ("Wie äußerte sich Okolowa zu den Kosten?", "Okolowa", "den Kosten"),
    ("Wie reagierte Wulf auf die Kritik?", "Wulf", "die Kritik"),
    ("Welche Position vertritt Wulf zur Fusion?", "Wulf", "Fusion"),
    ("Was hält Wulf von der Fusion?", "Wulf", "der Fusion"),
    ("Aussagen von Wulf zur Klinik", "Wulf", "Klinik"),
    ("Was kündigte Wulf an?", "Wulf", ""),
    ("Что сказал Рябков об уступках?", "Рябков", "уступках"),
    ("Що сказав Рябков про поступки?", "Рябков", "поступки"),
    ("Qu'a dit Riabkov sur les concessions ?", "Riabkov", "les concessions"),
]


@pytest.mark.parametrize(("question", "speaker", "topic"), SAID, ids=[row[0] for row in SAID])
def test_who_is_asked_about(question: str, speaker: str, topic: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.topic) == ("said", speaker, topic)


WHO = [
    ("Who said that the ferry is unsafe?", "the ferry is unsafe"),
    ("Who warned of a collapse?", "a collapse"),
    ("Wer sagte, dass die Brücke sicher ist?", "die Brücke sicher ist"),
    ("Wer warnte vor einem Bruch?", "einem Bruch"),
    ("Wer hat die Fusion kritisiert?", "die Fusion"),
    ("Кто сказал, что дамба безопасна?", "дамба безопасна"),
    ("Qui a dit que le pont est sûr ?", "le pont est sûr"),
]


@pytest.mark.parametrize(("question", "topic"), WHO, ids=[row[0] for row in WHO])
def test_whose_words_are_asked_for(question: str, topic: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.topic) == ("who_said", None, topic)


WHO_IS = [
    "Who is Anna Holt?",
    "who is anna holt",
    "Who's Anna Holt?",
    "Can you tell me who is Anna Holt?",
    "Who was Mayor Anna Holt?",
    "Wer ist Anna Holt?",
    "wer ist anna holt",
    "Wer war Außenministerin Clara Wendt?",
    "Wer ist Anna von der Heide?",
    "Qui est Anna Holt ?",
    "Qui était Sergueï Riabkov ?",
    "Кто такой Сергей Рябков?",
    "Хто такий Сергій Рябков?",
]


@pytest.mark.parametrize("question", WHO_IS)
def test_who_somebody_is(question: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.topic) == ("who_is", None, question)


SUMMARIES = [
    ("Summarize the articles", ""),
    ("Can you give me a short summary of the latest news?", ""),
    ("Give me an overview on the latest news", ""),
    ("Please summarise this article.", ""),
    ("What are the articles about?", ""),
    ("tl;dr", ""),
    ("Summary of the articles about the ferry", "the ferry"),
    ("Overview of the news on Ukraine, please", "Ukraine"),
    ("What is the news about the ferry?", "the ferry"),
    ("Fasse die Artikel zusammen", ""),
    ("Fass bitte die neuesten Nachrichten zusammen", ""),
    ("Kannst du die Artikel kurz zusammenfassen?", ""),
    ("Kannst du mir eine kurze Zusammenfassung geben?", ""),
    ("Gib mir einen Überblick über die neuen Artikel", ""),
    ("Worum geht es in diesem Artikel?", ""),
    ("Was steht in den Artikeln?", ""),
    ("Zusammenfassung der Artikel über die Fähre", "die Fähre"),
    ("Überblick über die Fusion", "die Fusion"),
    ("Peux-tu résumer les articles ?", ""),
    ("De quoi parlent les articles ?", ""),
    ("Résumé des articles sur le pont", "le pont"),
    ("Перескажи статьи", ""),
    ("О чём эти статьи?", ""),
    ("О чем говорится в статьях?", ""),
    ("Обзор новостей про паром", "паром"),
    ("Перекажи статті", ""),
    ("Про що ці статті?", ""),
    ("Зроби короткий переказ новин", ""),
    ("Огляд новин про пором", "пором"),
]


@pytest.mark.parametrize(("question", "topic"), SUMMARIES, ids=[row[0] for row in SUMMARIES])
def test_what_articles_are_about(question: str, topic: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.topic) == ("summary", None, topic)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor?",
        "Who is the mayor of Tiefenau?",
        "Who is in charge of Nordwerk?",
        "Who is responsible for the collapse of the bridge?",
        "Who was killed in Dresden?",
        "Who is Anna Holt meeting on Monday?",
        "Who is the first woman on the moon?",
        "What is the dispute about?",
        "What is the summary judgment about?",
        "What is in the contract?",
        "Wer ist der Bürgermeister?",
        "Wer ist Bürgermeister von Tiefenau?",
        "Wer ist für den Einsturz verantwortlich?",
        "Wer war am Montag in Dresden?",
        "Worum geht es im Streit um die Brücke?",
        "Was steht in dem Vertrag?",
        "Qui est le maire ?",
        "Qui est le premier ministre de la France ?",
        "De quoi parle le ministre ?",
        "Кто такой мэр?",
        "О чём договорились министры?",
        "Хто такий мер?",
        "Про що домовилися міністри?",
        "How many Russian troops are near the border?",
        "Wie viele Kräne stehen im Hafen?",
        "When does the railway open?",
        "Where was the log boat found?",
        "Warum streiken die Brauer?",
        "Сколько людей эвакуировали?",
    ],
)
def test_ordinary_questions_have_no_speaker(question: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.topic) == ("topic", None, question)


def test_a_speaker_given_beside_the_question_wins() -> None:
    query = understand("What about the dam?", speaker="Ryabkov")
    assert (query.intent, query.speaker) == ("said", "Ryabkov")
    assert "Ryabkov" in query.names


def test_days() -> None:
    query = understand("Who?", since="2022-01-09", until="2022-01-09")
    assert (query.since, query.until) == ("2022-01-09", "2022-01-09")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"question": " \u200b\n"}, "empty"),
        ({"question": "a" * 1001}, "has 1,001 characters, at most 1,000"),
        ({"question": "ﷺ" * 1000}, "18,000 characters, counting what its signs stand for, at most 1,000"),
        ({"question": "Was sagte ㌀ ﷺ" + "㎯" * 300}, "counting what its signs stand for"),
        ({"question": "a" + "\u0301\u0316" * 600}, "has 1,200 characters, at most 1,000"),
        ({"question": "\u0301\u0316" * 150_000}, "has 300,000 characters"),
        ({"question": "👩\u200d👩\u200d👧\u200d👦" * 1000}, "has 4,000 characters"),
        ({"question": "Who?", "speaker": "Holt " * 41}, "speaker's name has 204 characters, at most 200"),
        ({"question": "Who?", "speaker": "ﷺ" * 12}, "speaker's name has 216 characters, counting"),
        ({"question": "Who?", "since": "9 January"}, "YYYY-MM-DD"),
        ({"question": "Who?", "until": "2022-02-30"}, "YYYY-MM-DD"),
        ({"question": "Who?", "since": "2022-02-02", "until": "2022-02-01"}, "swap"),
    ],
)
def test_bad_questions_are_one_sentence(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(QueryError, match=says):
        understand(**arguments)


@pytest.mark.parametrize(
    "question",
    [
        "a" + "\u0301" * 999,
        unicodedata.normalize("NFD", "ế" * 1000),
        unicodedata.normalize("NFD", "각" * 1000),
        "\u202eabcdefgh\u202c " * 111,
        " \u200b" * 50_000 + "Wer?",
        "漢" * 1000,
    ],
    ids=["marks", "letters with marks", "Hangul", "turned", "blanks", "Han"],
)
def test_a_question_is_as_long_as_what_is_read_of_it(question: str) -> None:
    assert len(understand(question).question) <= 1000


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@given(text=st.text(st.characters() | st.sampled_from("ﷺ㌀㎯ﬃ½ĳ \u0301\u0316\uff9e각👩\u200d🇩"), max_size=120))
@example(text="?!" * 30)
@example(text="a-1-" * 15)
def test_a_question_has_no_more_tokens_than_characters_are_counted(encoder: Encoder, text: str) -> None:
    try:
        query = understand(text, max_characters=60)
    except QueryError:
        return
    assert encoder.count_tokens(query.question) <= 60 + 1  # one for the blank before the first word


def test_control_characters_become_spaces() -> None:
    assert clean("what\x1b[31m did\x00 he\u202e say\r\n?") == "what [31m did he say ?"


@given(st.text(min_size=1, max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = understand(text)
    except QueryError:
        assert not clean(text)
    else:
        assert query.question == clean(text)
