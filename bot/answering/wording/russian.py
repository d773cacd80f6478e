"""Answers in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from bot.answering.wording.base import Counted, Wording
from retrieval.datatypes import Reason, Stance


class Russian(Wording):
    """Russian."""

    months = ("янв.", "февр.", "марта", "апр.", "мая", "июня", "июля", "авг.", "сент.", "окт.", "нояб.", "дек.")
    marks = (("«", "»"), ("„", "“"))
    languages: ClassVar[Mapping[str, str]] = {
        "de": "на немецком",
        "en": "на английском",
        "fr": "на французском",
        "ru": "на русском",
        "uk": "на украинском",
        "es": "на испанском",
        "it": "на итальянском",
        "pl": "на польском",
    }
    reported_in = "Об этом также {languages}:"
    conjunction = "и"
    ask_instead = "Можно спросить:"
    reported = "косвенная речь"
    stances: ClassVar[Mapping[Stance, str]] = {"denied": "опровергает", "rumour": "по слухам"}
    not_said = "слова статьи"
    nameless = "цитата, говорящий рядом не назван"
    also_at = "также"
    differs = "отличается от"
    searched = "искали"
    goes_on = "предложение продолжается"
    found = "{statements} в {articles}"
    meant = "Видимо, имелось в виду имя {name}:"
    namesakes = "Это имя носят несколько человек: {names}."
    elsewhere = "Высказывания {name} на другие темы:"
    statements = Counted("{n} высказывание", "{n} высказываний", few="{n} высказывания")
    articles = Counted("{n} статье", "{n} статьях", few="{n} статьях")
    named = "«{name}»"
    unnamed = "это имя"
    did_you_mean = " Может быть, {names}?"
    either = "или"
    mentions = Counted(
        "{n} статья упоминает", "{n} статей упоминают", none="Статьи упоминают", few="{n} статьи упоминают"
    )
    since = " с {day}"
    until = " по {day}"
    on_day = " от {day}"
    limited = "В статьях{since}{until}:"
    reports_differ = "Сообщения расходятся:"
    without_day = "Без даты"
    further = Counted("и ещё {n}", "и ещё {n}")
    undated = Counted(
        " Не учтена {n} статья без даты.", " Не учтено {n} статей без даты.", few=" Не учтены {n} статьи без даты."
    )
    on_this = " по этому поводу"
    nearest = " Ближе всего: {article}."
    carried = "По-прежнему о том же ({names}):"
    understood = "Понято так: {question}, переформулировано моделью {model}"
    translated = "переведено моделью {model}, проверено Beleg: {text}"
    worded = "формулировка: {model}, проверка: Beleg"
    left_out = Counted("пропущено {n} предложение", "пропущено {n} предложений", few="пропущены {n} предложения")
    verdicts: ClassVar[Mapping[str, str]] = {
        "supported": "подтверждается",
        "contradicted": "противоречит",
        "attributed": "приписано иначе",
        "not_found": "не найдено",
        "not_checked": "не проверено",
    }
    faults: ClassVar[Mapping[str, str]] = {
        "form": "недопустимая форма",
        "form.question": "вопрос, который ничего не утверждает",
        "form.too_long": "больше знаков, чем проверяется",
        "form.empty": "нет слов",
        "evidence": "слова, которых нет в статье",
        "numbers": "число, которого нет в статье",
        "calendar": "дата, которой нет в статье",
        "units": "другая единица или валюта, чем в статье",
        "names": "имя, которого там нет в статье",
        "attribution": "высказывание без автора",
        "attribution.wrong_speaker": "не тот говорящий, что в статье",
        "attribution.rumour_as_fact": "слух, выданный за факт",
        "denial": "потерянное или добавленное опровержение",
        "negation": "потерянное, добавленное или перемещённое отрицание",
        "modality": "неопределённое выдано за определённое или наоборот",
        "extremes": "другая степень или другое направление, чем в статье",
        "support": "слова, не подтверждённые статьёй",
        "support.opposite": "противоположное тому, что в статье",
        "support.roles": "имена, поменявшиеся местами",
        "contradiction": "противоречие с другим предложением",
        "failed": "предложение, которое не удалось проверить",
        "language": "язык, который Beleg не может проверить",
    }
    abstentions: ClassVar[Mapping[Reason, str]] = {
        "no_articles": "Статей для поиска пока нет. Их добавляет команда «beleg index ПАПКА».",
        "unknown_name": "Ни одна статья не упоминает {name}{searched}.{did_you_mean}",
        "no_statement": "Ни одна статья не цитирует {name}{on_this}.",
        "name_but_not_topic": "{mentions}, но ответа на этот вопрос я там не нашёл.{nearest}",
        "outside_dates": "В статьях{since}{until} я не нашёл ответа.{undated}",
        "who_is_meant": "Я не знаю, о ком речь ({name}): каждый вопрос я вижу отдельно. Спросите ещё раз, назвав имя.",
        "nothing_more": "Больше об этом в статьях ничего нет.",
        "not_in_articles": "В статьях я не нашёл ответа на этот вопрос.{nearest}"
        " Спросите о человеке, месте или событии из статей.",
    }
