"""`beleg check-text`: a text of anybody's, sentence by sentence against the articles."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.failures import UsageFailure
from bot.commands.options import current, json_option, seen, shared, shelves_option

if TYPE_CHECKING:
    from bot.answering.text_checking import CheckedSentence, Verdict
    from bot.answering.wording import Wording
    from bot.settings import Settings
    from bot.terminal import Line
    from bot.verification.claims import Fault

_STYLES: dict[Verdict, str] = {
    "supported": "bold green",
    "contradicted": "bold red",
    "attributed": "bold yellow",
    "not_found": "bold",
    "not_checked": "dim",
}
_LONGEST = 300  # code points of a sentence, or of words of it, that are shown


@click.command(
    "check-text", epilog="Examples:  beleg check-text draft.txt   ·   beleg check-text - --json < answer.txt"
)
@click.argument("file")
@click.option("--explain", is_flag=True, help="Say which check found what, in each sentence that was compared.")
@shelves_option
@json_option
@shared
def check_text(file: str, explain: bool, shelves: tuple[str, ...], as_json: bool) -> None:
    """Check a text sentence by sentence against the articles.

    FILE may be - for standard input. Each sentence is supported, contradicted, attributed to somebody else, or not
    found, in articles of any language that Beleg has word lists for: German, English, Russian, Ukrainian. Nothing
    leaves the machine.
    """
    from bot.assembly import open_encoder, open_reading, text_checker_of
    from bot.terminal import json_text, show

    settings = current().settings()
    text = _read(file, settings)
    encoder = open_encoder(settings)
    with open_reading(settings, encoder) as index:
        checker = text_checker_of(index, settings, encoder)
        checked = checker.check(text, shelves=seen(shelves))
        if as_json:
            click.echo(json_text([_as_json(one, settings, explain=explain) for one in checked]))
        else:
            show(_lines(checked, text, settings, explain=explain))


def _read(file: str, settings: Settings) -> str:
    """Return the text of a file or of standard input."""
    from bot.answering.text_checking import MOST_CHARACTERS
    from retrieval.articles import load
    from retrieval.articles.decoding import decode

    if file == "-":
        most = settings.articles.max_bytes
        data = sys.stdin.buffer.read(most + 1)
        if len(data) > most:
            raise UsageFailure(f"Standard input has more than {most} bytes; check it in parts.", "too_large")
        text = decode(data, "Standard input")
    elif "://" in file:
        raise UsageFailure(f"{file!r} is an address, a file was expected; save the page and name its file.")
    elif not Path(file).exists():
        raise UsageFailure(
            f"{file!r} does not exist; name a file with a text, or - for standard input.", "no_such_path"
        )
    else:
        text = load(Path(file), max_bytes=settings.articles.max_bytes).text
    if len(text) > MOST_CHARACTERS:
        raise UsageFailure(
            f"The text has {len(text)} characters, at most {MOST_CHARACTERS} are checked at once; split it.",
            "too_large",
        )
    return text


def _lines(checked: Iterable[CheckedSentence], text: str, settings: Settings, *, explain: bool) -> Iterator[Line]:
    """Yield what people see: for each sentence its verdict, what is wrong, and the quotation with its source."""
    from bot.answering.marks import SEPARATOR
    from bot.answering.wording import wording
    from retrieval.text.language import detect

    words = wording(detect(text))
    counts: Counter[Verdict] = Counter()
    for number, one in enumerate(checked, start=1):
        counts[one.verdict] += 1
        if number > 1:
            yield []
        yield from _sentence_lines(number, one, words, settings)
        if explain:
            yield from _explanation(one, words)
    if counts:
        yield []
    told = [f"{count} {words.verdicts[verdict]}" for verdict in _STYLES if (count := counts[verdict])]
    yield [(SEPARATOR.join(told), "bold")]


def _sentence_lines(number: int, one: CheckedSentence, words: Wording, settings: Settings) -> Iterator[Line]:
    from bot.answering.layout import quoted
    from bot.answering.marks import SEPARATOR, field
    from bot.answering.quoting import cite, manner, short_name
    from bot.terminal import quotation, source

    verdict = f"{number}. {words.verdicts[one.verdict]}: "
    yield [(verdict, _STYLES[one.verdict]), (field(one.text, at_most=_LONGEST), "")]
    if one.fault is not None:
        yield [(f"    {_told(one.fault, words)}", "yellow")]
    if one.quotation is not None:
        entry = cite(number, one.quotation, limit=settings.answer.quotation_characters)
        yield quotation((quoted(entry, words)[0], ""))
        speaker = words.name(short_name(one.quotation.speaker)) if one.quotation.speaker else ""
        if told := SEPARATOR.join(filter(None, (speaker, *manner(one.quotation, words)))):
            yield [(f"    {told}", "")]
        yield source([number], entry, words)


def _told(fault: Fault, words: Wording) -> str:
    """Say what is wrong, which words of the sentence are, and what the article has instead."""
    from bot.answering.marks import field

    told = words.fault(fault)
    if fault.found:
        told += f": {words.quoted(field(fault.found, at_most=_LONGEST))}"
    if fault.expected:
        told += f" ≠ {words.quoted(field(fault.expected, at_most=_LONGEST))}"
    return told


def _explanation(one: CheckedSentence, words: Wording) -> Iterator[Line]:
    """Yield for each sentence that was compared what every check found in it."""
    from bot.answering.marks import printable
    from bot.terminal import quotation

    for tried in one.tried:
        at = tried.quotation
        yield quotation((printable(at.article.text[at.start : at.end])[:_LONGEST], "dim"))
        for fault in tried.faults:
            yield [(f"    {fault.check} ({fault.code}): {_told(fault, words)}", "dim")]
        if not tried.faults:
            yield [("    ✓", "dim")]


def _as_json(one: CheckedSentence, settings: Settings, *, explain: bool) -> dict[str, Any]:
    from bot.answering.quoting import cite

    cited = cite(1, one.quotation, limit=settings.answer.quotation_characters) if one.quotation else None
    found: dict[str, Any] = {
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "language": one.language,
        "verdict": one.verdict,
        "fault": asdict(one.fault) if one.fault else None,
        "citation": asdict(cited.citation) if cited else None,
    }
    if explain:
        found["tried"] = [
            {
                "article_id": tried.quotation.article.article_id,
                "start": tried.quotation.start,
                "end": tried.quotation.end,
                "text": tried.quotation.article.text[tried.quotation.start : tried.quotation.end],
                "faults": [asdict(fault) for fault in tried.faults],
            }
            for tried in one.tried
        ]
    return found
