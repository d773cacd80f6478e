"""Answers and passages as Discord messages; pure functions, no client."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from bot.answering.answer import Answer, Citation
from bot.answering.citations import printable
from bot.answering.emphasis import shown
from bot.answering.wording import wording
from bot.discord_app.markdown import LIMIT, Span, clean, escape, escape_around, length, one_line, split
from bot.discord_app.texts import Texts, in_language
from retrieval.datatypes import Article, Source

# Code points of a title, a publisher and a question shown; what is longer is cut, for a phone's screen.
_TITLE, _PUBLISHER, _QUESTION = 120, 60, 300
# A longer address is not linked: a line of sources with three addresses has to fit one message.
_ADDRESS = 400
_ALSO_AT = 2
# Code points of article shown before and after the quotation of a passage.
_AROUND = 450
_SPELLINGS = 6

_BOLD = "**"
_MARKER = re.compile(r"\[([0-9]{1,4})\]")
_BULLET = re.compile(r"^•(?= )", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?…](?=[\"'”“»«’)\]]*\s)[\"'”“»«’)\]]*\s+|\n+")


def messages(answer: Answer) -> list[str]:
    """Return the contents of the messages that show `answer`: question, text, sources, each message within the limit.

    The sources stand whole: in the last message with text where they fit, else in messages of their own.
    """
    texts = in_language(answer.language)
    asked = f"> {escape(one_line(answer.question, at_most=_QUESTION))}\n"
    text, keep = body(answer)
    keep = [(start + len(asked), end + len(asked)) for start, end in keep]
    parts = [part for part in split(asked + text, keep=keep) if part.strip()]
    for block in _blocks([*_sources(answer.citations, texts), *_spellings(answer, texts)]):
        if length(parts[-1]) + 2 + length(block) <= LIMIT:
            parts[-1] = f"{parts[-1].rstrip()}\n\n{block}"
        else:
            parts.append(block)
    return parts


def body(answer: Answer) -> tuple[str, list[Span]]:
    """Return the answer's text, escaped but for its markers, and the spans no message may cut (quotations, markers).

    The lines that head a list of statements and the words that answer are set in bold, and bullets become Discord's
    own.
    """
    text = clean(answer.text)
    numbers = {citation.n for citation in answer.citations}
    markers = [match.span() for match in _MARKER.finditer(text) if int(match[1]) in numbers]
    bullets = [match.span() for match in _BULLET.finditer(text)]
    escaped = escape_around(_BULLET.sub("-", text), [*markers, *bullets])
    quotations = list(shown(text, answer.citations, fit=lambda quote: clean(printable(quote))))
    keep = [escaped.at(span) for span in (*markers, *(one.quotation for one in quotations))]
    bold = []
    heading, gap, _ = text.partition("\n\n")
    if gap and not answer.abstained and not (markers and markers[0][0] < len(heading)):
        bold.append(escaped.at((0, len(heading))))
    for one in quotations:
        # A quotation that no message can hold is cut somewhere, and so might its answer be.
        start, end = escaped.at(one.quotation)
        if one.answer and length(escaped.text[start:end]) + 2 * len(_BOLD) <= LIMIT:
            bold.append(escaped.at(one.answer))
    return _set_bold(escaped.text, bold, keep)


def _set_bold(text: str, bold: Sequence[Span], keep: Sequence[Span]) -> tuple[str, list[Span]]:
    """Return `text` with its spans `bold`, which do not overlap, in bold, and where the spans `keep` stand then."""
    edges = sorted(edge for span in bold for edge in span)
    pieces = [text[start:end] for start, end in zip([0, *edges], [*edges, len(text)], strict=True)]
    moved = [
        (start + len(_BOLD) * bisect_left(edges, start), end + len(_BOLD) * bisect_right(edges, end))
        for start, end in keep
    ]
    return _BOLD.join(pieces), moved


def _sources(citations: Sequence[Citation], texts: Texts) -> Iterable[str]:
    """Yield one line for each article cited, in order: its markers, linked title, publisher, date."""
    articles: dict[str, list[Citation]] = {}
    for citation in citations:
        articles.setdefault(citation.article_id, []).append(citation)
    for cited in articles.values():
        markers = " ".join(f"[{citation.n}]" for citation in cited)
        yield f"{markers} {source(cited[0], texts)}{_also_at(cited[0].also_at, texts)}"


def _also_at(others: Sequence[Source], texts: Texts) -> str:
    """Return links to the first further addresses of an article, named by their hosts."""
    hosts = {address: urlsplit(address).hostname for other in others if (address := link(other.url))}
    links = [f"[{escape(host or '')}](<{address}>)" for address, host in list(hosts.items())[:_ALSO_AT]]
    return f" · {texts.also_at} {', '.join(links)}" if links else ""


def source(of: Citation | Article, texts: Texts) -> str:
    """Return ``[title](<url>) · publisher · date`` without what is unknown; the file name where there is no address."""
    title = one_line(of.title, at_most=_TITLE) or of.article_id
    address = link(of.url)
    # A bracket inside a link's text would end it early for some clients.
    label = escape(title.translate(str.maketrans("[]", "()")))
    named = [f"[{label}](<{address}>)" if address else escape(title)]
    if of.publisher:
        named.append(escape(one_line(of.publisher, at_most=_PUBLISHER)))
    if of.published:
        named.append(wording(texts.language).day(of.published))
    if not address and of.path:
        named.append(escape(one_line(PurePath(of.path).name, at_most=_TITLE)))
    return " · ".join(part for part in named if part)


def link(url: str | None) -> str | None:
    """Return `url` in a form that cannot leave a link's brackets; None if it is no web address or too long."""
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    address = percent_encode(url.strip(), safe="%/:=&?~#+!$,;'@*-._", errors="replace")
    return address if usable and len(address) <= _ADDRESS else None


def _spellings(answer: Answer, texts: Texts) -> Iterable[str]:
    """Yield the line that names the spellings searched beside the asker's own, unless the text has named some."""
    if answer.also_searched and not any(name in answer.text for name in answer.also_searched):
        names = ", ".join(escape(one_line(name, at_most=60)) for name in answer.also_searched[:_SPELLINGS])
        yield f"-# {texts.also_searched} {names}"


def _blocks(lines: Iterable[str]) -> list[str]:
    """Return the lines joined into blocks that each fit one message; no line is cut."""
    blocks: list[str] = []
    for line in lines:
        if blocks and length(blocks[-1]) + 1 + length(line) <= LIMIT:
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    return blocks


def passage(article: Article, start: int, end: int, texts: Texts) -> str:
    """Return one message: the source, then the quotation ``article.text[start:end]`` in bold where it stands.

    As much of the surrounding text is shown as fits, from a sentence's beginning to a sentence's end.
    """
    heading = source(article, texts)
    for around in (_AROUND, _AROUND // 2, _AROUND // 6, 0):
        before, after = _before(article.text, start, around), _after(article.text, end, around)
        shown = f"{heading}\n>>> {before}**{escape(clean(article.text[start:end]))}**{after}"
        if length(shown) <= LIMIT:
            return shown
    quoted = split(escape(clean(article.text[start:end])), limit=LIMIT - length(heading) - 16)[0].rstrip()
    return f"{heading}\n>>> **{quoted}** …"


def _before(text: str, start: int, around: int) -> str:
    """Return up to `around` code points that lead up to the quotation, from a sentence's or at least a word's start."""
    first = max(0, start - around)
    lead = text[first:start]
    if first:
        borders = [match.end() for match in _SENTENCE_END.finditer(lead) if match.end() < len(lead)]
        cut = borders[0] if borders else lead.find(" ") + 1
        lead = f"… {lead[cut:]}" if around else "… "
    return _joined(lead)


def _after(text: str, end: int, around: int) -> str:
    """Return up to `around` code points that follow the quotation, up to a sentence's or at least a word's end."""
    last = min(len(text), end + around)
    tail = text[end:last]
    if last < len(text):
        borders = [match.end() for match in _SENTENCE_END.finditer(tail)]
        cut = borders[-1] if borders else tail.rfind(" ") + 1
        tail = f"{tail[:cut].rstrip()} …" if around else " …"
    return _joined(tail)


def _joined(text: str) -> str:
    """Return `text` escaped, its blanks at both ends kept as one."""
    inner = escape(clean(text))
    if not inner:
        return "\n" if "\n" in text else " " if text else ""
    lead = _border(text[: len(text) - len(text.lstrip())])
    tail = _border(text[len(text.rstrip()) :])
    return f"{lead}{inner}{tail}"


def _border(blanks: str) -> str:
    return "\n\n" if blanks.count("\n") > 1 else "\n" if "\n" in blanks else " " if blanks else ""
