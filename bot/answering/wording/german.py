"""Answers in German."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from bot.answering.wording.base import Counted, Wording
from retrieval.datatypes import Reason, Stance


class German(Wording):
    """German."""

    months = ("Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
    date = "{day}. {month} {year}"
    marks = (("„", "“"), ("‚", "‘"))
    languages: ClassVar[Mapping[str, str]] = {
        "de": "Deutsch",
        "en": "Englisch",
        "fr": "Französisch",
        "ru": "Russisch",
        "uk": "Ukrainisch",
        "es": "Spanisch",
        "it": "Italienisch",
        "pl": "Polnisch",
    }
    reported_in = "Auch berichtet auf {languages}:"
    conjunction = "und"
    ask_instead = "Frag zum Beispiel:"
    reported = "indirekte Rede"
    stances: ClassVar[Mapping[Stance, str]] = {"denied": "bestritten", "rumour": "angeblich"}
    not_said = "Worte des Artikels"
    nameless = "zitiert, Sprecher in der Nähe nicht genannt"
    also_at = "auch"
    differs = "anders als"
    searched = "gesucht"
    goes_on = "der Satz geht weiter"
    found = "{statements} in {articles}"
    meant = "Zu {name}:"
    namesakes = "Mehrere dieses Namens kommen zu Wort: {names}."
    elsewhere = "Zitiert wird {name} hierzu:"
    statements = Counted("1 Aussage", "{n} Aussagen")
    articles = Counted("1 Artikel", "{n} Artikeln")
    named = "„{name}“"
    unnamed = "diesen Namen"
    did_you_mean = " War {names} gemeint?"
    either = "oder"
    mentions = Counted("Ein Artikel erwähnt", "{n} Artikel erwähnen", none="Die Artikel erwähnen")
    since = " vom {day} an"
    until = " bis zum {day}"
    on_day = " vom {day}"
    limited = "In Artikeln{since}{until}:"
    reports_differ = "Die Berichte unterscheiden sich:"
    without_day = "Ohne Datum"
    further = Counted("und 1 weitere Stelle", "und {n} weitere Stellen")
    undated = Counted(
        " Ein Artikel ohne Datum blieb außer Betracht.", " {n} Artikel ohne Datum blieben außer Betracht."
    )
    on_this = " dazu"
    nearest = " Am nächsten kommt {article}."
    carried = "Weiter zu {names}:"
    understood = "Verstanden als: {question}, neu formuliert von {model}"
    translated = "übersetzt von {model}, geprüft von Beleg: {text}"
    worded = "formuliert von {model}, geprüft von Beleg"
    left_out = Counted("1 Satz ausgelassen", "{n} Sätze ausgelassen")
    verdicts: ClassVar[Mapping[str, str]] = {
        "supported": "belegt",
        "contradicted": "widersprochen",
        "attributed": "anders zugeschrieben",
        "not_found": "nicht gefunden",
        "not_checked": "nicht geprüft",
    }
    faults: ClassVar[Mapping[str, str]] = {
        "form": "eine Form, die nicht erlaubt ist",
        "form.question": "eine Frage, die nichts behauptet",
        "form.too_long": "mehr Zeichen, als geprüft werden",
        "form.empty": "keine Wörter",
        "evidence": "Worte, die nicht im Artikel stehen",
        "numbers": "eine Zahl, die der Artikel nicht nennt",
        "calendar": "ein Datum, das der Artikel nicht nennt",
        "units": "eine andere Einheit oder Währung als im Artikel",
        "names": "ein Name, den der Artikel dort nicht nennt",
        "attribution": "eine Aussage ohne den, der sie macht",
        "attribution.wrong_speaker": "ein anderer Sprecher als im Artikel",
        "attribution.rumour_as_fact": "ein Gerücht als Tatsache",
        "denial": "ein Dementi, das fehlt oder hinzukam",
        "negation": "ein „nicht“, das fehlt, hinzukam oder woanders steht",
        "modality": "Ungewisses als gewiss oder umgekehrt",
        "extremes": "ein anderes Ausmaß oder eine andere Richtung als im Artikel",
        "support": "Wörter, die der Artikel nicht trägt",
        "support.opposite": "das Gegenteil dessen, was im Artikel steht",
        "support.roles": "Namen mit vertauschten Rollen",
        "contradiction": "ein Widerspruch zu einem anderen Satz",
        "failed": "ein Satz, der sich nicht prüfen ließ",
        "language": "eine Sprache, die Beleg nicht prüfen kann",
    }
    abstentions: ClassVar[Mapping[Reason, str]] = {
        "no_articles": "Es gibt noch keine Artikel, die ich durchsuchen könnte. „beleg index ORDNER“ liest welche ein.",
        "unknown_name": "Kein Artikel erwähnt {name}{searched}.{did_you_mean}",
        "no_statement": "Kein Artikel zitiert {name}{on_this}.",
        "name_but_not_topic": "{mentions}, aber ich habe dort nichts gefunden, was diese Frage beantwortet.{nearest}",
        "outside_dates": "In den Artikeln{since}{until} habe ich keine Antwort gefunden.{undated}",
        "who_is_meant": "Ich weiß nicht, wer mit {name} gemeint ist, denn ich sehe jede Frage für sich. Bitte frag noch"
        " einmal mit dem Namen.",
        "nothing_more": "Mehr dazu steht nicht in den Artikeln.",
        "not_in_articles": "In den Artikeln habe ich nichts gefunden, was diese Frage beantwortet.{nearest}"
        " Frag nach einer Person, einem Ort oder einem Ereignis aus den Artikeln.",
    }
