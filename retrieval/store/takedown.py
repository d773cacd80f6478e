"""Takedown: what was removed on purpose leaves the files of the data folder, not only the tables.

SQLite overwrites deleted rows, but a full-text index keeps a removed word in its segments until they are merged, and
Chroma keeps a removed vector in its files until its slot is written again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from retrieval.store import open_mirror
from retrieval.store.writing import Writer

logger = logging.getLogger(__name__)

META = "takedown"


def order(writer: Writer) -> None:
    """Note that removed articles are still in the files; call it inside the transaction that removes them."""
    writer.set_meta(META, "ordered")


def finish(writer: Writer, progress: Callable[[int, int], None]) -> None:
    """Write every file again that may hold what was removed; does nothing where nothing was ordered.

    The order is kept until all is done, so that a run after one that was cut off finishes it. `progress` gets how many
    of how many vectors are written.

    Raises:
        StorageError, LockedError: the disk is full or fails; what was removed stays removed, the order is kept.
    """
    if writer.meta(META) is None:
        return
    model = writer.model()
    if model is not None:
        open_mirror(writer, model).rewrite(progress)
    if writer.purge():
        logger.warning(
            "A reader held on to the catalog, so removed text may still be in its log: the next beleg index or "
            "beleg remove clears it."
        )
        return
    with writer.transaction(visible=False):
        writer.set_meta(META, None)
