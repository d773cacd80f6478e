"""Answers written by hand: what renderings are given, without an index and without a composer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.answer import Answer, Citation, Entry, Facts, Heading, Section, citations_of, reason_of
from bot.answering.composing import Limits
from bot.answering.extractive import compose
from bot.answering.layout import plain
from bot.answering.quoting import short_title
from bot.answering.wording import wording
from retrieval.datatypes import Reason, Retrieval


def entry(cited: Citation, *, holder: str = "", manner: tuple[str, ...] = (), apart: bool = False) -> Entry:
    """Return a quotation that is shown whole."""
    return Entry(cited, short_title(cited.title), holder=holder, manner=manner, apart=apart)


def answer(
    *entries: Entry,
    question: str = "What did the mayor say?",
    language: str = "en",
    heading: Heading | None = None,
    reason: Reason | None = None,
    facts: Facts | None = None,
    elsewhere: str = "",
) -> Answer:
    """Return an answer of one section."""
    abstention = facts or Facts() if reason else None
    section = Section(entries, heading=heading, reason=reason, facts=abstention, elsewhere=elsewhere)
    return Answer(question, language, (section,))


def silent(question: str, language: str, reason: Reason | None = None) -> Answer:
    """Return an answer that quotes nothing, or an abstention for a reason."""
    return Answer(question, language, (Section(reason=reason, facts=Facts() if reason else None),))


def text_of(shown: Answer | Sequence[Section], language: str = "en") -> str:
    """Return an answer, or the sections of one in a language, as plain text."""
    if isinstance(shown, Answer):
        return plain(shown.sections, wording(shown.language))
    return plain(shown, wording(language))


@dataclass(frozen=True)
class Told:
    """What was composed, as it reads."""

    text: str
    citations: tuple[Citation, ...]
    reason: Reason | None
    mode: str


def composed(found: Retrieval, sizes: Limits) -> Told:
    """Compose an answer from what was found."""
    made = compose(found, sizes)
    text = text_of(made.sections, found.query.answer_language or found.query.language)
    return Told(text, citations_of(made.sections), reason_of(made.sections), made.mode)


def bare(text: str) -> str:
    """Return text without quotation marks: an answer has those of its language."""
    return re.sub('["„“”‟«»＂〝〞〟″❝❞‚‘’‹›]', "", text)
