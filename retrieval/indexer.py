"""`Indexer`: the whole write path. Sources go in; catalog and Chroma are level with them; a report comes out."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.archive import importing
from retrieval.archive.importing import Imported
from retrieval.archive.reading import Archive
from retrieval.datatypes import Article
from retrieval.encoders.base import Encoder
from retrieval.encoders.recipe import Described, Recipe
from retrieval.errors import ArticleError, DataFolderMissingError
from retrieval.indexing import preparing, sources
from retrieval.indexing.feeds import Feeds
from retrieval.indexing.ingest import Ingest, named, put_signature
from retrieval.indexing.ledger import Entry, Ledger
from retrieval.indexing.report import Progress, Report, Step
from retrieval.indexing.session import WriteSession
from retrieval.indexing.source_reader import SourceReader
from retrieval.indexing.sources import Scan
from retrieval.store import takedown
from retrieval.store.catalog import Catalog
from retrieval.store.catalog.schema import CATALOG_FILE, connect, translated
from retrieval.store.catalog.writer import Writer
from retrieval.store.lock import WriterLock
from retrieval.store.records import PreparedArticle

__all__ = ["Indexer", "Progress", "Removal", "Report"]


@dataclass(frozen=True, slots=True)
class Removal:
    """Which article ids were removed, and which were never there."""

    removed: tuple[str, ...]
    unknown: tuple[str, ...]


class Indexer:
    """Writes to one data folder; each call takes the writer's lock."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        *,
        max_bytes: int,
        max_tokens: int | None = None,
        allow_hosts: Collection[str] = (),
        recipe: Recipe | None = None,
        wait: bool = False,
        joins: bool = True,
    ) -> None:
        """`max_bytes` limits one article, `max_tokens` one passage (default: what the encoder reads at once).

        `allow_hosts` are hosts of URLs that may be private ones. `recipe` tells readers how to load the encoder.
        `wait` has each call wait for a writer that is at work. `joins` makes copies of a story one article.
        """
        self._folder = folder
        self._encoder = encoder
        self._reading = SourceReader(max_bytes, allow_hosts)
        self._max_tokens = max_tokens
        self._recipe = recipe
        self._wait = wait
        self._joins = joins

    @property
    def build(self) -> str:
        """Name all that an article's stored form depends on beside its text."""
        return preparing.build(self._encoder, self._max_tokens or self._encoder.max_tokens)

    def index(
        self,
        given: Sequence[str] = (),
        *,
        feeds: Sequence[str] = (),
        dry_run: bool = False,
        prune: bool = False,
        rebuild: bool = False,
        readd: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Bring the index level with files, folders and URLs; without any, with all that were given before.

        `feeds` are addresses of feeds, whose new and changed pages are read; what a feed no longer names stays.
        `prune` removes articles whose file lay under one of these folders and is gone. `rebuild` makes everything
        stored anew from the articles' texts. `readd` lets articles in again that were removed. `dry_run` finds out
        what would happen and changes nothing.

        Raises:
            DataFolderMissingError: nothing is given and there is no index.
            LockedError, StorageError, CatalogDamagedError, EncoderError: nothing that was indexed is lost.
        """
        began = time.monotonic()
        tell = progress or _untold
        if not given and not feeds:
            self._must_exist()
        if dry_run:
            run = self._rehearse(given, feeds, prune=prune, rebuild=rebuild, readd=readd, progress=tell)
        else:
            with _writing(self._folder, wait=self._wait) as writer:
                run = self._write(writer, given, feeds, prune=prune, rebuild=rebuild, readd=readd, progress=tell)
        run.report.seconds = time.monotonic() - began
        return run.report

    def remove(self, ids: Sequence[str], *, progress: Callable[[Progress], None] | None = None) -> Removal:
        """Remove articles with all that was derived from them, from the files too; they stay out until `readd`.

        Raises:
            DataFolderMissingError: there is no index.
            LockedError, CatalogDamagedError: nothing was removed.
            StorageError: nothing was removed, or the disk is too full to write the files anew, which the next run does.
        """
        tell = progress or _untold
        self._must_exist()
        with _writing(self._folder, wait=self._wait) as writer:
            with translated(self._folder):
                ledger = Ledger.load(writer.connection, writer.text)
            found = [ledger.entries[ident] for ident in dict.fromkeys(ids) if ident in ledger.entries]
            if found:
                named = {source for entry in found for source in entry.sources}
                roots = [root for root in writer.roots() if root not in named]
                with writer.transaction():
                    for entry in found:
                        writer.add_tombstone(entry.article_id, entry.sources or [None], entry.text)
                        writer.drop_article(entry.row)
                    writer.set_roots(roots)
                    takedown.order(writer)
            takedown.finish(writer, lambda done, total: tell(Progress("vectors", done, total)))
        removed = tuple(entry.article_id for entry in found)
        return Removal(removed, tuple(ident for ident in dict.fromkeys(ids) if ident not in removed))

    def import_archive(self, file: Path, *, progress: Callable[[Progress], None] | None = None) -> Imported:
        """Take in the articles of an archive that the index lacks, making the data folder where there is none.

        Raises:
            ArchiveError: the file is no archive; nothing was changed.
            LockedError, StorageError, CatalogDamagedError, EncoderError: nothing that was indexed is lost.
        """
        tell = progress or _untold
        opened = contextlib.closing(Archive(file, max_bytes=self._reading.max_bytes))
        with opened as archive, _writing(self._folder, wait=self._wait) as writer:
            with translated(self._folder):
                ledger = Ledger.load(writer.connection, writer.text)
            with self.updating(writer, anew=False, progress=tell) as update:
                kept: list[tuple[str, str]] = []
                update.renew(
                    self._outdated(ledger, rebuild=False),
                    self._prepare,
                    lambda _: None,
                    lambda entry, error: kept.append((named(entry), str(error))),
                )
                restored = importing.import_archive(
                    archive, writer, update.change, prepare=self._prepare, build=self.build, progress=tell
                )
                restored.failed[:0] = kept
            self._describe(writer)
        return restored

    def _must_exist(self) -> None:
        if not (self._folder / CATALOG_FILE).is_file():
            raise DataFolderMissingError(
                f"There is no index in {self._folder.absolute()}: run beleg index with the articles, or set "
                "BELEG_DATA_DIR to the folder of an index."
            )

    def _run(self, ledger: Ledger, change: Callable[..., None], *, readd: bool) -> Ingest:
        return Ingest(ledger, self._reading, self._prepare, self.build, change, readd=readd)

    def _prepare(self, article: Article) -> PreparedArticle:
        return preparing.prepare(article, self._encoder, self._max_tokens or self._encoder.max_tokens)

    def _read(
        self, run: Ingest, given: Sequence[str], *, prune: bool, progress: Callable[[Progress], None]
    ) -> list[Scan]:
        """Let the run read what was given; return what was found there."""
        scans = []
        for source in given:
            try:
                scans.append(sources.scan(sources.address(source)))
            except ArticleError as exc:
                run.report.failed.append((source, str(exc)))
        run.read(scans, progress)
        if prune:
            run.prune(scans)
        return scans

    def _outdated(self, ledger: Ledger, *, rebuild: bool) -> list[Entry]:
        """Return the articles whose stored form another build made; `rebuild` takes all for such."""
        build = self.build
        return [entry for entry in ledger.entries.values() if rebuild or entry.build != build]

    def _rehearse(
        self,
        given: Sequence[str],
        feeds: Sequence[str],
        *,
        prune: bool,
        rebuild: bool,
        readd: bool,
        progress: Callable[[Progress], None],
    ) -> Ingest:
        """Decide and count all that `_write` would do, and do none of it."""
        with _known(self._folder) as (ledger, roots, known):
            run = self._run(ledger, _nothing, readd=readd)
            outdated = self._outdated(ledger, rebuild=rebuild)
            if outdated:
                with Catalog.open(self._folder) as catalog:
                    for done, entry in enumerate(outdated, 1):
                        try:
                            run.count(self._prepare(catalog.articles([entry.article_id])[entry.article_id]))
                        except ArticleError as exc:
                            run.fail(entry, exc)
                        progress(Progress("rebuild", done, len(outdated)))
            ledger.sign_missing()
            self._reading.published = known.published
            self._read(run, given or (() if feeds else roots), prune=prune, progress=progress)
            run.take(known, feeds, progress)
        return run

    def _write(
        self,
        writer: Writer,
        given: Sequence[str],
        feeds: Sequence[str],
        *,
        prune: bool,
        rebuild: bool,
        readd: bool,
        progress: Callable[[Progress], None],
    ) -> Ingest:
        """Carry a run out: what an older build made, then sources in batches, then Chroma."""
        with translated(self._folder):
            ledger, known = Ledger.load(writer.connection, writer.text), Feeds(writer.connection)
        ledger.joins = self._joins
        self._reading.published = known.published
        if missing := ledger.sign_missing():
            with writer.transaction(visible=False):
                for entry in missing:
                    put_signature(writer, entry)
        with self.updating(writer, anew=rebuild, progress=progress) as update:
            run = self._run(ledger, update.change, readd=readd)
            update.renew(self._outdated(ledger, rebuild=rebuild), self._prepare, run.count, run.fail)
            roots = writer.roots()
            scans = self._read(run, given or (() if feeds else roots), prune=prune, progress=progress)
            run.take(known, feeds, progress)
            update.flush()
            _remember(writer, ledger, roots, scans)
        self._describe(writer)
        return run

    def updating(self, writer: Writer, *, anew: bool, progress: Callable[[Progress], None]) -> WriteSession:
        """Return the context in which this indexer's changes are made."""
        recipe = self._recipe.text() if self._recipe else None
        return WriteSession(writer, self._encoder, self.build, recipe=recipe, anew=anew, progress=progress)

    def _describe(self, writer: Writer) -> None:
        """Remember what the encoder is, so that a run without work need not load it."""
        described = Described.of(self._encoder, self._recipe) if self._recipe else None
        if described is not None and writer.meta(Described.META) != described.text():
            with writer.transaction(visible=False):
                writer.set_meta(Described.META, described.text())


def _untold(_: Progress) -> None:
    """Tell nobody how far a run is."""


def _nothing(_: Step, __: PreparedArticle | None = None) -> None:
    """Let a change be: what a dry run does."""


@contextlib.contextmanager
def _writing(folder: Path, *, wait: bool) -> Iterator[Writer]:
    """Hold the writer's lock and an open catalog inside the block."""
    lock = WriterLock(folder)
    lock.acquire(wait=wait)
    try:
        with contextlib.closing(Writer(folder)) as writer:
            yield writer
    finally:
        lock.release()


@contextlib.contextmanager
def _known(folder: Path) -> Iterator[tuple[Ledger, list[str], Feeds]]:
    """Lend what is indexed, asked for and known of feeds, without becoming a writer; nothing without an index."""
    if not (folder / CATALOG_FILE).is_file():
        yield Ledger(lambda _: ""), [], Feeds(None)
        return
    with contextlib.closing(connect(folder, write=False)) as connection:

        def stored(number: int) -> str:
            with translated(folder):
                return str(connection.execute("SELECT text FROM texts WHERE article = ?", (number,)).fetchone()[0])

        with translated(folder):
            roots = connection.execute("SELECT address FROM roots ORDER BY address").fetchall()
            ledger, feeds = Ledger.load(connection, stored), Feeds(connection)
        yield ledger, [row[0] for row in roots], feeds


def _remember(writer: Writer, ledger: Ledger, roots: Sequence[str], scans: Sequence[Scan]) -> None:
    """Remember the folders given, and the files and URLs given that no remembered folder holds."""
    found = [scan.address for scan in scans if scan.is_folder or scan.address in ledger.sources]
    wanted = set(roots).union(found)
    folders = {scan.address for scan in scans if scan.is_folder} | {root for root in roots if Path(root).is_dir()}
    kept = {root for root in wanted if not any(_walked(root, folder) for folder in folders)}
    if kept != set(roots):
        with writer.transaction(visible=False):
            writer.set_roots(kept)


def _walked(path: str, folder: str) -> bool:
    """Tell whether reading `folder` reads `path` too: it lies in it and no part below is hidden."""
    inside = folder.rstrip(os.sep) + os.sep
    return path.startswith(inside) and f"{os.sep}." not in path[len(inside) - 1 :]
