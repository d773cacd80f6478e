"""`Indexer`: the whole write path. Sources go in; catalog and Chroma are level with them; a report comes out."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval import preparing, sources
from retrieval.batches import Batch
from retrieval.catalog import Catalog
from retrieval.catalog.schema import CATALOG_FILE, connect, translated
from retrieval.catalog.writing import Writer
from retrieval.datatypes import Article
from retrieval.embedding import Encoder
from retrieval.errors import ArticleError, DataFolderMissingError, StorageError
from retrieval.ledger import Entry, Ledger
from retrieval.lock import WriterLock
from retrieval.mirror import Mirror
from retrieval.preparing import Prepared
from retrieval.runs import Progress, Reading, Report, Run, Step
from retrieval.sources import Scan

__all__ = ["Indexer", "Progress", "Removal", "Report"]

# Passages that may wait for Chroma during a long run, so that a run that is cut off has little left to do.
MOST_PENDING = 4_000


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
    ) -> None:
        """`max_bytes` limits one article, `max_tokens` one passage (default: what the encoder reads at once).

        `allow_hosts` are hosts of URLs that may be private ones.
        """
        self._folder = folder
        self._encoder = encoder
        self._reading = Reading(max_bytes, allow_hosts)
        self._max_tokens = max_tokens or encoder.max_tokens
        self._build = preparing.build(encoder, self._max_tokens)

    def index(
        self,
        given: Sequence[str] = (),
        *,
        dry_run: bool = False,
        prune: bool = False,
        rebuild: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Bring the index level with files, folders and URLs; without any, with all that were given before.

        `prune` removes articles whose file lay under one of these folders and is gone. `rebuild` makes everything
        stored anew from the articles' texts. `dry_run` finds out what would happen and changes nothing.

        Raises:
            DataFolderMissingError: nothing is given and there is no index.
            LockedError, StorageError, CatalogDamagedError, EncoderError: nothing that was indexed is lost.
        """
        began = time.monotonic()
        tell = progress or _untold
        if not given:
            self._must_exist()
        if dry_run:
            run = self._rehearse(given, prune=prune, rebuild=rebuild, progress=tell)
        else:
            with _writing(self._folder) as writer:
                run = self._write(writer, given, prune=prune, rebuild=rebuild, progress=tell)
        run.report.seconds = time.monotonic() - began
        return run.report

    def remove(self, ids: Sequence[str]) -> Removal:
        """Remove articles with all that was derived from them; files that were named one by one are forgotten.

        Raises:
            DataFolderMissingError: there is no index.
            LockedError, StorageError, CatalogDamagedError: nothing was removed.
        """
        self._must_exist()
        with _writing(self._folder) as writer, translated(self._folder):
            ledger = Ledger.load(writer.connection)
            found = [ledger.entries[ident] for ident in dict.fromkeys(ids) if ident in ledger.entries]
            named = {source for entry in found for source in entry.sources}
            with writer.transaction():
                for entry in found:
                    writer.drop_article(_row(entry))
                writer.set_roots([root for root in writer.roots() if root not in named])
        removed = tuple(entry.article_id for entry in found)
        return Removal(removed, tuple(ident for ident in dict.fromkeys(ids) if ident not in removed))

    def _must_exist(self) -> None:
        if not (self._folder / CATALOG_FILE).is_file():
            raise DataFolderMissingError(
                f"There is no index in {self._folder.absolute()}: run beleg index with the articles, or set "
                "BELEG_DATA_DIR to the folder of an index."
            )

    def _run(self, ledger: Ledger, change: Callable[..., None]) -> Run:
        return Run(ledger, self._reading, self._prepare, self._build, change)

    def _prepare(self, article: Article) -> Prepared:
        return preparing.prepare(article, self._encoder, self._max_tokens)

    def _read(self, run: Run, given: Sequence[str], *, prune: bool, progress: Callable[[Progress], None]) -> list[Scan]:
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

    def _outdated(self, ledger: Ledger, *, rebuild: bool) -> set[Entry]:
        """Return the articles whose stored form another build made; `rebuild` takes all for such."""
        return {entry for entry in ledger.entries.values() if rebuild or entry.build != self._build}

    def _rehearse(
        self, given: Sequence[str], *, prune: bool, rebuild: bool, progress: Callable[[Progress], None]
    ) -> Run:
        """Decide and count all that `_write` would do, and do none of it."""
        ledger, roots = _known(self._folder)
        outdated = self._outdated(ledger, rebuild=rebuild)
        run = self._run(ledger, _nothing)
        self._read(run, given or roots, prune=prune, progress=progress)
        if left := _left(ledger, outdated, run):
            with Catalog.open(self._folder) as catalog:
                run.renew(left, lambda entry: catalog.articles([entry.article_id])[entry.article_id], progress)
        return run

    def _write(
        self,
        writer: Writer,
        given: Sequence[str],
        *,
        prune: bool,
        rebuild: bool,
        progress: Callable[[Progress], None],
    ) -> Run:
        """Carry a run out: sources in batches, then what an older build made, then Chroma."""
        with translated(self._folder):
            ledger = Ledger.load(writer.connection)
        outdated = self._outdated(ledger, rebuild=rebuild)
        model = writer.use_model(self._encoder.fingerprint, self._encoder.dimension)
        batch = Batch(writer, self._encoder, model.number, anew=rebuild)
        mirror = Mirror(writer, model)

        def change(step: Step, prepared: Prepared | None = None) -> None:
            batch.add(step, prepared)
            if batch.is_full:
                batch.flush()
                # While old passages wait for vectors of a new model, Chroma can't be level with anything.
                if not outdated and writer.count_pending() > MOST_PENDING:
                    mirror.bring_level()

        run = self._run(ledger, change)
        try:
            if rebuild:
                writer.rebuild_indexes()
            roots = writer.roots()
            scans = self._read(run, given or roots, prune=prune, progress=progress)
            run.renew(_left(ledger, outdated, run), lambda entry: writer.article(_row(entry)), progress)
            batch.flush()
            _remember(writer, ledger, roots, scans)
            writer.forget_other_models(model.number)
            waiting = writer.count_pending()
            mirror.bring_level(lambda still: progress(Progress("vectors", waiting - still, waiting)), anew=rebuild)
        except StorageError:
            mirror.abandon()
            raise
        finally:
            mirror.close()
        return run


def _untold(_: Progress) -> None:
    """Tell nobody how far a run is."""


def _nothing(_: Step, __: Prepared | None = None) -> None:
    """Let a change be: what a dry run does."""


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[Writer]:
    """Hold the writer's lock and an open catalog inside the block."""
    lock = WriterLock(folder)
    lock.acquire()
    try:
        with contextlib.closing(Writer(folder)) as writer:
            yield writer
    finally:
        lock.release()


def _known(folder: Path) -> tuple[Ledger, list[str]]:
    """Return what is indexed and what was asked for, without becoming a writer; nothing where there is no index."""
    if not (folder / CATALOG_FILE).is_file():
        return Ledger(), []
    with translated(folder), contextlib.closing(connect(folder, write=False)) as connection:
        roots = connection.execute("SELECT address FROM roots ORDER BY address").fetchall()
        return Ledger.load(connection), [row[0] for row in roots]


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


def _left(ledger: Ledger, outdated: set[Entry], run: Run) -> list[Entry]:
    """Return the outdated articles that are still there and that the run has not written."""
    return [entry for entry in ledger.entries.values() if entry in outdated and entry not in run.written]


def _row(entry: Entry) -> int:
    """Return the row of an article that is in the catalog."""
    if entry.number is None:
        raise ValueError(f"article {entry.article_id} was not written yet")
    return entry.number
