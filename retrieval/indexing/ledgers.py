"""`Ledgers`: a ledger for each shelf, so that nothing decided on one depends on what stands on another."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator
from functools import partial

from retrieval.indexing.copies import SIGNATURE_VERSION
from retrieval.indexing.entries import Entry
from retrieval.indexing.ledger import Ledger
from retrieval.store.inventory import Inventory
from retrieval.store.records import KnownSource
from retrieval.store.source_records import Stamp


class Ledgers:
    """Every shelf of an index; one that holds nothing yet is made when it is asked for."""

    def __init__(
        self,
        known: Inventory | None,
        *,
        joins: bool = True,
        digest: Callable[[str, Stamp | None], bytes] = lambda *_: b"",
    ) -> None:
        """Read what is known, nothing where there is no index; the rest is as for a `Ledger`."""
        self._known = known
        self._joins = joins
        self._digest = digest
        self._ledgers: dict[str, Ledger] = {}
        if known:
            with _nothing_to_collect():
                self._fill(known)

    def on(self, shelf: str) -> Ledger:
        """Return the ledger of a shelf."""
        if shelf not in self._ledgers:
            elsewhere = partial(self._is_elsewhere, shelf)
            self._ledgers[shelf] = Ledger(
                self._known, shelf, joins=self._joins, digest=self._digest, elsewhere=elsewhere
            )
        return self._ledgers[shelf]

    def entries(self) -> Iterator[Entry]:
        """Yield every article, shelf by shelf."""
        for ledger in self._ledgers.values():
            yield from ledger.entries.values()

    def sign_missing(self) -> list[Entry]:
        """Compute the signatures of articles that came without, and their stories; return all that changed."""
        return [entry for ledger in self._ledgers.values() for entry in ledger.sign_missing()]

    def _is_elsewhere(self, shelf: str, ident: str) -> bool:
        return any(ident in ledger.entries for name, ledger in self._ledgers.items() if name != shelf)

    def _fill(self, known: Inventory) -> None:
        """Take in articles, signatures, sources and removed articles."""
        entries: dict[str, list[Entry]] = {}
        shelves: dict[int, str] = {}
        for number, ident, text, build, story, shelf, stated in known.known_articles():
            entries.setdefault(shelf, []).append(Entry(number, ident, text, stated, build, shelf, story))
            shelves[number] = shelf
        sources: dict[str, list[KnownSource]] = {}
        for source in known.known_sources():
            sources.setdefault(shelves[source.article], []).append(source)
        signed = dict(known.signatures(SIGNATURE_VERSION))
        for shelf, some in entries.items():
            self.on(shelf).fill(some, signed, sources.get(shelf, ()))
        for tombstone in known.tombstones():
            self.on(tombstone.shelf).tombstones.add(tombstone)


@contextlib.contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Hold the garbage collector, which would look again and again through tens of thousands of objects that stay."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
