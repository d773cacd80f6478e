import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.language import SAMPLE_CHARACTERS, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Was sagte Ilse Brandt?", "de"),
        ("Wie viele Fähren fahren heute?", "de"),
        ("What did Ilse Brandt say?", "en"),
        ("Who leads the delegation in Norderwiek?", "en"),
        ("Qu'a dit la maire du port ?", "fr"),
        ("Combien de bateaux sont partis ?", "fr"),
        ("Что сказала Ильза Брандт?", "ru"),
        ("Сколько паромов вышло сегодня?", "ru"),
        ("Що сказала Ільза Брандт?", "uk"),
        ("Скільки поромів вийшло сьогодні?", "uk"),
    ],
)
def test_short_questions_in_the_supported_languages(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El puerto de la ciudad sigue cerrado hasta el lunes porque el viento no ha dejado de soplar.", "es"),
        ("Port w mieście pozostanie zamknięty do poniedziałku, ponieważ wiatr nie przestał wiać.", "pl"),
        ("Şehrin limanı rüzgar dinmediği için pazartesi gününe kadar kapalı kalacak.", "tr"),
        ("Satama pysyy suljettuna maanantaihin asti, koska tuuli ei ole tyyntynyt.", "fi"),
        ("港口将关闭到星期一。", "zh"),
        ("港は月曜日まで閉鎖されます。", "ja"),
        ("항구는 월요일까지 폐쇄됩니다.", "ko"),
        ("Το λιμάνι θα παραμείνει κλειστό μέχρι τη Δευτέρα.", "el"),
    ],
)
def test_other_languages_at_the_length_of_a_passage(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "   ", "123 + 456", "🛳️ !?", "\u200b\u00ad"])
def test_text_without_letters_gives_the_default(text: str) -> None:
    assert detect(text) == "en"
    assert detect(text, default="de") == "de"


def test_names_alone_give_the_default() -> None:
    assert detect("NATO", default="fr") == "fr"


def test_cyrillic_is_never_taken_for_a_latin_default() -> None:
    assert detect("Брандт", default="en") == "ru"
    assert detect("Брандт", default="uk") == "uk"


def test_case_and_decomposed_umlauts_do_not_matter() -> None:
    assert detect("WAS SAGTE DIE MINISTERIN ZUM HAFEN?") == "de"
    assert detect("Fa\u0308hren wa\u0308hlen?") == detect("Fähren wählen?") == "de"


@given(st.text(max_size=60), st.sampled_from(["de", "en", "ru"]))
def test_any_text_gives_a_code(text: str, default: str) -> None:
    code = detect(text, default=default)
    assert len(code) == 2
    assert code.islower()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    german = "Der Hafen ist zu und die Fähren fahren nicht. " * 200
    assert len(german) > SAMPLE_CHARACTERS
    assert detect(german + "The harbour is closed. " * 5_000) == "de"
