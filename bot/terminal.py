"""Answers and results for people at a terminal: coloured by rich when it is one, plain text when piped."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from bot.answering.answer import Answer, Citation
from retrieval.text.cleaning import DIRECTION, is_safe

# One stretch of a line: its text and a style of rich's, "" for none.
Piece = tuple[str, str]
Line = Sequence[Piece]

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
    """Write lines to stdout, with colours and links if it is a terminal."""
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(_encodable(safe("".join(text for text, _ in line))))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(Text.assemble(*((safe(text), style) for text, style in line)))


def counted(number: int, noun: str) -> str:
    """Return "1 passage", "2 passages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def link(url: str) -> Piece:
    """Return an address as a piece that a terminal can open; one that is no plain web address is only text."""
    return _one_line(url), f"link {url}" if _LINK.fullmatch(url) else ""


def answer_lines(answer: Answer) -> Iterator[Line]:
    """Return an answer with its sources below it, those of one article in one line; words that answer are bold."""
    from bot.answering.citations import MARKER, printable
    from bot.answering.emphasis import shown
    from bot.answering.wording import wording

    answers = [one.answer for one in shown(answer.text, answer.citations) if one.answer]
    start = 0
    for line in answer.text.split("\n"):
        ends = MARKER.search(line)
        if ends:
            marker = start + ends.start()
            yield [*_emphasised(answer.text, start, marker, answers), (line[ends.start() :], "bold cyan")]
        else:
            yield [(line, "yellow" if answer.abstained else "bold")]
        start += len(line) + 1
    if not answer.citations:
        return
    yield []
    words = wording(answer.language)
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    for citations in by_article.values():
        numbers = " ".join(f"[{citation.n}]" for citation in citations)
        pieces: list[Piece] = [(numbers, "bold cyan"), (" ", "")]
        first = citations[0]
        day = words.day(first.published) if first.published else None
        for part in filter(None, (first.title, first.publisher, day)):
            pieces += [(printable(part), ""), (" · ", "dim")]
        pieces.append(link(first.url) if first.url else (_one_line(first.path or first.article_id), "dim"))
        others = [place for source in first.also_at if (place := source.url or source.path)]
        for number, other in enumerate(others):
            pieces += [(f" · {words.also_at} " if number == 0 else ", ", "dim"), link(other)]
        yield pieces


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


def _emphasised(text: str, start: int, end: int, answers: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Yield ``text[start:end]`` with the spans in it that answer in bold."""
    for first, last in answers:
        if start <= first and last <= end:
            yield text[start:first], ""
            yield text[first:last], "bold"
            start = last
    yield text[start:end], ""


def _one_line(text: str) -> str:
    return " ".join(safe(text).split())


def _encodable(text: str) -> str:
    """Return text that stdout's encoding can hold; what it lacks becomes a question mark."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
