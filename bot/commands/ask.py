"""`beleg ask`, `beleg chat`, `beleg search`: questions to the index."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from bot.commands.options import current, explain_option, json_option, seen, shared, shelves_option

if TYPE_CHECKING:
    from bot.answering.answer import Answer, Prose
    from bot.generation.outcome import Dropped
    from bot.terminal import Line
    from retrieval.datatypes import Article, Hit

_PROMPT = "> "


@click.command(epilog='Example:  beleg ask "Was sagte Rjabkow?" --since 2022-01-01')
@click.argument("question")
@click.option("--speaker", metavar="NAME", help="Only what this person said, under any spelling.")
@click.option("--since", metavar="DAY", help='Only articles from this day on: 2022-01-31, "last week".')
@click.option("--until", metavar="DAY", help="Only articles up to and with this day: 2022-01-31, yesterday.")
@shelves_option
@explain_option
@json_option
@shared
def ask(
    question: str,
    speaker: str | None,
    since: str | None,
    until: str | None,
    shelves: tuple[str, ...],
    explain: bool,
    as_json: bool,
) -> None:
    """Answer a question with quotations and their sources.

    With a language model set (generation.model), sentences of it that were verified follow, each above its quotation,
    and translations of quotations that were verified.
    """
    from bot.assembly import answerer_of, open_reading, open_writer
    from bot.commands.worded import show_prose, with_translations, worded
    from bot.terminal import answer_lines, json_text, show
    from retrieval.search.query import understand

    settings = current().settings()
    longest = settings.questions.max_characters
    query = understand(
        question, speaker=speaker, since=since, until=until, shelves=seen(shelves), max_characters=longest
    )
    with open_reading(settings) as index:
        found, answer = answerer_of(index, settings).answer_with(query)
    if not as_json:
        show(answer_lines(answer))
    writer = open_writer(settings) if found else None
    if not as_json:
        if writer and found:
            show_prose(writer, found, answer, explain=explain)
        return
    dropped: Sequence[Dropped] = ()
    if writer and found:
        answer, outcome = worded(writer, found, answer, lambda _: None)
        dropped = outcome.dropped
        answer = with_translations(writer, found, answer)
    # As it was typed: what was understood is one cleaned line.
    told = answer_as_json(replace(answer, question=question))
    if explain and told["prose"]:
        told["prose"]["dropped"] = [asdict(one) for one in dropped]
    click.echo(json_text(told))


@click.command(epilog="Example:  beleg chat")
@explain_option
@shared
def chat(explain: bool) -> None:
    """Answer questions one after the other; Ctrl-D ends.

    A question may go on from the one before: "And what about NATO?", "What else did he say?", "And Blinken?". With a
    language model set, one that no rule completes is also asked as the model words it, below its answer.
    """
    from bot.assembly import conversation_of, open_reading, open_writer
    from bot.commands.worded import show_prose, show_reread
    from bot.terminal import answer_lines, safe, show
    from retrieval.errors import QueryError

    settings = current().settings()
    with open_reading(settings) as index:
        conversation = conversation_of(index, settings)
        writer = open_writer(settings)
        for question in _questions():
            try:
                found, answer = conversation.ask(question)
                show(answer_lines(answer))
                if writer and found:
                    found, answer = show_reread(writer, conversation, found, answer)
                    show_prose(writer, found, answer, explain=explain)
            except QueryError as error:
                click.echo(f"beleg: {safe(str(error))}", err=True)
            click.echo()
            sys.stdout.flush()


@click.command(epilog='Example:  beleg search "Truppen an der Grenze" -k 3')
@click.argument("question")
@click.option("-k", "count", type=click.IntRange(min=1), default=10, show_default=True, help="How many passages.")
@shelves_option
@json_option
@shared
def search(question: str, count: int, shelves: tuple[str, ...], as_json: bool) -> None:
    """List the passages that match a question best."""
    from bot.assembly import open_reading
    from bot.terminal import json_text, show
    from retrieval.search.query import understand

    settings = current().settings()
    query = understand(question, shelves=seen(shelves), max_characters=settings.questions.max_characters)
    with open_reading(settings) as index:
        hits = index.retriever.rank(query)[:count]
        articles = index.catalog.articles({hit.passage.article_id for hit in hits})
    found = [
        _hit_as_json(rank, hit, articles[hit.passage.article_id])
        for rank, hit in enumerate((hit for hit in hits if hit.passage.article_id in articles), start=1)
    ]
    if as_json:
        click.echo(json_text(found))
        return
    show(hit_lines(found))


def hit_lines(found: Sequence[dict[str, Any]]) -> Iterator[Line]:
    """Return what `beleg search` shows: for each passage rank, score and title, below them its text."""
    from bot.answering.marks import printable
    from bot.terminal import quotation, whole

    for hit in found:
        rank, score = f"{hit['rank']:>2}  ", f"{hit['score']:.3f}  "
        yield [(rank, "bold cyan"), (score, "dim"), (whole(hit["title"]), "bold")]
        yield quotation((printable(hit["text"]), ""))
        yield []


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return the value that `beleg ask --json` prints."""
    from bot.answering.layout import plain
    from bot.answering.wording import wording

    return {
        "question": answer.question,
        "language": answer.language,
        "answer": plain(answer.sections, wording(answer.language)),
        "mode": answer.mode,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "citations": [asdict(citation) for citation in answer.citations],
        "translations": [
            {"n": entry.citation.n, "text": entry.translation, "model": entry.translated_by}
            for section in answer.sections
            for entry in section.entries
            if entry.translation
        ],
        "differing": [n for section in answer.sections for n in section.differing],
        "also_searched": list(answer.also_searched),
        "namesakes": list(answer.namesakes),
        "timings_ms": answer.timings_ms,
        "prose": prose_as_json(answer.prose, answer.language) if answer.prose else None,
    }


def prose_as_json(prose: Prose, language: str) -> dict[str, Any]:
    """Return what `beleg ask --json` prints of a model's sentences, and of those that are left out."""
    from bot.answering.wording import wording

    faults = wording(language).faults
    return {
        "model": prose.model,
        "sentences": [{"text": one.text, "citation": asdict(one.citation)} for one in prose.sentences],
        "left_out": [
            {"check": check, "reason": faults[check], "count": count} for check, count in prose.left_out.items()
        ],
    }


def _hit_as_json(rank: int, hit: Hit, article: Article) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": rank,
        "score": hit.score,
        "article_id": article.article_id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "language": passage.language,
        "path": article.path,
        "url": article.url,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def _questions() -> Any:
    """Yield the lines of stdin that are not blank, with a prompt and line editing at a terminal."""
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401 - gives input() its line editing
    while True:
        try:
            line = input(_PROMPT if interactive and sys.stdout.isatty() else "")
        except EOFError:
            if interactive:
                click.echo()
            return
        if line.strip():
            yield line
