import time
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.encoders.base import Encoder
from retrieval.encoders.loading import load_encoder
from retrieval.errors import QueryError
from retrieval.search.query import by_speaker, clean, understand

TODAY = date(2026, 11, 25)  # a Wednesday

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


IN_OTHER_WORDS = [
    ("Tell me what Holt said about the dam", "Holt", "the dam"),
    ("Hello, what did Holt say about the dam?", "Holt", "the dam"),
    ("Can you tell me if Holt has commented on the dam?", "Holt", "the dam"),
    ("What did Holt say about the dam? Please answer in German.", "Holt", "the dam"),
    ("what exactly has Holt been saying about the dam 🙏", "Holt", "the dam"),
    ("Holt's opinion on the dam", "Holt", "the dam"),
    ("What are the mayor's views on the dam?", "mayor", "the dam"),
    ("Where does Holt stand on the dam?", "Holt", "the dam"),
    ("Did Holt say anything about the dam", "Holt", "the dam"),
    ("Quotes by Holt on the dam, please", "Holt", "the dam"),
    ("everything Holt said about the dam", "Holt", "the dam"),
    ("Holt on the dam: any quotes?", "Holt", "the dam"),
    ("What does Holt have to say about the dam?", "Holt", "the dam"),
    ("What did Le Brun say?", "Le Brun", ""),
    ("What did Anna Holt, the mayor of Oldham, say?", "Anna Holt", ""),
    ("What did the Ministry of Health and Welfare say?", "Ministry of Health and Welfare", ""),
    ("What did the Norland deputy foreign minister say?", "Norland deputy foreign minister", ""),
    ("Was sagte denn Wulf zur Klinik?", "Wulf", "Klinik"),
    ("Was sagte Wulf genau?", "Wulf", ""),
    ("Kannst du mir sagen, was Wulf zur Klinik gesagt hat?", "Wulf", "Klinik"),
    ("Weißt du, wie Wulf zur Klinik steht?", "Wulf", "Klinik"),
    ("Wulfs Haltung zur Klinik", "Wulf", "Klinik"),
    ("Gibt es Zitate von Herrn Wulf zur Klinik?", "Wulf", "Klinik"),
    ("Hat sich Wulf zur Klinik geäußert?", "Wulf", "Klinik"),
    ("Hat Wulf den Vorwurf bestritten?", "Wulf", "den Vorwurf"),
    ("Was wirft Wulf dem Land vor?", "Wulf", "dem Land"),
    ("was hat die bürgermeisterin von kreuzau gesagt", "bürgermeisterin von kreuzau", ""),
    ("Скажи, что сказал Орлов о дамбе", "Орлов", "дамбе"),
    ("Орлов что сказал про дамбу?", "Орлов", "дамбу"),
    ("Как Орлов относится к дамбе?", "Орлов", "дамбе"),
    ("Какова позиция Орлова по дамбе?", "Орлова", "дамбе"),
    ("Комментировал ли Орлов аварию?", "Орлов", "аварию"),
    ("Как прокомментировал министр транспорта Норландии аварию?", "министр транспорта Норландии", "аварию"),
    ("Підкажіть, що сказав Орлюк про дамбу", "Орлюк", "дамбу"),
    ("Що думає Орлюк про дамбу?", "Орлюк", "дамбу"),
    ("Чи коментувала Орлюк аварію?", "Орлюк", "аварію"),
    ("думка мера Одеси про дамбу", "мера Одеси", "дамбу"),
    ("Peux-tu me dire ce que Morel a dit sur le barrage ?", "Morel", "le barrage"),
    ("Que pense Morel du barrage ?", "Morel", "du barrage"),
]


@pytest.mark.parametrize(("question", "speaker", "topic"), IN_OTHER_WORDS, ids=[row[0] for row in IN_OTHER_WORDS])
def test_the_usual_question_in_other_words(question: str, speaker: str, topic: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.further_speakers, query.topic) == ("said", speaker, (), topic)
    assert query.question == question
    assert (query.since, query.until, query.pronoun) == (None, None, None)


SEVERAL = [
    ("What did Holt and the police chief say about the dam?", ("Holt", "police chief"), "the dam"),
    ("What did Holt, Brandt and Orlov say?", ("Holt", "Brandt", "Orlov"), ""),
    ("What did the head of Nordwerk and Anna Holt say?", ("head of Nordwerk", "Anna Holt"), ""),
    ("was sagten wulf und holt zur klinik", ("wulf", "holt"), "klinik"),
    ("Was haben sowohl Wulf als auch Holt zur Klinik gesagt?", ("Wulf", "Holt"), "Klinik"),
    ("Что сказали Орлов и Белов о дамбе?", ("Орлов", "Белов"), "дамбе"),
    ("Що сказали Орлюк та Білик про дамбу?", ("Орлюк", "Білик"), "дамбу"),
    ("Qu'ont dit Morel et Holt sur le barrage ?", ("Morel", "Holt"), "le barrage"),
]


@pytest.mark.parametrize(("question", "speakers", "topic"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_several_speakers_are_asked_for(question: str, speakers: tuple[str, ...], topic: str) -> None:
    query = understand(question)
    assert (query.intent, query.speaker, query.further_speakers) == ("said", speakers[0], speakers[1:])
    each = by_speaker(query)
    assert [one.speaker for one in each] == list(speakers)
    assert all(one.further_speakers == () and one.topic == topic for one in each)
    for one in each:
        others = set(speakers) - {one.speaker}
        assert not any(name in other for name in (*one.names, *one.candidates) for other in others)


@pytest.mark.parametrize(
    ("question", "topic", "since", "until"),
    [
        ("What did Holt say last week about the dam?", "the dam", "2026-11-16", "2026-11-22"),
        ("Yesterday, what did Holt say about the dam?", "the dam", "2026-11-24", "2026-11-24"),
        ("Was sagte Holt gestern?", "", "2026-11-24", "2026-11-24"),
        ("Was sagte Holt im März 2023 zum Damm?", "Damm", "2023-03-01", "2023-03-31"),
        ("Что Холт сказала в понедельник о дамбе?", "дамбе", "2026-11-23", "2026-11-23"),
        ("Що сказала Холт минулого тижня?", "", "2026-11-16", "2026-11-22"),
        ("What did Holt say in 2023?", "", "2023-01-01", "2023-12-31"),
        ("What did Holt say about the elections in 2023?", "the elections in 2023", None, None),
        ("What did Holt say about yesterday's vote?", "yesterday's vote", None, None),
    ],
)
def test_the_days_of_a_question_limit_it(question: str, topic: str, since: str | None, until: str | None) -> None:
    query = understand(question, today=TODAY)
    assert (query.intent, query.speaker) == ("said", "Холт" if "Холт" in question else "Holt")
    assert (query.topic, query.since, query.until) == (topic, since, until)


def test_days_given_beside_the_question_win() -> None:
    query = understand("What did Holt say last week?", since="2022-01-09", today=TODAY)
    assert (query.speaker, query.topic, query.since, query.until) == ("Holt", "", "2022-01-09", None)


DATED = (Path(__file__).parent / "dated_questions.txt").read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("line", DATED)
def test_days_limit_what_happened_and_what_was_told(line: str) -> None:
    question, since, until = line.split(" | ")
    query = understand(question, today=date(2026, 11, 25))
    assert (query.since or "…", query.until or "…") == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in Oldham on 9 March 1924?",
        "Was geschah 1924 in Oldheim?",
        "Сколько человек погибло на прошлой неделе?",
        "Wie viele Menschen kamen am Sonntag?",
    ],
)
def test_a_day_may_be_what_is_asked_about(question: str) -> None:
    query = understand(question, today=date(2026, 11, 25))
    assert (query.since, query.until) == (None, None)


NOW = """
What is the latest on the bridge?
How many people are missing now?
Who currently runs the clinic?
What did Holt most recently say about the dam?
Was ist der aktuelle Stand am Damm?
Wie viele Menschen werden derzeit vermisst?
Was sagte Holt zuletzt über die Brücke?
Wer leitet jetzt die Klinik?
Что сейчас известно о дамбе?
Сколько человек сейчас считаются пропавшими?
Какие последние новости о мосте?
Що зараз відомо про дамбу?
Скільки людей наразі вважаються зниклими?
Які останні новини про міст?
How many have been found so far?
Wie viele wurden bislang gefunden?
Сколько человек нашли на данный момент?
Скільки людей знайшли на цей момент?
What's new about the ferry?
Was gibt es Neues zur Fähre?
"""
OTHER = """
What did Holt say about the dam?
How many people were hurt in Oldham in 2022?
Who knows the bridge best?
What did the Known Society decide?
Was sagte Holt über die Brücke?
Wann wurde die Klinik eröffnet?
Wer gewann die letzte Wahl?
Кто построил мост?
Когда открыли последний мост?
Хто збудував міст?
Коли відкрили останній міст?
What did he say about "the latest news from now on"?
"""


@pytest.mark.parametrize(("questions", "newest"), [(NOW, True), (OTHER, False)])
def test_what_is_asked_of_now(questions: str, newest: bool) -> None:
    assert [one for one in questions.strip().splitlines() if understand(one).newest is not newest] == []


def test_days_are_no_limit_of_other_questions() -> None:
    query = understand("How many cranes were sold in March 2023?", today=TODAY)
    assert (query.intent, query.since, query.until) == ("topic", None, None)


@pytest.mark.parametrize(
    ("question", "pronoun"),
    [
        ("What did he say about the dam?", "he"),
        ("What is her position on the dam?", "her"),
        ("Was sagte sie?", "sie"),
        ("Wie ist seine Haltung zum Damm?", "seine"),
        ("Что он сказал?", "он"),
        ("Що вона сказала про дамбу?", "вона"),
        ("Qu'a-t-elle dit ?", "elle"),
        ("What did it say?", None),
        ("What did we say?", None),
    ],
)
def test_a_pronoun_names_nobody(question: str, pronoun: str | None) -> None:
    query = understand(question)
    assert (query.pronoun, query.speaker, query.intent) == (pronoun, None, "topic")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who said „Wir haben die Brücke nicht gebaut“?", "en"),
        ("Wer sagte “We never built that bridge, and nobody asked us to”?", "de"),
        ("Кто сказал «We never built that bridge»?", "ru"),
        ("„Wir haben die Brücke nicht gebaut“", "de"),
    ],
)
def test_the_language_is_that_of_the_words_outside_quotation_marks(question: str, language: str) -> None:
    query = understand(question)
    assert query.language == language
    assert query.names == query.candidates == ()


WHO = [
    ("Who said that the ferry is unsafe?", "the ferry is unsafe"),
    ("Who warned of a collapse?", "a collapse"),
    ("Wer sagte, dass die Brücke sicher ist?", "die Brücke sicher ist"),
    ("Wer warnte vor einem Bruch?", "einem Bruch"),
    ("Wer hat die Fusion kritisiert?", "die Fusion"),
    ("Кто сказал, что дамба безопасна?", "дамба безопасна"),
    ("Qui a dit que le pont est sûr ?", "le pont est sûr"),
    ('Who said this: "the ferry is unsafe"?', '"the ferry is unsafe"'),
    ('Whose words are these: "the ferry is unsafe"?', '"the ferry is unsafe"'),
    ("Which minister said that the ferry is unsafe?", "the ferry is unsafe"),
    ("Von wem stammt der Satz „Die Brücke hält“?", "„Die Brücke hält“"),
    ("Weißt du, wer gesagt hat, dass die Brücke hält?", "die Brücke hält"),
    ("Wer wirft dem Land Untätigkeit vor?", "dem Land Untätigkeit"),
    ("Чьи это слова: «дамба безопасна»?", "«дамба безопасна»"),
    ("Хто стверджував, що дамба безпечна?", "дамба безпечна"),
    ("Чия це фраза: «дамба безпечна»?", "«дамба безпечна»"),
    ("De qui est la phrase « le pont est sûr » ?", "« le pont est sûr »"),
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
    "tell me who Anna Holt is",
    "Who exactly is Anna Holt, and what does she do?",
    "What do you know about Anna Holt?",
    "Was macht Frau Holt beruflich?",
    "Weißt du, wer Anna Holt ist?",
    "wer ist eigentlich dieser orhan kaya",
    "Кто это, Анна Холт?",
    "кто такая кюн",
    "Анна Хольт це хто",
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
    ("What's new about the ferry?", "the ferry"),
    ("Any news on the ferry? Quick summary please", "the ferry"),
    ("What happened?", ""),
    ("Was gibt es Neues zur Fähre?", "Fähre"),
    ("Что нового о пароме?", "пароме"),
    ("Що нового про пором?", "пором"),
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
        "What does the law say about dogs?",
        "What does the latest report of the ministry say?",
        "Was sagt das Hundegesetz über Leinen?",
        "Wie viel kostet der Damm laut der Studie?",
        "Что говорит закон о собаках?",
        "Що каже закон про собак?",
        "When was NATO founded?",
        "When did Norland declare war?",
        "What is another name for the river Lenne?",
        "What is the position of the satellite that broke?",
        "What body has the right to stop the dam?",
        "Whose wall stands in the valley?",
        "Who is responsible?",
        "Wer führte die Tabelle an?",
        "Wozu führte der Bau des Damms?",
        "Wie heißt die Frau, die vor dem Eis gewarnt hat?",
        "Кто написал поэму о дамбе?",
        "Как называлась книга, которую написал Орлов?",
        "Qui est responsable de l'effondrement du pont ?",
        "Qui est responsable ?",
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
        ({"question": "Who?", "since": "neulich"}, "a day or a period"),
        ({"question": "Who?", "until": "2022-02-30"}, "a day or a period"),
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


HOSTILE = [
    "please ", "hi, ", "what did ", "Ab and ", "?", "who is ", "can you please please ", "quotes from ", "laut ", "„“",
    "a, ", "the ", ". ", "@a ", "all any some the a ", "with the sources, ", "please answer me it in ", "genau denn ",
    "🙏", "a - ", "Rjabkows ", "on 5 November 2024 ", "between 1 and ", "last Monday ", "что сказал ", "какая есть ",
    "according to ", "what is the position of the official current ", "kannst du mir bitte mal kurz ",
    "was hat der die ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("before", ["", "What did ", "Was hat ", "Кто такой "])
def test_a_long_question_takes_no_time(piece: str, before: str) -> None:
    understand("How long is it?")  # what is read when first asked for
    question = f"{before}{piece * 1000}"[:1000]
    began = time.perf_counter()
    understand(question, today=TODAY)
    # The slowest takes 10 ms; text that ordinary words repeat, as here, is told by a trained model at first.
    assert time.perf_counter() - began < 1.5


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
