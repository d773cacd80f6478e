"""Answers in Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from bot.answering.wording.base import Counted, Wording
from retrieval.datatypes import Reason, Stance


class Ukrainian(Wording):
    """Ukrainian."""

    months = (
        *("січ.", "лют.", "берез.", "квіт.", "трав.", "черв.", "лип.", "серп.", "верес.", "жовт.", "листоп.", "груд."),
    )
    marks = (("«", "»"), ("„", "“"))
    languages: ClassVar[Mapping[str, str]] = {
        "de": "німецькою",
        "en": "англійською",
        "fr": "французькою",
        "ru": "російською",
        "uk": "українською",
        "es": "іспанською",
        "it": "італійською",
        "pl": "польською",
    }
    reported_in = "Про це також {languages}:"
    conjunction = "та"
    ask_instead = "Можна запитати:"
    reported = "непряма мова"
    stances: ClassVar[Mapping[Stance, str]] = {"denied": "заперечує", "rumour": "за чутками"}
    not_said = "слова статті"
    nameless = "цитата, мовця поруч не названо"
    also_at = "також"
    differs = "відрізняється від"
    searched = "шукали"
    goes_on = "речення триває"
    found = "{statements} у {articles}"
    meant = "Мабуть, ідеться про ім’я {name}:"
    namesakes = "Це ім’я мають кілька людей: {names}."
    elsewhere = "Висловлювання {name} на інші теми:"
    statements = Counted("{n} висловлювання", "{n} висловлювань", few="{n} висловлювання")
    articles = Counted("{n} статті", "{n} статтях", few="{n} статтях")
    named = "«{name}»"
    unnamed = "це ім’я"
    did_you_mean = " Може, {names}?"
    either = "або"
    mentions = Counted("{n} стаття згадує", "{n} статей згадують", none="Статті згадують", few="{n} статті згадують")
    since = " від {day}"
    until = " до {day}"
    on_day = " за {day}"
    limited = "У статтях{since}{until}:"
    reports_differ = "Повідомлення розходяться:"
    without_day = "Без дати"
    further = Counted("і ще {n}", "і ще {n}")
    undated = Counted(
        " Не враховано {n} статтю без дати.",
        " Не враховано {n} статей без дати.",
        few=" Не враховано {n} статті без дати.",
    )
    on_this = " з цього приводу"
    nearest = " Найближче: {article}."
    carried = "І далі про те саме ({names}):"
    understood = "Зрозуміло так: {question}, переформульовано моделлю {model}"
    translated = "перекладено моделлю {model}, перевірено Beleg: {text}"
    worded = "формулювання: {model}, перевірка: Beleg"
    left_out = Counted("пропущено {n} речення", "пропущено {n} речень", few="пропущено {n} речення")
    verdicts: ClassVar[Mapping[str, str]] = {
        "supported": "підтверджено",
        "contradicted": "суперечить",
        "attributed": "приписано інакше",
        "not_found": "не знайдено",
        "not_checked": "не перевірено",
    }
    faults: ClassVar[Mapping[str, str]] = {
        "form": "неприпустима форма",
        "form.question": "запитання, яке нічого не стверджує",
        "form.too_long": "більше знаків, ніж перевіряється",
        "form.empty": "немає слів",
        "evidence": "слова, яких немає в статті",
        "numbers": "число, якого немає в статті",
        "calendar": "дата, якої немає в статті",
        "units": "інша одиниця або валюта, ніж у статті",
        "names": "ім’я, якого там немає в статті",
        "attribution": "висловлювання без автора",
        "attribution.wrong_speaker": "не той мовець, що в статті",
        "attribution.rumour_as_fact": "чутка, видана за факт",
        "denial": "втрачене або додане спростування",
        "negation": "втрачене, додане або переміщене заперечення",
        "modality": "невизначене видано за певне або навпаки",
        "extremes": "інша міра або інший напрям, ніж у статті",
        "support": "слова, не підтверджені статтею",
        "support.opposite": "протилежне тому, що в статті",
        "support.roles": "імена, що помінялися місцями",
        "contradiction": "суперечність з іншим реченням",
        "failed": "речення, яке не вдалося перевірити",
        "language": "мова, якої Beleg не може перевірити",
    }
    abstentions: ClassVar[Mapping[Reason, str]] = {
        "no_articles": "Статей для пошуку ще немає. Їх додає команда «beleg index ТЕКА».",
        "unknown_name": "Жодна стаття не згадує {name}{searched}.{did_you_mean}",
        "no_statement": "Жодна стаття не цитує {name}{on_this}.",
        "name_but_not_topic": "{mentions}, але відповіді на це запитання я там не знайшов.{nearest}",
        "outside_dates": "У статтях{since}{until} я не знайшов відповіді.{undated}",
        "who_is_meant": "Я не знаю, про кого йдеться ({name}): кожне запитання я бачу окремо. Запитайте ще раз,"
        " назвавши ім’я.",
        "nothing_more": "Більше про це в статтях нічого немає.",
        "not_in_articles": "У статтях я не знайшов відповіді на це запитання.{nearest}"
        " Запитайте про людину, місце чи подію зі статей.",
    }
