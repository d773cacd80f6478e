"""`Indexer`: the whole write path. Sources go in, the index is brought up to date with them, a report comes out."""

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
from retrieval.store import check_exists, open_catalog, open_writer, takedown
from retrieval.store.reading import Catalog
from retrieval.store.records import PreparedArticle
from retrieval.store.source_records import Tombstone
from retrieval.store.writing import Writer

__all__ = ["Indexer", "Progress", "Removal", "Report"]


@dataclass(frozen=True, slots=True)
class Removal:
    """Which article ids were removed, and which were never there."""

    removed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Request:
    """What `Indexer.index` is asked to do, in its words."""

    given: Sequence[str]
    feeds: Sequence[str]
    prune: bool
    rebuild: bool
    readd: bool
    progress: Callable[[Progress], None]

    def sources(self, roots: Sequence[str]) -> Sequence[str]:
        """Return what is to be read beside feeds: what is given, else what was given before."""
        return self.given or (() if self.feeds else roots)


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

        `allow_hosts` are hosts of URLs that may be private ones. `recipe` describes to readers how to load the encoder.
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
        """Bring the index up to date with files, folders and URLs; without any, with all that were given before.

        `feeds` are addresses of feeds, whose new and changed pages are read; what a feed no longer names stays.
        `prune` removes articles whose file lay under one of these folders and is gone. `rebuild` makes everything
        stored again from the articles' texts. `readd` lets articles in again that were removed. `dry_run` finds out
        what would happen and changes nothing.

        Raises:
            DataFolderMissingError: nothing is given and there is no index.
            LockedError, StorageError, CatalogDamagedError, EncoderError: nothing that was indexed is lost.
        """
        began = time.monotonic()
        request = _Request(given, feeds, prune, rebuild, readd, progress or _untold)
        if not given and not feeds:
            check_exists(self._folder)
        if dry_run:
            with _open_if_there(self._folder) as catalog:
                run = self._rehearse(catalog, request)
        else:
            with open_writer(self._folder, wait=self._wait) as writer:
                run = self._write(writer, request)
        run.report.seconds = time.monotonic() - began
        return run.report

    def remove(self, ids: Sequence[str], *, progress: Callable[[Progress], None] | None = None) -> Removal:
        """Remove articles with all that was derived from them, from the files too; they stay out until `readd`.

        Raises:
            DataFolderMissingError: there is no index.
            LockedError, CatalogDamagedError: nothing was removed.
            StorageError: nothing was removed, or the disk is too full to write the files again; the next run does so.
        """
        tell = progress or _untold
        check_exists(self._folder)
        with open_writer(self._folder, wait=self._wait) as writer:
            ledger = Ledger(writer)
            found = [ledger.entries[ident] for ident in dict.fromkeys(ids) if ident in ledger.entries]
            if found:
                named = {source for entry in found for source in entry.sources}
                roots = [root for root in writer.roots() if root not in named]
                with writer.transaction():
                    for entry in found:
                        for address in tuple(entry.sources) or (None,):
                            writer.add_tombstone(Tombstone(entry.article_id, address, entry.text))
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
        with opened as archive, open_writer(self._folder, wait=self._wait) as writer:
            outdated = self._outdated(Ledger(writer), rebuild=False)
            with self._session(writer, reembed=False, progress=tell) as update:
                kept: list[tuple[str, str]] = []
                update.renew(
                    outdated,
                    self._prepare,
                    lambda _: None,
                    lambda entry, error: kept.append((named(entry), str(error))),
                )
                imported = importing.import_archive(
                    archive, writer, update.change, prepare=self._prepare, build=self.build, progress=tell
                )
                imported.failed[:0] = kept
            self._describe(writer)
        return imported

    def _prepare(self, article: Article) -> PreparedArticle:
        return preparing.prepare(article, self._encoder, self._max_tokens or self._encoder.max_tokens)

    def _read(self, run: Ingest, request: _Request, roots: Sequence[str]) -> list[Scan]:
        """Let the run read files, folders and URLs; return what was found there."""
        scans = []
        for source in request.sources(roots):
            try:
                scans.append(sources.scan(sources.address(source)))
            except ArticleError as exc:
                run.report.failed.append((source, str(exc)))
        run.read(scans, request.progress)
        if request.prune:
            run.prune(scans)
        return scans

    def _outdated(self, ledger: Ledger, *, rebuild: bool) -> list[Entry]:
        """Return the articles whose stored form another build made; `rebuild` takes all for such."""
        build = self.build
        return [entry for entry in ledger.entries.values() if rebuild or entry.build != build]

    def _rehearse(self, catalog: Catalog | None, request: _Request) -> Ingest:
        """Decide and count all that `_write` would do, and do none of it; without a catalog, as for a new index."""
        ledger, feeds = Ledger(catalog, joins=self._joins), Feeds(catalog)
        run = Ingest(ledger, self._reading, self._prepare, self.build, _nothing, readd=request.readd)
        if catalog is not None:
            outdated = self._outdated(ledger, rebuild=request.rebuild)
            for done, entry in enumerate(outdated, 1):
                try:
                    run.count(self._prepare(catalog.article(entry.row)))
                except ArticleError as exc:
                    run.fail(entry, exc)
                request.progress(Progress("rebuild", done, len(outdated)))
        ledger.sign_missing()
        self._reading.published = feeds.published
        self._read(run, request, catalog.roots() if catalog else ())
        run.take(feeds, request.feeds, request.progress)
        return run

    def _write(self, writer: Writer, request: _Request) -> Ingest:
        """Carry a run out: what an older build made, then sources in batches, then the vectors."""
        ledger, feeds = Ledger(writer, joins=self._joins), Feeds(writer)
        self._reading.published = feeds.published
        if missing := ledger.sign_missing():
            with writer.transaction(visible=False):
                for entry in missing:
                    put_signature(writer, entry)
        with self._session(writer, reembed=request.rebuild, progress=request.progress) as update:
            run = Ingest(ledger, self._reading, self._prepare, self.build, update.change, readd=request.readd)
            update.renew(self._outdated(ledger, rebuild=request.rebuild), self._prepare, run.count, run.fail)
            roots = writer.roots()
            scans = self._read(run, request, roots)
            run.take(feeds, request.feeds, request.progress)
            update.flush()
            _remember(writer, ledger, roots, scans)
        self._describe(writer)
        return run

    def _session(self, writer: Writer, *, reembed: bool, progress: Callable[[Progress], None]) -> WriteSession:
        """Return the context in which this indexer's changes are made."""
        recipe = self._recipe.text() if self._recipe else None
        return WriteSession(writer, self._encoder, self.build, recipe=recipe, reembed=reembed, progress=progress)

    def _describe(self, writer: Writer) -> None:
        """Remember what the encoder is, so that a run without work need not load it."""
        described = Described.of(self._encoder, self._recipe) if self._recipe else None
        if described is not None and writer.meta(Described.META) != described.text():
            with writer.transaction(visible=False):
                writer.set_meta(Described.META, described.text())


def _untold(_: Progress) -> None:
    """Report progress to nobody."""


def _nothing(_: Step, __: PreparedArticle | None = None) -> None:
    """Carry no change out: what a dry run does."""


@contextlib.contextmanager
def _open_if_there(folder: Path) -> Iterator[Catalog | None]:
    """Lend the catalog for reading, without becoming a writer; None where there is no index."""
    try:
        catalog = open_catalog(folder)
    except DataFolderMissingError:
        yield None
    else:
        with catalog:
            yield catalog


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
    """Return whether reading `folder` reads `path` too: it lies in it and no part below is hidden."""
    inside = folder.rstrip(os.sep) + os.sep
    return path.startswith(inside) and f"{os.sep}." not in path[len(inside) - 1 :]
