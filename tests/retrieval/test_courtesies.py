"""What people write around a question is taken away; nothing of the question itself is."""

import pytest

from retrieval.search.courtesies import Asked, courtesy, without_courtesies

AROUND = [
    ("Hi, when does the ferry leave?", "when does the ferry leave?"),
    ("Hello everyone! When does the ferry leave?", "When does the ferry leave?"),
    ("hey when does the ferry leave", "when does the ferry leave"),
    ("@Beleg when does the ferry leave?", "when does the ferry leave?"),
    ("<@!81384788765712384> when does the ferry leave?", "when does the ferry leave?"),
    ("Beleg: when does the ferry leave?", "when does the ferry leave?"),
    ("And when does the ferry leave?", "when does the ferry leave?"),
    ("Could you please tell me when the ferry leaves?", "when the ferry leaves?"),
    ("I'd like to know when the ferry leaves", "when the ferry leaves"),
    ("When does the ferry leave, please?", "When does the ferry leave"),
    ("When does the ferry leave? Source please 🙏", "When does the ferry leave?"),
    ("When does the ferry leave? Keep it short. Many thanks in advance!", "When does the ferry leave?"),
    ("When does the ferry leave? In two sentences.", "When does the ferry leave?"),
    ("Guten Tag, können Sie mir sagen, wann die Fähre fährt?", "wann die Fähre fährt?"),
    ("Weißt du, wann die Fähre fährt? Danke dir", "wann die Fähre fährt?"),
    ("Wann fährt die Fähre? Mit Quelle bitte", "Wann fährt die Fähre?"),
    ("Wann fährt die Fähre, kurz und knapp bitte", "Wann fährt die Fähre"),
    ("Здравствуйте! Подскажите, пожалуйста, когда отходит паром?", "когда отходит паром?"),
    ("Не могли бы вы сказать, когда отходит паром", "когда отходит паром"),
    ("Когда отходит паром? Дайте ссылку, спасибо", "Когда отходит паром?"),
    ("Добрий вечір, підкажіть, коли відходить пором?", "коли відходить пором?"),
    ("Коли відходить пором? Дякую", "Коли відходить пором?"),
    ("Bonjour, pouvez-vous me dire quand part le bac ?", "quand part le bac ?"),
    ("Quand part le bac, s'il vous plaît ?", "Quand part le bac"),
]


@pytest.mark.parametrize(("typed", "asked"), AROUND, ids=[row[0] for row in AROUND])
def test_what_stands_around_a_question_goes(typed: str, asked: str) -> None:
    assert without_courtesies(typed) == Asked(asked, None)


WISHES = [
    ("When does the ferry leave? Please answer in German.", "When does the ferry leave?", "de"),
    ("When does the ferry leave, in French please", "When does the ferry leave", "fr"),
    ("Wann fährt die Fähre? Antworte bitte auf Englisch", "Wann fährt die Fähre?", "en"),
    ("Ответь по-украински: когда отходит паром?", "когда отходит паром?", "uk"),
    ("Когда отходит паром? Ответьте на немецком языке, пожалуйста", "Когда отходит паром?", "de"),
    ("Коли відходить пором? Відповідай англійською", "Коли відходить пором?", "en"),
    ("Quand part le bac ? Réponds en russe", "Quand part le bac ?", "ru"),
]


@pytest.mark.parametrize(("typed", "asked", "language"), WISHES, ids=[row[0] for row in WISHES])
def test_the_language_an_answer_is_wanted_in(typed: str, asked: str, language: str) -> None:
    assert without_courtesies(typed) == Asked(asked, language)


@pytest.mark.parametrize(
    "question",
    [
        "Why do the Dutch thank the Canadians?",
        "Why did the market open so quickly?",
        "What sources does the river Lenne have?",
        "Who speaks German in Namibia?",
        "What was said in German?",
        "Who is the Link of the story?",
        "Which hello was the first in space?",
        "Was hält die Koalition zusammen",
        "Welche Quellen hat die Lenne?",
        "Сколько стоит привет",
        "What does 20 °C mean?",
        "please",
        "Hi!",
        "🙏",
    ],
)
def test_a_question_stays_whole(question: str) -> None:
    assert without_courtesies(question).words == question


@pytest.mark.parametrize(
    ("message", "what"),
    [
        *[
            (one, "hello")
            for one in ("hello", "Hi!", "Hello Beleg 👋", "<@81384788765712384> hey", "Good morning everyone!")
        ],
        *[
            (one, "hello")
            for one in ("Hallo", "Moin moin", "Guten Tag, Beleg!", "Привет!", "Добрый день", "Вітаю", "Bonjour")
        ],
        *[(one, "hello") for one in ("hi, how are you?", "Hallo Leute, wie geht's?")],
        *[
            (one, "thanks")
            for one in ("danke", "Vielen Dank!", "thanks a lot 🙏", "Thank you!", "ok, danke dir", "Спасибо")
        ],
        *[(one, "thanks") for one in ("Дякую за відповідь", "merci beaucoup", "Super, danke!", "hi, thanks")],
        *[
            (one, None)
            for one in ("", "?", "all", "Wer?", "Hallo, wer ist Holt?", "Danke Holt", "Dank", "hello world cup")
        ],
        *[(one, None) for one in ("What did Hello say?", "Thanks to whom?", "Guten Tag der Einheit", "hi " * 99)],
    ],
)
def test_a_message_that_asks_for_nothing(message: str, what: str | None) -> None:
    assert courtesy(message) == what
