"""Pieces of articles as an answer shows them: shortened, in quotation marks, cited, with who said it and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.answer import Citation
from bot.answering.clipping import Clip, clip
from bot.answering.marks import BAR, attribution, field, name_field, printable
from bot.answering.selection import Quotation
from bot.answering.wording import Wording
from retrieval.datatypes import Retrieval
from retrieval.names import same_person

_LONGEST_NAME = 80  # code points of a speaker, agency or publisher that an answer shows
_LONGEST_TITLE = 100  # code points
_OPENING, _CLOSING = frozenset("\"„“”»«‚‘'‹›"), frozenset("\"“”«»‘’'›‹")


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation with its citation and as it stands in the text of an answer, in quotation marks."""

    quotation: Quotation
    citation: Citation
    shown: str


def cite(n: int, quotation: Quotation, words: Wording, *, limit: int) -> Cited:
    """Shorten a quotation to `limit` code points, with signs where something is left out, and cite it as `n`."""
    article, answer = quotation.article, quotation.answer
    clipping = clip(
        article.text, quotation.start, quotation.end, limit=limit, language=article.language, keep=quotation.answer
    )
    start, end = _start(article.text, clipping), clipping.end
    if answer is not None and not start <= answer[0] < answer[1] <= end:
        answer = None
    citation = Citation(
        n=n,
        quote=article.text[start:end],
        article_id=article.article_id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        path=article.path,
        language=article.language,
        start=start,
        end=end,
        kind=quotation.kind,
        speaker=quotation.speaker,
        via=quotation.via,
        also_at=tuple(
            source for source in quotation.also_at if (source.url or source.path) not in (article.url, article.path)
        ),
        differs=quotation.differs,
        ground=quotation.ground,
        denied=quotation.stance == "denied",
        rumour=quotation.stance == "rumour",
        version=article.version,
        answer_start=answer[0] if answer else None,
        answer_end=answer[1] if answer else None,
    )
    quote = printable(citation.quote)
    shown = quote if _has_own_marks(quote) else words.quoted(quote)
    if clipping.start > quotation.start:
        shown = f"[…] {shown}"
    if clipping.cut:
        shown += f" {words.cut(clipping.cut)}"
    return Cited(quotation, citation, shown)


def lines(cited: Cited, told: Sequence[str], words: Wording) -> list[str]:
    """Return a quotation behind its bar, and the line below it: what is `told` of it, and its day."""
    published = cited.citation.published
    day = words.day(published) if published else ""
    return [f"{BAR}{cited.shown}", attribution(cited.citation.n, [*told, day])]


def holder(quotation: Quotation, retrieval: Retrieval, words: Wording) -> str:
    """Return who said it of those that share the name or hold the role asked for; "" where that goes without saying."""
    searched = retrieval.searched
    holders = searched.namesakes or searched.speakers
    if quotation.kind is None:
        return ""
    alone = searched.resolved or retrieval.query.speaker
    headed = holders[0] if len(holders) == 1 else None if holders else alone
    if not quotation.speaker and not holders:
        return ""
    if headed and quotation.speaker and (quotation.speaker == headed or same_person(quotation.speaker, headed)):
        return ""
    return words.name(short_name(quotation.speaker or retrieval.query.speaker))


def manner(quotation: Quotation, words: Wording) -> list[str]:
    """Return what must be told beside a statement: reported, denied or rumoured, and through whom it came."""
    told = [words.stances[quotation.stance]] if quotation.stance in words.stances else []
    if quotation.kind == "indirect" and not told:
        told.append(words.reported)
    return [*told, through(quotation, words)]


def through(quotation: Quotation, words: Wording) -> str:
    """Return through whom a quotation came; "" where nobody is named."""
    name = short_name(quotation.via)
    return f"via {words.name(name)}" if name else ""


def short_name(text: str | None) -> str:
    """Return the name of a person, agency or publisher fit for print; "" for None."""
    return name_field(text or "", at_most=_LONGEST_NAME)


def short_title(text: str) -> str:
    """Return a headline fit for print."""
    return field(text, at_most=_LONGEST_TITLE)


def _has_own_marks(quote: str) -> bool:
    """Return whether the quotation stands in quotation marks of its own, opened and closed once."""
    inner = quote[1:-1]
    return (
        len(quote) > 2
        and quote[0] in _OPENING
        and quote[-1] in _CLOSING
        and not any(mark in inner for mark in {quote[0], quote[-1]})
    )


def _start(text: str, clipping: Clip) -> int:
    """Leave out a quotation mark at the start whose partner was cut off."""
    start, end = clipping.start, clipping.end
    if clipping.cut and text[start] in _OPENING and not any(c in _CLOSING for c in text[start + 1 : end]):
        return start + 1
    return start
