"""The articles of an index, with metadata and history → one file."""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from retrieval.archive.format import ABOUT, ARTICLES, FORMAT, TOMBSTONES, About, Root
from retrieval.errors import ArchiveError
from retrieval.indexing import sources
from retrieval.store import open_catalog
from retrieval.store.inventory import Inventory


def export_archive(folder: Path, file: Path) -> About:
    """Write everything in the data folder that is not derived from something else; a writer at work is no hindrance.

    Raises:
        ArchiveError: the file exists already, or cannot be written.
        DataFolderMissingError, CatalogDamagedError, StorageError: the index cannot be read.
    """
    if os.path.lexists(file):
        raise ArchiveError(f"{sources.shown(str(file))} exists already: name a file that does not.")
    # A name of its own: what an export that was cut off has left is in nobody's way.
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        with open_catalog(folder) as catalog, catalog.snapshot(), _made(unfinished) as target:
            # A member of any size fits its header in this form; the default one would need an extended header.
            with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as tar:
                about = _write_all(catalog, tar, file.parent)
            target.flush()
            os.fsync(target.fileno())
            if os.path.lexists(file):
                raise ArchiveError(f"{sources.shown(str(file))} was made meanwhile: name a file that does not exist.")
            unfinished.rename(file)
    except OSError as exc:
        raise ArchiveError(
            f"{sources.shown(str(file))} could not be written ({exc.strerror}): choose another place, or free space."
        ) from exc
    return about


@contextlib.contextmanager
def _made(file: Path) -> Iterator[BinaryIO]:
    """Lend a new file that only its owner may read, and remove what still has its name at the end.

    Raises:
        OSError: something has that name, a link perhaps, or the file cannot be made.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
    finally:
        with contextlib.suppress(OSError):
            file.unlink()


def _write_all(known: Inventory, tar: tarfile.TarFile, beside: Path) -> About:
    """Write the members; their lines wait in files `beside`, since a tar says first how long a member is."""
    roots = tuple(Root(address, shelf) for shelf in known.followed() for address in known.roots(shelf))
    with tempfile.TemporaryFile(dir=beside) as articles, tempfile.TemporaryFile(dir=beside) as tombstones:
        about = About(_lines(articles, _articles(known)), _lines(tombstones, _tombstones(known)), roots)
        described = {
            "format": FORMAT,
            "articles": about.articles,
            "tombstones": about.tombstones,
            "roots": [asdict(root) for root in roots],
        }
        for name, content in (
            (ABOUT, io.BytesIO(json.dumps(described, ensure_ascii=False).encode())),
            (ARTICLES, articles),
            (TOMBSTONES, tombstones),
        ):
            member = tarfile.TarInfo(name)
            member.size = content.seek(0, io.SEEK_END)
            content.seek(0)
            tar.addfile(member, content)
    return about


def _lines(target: BinaryIO, values: Iterator[Mapping[str, Any]]) -> int:
    """Write each value on a line of its own; return how many there are."""
    count = 0
    for value in values:
        target.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _articles(known: Inventory) -> Iterator[dict[str, Any]]:
    for record in known.records():
        yield {
            **asdict(record.article),
            "sources": [
                {"address": read.address, **asdict(read.source), "sha256": read.digest.hex()} for read in record.sources
            ],
            "versions": [asdict(version) for version in record.versions],
        }


def _tombstones(known: Inventory) -> Iterator[dict[str, Any]]:
    for one in known.tombstones():
        yield {
            "article_id": one.article_id,
            "address": one.address,
            "sha256": one.text_hash.hex(),
            "shelf": one.shelf,
        }
