"""The articles of an index with metadata and history → one file."""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from retrieval.archive.format import ABOUT, ARTICLES, FORMAT, TOMBSTONES, About
from retrieval.errors import ArchiveError
from retrieval.indexing import sources
from retrieval.store.catalog.rows import ARTICLE_COLUMNS
from retrieval.store.catalog.schema import connect, translated


def export_archive(folder: Path, file: Path) -> About:
    """Write everything in the data folder that is not derived from something else; a writer at work is no hindrance.

    Raises:
        ArchiveError: the file exists already, or cannot be written.
        DataFolderMissingError, CatalogDamagedError, StorageError: the index cannot be read.
    """
    if os.path.lexists(file):
        raise ArchiveError(f"{sources.shown(str(file))} exists already: name a file that does not.")
    # A name of its own: what an export that was cut off has left stands in nobody's way.
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        with translated(folder), contextlib.closing(connect(folder, write=False)) as connection:
            connection.execute("BEGIN")
            with unfinished.open("xb") as target, tarfile.open(fileobj=target, mode="w") as tar:
                about = _write_all(connection, tar, file.parent)
                target.flush()
                os.fsync(target.fileno())
        unfinished.rename(file)
    except OSError as exc:
        raise ArchiveError(
            f"{sources.shown(str(file))} could not be written ({exc.strerror}): choose another place, or free space."
        ) from exc
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()
    return about


def _write_all(connection: sqlite3.Connection, tar: tarfile.TarFile, beside: Path) -> About:
    roots = tuple(row[0] for row in connection.execute("SELECT address FROM roots ORDER BY address"))
    with tempfile.TemporaryFile(dir=beside) as articles, tempfile.TemporaryFile(dir=beside) as tombstones:
        about = About(_lines(articles, _articles(connection)), _lines(tombstones, _tombstones(connection)), roots)
        described = {"format": FORMAT, "articles": about.articles, "tombstones": about.tombstones, "roots": roots}
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
    count = 0
    for value in values:
        target.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _articles(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    names = [column.split(".")[1] for column in ARTICLE_COLUMNS.split(", ")]
    sql = f"SELECT a.number, {ARTICLE_COLUMNS} FROM articles a JOIN texts t ON t.article = a.number ORDER BY a.number"
    for number, *values in connection.execute(sql):
        read = connection.execute(
            "SELECT address, path, url, lower(hex(digest)) FROM sources WHERE article = ? ORDER BY number", (number,)
        ).fetchall()
        history = connection.execute(
            "SELECT version, indexed, lower(hex(text_hash)) FROM versions WHERE article = ? ORDER BY version", (number,)
        ).fetchall()
        yield {
            **dict(zip(names, values, strict=True)),
            "sources": [dict(zip(("address", "path", "url", "sha256"), row, strict=True)) for row in read],
            "versions": [dict(zip(("version", "indexed", "sha256"), row, strict=True)) for row in history],
        }


def _tombstones(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    sql = "SELECT article_id, address, lower(hex(text_hash)) FROM tombstones ORDER BY number"
    for row in connection.execute(sql):
        yield dict(zip(("article_id", "address", "sha256"), row, strict=True))
