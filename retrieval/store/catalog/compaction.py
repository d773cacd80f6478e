"""The catalog's files and full-text indexes, without what edits and removals leave behind in them.

SQLite keeps the pages of deleted rows for later ones, and a full-text index a note of each removed passage until its
segments are merged. Days of news in and out would let both grow, and with the notes the time of a question.
"""

from __future__ import annotations

import logging

from retrieval.errors import LockedError, StorageError
from retrieval.store.catalog import passages, rows
from retrieval.store.catalog.full_text import NAMES, TERMS
from retrieval.store.catalog.passages import RETIRED
from retrieval.store.catalog.schema import BUSY_SECONDS, translated
from retrieval.store.catalog.vector_rows import VectorRows

logger = logging.getLogger(__name__)

# Removed passages for each live one before the full-text indexes are merged: merging costs as much as writing them.
MOST_RETIRED = 1 / 6
# Share of the file's pages that may be free: less would be written again for the deletions of a single day.
MOST_FREE = 1 / 10


class Compaction(VectorRows):
    """Writes files and full-text indexes again; all of it outside transactions, but `rebuild_text_indexes`."""

    def compact(self) -> None:
        """Clear what has become too much; on a disk without room for that, leave it for a later run."""
        try:
            if rows.number(self.meta(RETIRED) or "0") > MOST_RETIRED * self.count_passages():
                self.merge_text_indexes()
            # While a reader holds on to the log, the new file would only be added to it.
            if self._free_pages() > MOST_FREE and not self.checkpoint(wait=False):
                self.vacuum()
                self.checkpoint(wait=False)
        except (StorageError, LockedError) as exc:
            logger.warning("The index is complete but its files were not made smaller. %s", exc)

    def purge(self) -> bool:
        """Write everything again that may hold deleted text; return whether a reader kept some of it in the log.

        Raises:
            StorageError, LockedError: the disk is full or fails; nothing is lost.
        """
        self.merge_text_indexes()
        # Checkpointed before and after: the log would otherwise keep the old pages, or VACUUM's copy of them.
        busy = self.checkpoint()
        self.vacuum()
        return self.checkpoint() or busy

    def merge_text_indexes(self) -> None:
        """Make one segment of each full-text index, without the removed passages."""
        with self.transaction(visible=False):
            for index in (TERMS, NAMES):
                self._connection.execute(f"INSERT INTO {index}_index ({index}_index) VALUES ('optimize')")
            self.set_meta(RETIRED, None)

    def rebuild_text_indexes(self) -> None:
        """Fill the full-text indexes again from the terms stored with the passages; call it inside a transaction."""
        passages.rebuild_indexes(self._connection)

    def checkpoint(self, *, wait: bool = True) -> bool:
        """Fold SQLite's log into the catalog's file and empty it; return whether a reader prevented that.

        `wait` gives readers `BUSY_SECONDS` to finish what they are at.
        """
        with translated(self.folder):
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000 * wait:.0f}")
            try:
                return bool(self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")

    def vacuum(self) -> None:
        """Write the catalog's file again without what was deleted."""
        with translated(self.folder):
            # The copy may be larger than the memory.
            self._connection.execute("PRAGMA temp_store = FILE")
            try:
                self._connection.execute("VACUUM")
            finally:
                self._connection.execute("PRAGMA temp_store = MEMORY")

    def _free_pages(self) -> float:
        """Return the share of the file's pages that hold nothing."""
        pages, free = (self._rows(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count"))
        return float(free / pages)
