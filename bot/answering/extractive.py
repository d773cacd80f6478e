"""The answer without a language model: the best statements or sentences, word for word, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.abstaining import abstain, other_spellings
from bot.answering.answer import Entry, Heading, Section, citations_of
from bot.answering.citations import verify
from bot.answering.composing import Composed, Limits
from bot.answering.copies import placed
from bot.answering.layout import plain
from bot.answering.quoting import cite, headline, holder, manner, short_name, through
from bot.answering.selection import Quotation, best_sentences, leads, statements_of, statements_on_topic
from bot.answering.several import shared, together
from bot.answering.wording import Wording, wording
from retrieval.datatypes import Reason, Retrieval

_MODE = "extractive"
_MOST_HOLDERS = 5  # of a role, named in a heading
_FEWEST = 3  # statements that are shown, if there are so many, even where they must be clipped shorter for it


def compose(retrieval: Retrieval, limits: Limits, /) -> Composed:
    """Quote the evidence, or say why there is nothing to quote."""
    words = wording(retrieval.query.answer_language or retrieval.query.language)
    each = (retrieval, *retrieval.further)
    share = shared(limits, len(each)) if len(each) > 1 else limits
    sections = together([_of_one(one, share, words) for one in each])
    # A copy that holds the words may be quoted in place of what was found.
    articles = {
        copy.article.article_id: copy.article for one in each for found in one.evidence for copy in found.copies
    }
    articles |= {found.article.article_id: found.article for one in each for found in one.evidence}
    verify(plain(sections, words), citations_of(sections), articles)
    return Composed(sections, _MODE)


def _of_one(retrieval: Retrieval, limits: Limits, words: Wording) -> Section:
    """Quote what was found for one speaker, or for a question that names none."""
    if retrieval.reason is not None:
        return abstain(retrieval, retrieval.reason, limits, words)
    if chosen := placed(_chosen(retrieval, limits), retrieval.evidence):
        return _fitted(retrieval, chosen, limits, words)
    reason: Reason = "no_statement" if retrieval.query.intent == "said" else "not_in_articles"
    return abstain(retrieval, reason, limits, words)


def _chosen(retrieval: Retrieval, limits: Limits) -> list[Quotation]:
    """Return what the answer may quote, best first."""
    query, longest = retrieval.query, limits.quotation_characters
    if query.intent == "summary":
        return leads(retrieval, limit=limits.quotations, longest=longest)
    if query.intent == "said" and query.topic:
        return statements_on_topic(retrieval, limit=limits.statements, longest=longest)
    if query.intent == "said" and (said := statements_of(retrieval, limit=limits.statements, longest=longest)):
        return said
    return best_sentences(retrieval, limit=limits.quotations, longest=longest)


def _fitted(retrieval: Retrieval, chosen: Sequence[Quotation], limits: Limits, words: Wording) -> Section:
    """Show as many quotations as fit, clipped harder if that makes room for the fewest there should be."""
    headed = retrieval.query.intent == "said" and any(quotation.kind for quotation in chosen)
    section = Section()
    longest = limits.quotation_characters
    for limit in (longest, longest * 3 // 4, longest // 2):
        entries = [
            _entry(n, quotation, retrieval, words, limit=limit, headed=headed)
            for n, quotation in enumerate(chosen, start=1)
        ]
        for shown in range(len(chosen), 0, -1):
            section = _section(retrieval, entries[:shown], headed=headed)
            if len(plain([section], words)) <= limits.max_characters:
                if shown >= min(_FEWEST if headed else 1, len(chosen)):
                    return section
                break
    return section


def _entry(n: int, quotation: Quotation, retrieval: Retrieval, words: Wording, *, limit: int, headed: bool) -> Entry:
    """Cite a quotation, with what is told of it below a heading that names the speaker, or by itself."""
    entry = replace(cite(n, quotation, limit=limit), apart=quotation.apart, differing=quotation.differing)
    language = words.language_of(quotation.article.language) if quotation.apart else ""
    name: str = ""
    told: tuple[str, ...] = ()
    if quotation.kind is None:
        told = (words.not_said,) if headed else ()
    elif headed:
        name, told = holder(quotation, retrieval), manner(quotation, words)
    else:
        name = short_name(quotation.speaker)
        told = "" if name else words.nameless, words.stances.get(quotation.stance, ""), through(quotation, words)
    return replace(entry, holder=name, manner=tuple(filter(None, (*told, language))))


def _section(retrieval: Retrieval, entries: Sequence[Entry], *, headed: bool) -> Section:
    """Return quotations with what is told above them."""
    query, searched = retrieval.query, retrieval.searched
    if sum(entry.differing for entry in entries) == 1:
        # The report that differs had no room.
        entries = [replace(entry, differing=False) for entry in entries]
    return Section(
        tuple(entries),
        heading=_heading(retrieval, entries) if headed else None,
        meant=short_name(searched.meant),
        namesakes=tuple(map(short_name, searched.namesakes[:_MOST_HOLDERS])),
        since=query.since,
        until=query.until,
        event=headline(searched.event) if searched.event else "",
    )


def _heading(retrieval: Retrieval, entries: Sequence[Entry]) -> Heading:
    """Name the speaker, or the role asked for and who holds it, and how much is quoted."""
    query, searched = retrieval.query, retrieval.searched
    asked, holders = short_name(query.speaker), [short_name(name) for name in searched.speakers[:_MOST_HOLDERS]]
    speaker = asked if searched.namesakes else short_name(searched.resolved) or asked
    if len(searched.speakers) == 1:
        speaker = f"{holders[0]} ({asked})"
    elif holders:
        speaker = f"{asked}: {', '.join(holders)}"
    spellings = [
        s for name in searched.names for s in searched.names[name] if name == query.speaker or not query.speaker
    ]
    said = [entry.citation.article_id for entry in entries if entry.citation.kind]
    return Heading(speaker, other_spellings(spellings, searched.resolved), len(said), len(set(said)))
