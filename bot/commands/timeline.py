"""`beleg timeline`: what the articles tell of a name or a topic, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from bot.commands.options import current, json_option, seen, shared, shelves_option

if TYPE_CHECKING:
    from bot.answering.timeline import Day
    from bot.answering.wording import Wording
    from bot.terminal import Line


@click.command(epilog='Example:  beleg timeline "Rjabkow" --since 2022-01-01')
@click.argument("topic", metavar="NAME_OR_TOPIC")
@click.option("--since", metavar="DAY", help='Only articles from this day on (UTC): 2022-01-31, "last week".')
@click.option("--until", metavar="DAY", help="Only articles up to and with this day (UTC): 2022-01-31, yesterday.")
@click.option(
    "--per-day", type=click.IntRange(min=1), default=5, show_default=True, help="Quotations of a day at most."
)
@click.option("--reverse", is_flag=True, help="The latest day first.")
@shelves_option
@json_option
@shared
def timeline(
    topic: str,
    since: str | None,
    until: str | None,
    per_day: int,
    reverse: bool,
    shelves: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tell by day what articles hold on a name or topic.

    Each day has what the person said and the sentences that tell of it, word for word. Undated articles come last.
    """
    from bot.answering import timeline as days
    from bot.answering.wording import wording
    from bot.assembly import answerer_of, open_reading
    from bot.terminal import answer_lines, json_text, show
    from retrieval.retriever import Clock
    from retrieval.search.query import understand

    settings = current().settings()
    longest = settings.questions.max_characters
    query = understand(topic, since=since, until=until, shelves=seen(shelves), max_characters=longest)
    query = replace(query, intent="summary", topic=query.asked, speaker=None, pronoun=None, further_speakers=())
    with open_reading(settings) as index, index.retriever.snapshot():
        retrieval = index.retriever.retrieve(query)
        if retrieval.reason is None:
            vector = index.retriever.encoded(query, Clock())[0]
            found = days.timeline(retrieval, vector, index.catalog, per_day=per_day, latest_first=reverse)
            abstention = None
        else:
            found, abstention = [], answerer_of(index, settings).answer_from(retrieval)
    if as_json:
        told = {
            "topic": topic,
            "language": query.language,
            "reason": retrieval.reason,
            "days": [_as_json(day) for day in found],
        }
        click.echo(json_text(told))
    elif abstention is not None:
        show(answer_lines(abstention))
    else:
        show(day_lines(found, wording(query.language)))


def _as_json(day: Day) -> dict[str, Any]:
    return {"day": day.day, "citations": [asdict(entry.citation) for entry in day.entries], "more": day.more}


def day_lines(found: Sequence[Day], words: Wording) -> Iterator[Line]:
    """Return what `beleg timeline` shows: below each day its quotations, each with who said it and its source."""
    from bot.answering import layout
    from bot.answering.marks import SEPARATOR, attribution
    from bot.answering.quoting import short_name
    from bot.terminal import link, quotation

    for number, day in enumerate(found):
        if number:
            yield []
        yield [(words.day(day.day) if day.day else words.without_day, "bold")]
        for entry in day.entries:
            cited = entry.citation
            yield quotation((layout.quoted(entry, words)[0], ""))
            marker = f"[{cited.n}]"
            holder = words.name(entry.holder) if entry.holder else ""
            publisher = words.name(short_name(cited.publisher)) if cited.publisher else ""
            told = attribution(cited.n, [holder, *entry.manner, words.titled(entry.headline), publisher])
            place = link(cited.url or cited.path or cited.article_id)
            yield [(marker, "bold cyan"), (told.removeprefix(marker), ""), (SEPARATOR, "dim"), place]
        if day.more:
            yield [(words.further.of(day.more), "dim")]
