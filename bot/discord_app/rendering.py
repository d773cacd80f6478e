"""Answers and passages as Discord messages; pure functions, no client.

Article text stands in block quotes and in the fields of small print and sources, and starts no line outside a quote.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import PurePath
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from bot.answering.answer import Answer, Citation, by_source
from bot.answering.emphasis import shown
from bot.answering.marks import BAR, SEPARATOR, field, name_field, printable, unmarked
from bot.answering.wording import wording
from bot.discord_app.markdown import LIMIT, Span, clean, escape, escape_around, length, split
from bot.discord_app.texts import Texts, in_language
from retrieval.datatypes import Article, Source

# Code points of a title, a publisher and a question shown; what is longer is cut, for a phone's screen.
_TITLE, _PUBLISHER, _QUESTION = 120, 60, 300
# A longer address is not linked: a line of sources with three addresses has to fit one message.
_ADDRESS = 400
_BESIDE = 2
# Code points of article shown before and after the quotation of a passage.
_AROUND = 450
_SPELLINGS = 6
# Characters by which the marks for bold and small print may lengthen a block quote with the line below it.
_MARKED_UP = 16

_BOLD, _QUOTE, _SMALL = "**", "> ", "-# "
_MARKER = re.compile(r"\[([0-9]{1,4})\]")
_BAR = re.compile(f"^{BAR}", re.MULTILINE)
_LINE_START = re.compile(r"\s*(?:([#+-])|\d{1,9}([.)]))")
_SENTENCE_END = re.compile(r"[.!?…](?=[\"'”“»«’)\]]*\s)[\"'”“»«’)\]]*\s+|\n+")


def messages(answer: Answer) -> list[str]:
    """Return the contents of the messages that show `answer`: question, text, sources, each message within the limit.

    The question is small print, quotations are block quotes with small print below each. The sources stand whole: in
    the last message with text where they fit, else in messages of their own.
    """
    texts = in_language(answer.language)
    asked = f"{_SMALL}{escape(field(answer.question, at_most=_QUESTION))}\n"
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
    """Return the answer's text, escaped but for its markers, and the spans no message may cut.

    Those are the markers, and the quotations with the line below each where a message can hold both. Bars become block
    quotes, the lines that begin with a marker small print; the lines that head a list of statements and the words that
    answer are set in bold.
    """
    text = clean(answer.text)
    numbers = {citation.n for citation in answer.citations}
    markers = [match.span() for match in _MARKER.finditer(text) if int(match[1]) in numbers]
    quotations = list(shown(text, answer.citations, fit=lambda quote: clean(printable(quote))))
    bars = [match.span() for match in _BAR.finditer(text)]
    escaped = escape_around(_BAR.sub(_QUOTE, text), [*markers, *bars])
    keep = [escaped.at(span) for span in markers]
    keep += [_with_the_line_below(escaped.text, escaped.at(one.quotation)) for one in quotations]
    inserted = [(escaped.at(span)[0], _SMALL) for span in markers if text[: span[0]].endswith("\n")]
    heading, gap, _ = text.partition("\n\n")
    if gap and not answer.abstained and not (markers and markers[0][0] < len(heading)):
        inserted += _bold(escaped.at((0, len(heading))))
    for one in quotations:
        # A quotation that no message can hold is cut somewhere, and so might its answer be.
        if one.answer and _fits(escaped.text[slice(*_line(escaped.text, escaped.at(one.quotation)))]):
            inserted += _bold(escaped.at(one.answer))
    return _with(escaped.text, [*inserted, *_further_lines(escaped.text)], keep)


def _bold(span: Span) -> list[tuple[int, str]]:
    return [(offset, _BOLD) for offset in span]


def _with_the_line_below(text: str, quotation: Span) -> Span:
    """Widen the span of a block quote to that of its line and the one below, as far as a message can hold it."""
    start, end = _line(text, quotation)
    last = _line(text, (end + 1, end + 1))[1]
    return (start, last) if text.startswith(_QUOTE, start) and _fits(text[start:last]) else quotation


def _line(text: str, span: Span) -> Span:
    """Return the span of the line, or the lines, that a span stands in."""
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, end if end >= 0 else len(text)


def _fits(text: str) -> bool:
    """Return whether a message can hold a block quote, with the line below it or without, once it is marked up."""
    return length(text) + _MARKED_UP <= LIMIT


def _further_lines(text: str) -> Iterable[tuple[int, str]]:
    """Yield where block quotes that no message can hold go on in another line, and what is written there."""
    start = 0
    for line in text.split("\n"):
        if line.startswith(_QUOTE) and not _fits(line):
            parts = split(line, limit=LIMIT - _MARKED_UP)
            for end in list(accumulate(map(len, parts)))[:-1]:
                yield start + end, f"\n{_QUOTE}"
                # What was in the middle of a line could begin a list or a heading at the start of one.
                if acting := _LINE_START.match(text, start + end):
                    yield acting.start(acting.lastindex or 0), "\\"
        start += len(line) + 1


def _with(text: str, inserted: Sequence[tuple[int, str]], keep: Sequence[Span]) -> tuple[str, list[Span]]:
    """Return `text` with marks inserted at their offsets, and where the spans `keep` stand then."""
    ordered = sorted(inserted, key=lambda one: one[0])
    offsets = [offset for offset, _ in ordered]
    widths = [0, *accumulate(len(mark) for _, mark in ordered)]
    pieces = [text[start:end] for start, end in zip([0, *offsets], [*offsets, len(text)], strict=True)]
    whole = pieces[0] + "".join(mark + piece for (_, mark), piece in zip(ordered, pieces[1:], strict=True))
    moved = [
        (start + widths[bisect_left(offsets, start)], end + widths[bisect_right(offsets, end)]) for start, end in keep
    ]
    return whole, moved


def _sources(citations: Sequence[Citation], texts: Texts) -> Iterable[str]:
    """Yield one line for each article cited, in order: its markers, linked title, publisher, date."""
    for cited in by_source(citations):
        markers = " ".join(f"[{citation.n}]" for citation in cited)
        first = cited[0]
        # A file with the same words says nothing new, one with others does.
        reachable = [other for other in first.also_at if link(other.url)]
        beside = _beside(texts.also_at, reachable) + _beside(texts.differs, first.differs)
        yield f"{markers} {source(first, texts)}{beside}"


def _beside(label: str, others: Sequence[Source]) -> str:
    """Return the first further sources behind a label: links named by their hosts, files by their names."""
    named: dict[str, None] = {}
    for other in others:
        if address := link(other.url):
            named[f"[{escape(urlsplit(address).hostname or '')}](<{address}>)"] = None
        elif other.path:
            named[escape(field(PurePath(other.path).name, at_most=_TITLE))] = None
    return f"{SEPARATOR}{label} {', '.join(list(named)[:_BESIDE])}" if named else ""


def source(of: Citation | Article, texts: Texts) -> str:
    """Return ``[“title”](<url>) · publisher · date`` without what is unknown; the file name if there is no address."""
    words = wording(texts.language)
    title = words.titled(field(of.title, at_most=_TITLE)) or of.article_id
    address = link(of.url)
    # A bracket inside a link's text would end it early for some clients.
    label = escape(title.translate(str.maketrans("[]", "()")))
    named = [f"[{label}](<{address}>)" if address else escape(title)]
    if of.publisher:
        named.append(escape(words.name(name_field(of.publisher, at_most=_PUBLISHER))))
    if of.published:
        named.append(words.day(of.published))
    if not address and of.path:
        named.append(escape(field(PurePath(of.path).name, at_most=_TITLE)))
    return SEPARATOR.join(part for part in named if part)


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
        names = ", ".join(escape(name_field(name, at_most=60)) for name in answer.also_searched[:_SPELLINGS])
        yield f"{_SMALL}{texts.also_searched} {names}"


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
    heading, text = source(article, texts), unmarked(article.text)
    for around in (_AROUND, _AROUND // 2, _AROUND // 6, 0):
        before, after = _before(text, start, around), _after(text, end, around)
        shown = f"{heading}\n>>> {before}**{escape(clean(text[start:end]))}**{after}"
        if length(shown) <= LIMIT:
            return shown
    quoted = split(escape(clean(text[start:end])), limit=LIMIT - length(heading) - 16)[0].rstrip()
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
