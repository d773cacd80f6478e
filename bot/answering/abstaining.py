"""Answers to questions that the articles do not answer: why, and what comes nearest."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.citations import verify
from bot.answering.composing import Composed, Limits
from bot.answering.quoting import Cited, cite, holder, lines, manner, short_name, short_title
from bot.answering.selection import statements_of
from bot.answering.wording import Facts, Wording
from retrieval.datatypes import Reason, Retrieval

_MOST_SPELLINGS = 5
# What somebody is quoted on instead of what was asked: statements, and code points of each.
_ELSEWHERE, _CHARACTERS = 3, 120


def abstain(retrieval: Retrieval, reason: Reason, limits: Limits, words: Wording, *, mode: str) -> Composed:
    """Say why there is no answer; of a person who is not quoted on what was asked, show what they are quoted on."""
    elsewhere = _elsewhere(retrieval, words) if reason == "no_statement" else []
    text = words.abstention(reason, _facts(retrieval, reason, quoted_elsewhere=bool(elsewhere)))
    for count in range(len(elsewhere), 0, -1):
        shown = [text, "", words.above_elsewhere(_speaker(retrieval))]
        shown += [line for cited in elsewhere[:count] for line in _shown(cited, retrieval, words)]
        longer = "\n".join(shown)
        if len(longer) <= limits.max_characters:
            citations = tuple(cited.citation for cited in elsewhere[:count])
            verify(longer, citations, {one.article.article_id: one.article for one in retrieval.evidence})
            return Composed(longer, mode, citations, reason)
    return Composed(text, mode, reason=reason)


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
        nearest=short_title(nearest.title) if nearest else "",
        nearest_day=nearest.published if nearest else None,
        quoted_elsewhere=quoted_elsewhere,
    )


def _asked(retrieval: Retrieval) -> str:
    """Return the name that was asked for, as the articles have it where the question's own is misspelt."""
    query, searched = retrieval.query, retrieval.searched
    if searched.meant and len(searched.names) == 1:
        return searched.meant
    return next(iter([*filter(None, [query.speaker]), *query.names]), "")


def _elsewhere(retrieval: Retrieval, words: Wording) -> list[Cited]:
    chosen = statements_of(retrieval, limit=_ELSEWHERE, longest=_CHARACTERS)
    return [cite(n, quotation, words, limit=_CHARACTERS) for n, quotation in enumerate(chosen, start=1)]


def _speaker(retrieval: Retrieval) -> str:
    """Return who is quoted: by name, or by the role asked for where several hold it."""
    searched = retrieval.searched
    only = searched.speakers[0] if len(searched.speakers) == 1 else None
    resolved = None if searched.namesakes else searched.resolved
    return short_name(resolved or only or _asked(retrieval))


def _shown(cited: Cited, retrieval: Retrieval, words: Wording) -> list[str]:
    title = short_title(cited.quotation.article.title)
    told = [holder(cited.quotation, retrieval, words), *manner(cited.quotation, words)]
    return lines(cited, [*told, words.titled(title)], words)
