"""`beleg statements`: who said what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.failures import UsageFailure
from bot.commands.options import current, json_option, seen, shared, shelves_option

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.terminal import Line
    from retrieval.datatypes import Ground, Statement

_GROUNDS: Mapping[Ground, str] = {
    "verb": "reporting word",
    "source": "named source",
    "colon": "colon",
    "action": "acts beside it",
    "mood": "reported mood",
    "continued": "speaks before",
    "beside": "speaks beside",
    "guess": "acts nearby",
}
"""Why words count as somebody's, as the list shows it before how often such an attribution is right."""


@click.command(epilog="Examples:  beleg statements article.txt   ·   beleg statements --speaker Rjabkow")
@click.argument("file", required=False)
@click.option("--speaker", metavar="NAME", help="Only statements of this person, under any spelling.")
@shelves_option
@json_option
@shared
def statements(file: str | None, speaker: str | None, shelves: tuple[str, ...], as_json: bool) -> None:
    """List who said what, in a FILE or in all articles.

    Beside each stands how it was told (direct or reported speech, denied, hearsay), through whom, and why the words
    count as the speaker's, with the share of such attributions that are right.
    """
    from bot.terminal import json_text, show

    settings = current().settings()
    found = list(_indexed(settings, seen(shelves)) if file is None else _in_file(file, settings))
    if speaker is not None:
        from retrieval.names import meant_by

        found = [said for said in found if said.speaker and meant_by(speaker, said.speaker)]
    if as_json:
        click.echo(json_text([_as_json(said) for said in found]))
    else:
        show(statement_lines(found))


def _in_file(file: str, settings: Settings) -> list[Statement]:
    from retrieval.articles import load
    from retrieval.indexing.preparing import analysing
    from retrieval.statements import extract

    path = Path(file)
    if not path.exists():
        raise UsageFailure(f"{file!r} does not exist; name a file with an article.", "no_such_path")
    article = load(path, max_bytes=settings.articles.max_bytes)
    with analysing(file) as check_time:
        return extract(article.text, article.language, check_time=check_time)


def _indexed(settings: Settings, shelves: frozenset[str] | None) -> Iterator[Statement]:
    from retrieval.store import open_catalog

    with open_catalog(settings.data_dir) as catalog:
        library = catalog.on(shelves)
        ids = [article.article_id for article in library.list_articles()]
        stored = library.statements_in(ids)
        for article_id in ids:
            yield from stored.get(article_id, ())


def _as_json(said: Statement) -> dict[str, Any]:
    return {
        "speaker": said.speaker,
        "mention": said.mention,
        "mention_start": said.mention_start,
        "mention_end": said.mention_end,
        "kind": said.kind,
        "quote": said.quote,
        "quote_start": said.quote_start,
        "quote_end": said.quote_end,
        "parts": [list(part) for part in said.parts],
        "cue": said.cue,
        "via": said.via,
        "ground": said.ground,
        "certainty": said.certainty,
        "denied": said.stance == "denied",
        "rumour": said.stance == "rumour",
    }


def statement_lines(found: Iterable[Statement]) -> Iterator[Line]:
    """Return what `beleg statements` shows: for each statement the speaker and how it came, below that its words."""
    from bot.answering.marks import SEPARATOR, printable
    from bot.answering.quoting import short_name
    from bot.answering.wording import wording
    from bot.terminal import quotation

    words = wording("en")
    for said in found:
        speaker = words.name(short_name(said.speaker))
        via = f"via {words.name(short_name(said.via))}" if said.via else ""
        ground = f"{_GROUNDS[said.ground]} {said.certainty:.0%}" if said.speaker else ""
        told = filter(None, (said.kind, words.stances.get(said.stance), via, ground))
        yield [(speaker or f"({words.nameless})", "bold"), ("".join(f"{SEPARATOR}{one}" for one in told), "dim")]
        yield quotation((printable(said.quote), ""))
