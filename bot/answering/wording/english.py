"""Answers in English."""

from __future__ import annotations

from bot.answering.wording.base import Facts, Wording, listed
from retrieval.datatypes import Reason


class English(Wording):
    """English, also for questions in a language that Beleg does not answer in."""

    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    marks = (("“", "”"), ("‘", "’"), ("«", "»"))
    reported = "reported speech"
    denied = "denied"
    also_at = "also at"
    searched = "searched"
    goes_on = "the sentence goes on"

    def found(self, statements: int, articles: int) -> str:
        """Count the statements and the articles they are in."""
        said = "1 statement" if statements == 1 else f"{statements} statements"
        where = "1 article" if articles == 1 else f"{articles} articles"
        return f"{said} in {where}"

    def abstention(self, reason: Reason, facts: Facts) -> str:
        """Say in one or two sentences why there is no answer."""
        name = f"“{facts.name}”" if facts.name else "that name"
        match reason:
            case "no_articles":
                return "There are no articles to search yet. Add some with “beleg index FOLDER”."
            case "unknown_name":
                meant = f" Did you mean {listed(facts.did_you_mean, 'or')}?" if facts.did_you_mean else ""
                return f"No article mentions {name}{self.spelt(facts.spellings)}.{meant}"
            case "name_but_not_topic":
                many = "One article mentions" if facts.articles == 1 else f"{facts.articles} articles mention"
                found = f"{many} {name}" if facts.articles else f"The articles mention {name}"
                return f"{found}, but I found nothing there that answers this question."
            case "outside_dates":
                since = f" from {self.day(facts.since)}" if facts.since else ""
                until = f" up to {self.day(facts.until)}" if facts.until else ""
                undated = {0: "", 1: " One article without a date was left out."}.get(
                    facts.undated, f" {facts.undated} articles without a date were left out."
                )
                return f"I found no answer in articles{since}{until}.{undated}"
            case "not_in_articles":
                return "I found nothing in the articles that answers this question."
