"""The words around the quotations, in German and English; every other language gets the English ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.clipping import Cut
from retrieval.datatypes import Reason

_MONTHS = {
    "de": ["Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_MARKS = {
    "de": (("„", "“"), ("»", "«"), ("‚", "‘")),
    "en": (("“", "”"), ("‘", "’"), ("«", "»")),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The templates of one language."""

    language: Literal["de", "en"]

    def day(self, published: str) -> str:
        """Write the day of an article, given as ``YYYY-MM-DD`` with or without a time."""
        year, month, day = published[:10].split("-")
        name = _MONTHS[self.language][int(month) - 1]
        return f"{int(day)}. {name} {year}" if self.language == "de" else f"{int(day)} {name} {year}"

    def quoted(self, quote: str) -> str:
        """Put a quotation into the first quotation marks that it does not use itself."""
        pairs = _MARKS[self.language]
        opening, closing = next((p for p in pairs if p[0] not in quote and p[1] not in quote), pairs[0])
        return f"{opening}{quote}{closing}"

    def cut(self, cut: Cut) -> str:
        """Say that a quotation ends early."""
        if cut == "negation":
            return "[… der Satz geht weiter]" if self.language == "de" else "[… the sentence goes on]"
        return "[…]"

    def heading(self, speaker: str, spellings: Sequence[str], statements: int, articles: int) -> str:
        """Name the speaker, the other spellings that were searched, and how much was found."""
        if self.language == "de":
            searched = f" (gesucht: {', '.join(spellings)})" if spellings else ""
            said = "1 Aussage" if statements == 1 else f"{statements} Aussagen"
            where = "1 Artikel" if articles == 1 else f"{articles} Artikeln"
            return f"{speaker}{searched} · {said} in {where}"
        searched = f" (searched: {', '.join(spellings)})" if spellings else ""
        said = "1 statement" if statements == 1 else f"{statements} statements"
        where = "1 article" if articles == 1 else f"{articles} articles"
        return f"{speaker}{searched} · {said} in {where}"

    @property
    def reported(self) -> str:
        """What marks indirect speech, whose words are the article's."""
        return "indirekte Rede" if self.language == "de" else "reported speech"

    @property
    def denied(self) -> str:
        """What marks indirect speech that the speaker denies."""
        return "bestritten" if self.language == "de" else "denied"

    @property
    def also_at(self) -> str:
        """What stands before further addresses of the same article."""
        return "auch" if self.language == "de" else "also at"

    def abstention(self, reason: Reason, facts: Facts) -> str:
        """Say in one or two sentences why there is no answer."""
        return _german(reason, facts) if self.language == "de" else _english(reason, facts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an abstention may tell, fit for print; `since`/`until` are ``YYYY-MM-DD``, `articles` counts those that
    mention `name`, `undated` those that a date filter left out.
    """

    name: str = ""
    spellings: tuple[str, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    articles: int = 0
    undated: int = 0
    since: str | None = None
    until: str | None = None


def wording(language: str) -> Wording:
    """Return the templates for a question in `language` (ISO 639-1)."""
    return Wording("de" if language == "de" else "en")


def _english(reason: Reason, facts: Facts) -> str:
    name = f"“{facts.name}”" if facts.name else "that name"
    match reason:
        case "no_articles":
            return "There are no articles to search yet. Add some with “beleg index FOLDER”."
        case "unknown_name":
            searched = f" (searched: {', '.join(facts.spellings)})" if facts.spellings else ""
            meant = f" Did you mean {_listed(facts.did_you_mean, 'or')}?" if facts.did_you_mean else ""
            return f"No article mentions {name}{searched}.{meant}"
        case "name_but_not_topic":
            many = "One article mentions" if facts.articles == 1 else f"{facts.articles} articles mention"
            found = f"{many} {name}" if facts.articles else f"The articles mention {name}"
            return f"{found}, but I found nothing there that answers this question."
        case "outside_dates":
            since = f" from {_EN.day(facts.since)}" if facts.since else ""
            until = f" up to {_EN.day(facts.until)}" if facts.until else ""
            undated = {0: "", 1: " One article without a date was left out."}.get(
                facts.undated, f" {facts.undated} articles without a date were left out."
            )
            return f"I found no answer in articles{since}{until}.{undated}"
        case "not_in_articles":
            return "I found nothing in the articles that answers this question."


def _german(reason: Reason, facts: Facts) -> str:
    name = f"„{facts.name}“" if facts.name else "diesen Namen"
    match reason:
        case "no_articles":
            return "Es gibt noch keine Artikel, die ich durchsuchen könnte. „beleg index ORDNER“ liest welche ein."
        case "unknown_name":
            searched = f" (gesucht: {', '.join(facts.spellings)})" if facts.spellings else ""
            meant = f" War {_listed(facts.did_you_mean, 'oder')} gemeint?" if facts.did_you_mean else ""
            return f"Kein Artikel erwähnt {name}{searched}.{meant}"
        case "name_but_not_topic":
            many = "Ein Artikel erwähnt" if facts.articles == 1 else f"{facts.articles} Artikel erwähnen"
            found = f"{many} {name}" if facts.articles else f"Die Artikel erwähnen {name}"
            return f"{found}, aber ich habe dort nichts gefunden, was diese Frage beantwortet."
        case "outside_dates":
            since = f" vom {_DE.day(facts.since)} an" if facts.since else ""
            until = f" bis zum {_DE.day(facts.until)}" if facts.until else ""
            undated = {0: "", 1: " Ein Artikel ohne Datum blieb außer Betracht."}.get(
                facts.undated, f" {facts.undated} Artikel ohne Datum blieben außer Betracht."
            )
            return f"In den Artikeln{since}{until} habe ich keine Antwort gefunden.{undated}"
        case "not_in_articles":
            return "In den Artikeln habe ich nichts gefunden, was diese Frage beantwortet."


def _listed(names: Sequence[str], conjunction: str) -> str:
    return f" {conjunction} ".join(filter(None, (", ".join(names[:-1]), names[-1])))


_EN, _DE = Wording("en"), Wording("de")
