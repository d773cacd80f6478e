"""Compaction: clears what edits and removals leave behind in the catalog's file, once that is a good part of it.

SQLite keeps the pages of deleted rows for later ones, and a full-text index a note of each removed passage until its
segments are merged. Days of news in and out would let both grow, and with the notes the time of a question.
"""

from __future__ import annotations

import logging

from retrieval.errors import LockedError, StorageError
from retrieval.store.catalog.full_text import NAMES, TERMS
from retrieval.store.catalog.passages import RETIRED
from retrieval.store.catalog.schema import translated
from retrieval.store.catalog.writer import Writer

logger = logging.getLogger(__name__)

# Removed passages for each live one before the full-text indexes are merged: merging costs as much as writing them.
MOST_RETIRED = 1 / 6
# Share of the file's pages that may be free: less would be written anew for the deletions of a single day.
MOST_FREE = 1 / 10


def compact(writer: Writer) -> None:
    """Clear what has become too much; on a disk without room for that, leave it for a later run."""
    try:
        if int(writer.meta(RETIRED) or 0) > MOST_RETIRED * writer.count_passages():
            merge_text_indexes(writer)
        with translated(writer.folder):
            pages, free = (
                int(writer.connection.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count")
            )
            # While a reader holds on to the log, the new file would only be added to it.
            if free > MOST_FREE * pages and not writer.checkpoint(wait=False):
                writer.vacuum()
                writer.checkpoint(wait=False)
    except (StorageError, LockedError) as exc:
        logger.warning("The index is complete but its files were not made smaller. %s", exc)


def merge_text_indexes(writer: Writer) -> None:
    """Make one segment of each full-text index, without the removed passages."""
    with writer.transaction(visible=False) as connection:
        for index in (TERMS, NAMES):
            connection.execute(f"INSERT INTO {index}_index ({index}_index) VALUES ('optimize')")
        connection.execute("DELETE FROM meta WHERE name = ?", (RETIRED,))
