"""A run's turns at an index: between them others may write, and what they wrote is known in the next one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.indexing.accounts import named
from retrieval.indexing.applying import put_signature, put_story
from retrieval.indexing.entries import Entry
from retrieval.indexing.ingest import Ingest
from retrieval.indexing.known_failures import note_failures
from retrieval.indexing.ledger import Ledger
from retrieval.indexing.ledgers import Ledgers
from retrieval.indexing.pages import Wanted
from retrieval.indexing.report import Changes, FailedSource, Progress, Report, Step
from retrieval.indexing.session import WriteSession
from retrieval.indexing.source_reader import SourceReader
from retrieval.store import is_awaited, open_writer
from retrieval.store.inventory import Inventory
from retrieval.store.reading import Catalog
from retrieval.store.records import PreparedArticle
from retrieval.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Making:
    """How a run makes articles; `build` names what they are made with, `joins` has copies of a story known as such.

    `rebuild` makes all that is stored again, `readd` lets articles in again that were removed. `began` is when the run
    did, ``YYYY-MM-DDTHH:MM:SSZ``.
    """

    reading: SourceReader
    prepare: Callable[[Article], PreparedArticle]
    build: str
    joins: bool
    rebuild: bool
    readd: bool
    progress: Callable[[Progress], None]
    began: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def ledgers(self, known: Inventory | None) -> Ledgers:
        """Return what decides in one turn."""
        return Ledgers(known, joins=self.joins, digest=self.reading.digest)

    def ingest(self, ledger: Ledger, change: Changes, report: Report, unread: dict[str, Wanted]) -> Ingest:
        """Return what takes the sources of a shelf in for one turn."""
        parts = (ledger, self.reading, self.prepare, self.build, change, self.began)
        return Ingest(*parts, report=report, unread=unread, readd=self.readd, reread=self.rebuild)


class Turns(Protocol):
    """What a run writes to, as a context: the index, or nothing in a dry run."""

    @property
    def report(self) -> Report:
        """What the run did so far."""

    @property
    def unread(self) -> dict[str, Wanted]:
        """The pages that are to be fetched, by address."""

    def ingest(self, shelf: str) -> Ingest:
        """Return what takes the sources of a shelf in, in this turn."""

    @property
    def known(self) -> Inventory | None:
        """What is indexed; None where there is no index."""

    def change(self, step: Step) -> None:
        """Take a change."""

    def make_room(self) -> None:
        """Let in who waits to write; called between two sources."""

    def away(self) -> AbstractContextManager[None]:
        """Keep nobody from writing inside the block; what was changed is stored before."""

    def complete(self, roots: Mapping[str, Collection[str]]) -> None:
        """Finish the run; `roots` are, by shelf, what it was asked for and is to be read again by the next one."""


class WriterTurns:
    """Turns of a run that writes."""

    def __init__(
        self, folder: Path, making: Making, open_session: Callable[[Writer], WriteSession], *, wait: bool
    ) -> None:
        """`wait` has the first turn wait for a writer that is at work; later ones always do."""
        self.report = Report()
        self.unread: dict[str, Wanted] = {}
        self._folder = folder
        self._making = making
        self._open_session = open_session
        self._wait = wait
        self._rebuild = making.rebuild
        self._kept: set[str] = set()
        self._ingests: dict[str, Ingest] = {}
        self._turn = ExitStack()

    def __enter__(self) -> WriterTurns:
        self._begin(wait=self._wait)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._turn.__exit__(kind, error, trace)

    @property
    def known(self) -> Inventory:
        """What is indexed."""
        return self.writer

    def ingest(self, shelf: str) -> Ingest:
        """Return what takes the sources of a shelf in, in this turn."""
        if shelf not in self._ingests:
            ledger = self._ledgers.on(shelf)
            self._ingests[shelf] = self._making.ingest(ledger, self._session.change, self.report, self.unread)
        return self._ingests[shelf]

    def change(self, step: Step) -> None:
        """Take a change; it is carried out with others."""
        self._session.change(step)

    def make_room(self) -> None:
        """Let in who waits to write; then all that is known is read again."""
        if is_awaited(self._folder):
            with self.away():
                pass

    @contextmanager
    def away(self) -> Iterator[None]:
        """End this turn, and begin another after the block."""
        self._turn.close()
        yield
        self._begin(wait=True)

    def complete(self, roots: Mapping[str, Collection[str]]) -> None:
        """Store what the run was asked for, and bring all that is derived from articles level."""
        self._session.flush()
        for shelf, addresses in roots.items():
            if set(addresses) != set(self.writer.roots(shelf)):
                with self.writer.transaction(visible=False):
                    self.writer.set_roots(shelf, addresses)
        for shelf, visited in self.report.visited.items():
            note_failures(self.writer, shelf, visited, began=self._making.began)
        self._session.complete()

    def _begin(self, *, wait: bool) -> None:
        while not self._opened(wait=wait):
            wait = True  # a rebuild made room

    def _opened(self, *, wait: bool) -> bool:
        """Take the lock and make again what another build made; return whether that is done."""
        with ExitStack() as turn:
            writer = turn.enter_context(open_writer(self._folder, wait=wait))
            ledgers = self._making.ledgers(writer)
            if missing := ledgers.sign_missing():
                with writer.transaction(visible=False):
                    for entry in missing:
                        put_signature(writer, entry)
                        put_story(writer, entry)
            self.writer, self._session = writer, turn.enter_context(self._open_session(writer))
            self._ledgers, self._ingests = ledgers, {}
            if not self._renewed():
                return False
            self._turn = turn.pop_all()
            return True

    def _renewed(self) -> bool:
        """Make articles again that another build made; those that cannot be made stay, and are told once a run."""
        outdated = outdated_in(self._ledgers, self._making.build, rebuild=self._rebuild)
        if all(entry.article_id in self._kept for entry in outdated):
            outdated = []
        done = self._session.renew(
            outdated, self._making.prepare, self.report.wrote, self._keep, awaited=lambda: is_awaited(self._folder)
        )
        self._rebuild = self._rebuild and not done
        return done

    def _keep(self, entry: Entry, error: ArticleError) -> None:
        if entry.article_id not in self._kept:
            self._kept.add(entry.article_id)
            self.report.fail(_failure(entry, error))


class RehearsedTurns:
    """Turns of a dry run: one, in which everything is decided and nothing is written."""

    def __init__(self, catalog: Catalog | None, making: Making) -> None:
        """`catalog` is read; None is as for a new index."""
        self.report = Report()
        self.unread: dict[str, Wanted] = {}
        self.known = catalog
        self._making = making
        self._ledgers = making.ledgers(catalog)
        self._ingests: dict[str, Ingest] = {}
        if catalog is not None:
            self._rehearse(catalog, outdated_in(self._ledgers, making.build, rebuild=making.rebuild), making)
        self._ledgers.sign_missing()

    def ingest(self, shelf: str) -> Ingest:
        """Return what takes the sources of a shelf in."""
        if shelf not in self._ingests:
            ledger = self._ledgers.on(shelf)
            self._ingests[shelf] = self._making.ingest(ledger, _nothing, self.report, self.unread)
        return self._ingests[shelf]

    def change(self, step: Step) -> None:
        """Carry no change out."""

    def make_room(self) -> None:
        """Stand in nobody's way."""

    def away(self) -> AbstractContextManager[None]:
        """Stay: nobody is kept from writing."""
        return nullcontext()

    def complete(self, roots: Mapping[str, Collection[str]]) -> None:
        """Leave all as it is."""

    def _rehearse(self, catalog: Catalog, outdated: Collection[Entry], making: Making) -> None:
        """Count what would be made again."""
        for done, entry in enumerate(outdated, 1):
            try:
                self.report.wrote(making.prepare(catalog.article(entry.row)))
            except ArticleError as exc:
                self.report.fail(_failure(entry, exc))
            making.progress(Progress("rebuild", done, len(outdated)))


def outdated_in(ledgers: Ledgers, build: str, *, rebuild: bool = False) -> list[Entry]:
    """Return the articles whose stored form another build made; `rebuild` takes all for such."""
    return [entry for entry in ledgers.entries() if rebuild or entry.build != build]


def _failure(entry: Entry, error: ArticleError) -> FailedSource:
    """Return the failure of an article that could not be made again and stays as it is."""
    return FailedSource.of(entry.first or entry.article_id, named(entry), error, entry.metadata[0])


def _nothing(_: Step, __: PreparedArticle | None = None) -> None:
    """Carry no change out: what a dry run does."""
