"""`beleg export`, `beleg import`: the whole index in one file, and back."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.failures import UsageFailure
from bot.commands.index import progress_bar
from bot.commands.options import current, json_option, shared, wait_option

if TYPE_CHECKING:
    from retrieval.archive.importing import Imported
    from retrieval.store.source_records import Tombstone

_LISTED = 20
"""Removed articles that are listed for people; programs get all."""


@click.command("export", epilog="Example:  beleg export backup.tar")
@click.argument("file", metavar="FILE")
@json_option
@shared
def export(file: str, as_json: bool) -> None:
    """Write all articles with their metadata and history to a file."""
    from bot.terminal import counted, json_text
    from retrieval.archive import exporting

    target = Path(file).expanduser().absolute()
    about = exporting.export_archive(current().settings().data_dir, target)
    if as_json:
        click.echo(json_text({"file": str(target), "articles": about.articles, "removed_earlier": about.tombstones}))
        return
    click.echo(f"Exported {counted(about.articles, 'article')}.")


@click.command("import", epilog="Example:  beleg import backup.tar")
@click.argument("file", metavar="FILE")
@wait_option
@json_option
@shared
def restore(file: str, wait: bool, as_json: bool) -> None:
    """Import an export; articles already in the index are kept."""
    from bot.assembly import open_indexer
    from bot.terminal import json_text, safe, show

    source = Path(file).expanduser().absolute()
    if not source.is_file():
        raise UsageFailure(f"{file!r} is no file; name one that beleg export wrote.", "no_such_path")
    began = time.monotonic()
    with progress_bar("Importing") as tell:
        done = open_indexer(current().settings(), wait=wait).import_archive(source, progress=tell)
    if as_json:
        click.echo(json_text({**_value(done), "seconds": time.monotonic() - began}))
    else:
        for _, sentence in (*done.failed, *done.left_out):
            click.echo(safe(sentence), err=True)
        show([(line, "")] for line in _lines(done))
    if done.failed:
        click.get_current_context().exit(1)


def _value(done: Imported) -> dict[str, object]:
    """Return what an import did, for programs."""
    tombstones = [(one, True) for one in done.tombstones] + [(one, False) for one in done.held]
    return {
        "added": done.added,
        "unchanged": done.unchanged,
        "kept": done.kept,
        "removed_earlier": done.removed_earlier,
        "left_out": [{"path": where, "error": sentence} for where, sentence in done.left_out],
        "tombstones": [
            {"article_id": one.article_id, "address": one.address, "applied": applied} for one, applied in tombstones
        ],
        "failed": [{"path": where, "error": sentence} for where, sentence in done.failed],
        "sources": [root.address for root in done.roots],
        "source_shelves": [root.shelf for root in done.roots],
    }


def _lines(done: Imported) -> Iterator[str]:
    """Yield what an import did, for people."""
    from retrieval.indexing.sources import shown

    counts = [f"{done.added} added", f"{done.unchanged} unchanged"]
    counts += [f"{done.kept} kept as the index has them"] if done.kept else []
    counts += [f"{done.removed_earlier} removed earlier"] if done.removed_earlier else []
    counts += [f"{len(done.failed)} failed"] if done.failed else []
    yield f"Articles: {', '.join(counts)}."
    if done.tombstones:
        yield "Removed before the export, and kept out of this index now:"
        yield from _listed(done.tombstones)
    if done.held:
        yield "Removed before the export, but held by this index, which keeps them:"
        yield from _listed(done.held)
    if done.tombstones or done.removed_earlier:
        yield "What was removed stays out; beleg index --readd PATH lets it in again."
    if done.roots:
        roots = ", ".join(shown(one.address) + (f" (shelf {one.shelf})" if one.shelf else "") for one in done.roots)
        yield f"These articles came from {roots}. To follow a source, run beleg index SOURCE, for a shelf with --shelf."


def _listed(tombstones: Iterable[Tombstone]) -> Iterator[str]:
    """Yield a line for each removed article: its id and where it was read."""
    from retrieval.indexing.sources import shown

    addresses: dict[str, list[str]] = {}
    for one in tombstones:
        addresses.setdefault(one.article_id, []).extend([shown(one.address)] if one.address else [])
    for ident, named in list(addresses.items())[:_LISTED]:
        yield f"  {ident} {', '.join(named)}".rstrip()
    if len(addresses) > _LISTED:
        yield f"  and {len(addresses) - _LISTED} more; --json names all"
