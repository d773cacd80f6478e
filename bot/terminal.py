"""Answers and results for people at a terminal: coloured by rich when it is one, plain text when piped."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.answering.answer import Answer, Entry, Prose, Section, Sentence
from bot.answering.marks import BAR, SEPARATOR, address, field
from retrieval.datatypes import Source
from retrieval.text.cleaning import DIRECTION, is_safe

if TYPE_CHECKING:
    from bot.answering import layout
    from bot.answering.wording import Wording
    from bot.verification.claims import Fault

# One stretch of a line: its text and a style of rich's, "" for none.
Piece = tuple[str, str]
Line = Sequence[Piece]

_BAR: Piece = (BAR, "cyan")
_INDENT = "    "
_BESIDE = 3  # further sources of a quotation that are named
_LONGEST = 4096  # code points of a title, a path or an address: more than any has that is indexed

# What JSON may hold raw and a terminal must not get: C1 controls, line separators, direction changes, surrogates.
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{DIRECTION}\ud800-\udfff]")
_LINK = re.compile(r"https?://[!-~\u00a1-\U0010ffff]+")


def json_text(value: object) -> str:
    """Return one JSON value, indented, with everything escaped that could steer a terminal."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=2, allow_nan=False)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def safe(text: str) -> str:
    """Return text without what could steer a terminal; line ends stay."""
    return "".join(char for char in text if char in "\n\t" or is_safe(char))


def show(lines: Iterable[Line]) -> None:
    """Write lines to stdout, with colours and links if it is a terminal.

    A quotation that a terminal breaks into rows has its bar before each, and a line that begins with words of Beleg's,
    which are styled, is indented from the second on: article text begins no row there.
    """
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(_encodable(safe("".join(text for text, _ in line))))
        return
    _show_on_terminal(lines)


def _show_on_terminal(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    for line in lines:
        pieces = [(safe(text), style) for text, style in line]
        bar = pieces.pop(0) if pieces[:1] == [_BAR] else None
        before = bar or (_INDENT if pieces and pieces[0][1] else "", "")
        text = Text.assemble(*pieces)
        fits = text.cell_len + len(BAR) <= console.width
        rows = [text] if fits else text.wrap(console, max(1, console.width - len(before[0])))
        for number, row in enumerate(rows):
            row.rstrip()
            console.print(Text.assemble(before if bar or number else "", row), soft_wrap=True)


def counted(number: int, noun: str) -> str:
    """Return "1 passage", "2 passages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def link(url: str) -> Piece:
    """Return an address as a piece that a terminal can open; one that is no plain web address is only text."""
    if not _LINK.fullmatch(url):
        return whole(url), ""
    shown = address(url)
    return shown, f"link {shown}"


def whole(text: str) -> str:
    """Return a title, a path or an address as a field that is not shortened."""
    return field(text, at_most=_LONGEST)


def quotation(*pieces: Piece) -> Line:
    """Return article text as a line behind a bar."""
    return [_BAR, *pieces]


def answer_lines(answer: Answer) -> Iterator[Line]:
    """Return an answer with its sources below it, those of one article in one line; words that answer are bold."""
    from bot.answering import layout
    from bot.answering.quoting import short_name
    from bot.answering.wording import wording

    words = wording(answer.language)
    if carried := words.above_carried([short_name(name) for name in answer.carried]):
        yield [(carried, "dim")]
    yield from map(_line, [*layout.lines(answer.sections, words), *layout.below(answer, words)])
    if answer.citations:
        yield []
        yield from _sources((entry for section in answer.sections for entry in section.entries), words)


def joined_lines(sections: Sequence[Section], words: Wording) -> Iterator[Line]:
    """Return sections that join an answer, after a blank line, with their sources below them."""
    from bot.answering import layout

    yield []
    yield from map(_line, layout.lines(sections, words))
    yield []
    yield from _sources((entry for section in sections for entry in section.entries), words)


def sentence_lines(sentence: Sentence, words: Wording) -> Iterator[Line]:
    """Return a sentence that a model worded, after a blank line, and below it the quotation that it stands on."""
    from bot.answering import layout

    yield []
    yield from map(_line, layout.of_sentence(sentence, words))


def translation_lines(answer: Answer, words: Wording) -> Iterator[Line]:
    """Return the translations of what an answer quotes, each behind its marker, after a blank line; none for none."""
    from bot.answering import layout

    lines = [line for line in layout.lines(answer.sections, words) if line.kind == "translation"]
    if lines:
        yield []
    yield from map(_line, lines)


def prose_end(answer: Answer, prose: Prose, words: Wording) -> Iterator[Line]:
    """Return what stands below all sentences of a model: the sources that the answer lacks, and who worded them."""
    from bot.answering.quoting import short_name

    cited = {one.n for one in answer.citations}
    entries = {one.citation.n: one.entry for one in prose.sentences if one.citation.n not in cited}
    yield []
    if entries:
        yield from _sources(entries.values(), words)
        yield []
    yield [(words.below_prose(short_name(prose.model), prose.left_out), "dim")]


def dropped_line(text: str, fault: Fault) -> Line:
    """Return why a sentence of a model is not shown, for who asks for that; the sentence itself is unverified."""
    told = [(f"left out by the check of {fault.check} ({fault.code}): ", "yellow"), (whole(text), "")]
    for label, words in (("it has", fault.found), ("the article has", fault.expected)):
        if words:
            told += [(f"{SEPARATOR}{label}: ", "yellow"), (whole(words), "")]
    return told


def _line(line: layout.Line) -> Line:
    """Return a line of an answer in the pieces that a terminal styles."""
    marker = f"[{line.n}]"
    match line.kind:
        case "quotation":
            return quotation(*_emphasised(line.text, len(BAR), line.answer))
        case "below" | "translation":
            told = line.text.removeprefix(marker)
            return [(marker, "bold cyan"), *([(told, "")] if told else [])]
        case "sentence":
            return [(line.text.removesuffix(marker), "bold"), (marker, "bold cyan")]
        case "question":
            return [(_INDENT, ""), (line.text, "")]
        case _:
            return [(line.text, "yellow" if line.kind == "reason" else "bold")] if line.text else []


def _sources(cited: Iterable[Entry], words: Wording) -> Iterator[Line]:
    """Yield a line for each source: its markers, title in quotation marks, publisher, day and addresses."""
    from bot.answering.answer import by_source

    for entries in by_source(cited):
        yield source([entry.citation.n for entry in entries], entries[0], words)


def source(numbers: Iterable[int], entry: Entry, words: Wording) -> Line:
    """Return the line of a source: the markers of what is quoted of it, title, publisher, day and addresses."""
    from bot.answering.quoting import short_name

    cited = entry.citation
    pieces: list[Piece] = [(" ".join(f"[{number}]" for number in numbers), "bold cyan"), (" ", "")]
    day = words.day(cited.published) if cited.published else None
    title, publisher = words.titled(whole(entry.headline)), words.name(short_name(cited.publisher))
    for part in filter(None, (title, publisher, day)):
        pieces += [(part, ""), (SEPARATOR, "dim")]
    pieces.append(link(cited.url or cited.path or cited.article_id))
    return [*pieces, *_beside(words.also_at, cited.also_at), *_beside(words.differs, cited.differs)]


def _beside(label: str, sources: Sequence[Source]) -> Iterator[Piece]:
    """Yield the first addresses of further sources behind a label, and how many more there are."""
    places = [place for source in sources if (place := source.url or source.path)]
    for number, place in enumerate(places[:_BESIDE]):
        yield (f"{SEPARATOR}{label} " if number == 0 else ", "), "dim"
        yield link(place)
    if len(places) > _BESIDE:
        yield f" (+{len(places) - _BESIDE})", "dim"


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar on stderr if that is a terminal; the block reports (done, total, what) of the work in it."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as bars:
        task = bars.add_task(label, total=None)

        def update(done: int, total: int, what: str) -> None:
            name = Text(_one_line(f"{label} {what}"))
            name.truncate(40, overflow="ellipsis", pad=True)
            bars.update(task, completed=done, total=total or None, description=name.plain)

        yield update


def _emphasised(text: str, start: int, answer: tuple[int, int] | None) -> Iterator[Piece]:
    """Yield ``text[start:]`` with the span in it that answers in bold."""
    if answer:
        yield text[start : answer[0]], ""
        yield text[slice(*answer)], "bold"
        start = answer[1]
    yield text[start:], ""


def _one_line(text: str) -> str:
    return " ".join(safe(text).split())


def _encodable(text: str) -> str:
    """Return text that stdout's encoding can hold; what it lacks becomes a question mark, a quotation's bar "|"."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if text.startswith(BAR) and "?" in BAR.encode(encoding, "replace").decode(encoding):
        text = f"| {text.removeprefix(BAR)}"
    return text.encode(encoding, "replace").decode(encoding)
