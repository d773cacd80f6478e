"""`beleg export`, `beleg import`: the whole index in one file, and back."""

from __future__ import annotations

import time
from pathlib import Path

import click

from bot.commands.failures import UsageFailure
from bot.commands.index import progress_bar
from bot.commands.options import current, json_option, shared, wait_option


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
    from bot.terminal import json_text, safe

    source = Path(file).expanduser().absolute()
    if not source.is_file():
        raise UsageFailure(f"{file!r} is no file; name one that beleg export wrote.", "no_such_path")
    began = time.monotonic()
    with progress_bar("Importing") as tell:
        done = open_indexer(current().settings(), wait=wait).import_archive(source, progress=tell)
    if as_json:
        value = {
            "added": done.added,
            "unchanged": done.unchanged,
            "kept": done.kept,
            "removed_earlier": done.removed_earlier,
            "failed": [{"path": where, "error": sentence} for where, sentence in done.failed],
            "sources": list(done.roots),
            "seconds": time.monotonic() - began,
        }
        click.echo(json_text(value))
    else:
        for _, sentence in done.failed:
            click.echo(safe(sentence), err=True)
        counts = [f"{done.added} added", f"{done.unchanged} unchanged"]
        counts += [f"{done.kept} kept as the index has them"] if done.kept else []
        counts += [f"{done.removed_earlier} removed earlier"] if done.removed_earlier else []
        counts += [f"{len(done.failed)} failed"] if done.failed else []
        click.echo(f"Articles: {', '.join(counts)}.")
        if done.roots:
            click.echo(
                f"These articles came from {safe(', '.join(done.roots))}. To follow a source, run beleg index SOURCE."
            )
    if done.failed:
        click.get_current_context().exit(1)
