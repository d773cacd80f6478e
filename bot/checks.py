"""What `beleg check` looks at: is everything there that an answer needs, and how is it mended."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.terminal import counted
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.catalog import Catalog

# Chroma and SQLite need room to write; below this a re-index is likely to fail. Bytes.
_ROOM = 200_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `needed` tells whether `beleg ask` cannot work without it, `fix` what to do."""

    name: str
    ok: bool
    found: str
    fix: str | None = None
    needed: bool = False


def examine(settings: Settings) -> list[Check]:
    """Look at everything, in the order in which one would mend it; never raises for what it finds."""
    return [_python(), _model(settings), *_index(settings), _room(settings.data_dir), _token(settings)]


def _python() -> Check:
    version = ".".join(str(number) for number in sys.version_info[:3])
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Check("python", fits, version, None if fits else "Install Python 3.11, 3.12 or 3.13.", needed=True)


def _model(settings: Settings) -> Check:
    from bot.assembly import open_encoder

    try:
        encoder = open_encoder(settings)
    except RetrievalError as exc:
        return Check("model", False, str(exc), "Set model.name, or install the model.", needed=True)
    return Check("model", True, f"{settings.model.name}, {encoder.dimension} dimensions", needed=True)


def _index(settings: Settings) -> Iterator[Check]:
    from retrieval.catalog import Catalog

    try:
        with Catalog.open(settings.data_dir) as catalog:
            yield from _articles(catalog, settings)
    except RetrievalError as exc:
        fix = "Run beleg index with a file, a folder or an address."
        yield Check("index", False, str(exc), fix, needed=True)


def _articles(catalog: Catalog, settings: Settings) -> Iterator[Check]:
    counts = catalog.counts()
    yield Check("index", True, str(settings.data_dir), needed=True)
    yield Check(
        "articles",
        counts.articles > 0,
        f"{counted(counts.articles, 'article')}, {counted(counts.passages, 'passage')}, "
        f"{counted(counts.statements, 'statement')}",
        None if counts.articles else "Run beleg index with a file, a folder or an address.",
        needed=True,
    )


def _room(folder: Path) -> Check:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        return Check("disk", False, f"{existing} cannot be written", "Allow writing there, or set BELEG_DATA_DIR.")
    found = f"{free / 1e9:.1f} GB free at {existing}"
    return Check("disk", free >= _ROOM, found, None if free >= _ROOM else "Free some space, or set BELEG_DATA_DIR.")


def _token(settings: Settings) -> Check:
    found = settings.discord.token is not None
    return Check(
        "discord token",
        found,
        "set" if found else "not set",
        None if found else "Only beleg serve needs it: set BELEG_DISCORD__TOKEN.",
    )
