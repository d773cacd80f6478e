"""Answers as Discord messages of plain text; pure functions, no client.

Article text stands in block quotes and in the fields of small print and sources, and starts no line outside a quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answering import layout
from bot.answering.answer import Answer, Entry, Prose, by_source
from bot.answering.marks import BAR, field, name_field
from bot.answering.quoting import short_name
from bot.answering.wording import Wording, wording
from bot.discord_app.markdown import LIMIT, escape, escape_around, length, split
from bot.discord_app.sources import beside, link, source
from bot.discord_app.texts import Texts, in_language

_QUESTION = 300  # code points of a question shown; what is longer is cut, for a phone's screen
_SPELLINGS = 6
# Characters by which the marks for bold and small print may lengthen a block quote with the line below it.
_MARKED_UP = 16

_BOLD, _QUOTE, _SMALL = "**", "> ", "-# "
_LINE_START = re.compile(r"\s*(?:([#+-])|\d{1,9}([.)]))")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand in one message where that can hold them; a blank line parts it from what comes before."""

    text: str
    apart: bool = False


def messages(answer: Answer) -> list[str]:
    """Return the contents of the messages that show `answer`: question, text, sources, each message within the limit.

    The question is small print, quotations are block quotes with small print below each. The sources stand whole: in
    the last message with text where they fit, else in messages of their own.
    """
    texts, words = in_language(answer.language), wording(answer.language)
    blocks = [_Block(_SMALL + escape(field(answer.question, at_most=_QUESTION)))]
    if carried := words.above_carried([short_name(name) for name in answer.carried]):
        blocks.append(_Block(_SMALL + escape(carried)))
    # What can be asked instead stands on buttons.
    greeting = [layout.Line("reason", answer.greeting)] if answer.greeting else []
    blocks += _blocks([*layout.lines(answer.sections, words), *greeting])
    entries = [entry for section in answer.sections for entry in section.entries]
    below = [*_sources(entries, texts), *_spellings(answer, texts, words)]
    blocks += (_Block(line, apart=number == 0) for number, line in enumerate(below))
    return _packed([*blocks, *(_prose(answer, answer.prose, words) if answer.prose else ())])


def _prose(answer: Answer, prose: Prose, words: Wording) -> Iterator[_Block]:
    """Yield a model's sentences, each above the quotation that it stands on, and below them who worded them.

    A sentence begins with its marker, by which it goes when its quotation goes.
    """
    for sentence in prose.sentences:
        said, quoted, told = layout.of_sentence(sentence, words)
        marker = f"[{said.n}]"
        shown = f"{marker} {escape(said.text.removesuffix(marker).rstrip())}"
        yield _Block(f"{shown}\n{_quotation(quoted)}\n{_SMALL}{_below(told)}", apart=True)
    own = {one.n for one in answer.further_citations}
    entries = {one.citation.n: one.entry for one in prose.sentences if one.citation.n in own}
    below = [*_sources(entries.values(), in_language(answer.language))]
    by = f"{_SMALL}{escape(words.below_prose(short_name(prose.model), prose.left_out))}"
    yield from (_Block(line, apart=number == 0) for number, line in enumerate([*below, by]))


def _blocks(lines: Iterable[layout.Line]) -> Iterator[_Block]:
    """Yield an answer's lines marked up, each quotation with the line below it."""
    apart, quoted = False, ""
    for line in lines:
        match line.kind:
            case "gap":
                apart = True
                continue
            case "quotation":
                quoted = _quotation(line)
                continue
            case "below":
                shown = f"{quoted}\n{_SMALL}{_below(line)}"
            case "translation":
                shown = f"{_SMALL}{_below(line)}"
            case "reason":
                shown = escape(line.text)
            case _:
                shown = f"{_BOLD}{escape(line.text)}{_BOLD}"
        yield _Block(shown, apart)
        apart = False


def _quotation(line: layout.Line) -> str:
    """Return a quotation as a block quote, the words that answer in bold where a message can hold it whole."""
    start = len(BAR)
    escaped = escape_around(line.text, [(0, start)])
    shown = escaped.text[start:]
    if line.answer and length(shown) + len(_QUOTE) + _MARKED_UP <= LIMIT:
        first, last = (at - start for at in escaped.at(line.answer))
        shown = f"{shown[:first]}{_BOLD}{shown[first:last]}{_BOLD}{shown[last:]}"
    return _QUOTE + shown


def _below(line: layout.Line) -> str:
    """Return the line below a quotation, escaped but for its marker."""
    marker = f"[{line.n}]"
    return escape_around(line.text, [(0, len(marker))]).text


def _packed(blocks: Iterable[_Block]) -> list[str]:
    """Return blocks as messages; one that no message can hold goes on in the next."""
    messages: list[str] = []
    for block in blocks:
        for number, part in enumerate(_parts(block.text)):
            between = "\n\n" if block.apart and not number else "\n"
            if messages and length(messages[-1]) + len(between) + length(part) <= LIMIT:
                messages[-1] += between + part
            else:
                messages.append(part)
    return messages


def _parts(text: str) -> list[str]:
    """Return a block in parts that fit one message each; a block quote goes on as one."""
    if length(text) <= LIMIT:
        return [text]
    first, *others = split(text, limit=LIMIT - len(_QUOTE) - 1)
    if not text.startswith(_QUOTE):
        return [first, *others]
    return [first, *(part if part.startswith(_SMALL) else _QUOTE + _inert(part) for part in others)]


def _inert(text: str) -> str:
    """Return what goes on in another line so that it begins no list or heading there."""
    acting = _LINE_START.match(text)
    at = acting.start(acting.lastindex or 0) if acting else 0
    return f"{text[:at]}\\{text[at:]}" if acting else text


def _sources(cited: Iterable[Entry], texts: Texts) -> Iterator[str]:
    """Yield one line for each article cited, in order: its markers, linked title, publisher, date."""
    for entries in by_source(cited):
        markers = " ".join(f"[{entry.citation.n}]" for entry in entries)
        first = entries[0].citation
        # A source with the same words says nothing new unless it can be opened, one with others does.
        others = [other for other in first.also_at if link(other.url)]
        more = beside(texts.also_at, others) + beside(texts.differs, first.differs)
        yield f"{markers} {source(first, entries[0].headline, texts)}{more}"


def _spellings(answer: Answer, texts: Texts, words: Wording) -> Iterator[str]:
    """Yield the line that names the spellings searched beside the asker's own, unless the text has named some."""
    told = layout.plain(answer.sections, words)
    if answer.also_searched and not any(name in told for name in answer.also_searched):
        names = ", ".join(escape(name_field(name, at_most=60)) for name in answer.also_searched[:_SPELLINGS])
        yield f"{_SMALL}{texts.also_searched} {names}"
