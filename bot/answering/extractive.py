"""The answer without a language model: the best statements or sentences, word for word, each with its source."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.answer import Citation
from bot.answering.citations import printable, verify
from bot.answering.clipping import Clip, clip
from bot.answering.composing import Composed, Limits
from bot.answering.selection import Quotation, best_sentences, statements_of
from bot.answering.wording import Facts, Wording, wording
from retrieval.datatypes import Reason, Retrieval

_MODE = "extractive"
_LONGEST_NAME = 80  # code points of a speaker, agency or publisher that an answer shows
_MOST_SPELLINGS = 5
_FEWEST = 3  # statements that are shown, if there are so many, even where they must be clipped shorter for it
_OPENING, _CLOSING = frozenset("\"„“”»«‚‘'‹›"), frozenset("\"“”«»‘’'›‹")


def compose(retrieval: Retrieval, limits: Limits, /) -> Composed:
    """Quote the evidence, or say why there is nothing to quote.

    The text names no source but speaker, agency and day: whoever shows it lists the citations below it.
    """
    words = wording(retrieval.query.language)
    if retrieval.reason is not None:
        return _abstain(retrieval, retrieval.reason, words)
    said = retrieval.query.intent == "said"
    chosen: list[Quotation] = []
    if said:
        chosen = statements_of(retrieval, limit=limits.statements, longest=limits.quotation_characters)
    headed = bool(chosen)
    chosen = chosen or best_sentences(retrieval, limit=limits.quotations, longest=limits.quotation_characters)
    if not chosen:
        return _abstain(retrieval, "name_but_not_topic" if said else "not_in_articles", words)
    composed = _fitted(retrieval, chosen, limits, words, headed=headed)
    verify(composed.text, composed.citations, {quotation.article.article_id: quotation.article for quotation in chosen})
    return composed


def _fitted(retrieval: Retrieval, chosen: list[Quotation], limits: Limits, words: Wording, *, headed: bool) -> Composed:
    """Show as many quotations as fit, clipped harder if that makes room for the fewest there should be."""
    composed = Composed("", _MODE)
    longest = limits.quotation_characters
    for limit in (longest, longest * 3 // 4, longest // 2):
        clipped = [(q, clip(q.article.text, q.start, q.end, limit=limit, language=q.article.language)) for q in chosen]
        for count in range(len(chosen), 0, -1):
            composed = _layout(retrieval, clipped[:count], words, headed=headed)
            if len(composed.text) <= limits.max_characters:
                if count >= min(_FEWEST if headed else 1, len(chosen)):
                    return composed
                break
    return composed


def _layout(retrieval: Retrieval, clipped: list[tuple[Quotation, Clip]], words: Wording, *, headed: bool) -> Composed:
    """Write the quotations one below the other, those of one article together."""
    lines: list[str] = []
    citations: list[Citation] = []
    for n, (quotation, clipping) in enumerate(clipped, start=1):
        article = quotation.article
        start = _start(article.text, quotation.start, clipping)
        citations.append(
            Citation(
                n=n,
                quote=article.text[start : clipping.end],
                article_id=article.article_id,
                title=article.title,
                publisher=article.publisher,
                published=article.published,
                url=article.url,
                path=article.path,
                language=article.language,
                start=start,
                end=clipping.end,
                kind=quotation.kind,
                speaker=quotation.speaker,
                via=quotation.via,
                also_at=tuple(
                    source
                    for source in quotation.also_at
                    if (source.url or source.path) not in (article.url, article.path)
                ),
                version=article.version,
            )
        )
        if lines and not (headed and article.article_id == citations[-2].article_id):
            lines.append("")
        lines.append(_line(quotation, citations[-1], clipping, words, headed=headed))
    if headed:
        lines[:0] = [_heading(retrieval, citations, words), ""]
    return Composed("\n".join(lines), _MODE, tuple(citations))


def _line(quotation: Quotation, citation: Citation, clipping: Clip, words: Wording, *, headed: bool) -> str:
    quote = printable(citation.quote)
    shown = quote if _has_own_marks(quote) else words.quoted(quote)
    if clipping.cut:
        shown += f" {words.cut(clipping.cut)}"
    source = []
    if headed:
        source += [words.denied if quotation.denied else words.reported] if quotation.kind == "indirect" else []
    else:
        source += filter(None, [_name(quotation.speaker or citation.publisher)])
    if quotation.via:
        source.append(f"via {_name(quotation.via)}")
    if citation.published:
        source.append(words.day(citation.published))
    bullet = "• " if headed else ""
    told = f" — {', '.join(source)}" if source else ""
    return f"{bullet}{shown}{told} [{citation.n}]"


def _heading(retrieval: Retrieval, citations: list[Citation], words: Wording) -> str:
    query, searched = retrieval.query, retrieval.searched
    speaker = _name(searched.resolved or query.speaker or "")
    spellings = [
        s for name in searched.names for s in searched.names[name] if name == query.speaker or not query.speaker
    ]
    others = _others(spellings, searched.resolved)
    articles = len({citation.article_id for citation in citations})
    return words.heading(speaker, others, len(citations), articles)


def _abstain(retrieval: Retrieval, reason: Reason, words: Wording) -> Composed:
    query, searched = retrieval.query, retrieval.searched
    names = [*filter(None, [query.speaker]), *query.names]
    name = next(iter(names), "")
    if reason == "unknown_name":
        name = next(iter(searched.unknown), name)
    spellings = searched.names.get(name, ())
    facts = Facts(
        name=_name(name),
        spellings=_others(spellings, name),
        did_you_mean=tuple(_name(other) for other in searched.did_you_mean[:3]),
        articles=len({hit.passage.article_id for hit in retrieval.hits if hit.signals.get("names")}),
        undated=searched.undated,
        since=query.since,
        until=query.until,
    )
    return Composed(words.abstention(reason, facts), _MODE, reason=reason)


def _others(spellings: Iterable[str], name: str | None) -> tuple[str, ...]:
    """Return the spellings fit for print; none if the words of the name are all there is."""
    shown = tuple(dict.fromkeys(_name(spelling) for spelling in spellings))[:_MOST_SPELLINGS]
    words = {_name(name), *_name(name).split()}
    return () if words.issuperset(shown) else shown


def _name(text: str | None) -> str:
    line = printable(text or "")
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"


def _has_own_marks(quote: str) -> bool:
    """Return whether the quotation stands in quotation marks of its own, opened and closed once."""
    inner = quote[1:-1]
    return (
        len(quote) > 2
        and quote[0] in _OPENING
        and quote[-1] in _CLOSING
        and not any(mark in inner for mark in {quote[0], quote[-1]})
    )


def _start(text: str, start: int, clipping: Clip) -> int:
    """Leave out a quotation mark at the start whose partner was cut off."""
    if clipping.cut and text[start] in _OPENING and not any(c in _CLOSING for c in text[start + 1 : clipping.end]):
        return start + 1
    return start
