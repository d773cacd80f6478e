"""Answers in German."""

from __future__ import annotations

from bot.answering.wording.base import Facts, Wording, listed
from retrieval.datatypes import Reason


class German(Wording):
    """German."""

    months = ("Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
    marks = (("„", "“"), ("»", "«"), ("‚", "‘"))
    reported = "indirekte Rede"
    denied = "bestritten"
    also_at = "auch"
    searched = "gesucht"
    goes_on = "der Satz geht weiter"

    def date(self, day: int, month: str, year: str) -> str:
        """Write a date with the day as an ordinal."""
        return f"{day}. {month} {year}"

    def found(self, statements: int, articles: int) -> str:
        """Count the statements and the articles they are in."""
        said = "1 Aussage" if statements == 1 else f"{statements} Aussagen"
        where = "1 Artikel" if articles == 1 else f"{articles} Artikeln"
        return f"{said} in {where}"

    def abstention(self, reason: Reason, facts: Facts) -> str:
        """Say in one or two sentences why there is no answer."""
        name = f"„{facts.name}“" if facts.name else "diesen Namen"
        match reason:
            case "no_articles":
                return "Es gibt noch keine Artikel, die ich durchsuchen könnte. „beleg index ORDNER“ liest welche ein."
            case "unknown_name":
                meant = f" War {listed(facts.did_you_mean, 'oder')} gemeint?" if facts.did_you_mean else ""
                return f"Kein Artikel erwähnt {name}{self.spelt(facts.spellings)}.{meant}"
            case "name_but_not_topic":
                many = "Ein Artikel erwähnt" if facts.articles == 1 else f"{facts.articles} Artikel erwähnen"
                found = f"{many} {name}" if facts.articles else f"Die Artikel erwähnen {name}"
                return f"{found}, aber ich habe dort nichts gefunden, was diese Frage beantwortet."
            case "outside_dates":
                since = f" vom {self.day(facts.since)} an" if facts.since else ""
                until = f" bis zum {self.day(facts.until)}" if facts.until else ""
                undated = {0: "", 1: " Ein Artikel ohne Datum blieb außer Betracht."}.get(
                    facts.undated, f" {facts.undated} Artikel ohne Datum blieben außer Betracht."
                )
                return f"In den Artikeln{since}{until} habe ich keine Antwort gefunden.{undated}"
            case "not_in_articles":
                return "In den Artikeln habe ich nichts gefunden, was diese Frage beantwortet."
