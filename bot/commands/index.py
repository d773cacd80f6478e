"""`beleg index`: articles into the index."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.commands.failures import UsageFailure
from bot.commands.options import current, json_option, shared, wait_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.terminal import Line
    from retrieval.indexer import Progress


@click.command(epilog="Examples:  beleg index seeds   ·   beleg index --prune seeds   ·   beleg index --feeds")
@click.argument("sources", metavar="[PATH or URL]...", nargs=-1)
@click.option("--feeds", is_flag=True, help="Fetch new items from the configured feeds.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; change nothing.")
@click.option("--prune", is_flag=True, help="Remove articles whose file is gone from a PATH given now.")
@click.option("--rebuild", is_flag=True, help="Read and compute everything again, as after a change of the model.")
@click.option("--readd", is_flag=True, help="Take articles in again that were removed with beleg remove.")
@click.option("--follow-links", is_flag=True, help="Read what links in a folder lead to outside of it.")
@wait_option
@click.option("--progress-json", is_flag=True, hidden=True, help="Report progress as JSON Lines on stderr.")
@json_option
@shared
def index(
    sources: tuple[str, ...],
    feeds: bool,
    dry_run: bool,
    prune: bool,
    rebuild: bool,
    readd: bool,
    follow_links: bool,
    wait: bool,
    progress_json: bool,
    as_json: bool,
) -> None:
    """Index articles; without PATH or URL, re-read the known ones."""
    from bot.assembly import open_indexer
    from bot.terminal import json_text, show

    if len(sources) == 1:
        _must_exist(sources[0])
    settings = current().settings()
    if feeds and not settings.feeds.urls:
        raise UsageFailure("There are no feeds in the settings; give their addresses as urls in the section [feeds].")
    indexer = open_indexer(settings, wait=wait, afresh=rebuild)
    with progress_bar("Indexing", as_json=progress_json) as tell:
        report = indexer.index(
            sources,
            feeds=settings.feeds.urls if feeds else (),
            dry_run=dry_run,
            prune=prune,
            rebuild=rebuild,
            readd=readd,
            follow_links=follow_links,
            progress=tell,
        )
    value = {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "removed_earlier": report.removed_earlier,
        "skipped": report.skipped,
        "failed": [{"path": path, "error": error} for path, error in report.failed],
        "passages": report.passages,
        "statements": report.statements,
        "seconds": report.seconds,
    }
    if as_json:
        click.echo(json_text(value))
    else:
        show(_report_lines(value, dry_run=dry_run))
    if report.failed:
        click.get_current_context().exit(1)


def _must_exist(source: str) -> None:
    """Refuse the only path there is if nothing is there; addresses are not looked at."""
    from retrieval.indexing.sources import is_url

    path = os.path.expanduser(source)  # noqa: PTH111 - a home that is unknown stays "~"
    if is_url(source) or os.path.exists(path):  # noqa: PTH110 - false, not an error, for a null byte
        return
    what = "is a link to a file that is gone" if os.path.islink(path) else "does not exist"  # noqa: PTH114
    raise UsageFailure(f"{source!r} {what}; name a file, a folder or an address.", "no_such_path")


@contextmanager
def progress_bar(label: str, *, as_json: bool = False) -> Iterator[Callable[[Progress], None]]:
    """Report progress to people, or to the process that started this one."""
    from bot.terminal import progress

    if as_json:
        yield lambda now: click.echo(json.dumps(asdict(now)), err=True)
        return
    with progress(label) as tell:
        yield lambda now: tell(now.done, now.total, now.stage)


def _report_lines(report: dict[str, Any], *, dry_run: bool) -> Iterator[Line]:
    from bot.terminal import counted

    for failed in report["failed"]:
        named = failed["path"] in failed["error"]
        yield [("" if named else f"{failed['path']}: ", "bold"), (failed["error"], "red")]
    counts = [f"{report[name]} {name}" for name in ("added", "changed", "unchanged", "removed")]
    counts += [f"{report['removed_earlier']} removed earlier"] if report["removed_earlier"] else []
    counts += [f"{report['skipped']} skipped"] if report["skipped"] else []
    counts += [f"{len(report['failed'])} failed"] if report["failed"] else []
    written = f"{counted(report['passages'], 'passage')}, {counted(report['statements'], 'statement')}"
    yield [
        ("Would be: " if dry_run else "Articles: ", "bold"),
        (", ".join(counts), ""),
        (f" · {written} · {report['seconds']:.1f} s", "dim"),
    ]
    if report["removed_earlier"]:
        yield [("What was removed with beleg remove stays out; --readd takes it in again.", "dim")]
