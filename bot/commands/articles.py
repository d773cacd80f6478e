"""`beleg articles`, `beleg articles show`, `beleg remove`: what is in the index."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.commands.failures import UsageFailure
from bot.commands.index import progress_bar
from bot.commands.options import current, json_option, seen, shared, shelves_option, wait_option

if TYPE_CHECKING:
    from bot.terminal import Line
    from retrieval.indexer import Progress
    from retrieval.store.records import Listed

_KEYS = "article_id title publisher published language path url passages statements indexed shelf".split()  # noqa: SIM905


@click.group(
    invoke_without_command=True, epilog="Examples:  beleg articles   ·   beleg articles show 0123456789ab --json"
)
@shelves_option
@json_option
@shared
@click.pass_context
def articles(ctx: click.Context, shelves: tuple[str, ...], as_json: bool) -> None:
    """List the articles, or show one."""
    if ctx.invoked_subcommand is not None:
        return
    from bot.terminal import json_text, show
    from retrieval.store import open_catalog

    with open_catalog(current().settings().data_dir) as catalog:
        listed = catalog.on(seen(shelves)).list_articles()
    if as_json:
        click.echo(json_text([_as_json(article) for article in listed]))
        return
    if not listed:
        click.echo("There are no articles yet: run beleg index with a file, a folder or an address.", err=True)
    show(listing(article) for article in listed)


def listing(article: Listed) -> Line:
    """Return the line of `beleg articles`: id, day, language and title, then the publisher and how much is stored."""
    from bot.answering.marks import SEPARATOR
    from bot.answering.quoting import short_name
    from bot.terminal import counted, whole

    day = article.published[:10] if article.published else "----------"
    size = f"{counted(article.passages, 'passage')}, {counted(article.statements, 'statement')}"
    named = filter(None, [short_name(article.publisher), _shelf(article)])
    facts = SEPARATOR.join(["", *named, size])
    before = f"  {day}  {article.language:<3} "
    return [(article.article_id, "cyan"), (before, "dim"), (whole(article.title), "bold"), (facts, "dim")]


@articles.command("show", epilog="Example:  beleg articles show 0123456789ab")
@click.argument("article_id", metavar="ID")
@json_option
@shared
@click.pass_context
def show_article(ctx: click.Context, article_id: str, as_json: bool) -> None:
    """Show one article with its text."""
    from bot.answering.marks import SEPARATOR
    from bot.answering.quoting import short_name
    from bot.terminal import json_text, link, safe, show, whole
    from retrieval.store import open_catalog

    as_json = as_json or bool(ctx.parent and ctx.parent.params["as_json"])
    with open_catalog(current().settings().data_dir) as catalog:
        listed = next((one for one in catalog.list_articles() if one.article_id == article_id), None)
        found = catalog.articles([article_id]).get(article_id)
        versions = catalog.versions(article_id)
    if listed is None or found is None:
        raise UsageFailure(
            f"There is no article {safe(article_id)[:40]!r}; beleg articles lists the ids.", "unknown_article"
        )
    if as_json:
        history = {"version": found.version, "versions": [asdict(version) for version in versions]}
        click.echo(json_text({**_as_json(listed), **history, "text": found.text}))
        return
    parts = (short_name(listed.publisher), listed.published, listed.language, _shelf(listed))
    facts = [part for part in parts if part]
    show([[(whole(listed.title), "bold")], [(SEPARATOR.join(facts), "dim")]])
    show([[link(place)] for place in (listed.url, listed.path) if place])
    for version in versions if len(versions) > 1 else ():
        show([[(f"version {version.version} · {version.indexed} · {version.sha256[:12]}", "dim")]])
    show([[], *([(line, "")] for line in found.text.split("\n"))])


@click.command(epilog="Example:  beleg remove 0123456789ab")
@click.argument("article_ids", metavar="ID...", nargs=-1, required=True)
@wait_option
@json_option
@shared
def remove(article_ids: tuple[str, ...], wait: bool, as_json: bool) -> None:
    """Take articles out of the index and its files.

    They stay out, and beleg index counts them as removed earlier, until beleg index --readd takes them in again.
    """
    from bot.assembly import open_indexer
    from bot.terminal import json_text, safe

    with progress_bar("Removing") as tell:

        def told(now: Progress) -> None:
            if now.stage == "waiting":
                click.echo("Waiting for the process that indexes to let this one in…", err=True)
            tell(now)

        done = open_indexer(current().settings(), wait=wait).remove(article_ids, progress=told)
    if as_json:
        click.echo(json_text({"removed": list(done.removed), "unknown": list(done.unknown)}))
        return
    click.echo(f"Removed: {', '.join(done.removed) or 'nothing'}.")
    if done.unknown:
        click.echo(f"Unknown: {safe(', '.join(done.unknown))}; beleg articles lists the ids.", err=True)


def _shelf(article: Listed) -> str:
    """Return which shelf an article stands on, if it is not the shared one."""
    return f"shelf {article.shelf}" if article.shelf else ""


def _as_json(article: Listed) -> dict[str, Any]:
    values = asdict(article)
    return {key: values[key] for key in _KEYS}
