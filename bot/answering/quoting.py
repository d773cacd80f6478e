"""Pieces of articles as an answer shows them: shortened, cited, with who said it and how."""

from __future__ import annotations

from bot.answering.answer import Citation, Entry
from bot.answering.clipping import Clip, clip
from bot.answering.marks import field, name_field
from bot.answering.selection import Quotation
from bot.answering.wording import Wording
from retrieval.datatypes import Article, Retrieval
from retrieval.names import same_person
from retrieval.text.untitled import called

_LONGEST_NAME = 80  # code points of a speaker, agency or publisher that an answer shows
_LONGEST_TITLE = 100  # code points
_OPENING, _CLOSING = frozenset("\"„“”»«‚‘'‹›"), frozenset("\"“”»«‘’'›‹")


def cite(n: int, quotation: Quotation, *, limit: int) -> Entry:
    """Shorten a quotation to `limit` code points and cite it as `n`."""
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
    return Entry(citation, headline(article), late=clipping.start > quotation.start, cut=clipping.cut)


def headline(article: Article) -> str:
    """Return the title of an article fit for print; its first words where it has none but the name of its file."""
    return short_title(called(article.title, article.path, lambda: article.text))


def holder(quotation: Quotation, retrieval: Retrieval) -> str:
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
    return short_name(quotation.speaker or retrieval.query.speaker)


def manner(quotation: Quotation, words: Wording) -> tuple[str, ...]:
    """Return what must be told beside a statement: reported, denied or rumoured, and through whom it came."""
    stance = words.stances.get(quotation.stance, words.reported if quotation.kind == "indirect" else "")
    return tuple(filter(None, (stance, through(quotation, words))))


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


def _start(text: str, clipping: Clip) -> int:
    """Leave out a quotation mark at the start whose partner was cut off."""
    start, end = clipping.start, clipping.end
    if clipping.cut and text[start] in _OPENING and not any(c in _CLOSING for c in text[start + 1 : end]):
        return start + 1
    return start
