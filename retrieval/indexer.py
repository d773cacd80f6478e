"""`Indexer`: the whole write path. Sources go in, the index is brought up to date with them, a report comes out."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from retrieval.archive import importing
from retrieval.archive.importing import Imported
from retrieval.archive.reading import Archive
from retrieval.datatypes import Article
from retrieval.encoders.base import Encoder
from retrieval.encoders.recipe import Described, Recipe
from retrieval.errors import DataFolderMissingError
from retrieval.indexing import preparing
from retrieval.indexing.accounts import named
from retrieval.indexing.known_failures import forget_failures, known_failures
from retrieval.indexing.ledgers import Ledgers
from retrieval.indexing.report import Progress, Report
from retrieval.indexing.run import Request, Run
from retrieval.indexing.session import WriteSession
from retrieval.indexing.source_reader import SourceReader
from retrieval.indexing.turns import Making, RehearsedTurns, WriterTurns, outdated_in
from retrieval.shelves import checked
from retrieval.store import check_exists, only_run, open_catalog, open_writer, takedown
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
        user_agent: str | None = None,
        proxy: str | None = None,
    ) -> None:
        """`max_bytes` limits one article, `max_tokens` one passage (default: what the encoder reads at once).

        `allow_hosts` are hosts of URLs that may be private ones. `recipe` describes to readers how to load the encoder.
        `wait` has each call wait for a writer that is at work. `joins` has copies of a story known as such.
        `user_agent` is what servers are told who asks, `proxy` what pages are fetched through, as
        ``http://[user:password@]host:port``.
        """
        self._user_agent = user_agent
        self._proxy = proxy
        self._folder = folder
        self._encoder = encoder
        self._max_bytes = max_bytes
        self._allow_hosts = allow_hosts
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
        sitemaps: Sequence[str] = (),
        shelf: str | None = None,
        dry_run: bool = False,
        prune: bool = False,
        prune_all: bool = False,
        rebuild: bool = False,
        readd: bool = False,
        follow_links: bool = False,
        also: Mapping[str, Sequence[str]] | None = None,
        retry: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Bring the index up to date with files, folders and URLs; without any, with all that were given before.

        Articles go onto `shelf`; None is the shared one for what is given, else each shelf that was given anything.
        `feeds` are addresses of feeds, whose new and changed pages are read; what a feed no longer names stays.
        `sitemaps` are addresses of sitemaps, of which the same holds.
        `prune` removes articles whose file lay under one of these folders and is gone, unless that is more than half of
        what was read from a folder; `prune_all` removes those too, and all of a folder that is gone itself. `rebuild`
        makes everything stored again from the articles' texts, and reads every file. `readd` lets articles in again
        that were removed. `follow_links` reads what links in a folder lead to outside of it. `also` are files, folders
        and URLs that are read beside those given before, by the shelf that they go onto. `retry` reads nothing but what
        failed when it was last tried. `dry_run` finds out what would happen and changes nothing.

        Raises:
            ShelfError: no shelf can have the name.
            DataFolderMissingError: nothing is given and there is no index.
            LockedError, StorageError, CatalogDamagedError, EncoderError: nothing that was indexed is lost.
        """
        began = time.monotonic()
        tell = progress or _untold
        reading = SourceReader(self._max_bytes, self._allow_hosts, self._user_agent, self._proxy)
        onto = None if shelf is None else checked(shelf)
        pruned = prune or prune_all
        request = Request(given, feeds, onto, pruned, prune_all, follow_links, tell, also or {}, sitemaps=sitemaps)
        if retry:
            request = replace(request, only=self._failed(request))
        making = Making(reading, self._prepare, self.build, self._joins, rebuild, readd, tell)
        if not given and not feeds and not sitemaps and not also:
            check_exists(self._folder)
        if dry_run:
            with _open_if_there(self._folder) as catalog:
                rehearsed = RehearsedTurns(catalog, making)
                Run(rehearsed, reading, request).carry_out()
            report = rehearsed.report
        else:
            open_session = partial(self._session, reembed=rebuild, progress=tell)
            with (
                only_run(self._folder, wait=self._wait),
                WriterTurns(self._folder, making, open_session, wait=self._wait) as turns,
            ):
                Run(turns, reading, request).carry_out()
                self._describe(turns.writer)
            report = turns.report
        report.seconds = time.monotonic() - began
        return report

    def remove(self, ids: Sequence[str], *, progress: Callable[[Progress], None] | None = None) -> Removal:
        """Remove articles with all that was derived from them, from the files too; they stay out until `readd`.

        Raises:
            DataFolderMissingError: there is no index.
            LockedError, CatalogDamagedError: nothing was removed; an `index` at work is given time to make room first.
            StorageError: nothing was removed, or the disk is too full to write the files again; the next run does so.
        """
        tell = progress or _untold
        check_exists(self._folder)
        asked = partial(tell, Progress("waiting", 0, 0))
        with open_writer(self._folder, wait=self._wait, between=asked) as writer:
            entries = {entry.article_id: entry for entry in Ledgers(writer).entries()}
            found = [entries[ident] for ident in dict.fromkeys(ids) if ident in entries]
            if found:
                with writer.transaction():
                    for entry in found:
                        for address in tuple(entry.sources) or (None,):
                            writer.add_tombstone(Tombstone(entry.article_id, address, entry.text, entry.shelf))
                        writer.drop_article(entry.row)
                    for shelf in dict.fromkeys(entry.shelf for entry in found):
                        named = {source for entry in found if entry.shelf == shelf for source in entry.sources}
                        writer.set_roots(shelf, [root for root in writer.roots(shelf) if root not in named])
                        forget_failures(writer, shelf, named)
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
        opened = contextlib.closing(Archive(file, max_bytes=self._max_bytes))
        with opened as archive, open_writer(self._folder, wait=self._wait) as writer:
            outdated = outdated_in(Ledgers(writer), self.build)
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
                update.complete()
            self._describe(writer)
        return imported

    def _failed(self, request: Request) -> Mapping[str, Collection[str]]:
        """Return what could not be read of each shelf when it was last tried."""
        with _open_if_there(self._folder) as catalog:
            shelves = request.shelves(catalog.followed()) if catalog else ()
            return {shelf: known_failures(catalog, shelf) for shelf in shelves} if catalog else {}

    def _prepare(self, article: Article) -> PreparedArticle:
        return preparing.prepare(article, self._encoder, self._max_tokens or self._encoder.max_tokens)

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
