"""Takedown: what was removed on purpose leaves the files of the data folder, not only the tables.

SQLite overwrites deleted rows, but a full-text index keeps a removed word in its segments until they are merged, and
Chroma keeps a removed vector in its files until its slot is written again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from retrieval.errors import StorageError
from retrieval.store.catalog.schema import translated
from retrieval.store.catalog.writer import Writer
from retrieval.store.compaction import merge_text_indexes
from retrieval.store.vectors.mirror import Mirror

logger = logging.getLogger(__name__)

META = "takedown"


def order(writer: Writer) -> None:
    """Note that removed articles are still in the files; call it inside the transaction that removes them."""
    writer.set_meta(META, "ordered")


def finish(writer: Writer, progress: Callable[[int, int], None]) -> None:
    """Write every file anew that may hold what was removed; does nothing where nothing was ordered.

    The order stands until all is done, so that a run after one that was cut off finishes it. `progress` gets how many
    of how many vectors are written.

    Raises:
        StorageError, LockedError: the disk is full or fails; what was removed stays removed, the order stands.
    """
    if writer.meta(META) is None:
        return
    model = writer.model()
    if model is not None:
        mirror = Mirror(writer, model)
        try:
            mirror.sync(progress, anew=True)
            mirror.close()
        finally:
            mirror.abandon()
        if len(list(writer.folder.glob("chroma-*"))) > 1:
            raise StorageError(
                f"Vectors of what was removed are still in {writer.folder}, where the disk does not let them be "
                "deleted: allow that, and run beleg index."
            )
    merge_text_indexes(writer)
    with translated(writer.folder):
        # Checkpointed before and after: the log would otherwise keep the old pages, or VACUUM's copy of them.
        busy = writer.checkpoint()
        writer.vacuum()
        busy |= writer.checkpoint()
    if busy:
        logger.warning(
            "A reader held on to the catalog, so removed text may still be in its log: the next beleg index or "
            "beleg remove clears it."
        )
        return
    with writer.transaction(visible=False) as connection:
        connection.execute("DELETE FROM meta WHERE name = ?", (META,))
