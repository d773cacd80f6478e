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
    reports_differ = "Reports differ:"
    without_day = "Without a date"
    further = Counted("and 1 more", "and {n} more")
    undated = Counted(" One article without a date was left out.", " {n} articles without a date were left out.")
    on_this = " on this"
    nearest = " The nearest: {article}."
    carried = "Still about {names}:"
    understood = "Understood as: {question}, reworded by {model}"
    translated = "translated by {model}, checked by Beleg: {text}"
    worded = "worded by {model}, checked by Beleg"
    left_out = Counted("1 sentence left out", "{n} sentences left out")
    verdicts: ClassVar[Mapping[str, str]] = {
        "supported": "supported",
        "contradicted": "contradicted",
        "attributed": "attributed otherwise",
        "not_found": "not found",
        "not_checked": "not checked",
    }
    faults: ClassVar[Mapping[str, str]] = {
        "form": "a form that is not allowed",
        "form.question": "a question, which states nothing",
        "form.too_long": "more characters than are checked",
        "form.empty": "no words",
        "evidence": "words that are not in the article",
        "numbers": "a number that the article does not give",
        "calendar": "a date that the article does not give",
        "units": "another unit or currency than in the article",
        "names": "a name that the article does not give there",
        "attribution": "a statement without its speaker",
        "attribution.wrong_speaker": "another speaker than in the article",
        "attribution.rumour_as_fact": "a rumour told as a fact",
        "denial": "a denial lost or added",
        "negation": "a “not” lost, added or moved",
        "modality": "something uncertain told as certain, or the other way round",
        "extremes": "another extent or direction than in the article",
        "support": "words that the article does not bear out",
        "support.opposite": "the opposite of what the article says",
        "support.roles": "names in each other’s place",
        "contradiction": "a contradiction to another sentence",
        "failed": "a sentence that could not be checked",
        "language": "a language that Beleg cannot check",
    }
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
