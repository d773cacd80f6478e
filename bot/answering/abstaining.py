"""Answers to questions that the articles do not answer: why, and what comes nearest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answering.answer import Entry, Facts, Section
from bot.answering.composing import Limits
from bot.answering.layout import plain
from bot.answering.quoting import cite, headline, holder, manner, short_name
from bot.answering.selection import statements_of
from bot.answering.wording import Wording
from retrieval.datatypes import Reason, Retrieval

_MOST_SPELLINGS = 5
# What somebody is quoted on instead of what was asked: statements, and code points of each.
_ELSEWHERE, _CHARACTERS = 3, 120


def abstain(retrieval: Retrieval, reason: Reason, limits: Limits, words: Wording) -> Section:
    """Say why there is no answer; of a person who is not quoted on what was asked, show what they are quoted on."""
    elsewhere = _elsewhere(retrieval, words) if reason == "no_statement" else []
    facts = _facts(retrieval, reason, quoted_elsewhere=bool(elsewhere))
    for shown in range(len(elsewhere), 0, -1):
        section = Section(tuple(elsewhere[:shown]), reason=reason, facts=facts, elsewhere=_speaker(retrieval))
        if len(plain([section], words)) <= limits.max_characters:
            return section
    return Section(reason=reason, facts=facts)


def other_spellings(spellings: Iterable[str], name: str | None) -> tuple[str, ...]:
    """Return the spellings fit for print; none if the words of the name are all there is."""
    shown = tuple(dict.fromkeys(short_name(spelling) for spelling in spellings))[:_MOST_SPELLINGS]
    words = {short_name(name), *short_name(name).split()}
    return () if words.issuperset(shown) else shown


def _facts(retrieval: Retrieval, reason: Reason, *, quoted_elsewhere: bool) -> Facts:
    query, searched = retrieval.query, retrieval.searched
    name = _asked(retrieval)
    if reason == "unknown_name":
        name = next(iter(searched.unknown), name)
    elif reason == "who_is_meant":
        name = query.pronoun or ""
    nearest = next((found.article for found in retrieval.evidence), None)
    return Facts(
        name=short_name(name),
        spellings=other_spellings(searched.names.get(name, ()), name),
        did_you_mean=tuple(short_name(other) for other in searched.did_you_mean[:3]),
        articles=len({hit.passage.article_id for hit in retrieval.hits if hit.signals.get("names")}),
        undated=searched.undated,
        since=query.since,
        until=query.until,
        event=headline(searched.event) if searched.event else "",
        nearest=headline(nearest) if nearest else "",
        nearest_day=nearest.published if nearest else None,
        quoted_elsewhere=quoted_elsewhere,
    )


def _asked(retrieval: Retrieval) -> str:
    """Return the name that was asked for, as the articles have it where the question's own is misspelt."""
    query, searched = retrieval.query, retrieval.searched
    if searched.meant and len(searched.names) == 1:
        return searched.meant
    return next(iter([*filter(None, [query.speaker]), *query.names]), "")


def _elsewhere(retrieval: Retrieval, words: Wording) -> list[Entry]:
    chosen = statements_of(retrieval, limit=_ELSEWHERE, longest=_CHARACTERS)
    return [
        replace(
            cite(n, quotation, limit=_CHARACTERS),
            holder=holder(quotation, retrieval),
            manner=manner(quotation, words),
        )
        for n, quotation in enumerate(chosen, start=1)
    ]


def _speaker(retrieval: Retrieval) -> str:
    """Return who is quoted: by name, or by the role asked for where several hold it."""
    searched = retrieval.searched
    only = searched.speakers[0] if len(searched.speakers) == 1 else None
    resolved = None if searched.namesakes else searched.resolved
    return short_name(resolved or only or _asked(retrieval))
