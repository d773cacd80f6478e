"""The answer without a language model: the best statements or sentences, word for word, each with its source."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.abstaining import abstain, other_spellings
from bot.answering.citations import verify
from bot.answering.composing import Composed, Limits
from bot.answering.copies import placed
from bot.answering.quoting import Cited, cite, holder, lines, manner, short_name, through
from bot.answering.selection import Quotation, best_sentences, leads, statements_of, statements_on_topic
from bot.answering.several import shared, together
from bot.answering.wording import Wording, wording
from retrieval.datatypes import Reason, Retrieval

_MODE = "extractive"
_MOST_HOLDERS = 5  # of a role, named in a heading
_FEWEST = 3  # statements that are shown, if there are so many, even where they must be clipped shorter for it


def compose(retrieval: Retrieval, limits: Limits, /) -> Composed:
    """Quote the evidence, or say why there is nothing to quote.

    The text of an answer names no source but speaker, agency and day: whoever shows it lists the citations below it.
    """
    words = wording(retrieval.query.answer_language or retrieval.query.language)
    each = (retrieval, *retrieval.further)
    if len(each) == 1:
        return _of_one(retrieval, limits, words)
    share = shared(limits, len(each))
    joined = together([_of_one(one, share, words) for one in each])
    articles = {found.article.article_id: found.article for one in each for found in one.evidence}
    verify(joined.text, joined.citations, articles)
    return joined


def _of_one(retrieval: Retrieval, limits: Limits, words: Wording) -> Composed:
    """Quote what was found for one speaker, or for a question that names none."""
    if retrieval.reason is not None:
        return abstain(retrieval, retrieval.reason, limits, words, mode=_MODE)
    chosen = placed(_chosen(retrieval, limits), retrieval.evidence)
    if not chosen:
        reason: Reason = "no_statement" if retrieval.query.intent == "said" else "not_in_articles"
        return abstain(retrieval, reason, limits, words, mode=_MODE)
    composed = _fitted(retrieval, chosen, limits, words)
    verify(composed.text, composed.citations, {quotation.article.article_id: quotation.article for quotation in chosen})
    return composed


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


def _fitted(retrieval: Retrieval, chosen: Sequence[Quotation], limits: Limits, words: Wording) -> Composed:
    """Show as many quotations as fit, clipped harder if that makes room for the fewest there should be."""
    headed = retrieval.query.intent == "said" and any(quotation.kind for quotation in chosen)
    composed = Composed("", _MODE)
    longest = limits.quotation_characters
    for limit in (longest, longest * 3 // 4, longest // 2):
        cited = [cite(n, quotation, words, limit=limit) for n, quotation in enumerate(chosen, start=1)]
        for count in range(len(chosen), 0, -1):
            composed = _layout(retrieval, cited[:count], words, headed=headed)
            if len(composed.text) <= limits.max_characters:
                if count >= min(_FEWEST if headed else 1, len(chosen)):
                    return composed
                break
    return composed


def _layout(retrieval: Retrieval, cited: Sequence[Cited], words: Wording, *, headed: bool) -> Composed:
    """Write the quotations one below the other, those of one article together."""
    text = [_heading(retrieval, cited, words)] if headed else []
    if sharing := retrieval.searched.namesakes[:_MOST_HOLDERS]:
        text.insert(0, words.namesakes.format(names=", ".join(words.name(short_name(name)) for name in sharing)))
    if meant := short_name(retrieval.searched.meant):
        text.insert(0, words.meant.format(name=words.name(meant)))
    if limit := words.above_limited(retrieval.query.since, retrieval.query.until):
        text.insert(0, limit)
    article_id = None
    for one in cited:
        if text and not (headed and one.citation.article_id == article_id):
            text.append("")
        article_id = one.citation.article_id
        told = _of_statement(one, retrieval, words) if headed else _of_sentence(one, words)
        text += lines(one, told, words)
    return Composed("\n".join(text), _MODE, tuple(one.citation for one in cited))


def _of_statement(cited: Cited, retrieval: Retrieval, words: Wording) -> list[str]:
    """Return what is told of a quotation below the heading that names the speaker, or that it is nobody's statement."""
    if cited.quotation.kind is None:
        return [words.not_said]
    return [holder(cited.quotation, retrieval, words), *manner(cited.quotation, words)]


def _of_sentence(cited: Cited, words: Wording) -> list[str]:
    """Return what is told of a sentence: who says it, if anybody, and how."""
    quotation = cited.quotation
    if quotation.kind is None:
        return []
    name = words.name(short_name(quotation.speaker)) or words.nameless
    return [name, words.stances.get(quotation.stance, ""), through(quotation, words)]


def _heading(retrieval: Retrieval, cited: Sequence[Cited], words: Wording) -> str:
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
    said = [one.citation.article_id for one in cited if one.quotation.kind]
    return words.heading(words.name(speaker), other_spellings(spellings, searched.resolved), len(said), len(set(said)))
