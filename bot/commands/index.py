"""`beleg index`: articles into the index."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import click

from bot.commands.failures import UsageFailure
from bot.commands.options import current, json_option, shared, wait_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.terminal import Line
    from retrieval.indexer import Progress, Report
    from retrieval.indexing.report import Outcome

_KINDS: tuple[Outcome | Literal["removed"], ...] = ("added", "changed", "unchanged", "removed")
# What happened to an article, at the beginning of its line. Of a kind that holds more articles none is named to people.
_SIGNS = {"added": "+", "changed": "~", "removed": "-"}
_MOST_LISTED = 10


@click.command(epilog="Examples:  beleg index seeds   ·   beleg index --prune seeds   ·   beleg index --feeds")
@click.argument("sources", metavar="[PATH or URL]...", nargs=-1)
@click.option("--feeds", is_flag=True, help="Fetch new items from the configured feeds.")
@click.option("--sitemap", "sitemaps", metavar="URL", multiple=True, help="Fetch new pages that this sitemap names.")
@click.option("--shelf", metavar="NAME", help="Put articles onto this shelf; without PATH, only re-read what is on it.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; change nothing.")
@click.option("--prune", is_flag=True, help="Remove articles whose file is gone from a PATH given now.")
@click.option("--prune-all", is_flag=True, help="As --prune, also of a PATH that is gone or has lost more than half.")
@click.option("--rebuild", is_flag=True, help="Read and compute everything again, as after a change of the model.")
@click.option("--readd", is_flag=True, help="Take articles in again that were removed with beleg remove.")
@click.option("--sent", is_flag=True, help="Read what was sent through Discord, too.")
@click.option("--retry", is_flag=True, help="Read only what could not be read the last time.")
@click.option("--follow-links", is_flag=True, help="Read what links in a folder lead to outside of it.")
@wait_option
@click.option("--progress-json", is_flag=True, hidden=True, help="Report progress as JSON Lines on stderr.")
@json_option
@shared
def index(
    sources: tuple[str, ...],
    feeds: bool,
    sitemaps: tuple[str, ...],
    shelf: str | None,
    dry_run: bool,
    prune: bool,
    prune_all: bool,
    rebuild: bool,
    readd: bool,
    sent: bool,
    retry: bool,
    follow_links: bool,
    wait: bool,
    progress_json: bool,
    as_json: bool,
) -> None:
    """Index articles; without PATH or URL, re-read the known ones.

    Read are .txt, .md, .html, .pdf, .docx, .odt and .eml files, each mail in .mbox files, news items of agencies
    (NewsML-G2, .xml), and pages of the web.
    """
    from bot.assembly import open_indexer, open_sent
    from bot.terminal import json_text, show

    if len(sources) == 1 and not prune_all:
        _must_exist(sources[0])
    settings = current().settings()
    if feeds and not settings.feeds.urls:
        raise UsageFailure("There are no feeds in the settings; give their addresses as urls in the section [feeds].")
    indexer = open_indexer(settings, wait=wait, afresh=rebuild)
    with progress_bar("Indexing", as_json=progress_json) as tell:
        report = indexer.index(
            sources,
            feeds=settings.feeds.urls if feeds else (),
            sitemaps=list(map(_site_address, sitemaps)),
            shelf=shelf,
            dry_run=dry_run,
            prune=prune,
            prune_all=prune_all,
            rebuild=rebuild,
            readd=readd,
            follow_links=follow_links,
            also=open_sent(settings).sources() if sent else None,
            retry=retry,
            progress=tell,
        )
    value = _value(report)
    if as_json:
        click.echo(json_text(value))
    else:
        show(_report_lines(value, dry_run=dry_run, proxied=bool(settings.articles.proxy)))
    if report.failed:
        click.get_current_context().exit(1)


def _value(report: Report) -> dict[str, Any]:
    """Return what a run did, for programs; of each kind the first articles are named, and all are counted."""
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "removed_earlier": report.removed_earlier,
        "skipped": report.skipped,
        "read_anew": report.read_anew,
        "failed": [
            {
                "path": failure.shown,
                "error": failure.sentence,
                "problem": failure.problem,
                "given": dict(failure.given),
                "title": failure.title,
            }
            for failure in report.failures
        ],
        "passages": report.passages,
        "statements": report.statements,
        "seconds": report.seconds,
        **{f"{kind}_articles": [asdict(one) for one in report.named.get(kind, ())] for kind in _KINDS},
        "left_out": report.left_out,
        "warnings": report.warnings,
    }


def _site_address(sitemap: str) -> str:
    """Return the address of a sitemap in its one spelling; raises UsageFailure for what is none."""
    from retrieval.errors import ArticleError
    from retrieval.indexing import sources

    try:
        if sources.is_url(sitemap):
            return sources.address(sitemap)
    except ArticleError as exc:
        raise UsageFailure(str(exc), exc.problem) from exc
    raise UsageFailure(f"{sitemap!r} is no address of a sitemap; give one that begins with http:// or https://.")


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


def _named_lines(report: dict[str, Any]) -> Iterator[Line]:
    """Yield what became of each article, by its title, as far as a kind has few of them."""
    from bot.answering.marks import SEPARATOR
    from bot.answering.quoting import short_name
    from bot.terminal import counted, whole

    for kind, sign in _SIGNS.items():
        for article in report[f"{kind}_articles"] if report[kind] <= _MOST_LISTED else ():
            day = (article["published"] or "")[:10]
            much = f"{counted(article['sentences'], 'sentence')} changed" if article["sentences"] else ""
            facts = SEPARATOR.join(["", *filter(None, [short_name(article["publisher"]), day, much])])
            yield [(f"{sign} ", "bold"), (whole(article["title"]), ""), (facts, "dim")]


def _report_lines(report: dict[str, Any], *, dry_run: bool, proxied: bool) -> Iterator[Line]:
    from bot.settings.sources import named_proxy
    from bot.terminal import counted

    yield from _named_lines(report)
    for failed in report["failed"]:
        named = failed["path"] in failed["error"]
        yield [("" if named else f"{failed['path']}: ", "bold"), (failed["error"], "red")]
    unreached = any(failed["problem"] in {"unreachable", "no_host", "timed_out"} for failed in report["failed"])
    if unreached and not proxied and (proxy := named_proxy()):
        hint = "to fetch pages through a proxy, set articles.proxy."
        yield [(f"{proxy} is set in the environment, but Beleg asks for pages itself; {hint}", "yellow")]
    for warning in report["warnings"]:
        yield [(warning, "yellow")]
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
    if report["read_anew"]:
        files = counted(report["read_anew"], "file")
        why = "which an earlier version of Beleg had read otherwise"
        yield [(f"{files} {'would be ' if dry_run else ''}read again without having changed, {why}.", "dim")]
    if report["removed_earlier"]:
        yield [("What was removed with beleg remove stays out; --readd takes it in again.", "dim")]
