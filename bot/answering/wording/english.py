"""Answers in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from bot.answering.wording.base import Counted, Wording
from retrieval.datatypes import Reason, Stance


class English(Wording):
    """English, also for questions in a language that Beleg does not answer in."""

    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    marks = (("“", "”"), ("‘", "’"))
    languages: ClassVar[Mapping[str, str]] = {
        "de": "German",
        "en": "English",
        "fr": "French",
        "ru": "Russian",
        "uk": "Ukrainian",
        "es": "Spanish",
        "it": "Italian",
        "pl": "Polish",
    }
    reported_in = "Also reported in {languages}:"
    conjunction = "and"
    ask_instead = "You could ask:"
    reported = "reported speech"
    stances: ClassVar[Mapping[Stance, str]] = {"denied": "denied", "rumour": "reportedly"}
    not_said = "the article’s words"
    nameless = "quoted, speaker not named nearby"
    also_at = "also at"
    differs = "differs from"
    searched = "searched"
    goes_on = "the sentence goes on"
    found = "{statements} in {articles}"
    meant = "For {name}:"
    namesakes = "Several people of this name speak: {names}."
    elsewhere = "{name} is quoted on:"
    statements = Counted("1 statement", "{n} statements")
    articles = Counted("1 article", "{n} articles")
    named = "“{name}”"
    unnamed = "that name"
    did_you_mean = " Did you mean {names}?"
    either = "or"
    mentions = Counted("One article mentions", "{n} articles mention", none="The articles mention")
    since = " from {day}"
    until = " up to {day}"
    on_day = " of {day}"
    limited = "In articles{since}{until}:"
    undated = Counted(" One article without a date was left out.", " {n} articles without a date were left out.")
    on_this = " on this"
    nearest = " The nearest: {article}."
    carried = "Still about {names}:"
    abstentions: ClassVar[Mapping[Reason, str]] = {
        "no_articles": "There are no articles to search yet. Add some with “beleg index FOLDER”.",
        "unknown_name": "No article mentions {name}{searched}.{did_you_mean}",
        "no_statement": "No article quotes {name}{on_this}.",
        "name_but_not_topic": "{mentions}, but I found nothing there that answers this question.{nearest}",
        "outside_dates": "I found no answer in articles{since}{until}.{undated}",
        "who_is_meant": "I do not know whom {name} means, as I see each question by itself. Please ask again with the"
        " name.",
        "nothing_more": "The articles hold nothing more on this.",
        "not_in_articles": "I found nothing in the articles that answers this question.{nearest}"
        " Ask about a person, a place or an event in the articles.",
    }
