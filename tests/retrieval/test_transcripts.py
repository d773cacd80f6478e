"""Transcripts and interviews: whose words a label gives without quotation marks, and which labels are nobody's."""

from __future__ import annotations

import gc
import time

import pytest

from retrieval.statements import extract


def said(text: str, language: str) -> list[tuple[str | None, str]]:
    """Return the direct statements without quotation marks: speaker and words."""
    found = [one for one in extract(text, language) if one.kind == "direct" and one.quote[0] not in '„“«"']
    assert all(text[one.quote_start : one.quote_end] == one.quote for one in found)
    return [(one.speaker, one.quote) for one in found]


MINUTES = {
    "de": (
        "Sitzung des Rates von Grünau\n\nBürgermeisterin Hanna Weidlich eröffnete die Sitzung.\n\n"
        "WEIDLICH: Guten Abend. Wir reden über das Bad.\nFRAGE: Wer zahlt das?\nWEIDLICH: Das zahlt der Kreis.\n"
        "DRESSEL: Ich bin dagegen.\nWEIDLICH: Dann stimmen wir ab.\nDRESSEL: Gern.\n",
        [
            ("Hanna Weidlich", "Guten Abend. Wir reden über das Bad."),
            ("Hanna Weidlich", "Das zahlt der Kreis."),
            ("Dressel", "Ich bin dagegen."),
            ("Hanna Weidlich", "Dann stimmen wir ab."),
            ("Dressel", "Gern."),
        ],
    ),
    "en": (
        "Council minutes\n\nMayor Edith Crane opened the meeting.\n\n"
        "CRANE: Good evening. We have one item.\nQUESTION: Who pays for the pool?\nCRANE: The county pays.\n"
        "HOBBS: I object.\nCRANE: Then we vote.\nHOBBS: Gladly.\n",
        [
            ("Edith Crane", "Good evening. We have one item."),
            ("Edith Crane", "The county pays."),
            ("Hobbs", "I object."),
            ("Edith Crane", "Then we vote."),
            ("Hobbs", "Gladly."),
        ],
    ),
    "ru": (
        "Заседание совета\n\nМэр Анна Корнева открыла заседание.\n\n"
        "КОРНЕВА: Добрый вечер. Мы обсудим бассейн.\nВОПРОС: Кто заплатит?\nКОРНЕВА: Заплатит область.\n"
        "ЛАПИН: Я против.\nКОРНЕВА: Тогда голосуем.\nЛАПИН: Хорошо.\n",
        [
            ("Анна Корнева", "Добрый вечер. Мы обсудим бассейн."),
            ("Анна Корнева", "Заплатит область."),
            ("Лапин", "Я против."),
            ("Анна Корнева", "Тогда голосуем."),
            ("Лапин", "Хорошо."),
        ],
    ),
    "uk": (
        "Засідання ради\n\nМер Ганна Корнійчук відкрила засідання.\n\n"
        "КОРНІЙЧУК: Добрий вечір. Ми обговоримо басейн.\nПИТАННЯ: Хто заплатить?\nКОРНІЙЧУК: Заплатить область.\n"
        "ЛАПКО: Я проти.\nКОРНІЙЧУК: Тоді голосуємо.\nЛАПКО: Добре.\n",
        [
            ("Ганна Корнійчук", "Добрий вечір. Ми обговоримо басейн."),
            ("Ганна Корнійчук", "Заплатить область."),
            ("Лапко", "Я проти."),
            ("Ганна Корнійчук", "Тоді голосуємо."),
            ("Лапко", "Добре."),
        ],
    ),
}


@pytest.mark.parametrize("language", MINUTES)
def test_minutes_give_each_paragraph_to_whom_its_label_names(language: str) -> None:
    text, expected = MINUTES[language]
    assert said(text, language) == expected


@pytest.mark.parametrize("language", MINUTES)
def test_labels_set_bold_and_with_small_letters_are_the_same(language: str) -> None:
    text, expected = MINUTES[language]
    for name in ("WEIDLICH", "DRESSEL", "CRANE", "HOBBS", "КОРНЕВА", "ЛАПИН", "КОРНІЙЧУК", "ЛАПКО"):
        text = text.replace(f"{name}:", f"\n**{name.title()}:**")
    assert said(text, language) == expected


ANSWERS = {
    "de": (
        "Ein Gespräch mit der Autorin Mona Brandl über ihr neues Buch.\n\nFrage: Worum geht es?\n\n"
        "Antwort: Um meine Mutter.\n\nSie war Pilotin.\n\nFrage: Gibt es eine Fortsetzung?\n\nAntwort: Nein.",
        "Mona Brandl",
        ["Um meine Mutter.", "Sie war Pilotin.", "Nein."],
    ),
    "en": (
        "A conversation with the novelist Mona Brandt on her new book.\n\nQ: What is it about?\n\n"
        "A: My mother.\n\nShe was a pilot.\n\nQ: Will there be a sequel?\n\nA: No.",
        "Mona Brandt",
        ["My mother.", "She was a pilot.", "No."],
    ),
    "ru": (
        "Беседа с писательницей Ириной Лосевой о новой книге.\n\nВопрос: О чём она?\n\n"
        "Ответ: О моей матери.\n\nОна была лётчицей.\n\nВопрос: Будет ли продолжение?\n\nОтвет: Нет.",
        "Ирина Лосева",
        ["О моей матери.", "Она была лётчицей.", "Нет."],
    ),
    "uk": (
        "Розмова з письменницею Іриною Лосєвою про нову книжку.\n\nЗапитання: Про що вона?\n\n"
        "Відповідь: Про мою матір.\n\nВона була льотчицею.\n\nЗапитання: Чи буде продовження?\n\nВідповідь: Ні.",
        "Ірина Лосєва",
        ["Про мою матір.", "Вона була льотчицею.", "Ні."],
    ),
}


@pytest.mark.parametrize("language", ANSWERS)
def test_answers_are_those_of_whom_the_introduction_names(language: str) -> None:
    text, speaker, answers = ANSWERS[language]
    assert said(text, language) == [(speaker, answer) for answer in answers]


@pytest.mark.parametrize("language", ["de", "en"])
def test_answers_are_nobodys_where_the_introduction_names_two(language: str) -> None:
    text, _, _ = ANSWERS[language]
    second = {"de": "Karl Hagen fragte.", "en": "Carl Hagen asked."}[language]
    assert said(f"{second} {text}", language) == []


def test_questions_of_the_paper_are_no_statements() -> None:
    text = (
        "Die Trainerin Lea Sturm im Gespräch.\n\nRheinische Zeitung: Frau Sturm, was nun?\n\nSturm: Wir trainieren.\n\n"
        "Rheinische Zeitung: Und dann?\n\nSturm: Dann gewinnen wir."
    )
    assert said(text, "de") == [("Lea Sturm", "Wir trainieren."), ("Lea Sturm", "Dann gewinnen wir.")]


def test_questions_without_a_label_are_no_part_of_the_answers() -> None:
    text = (
        "Nurse Joan Fell spoke to us.\n\nHow long have you been here?\n\nFell: Ten years.\n\nI like it.\n\n"
        "Would you do it again?\n\nFell: Tomorrow."
    )
    assert said(text, "en") == [("Joan Fell", "Ten years."), ("Joan Fell", "I like it."), ("Joan Fell", "Tomorrow.")]


def test_a_cast_of_two_that_says_i_needs_no_label_twice() -> None:
    text = (
        "Zwei Stimmen zum Bad\n\nJana Kern: Ich schwimme jeden Tag, mir fehlt es sehr.\n\n"
        "Ulf Sommer: Uns ist das Geld wichtiger."
    )
    assert said(text, "de") == [
        ("Jana Kern", "Ich schwimme jeden Tag, mir fehlt es sehr."),
        ("Ulf Sommer", "Uns ist das Geld wichtiger."),
    ]


def test_labels_with_an_office_or_a_party_name_the_person() -> None:
    text = (
        "Debatte\n\nAbgeordnete Jana Kern (Grüne): Wir wollen mehr Züge.\n\n"
        "Minister Ulf Sommer: Wir haben kein Geld.\n\n"
        "Kern: Das glaube ich Ihnen nicht."
    )
    assert [speaker for speaker, _ in said(text, "de")] == ["Jana Kern", "Ulf Sommer", "Jana Kern"]


def test_labels_in_capitals_are_found_in_lines_that_were_joined() -> None:
    text = "Hearing\n\nCRANE: I saw it. HOBBS: You did not. CRANE: I did."
    assert said(text, "en") == [("Crane", "I saw it."), ("Hobbs", "You did not."), ("Crane", "I did.")]


def test_stage_directions_and_headings_are_nobodys() -> None:
    text = (
        "Rede\n\nKERN: Ich danke Ihnen.\n\n(Beifall bei der Opposition.)\n\nZum Haushalt\n\nSOMMER: Ich Ihnen auch.\n\n"
        "KERN: Wir sehen uns."
    )
    assert said(text, "de") == [
        ("Kern", "Ich danke Ihnen."),
        ("Sommer", "Ich Ihnen auch."),
        ("Kern", "Wir sehen uns."),
    ]


def test_an_interview_without_labels_is_the_one_interviewed_persons() -> None:
    text = (
        "Interview mit Lotte Farn\n\nDie Försterin Lotte Farn über den Wald.\n\nFrau Farn, wie geht es ihm?\n\n"
        "Schlecht. Wir verlieren jedes Jahr Bäume.\n\nWas hilft?\n\nRegen.\n\nUnd wenn er ausbleibt?\n\n"
        "Dann pflanze ich Eichen."
    )
    assert said(text, "de") == [
        ("Lotte Farn", "Schlecht. Wir verlieren jedes Jahr Bäume."),
        ("Lotte Farn", "Regen."),
        ("Lotte Farn", "Dann pflanze ich Eichen."),
    ]


NOBODYS = {
    "explainer": (
        "de",
        "Fragen zur Grundsteuer\n\nMinister Karl Hagen hat das Gesetz im Interview vorgestellt.\n\nWer zahlt?\n\n"
        "Alle Eigentümer.\n\nAb wann gilt es?\n\nAb Januar.\n\nWas müssen Sie tun?\n\nEin Formular ausfüllen.",
    ),
    "event": ("de", "Ort: Rathaus.\nZeit: 19 Uhr.\nEintritt: frei.\n\nOrt: Bad.\nZeit: 20 Uhr.\nEintritt: frei."),
    "background": (
        "de",
        "Hintergrund: Wir berichten seit Mai.\n\nErnster Nachsatz: Ich weine.\n\nHintergrund: Wer zahlt?\n\n"
        "Ernster Nachsatz: Wir nicht.",
    ),
    "live blog": (
        "en",
        "10:42 Update: We are back.\n\nUpdate: Who won?\n\nCorrection: We said Monday.\n\nUpdate: It was us.",
    ),
    "datelines": ("de", "Kiew: Der Alarm ist vorbei.\n\nMoskau: Die Börse öffnet.\n\nKiew: Die Börse schließt."),
    "headlines": (
        "en",
        "Ines Marlow: The port is lost\n\nInes Marlow came late.\n\nKarl Hobbs: The port is safe\n\nHobbs left.",
    ),
    "recipe": ("de", "Zutaten: Mehl, Eier.\n\nZubereitung: Wir rühren.\n\nZutaten: Salz.\n\nZubereitung: Wir backen."),
    "credits": ("en", "Photo: Ines Marlow.\n\nText: Karl Hobbs.\n\nPhoto: Ines Marlow.\n\nText: Karl Hobbs."),
    "grades": (
        "de",
        "Kolb: Hielt alles.\n\nBrehm: Blieb blass.\n\nKolb kam zur Pause. Emil Brehm und Jan Kolb fehlen.",
    ),
}


@pytest.mark.parametrize("kind", NOBODYS)
def test_labels_that_are_no_cast_are_nobodys(kind: str) -> None:
    language, text = NOBODYS[kind]
    assert said(text, language) == []


def test_a_turn_keeps_what_it_reports_of_others() -> None:
    text = "CRANE: Inspector Nora Pike told me that the roof leaks.\n\nHOBBS: I know.\n\nCRANE: We must act."
    assert ("indirect", "Nora Pike", "the roof leaks") in [
        (one.kind, one.speaker, one.quote) for one in extract(text, "en")
    ]
    assert said(text, "en")[0] == ("Crane", "Inspector Nora Pike told me that the roof leaks.")


def test_turns_in_quotation_marks_stay_as_they_are() -> None:
    text = "Jana Kern: „Ich bleibe.“\n\nUlf Sommer: „Ich gehe.“"
    assert [(one.speaker, one.quote) for one in extract(text, "de")] == [
        ("Jana Kern", "„Ich bleibe.“"),
        ("Ulf Sommer", "„Ich gehe.“"),
    ]


HOSTILE = {
    "one label": "KERN: Ich bleibe. ",
    "answers": "Frage: Wer?\nAntwort: Ich.\n",
    "joined": "KERN: Ja. SOMMER: Nein. ",
    "questions": "Wer zahlt?\n\nWir.\n\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("unit", [*HOSTILE.values(), None], ids=[*HOSTILE, "ten thousand labels"])
def test_time_grows_with_the_length(unit: str | None) -> None:
    def made(count: int) -> str:
        if unit is not None:
            return unit * count
        return "".join(f"Person{chr(97 + n % 26)}{n:x}: Ich bin es.\n" * 2 for n in range(count))

    def seconds(text: str) -> float:
        gc.disable()
        try:
            begin = time.process_time()
            extract(text, "de")
            return time.process_time() - begin
        finally:
            gc.enable()

    assert any(seconds(made(10_000)) < 9 * max(seconds(made(2_500)), 0.05) for _ in range(3))
