"""`ChromaMirror`: syncs Chroma with the catalog, repairs what a dead writer left, rebuilds what is damaged."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from retrieval.errors import CatalogDamagedError, StorageError
from retrieval.store import places
from retrieval.store.lock import VectorGate
from retrieval.store.places import VECTORS
from retrieval.store.records import StoredModel
from retrieval.store.vectors.collection import BATCH, Collection, load_library
from retrieval.store.vectors.files import META, UNREADABLE, VectorState, files, segments
from retrieval.store.vectors.hnsw_files import blank_unused, is_whole
from retrieval.store.writing import PendingVectors

logger = logging.getLogger(__name__)

# A row whose passage is gone still costs room and candidates: beyond this many, and more than the live ones, a new
# collection is made.
RETIRED_ROWS = 1_000


class ChromaMirror:
    """`store.writing.VectorMirror` over a Chroma folder; whoever uses it holds the `WriterLock` of the data folder."""

    def __init__(self, writer: PendingVectors, model: StoredModel) -> None:
        """Nothing is opened before there is something to write."""
        self._writer = writer
        self._model = model
        self._gate = VectorGate(writer.folder)
        self._collection: Collection | None = None
        self._state = VectorState.parse(writer.meta(META))

    def sync(self, progress: Callable[[int, int], None] = lambda *_: None, *, everything: bool = False) -> None:
        """Write the vectors of all pending passages, or `everything`; `progress` gets how many of how many are in.

        Raises:
            StorageError: the disk is full or fails; what is pending then stays pending.
        """
        if everything or self._unfit():
            self._start_over()
        elif self._collection is None and self._state and self._state.state != "clean":
            self._open()
        total = self._writer.count_pending()
        while True:
            ids, slots, vectors = self._writer.pending_vectors(self._model, BATCH)
            if not ids:
                break
            collection = self._collection or self._open()
            pending = self._writer.count_pending()  # opening may have found that everything is
            collection.upsert(slots, vectors)
            left = self._writer.mark_synced(ids)
            if left >= pending:
                raise CatalogDamagedError(
                    "The catalog does not let go of a passage, so it is damaged: move the data folder away and index "
                    "the articles again."
                )
            progress(total - left, total)

    def rewrite(self, progress: Callable[[int, int], None]) -> None:
        """Write all vectors to a new folder and remove the old ones; nothing is open afterwards.

        Raises:
            StorageError: the disk is full or fails, or an old folder cannot be deleted.
        """
        try:
            self.sync(progress, everything=True)
            self.close()
        finally:
            self.abandon()
        if len(list(self._writer.folder.glob(f"{VECTORS}*"))) > 1:
            raise StorageError(
                f"Vectors of what was removed are still in {self._writer.folder}, where the disk does not let them be "
                "deleted: allow that, and run beleg index."
            )

    def close(self) -> None:
        """Close the collection and remember its files, so that readers may open it.

        Raises:
            StorageError: the disk is full or fails; readers then do without the collection; the next run repairs it.
        """
        if self._collection is None or self._state is None:
            return
        rows = self._collection.count()
        self._collection.close()
        self._collection = None
        folder = self._writer.folder / self._state.folder
        try:
            places.privatise(folder)
            blank_unused(folder)
            is_saved = segments(files(folder)) == segments(self._state.files) or self._is_saved(folder)
            found = files(folder)
            if not is_saved or UNREADABLE in found.values():
                raise StorageError(
                    f"The disk did not take all of the vector index in {folder}: free space, and run beleg index again."
                )
            self._remember(replace(self._state, state="clean", files=found, rows=rows))
        finally:
            self._gate.open()
        for other in self._writer.folder.glob(f"{VECTORS}*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def abandon(self) -> None:
        """Let go of the collection after an error, leaving it for the next writer to repair."""
        if self._collection is not None:
            self._collection.close()
            self._collection = None
        self._gate.open()

    def _is_saved(self, folder: Path) -> bool:
        """Read once what was saved: Chroma does not notice when a write of its graph fails."""
        if not is_whole(folder):
            return False
        saved = Collection(folder, self._model.fingerprint)
        try:
            for slots, vectors in self._writer.synced_vectors(self._model, BATCH):
                if not saved.nearest(vectors[0], 1) or not saved.holds(slots, vectors):
                    return False
        finally:
            saved.close()
        blank_unused(folder)
        return True

    def _unfit(self) -> bool:
        """Return whether the collection that is there cannot be used, looking at its files without opening them."""
        state = self._state
        if state is None:
            return False
        if state.model != self._model.fingerprint:
            return True
        if state.state == "repairing":
            logger.warning("The last run ended while it repaired the vector index: rebuilding it from the catalog.")
            return True
        if self._collection is not None or state.state != "clean":
            return False
        folder = self._writer.folder / state.folder
        # The catalog's word for the files is as good as whoever wrote both.
        if files(folder) != state.files or not is_whole(folder):
            logger.warning("The vector index is damaged: rebuilding it from the catalog.")
            return True
        live = self._writer.count_passages()
        return state.rows - live > max(RETIRED_ROWS, live)

    def _start_over(self) -> None:
        """Have everything written to a new collection, in a folder beside the old one."""
        if self._collection is not None:
            self._collection.close()
            self._collection = None
        number = int(self._state.folder.rpartition("-")[2]) + 1 if self._state else 1
        folder = self._writer.folder / f"{VECTORS}{number}"
        shutil.rmtree(folder, ignore_errors=True)
        self._writer.mark_pending()
        self._gate.shut()
        self._remember(VectorState(folder.name, self._model.fingerprint, "writing", {}, 0))
        places.make_vectors(folder)
        self._collection = Collection(folder, self._model.fingerprint, create=True)

    def _open(self) -> Collection:
        """Open the collection for writing, checking first what a writer that died has left."""
        self._gate.shut()
        state = self._state
        if state is None:
            self._start_over()
        elif state.state == "clean":
            self._remember(replace(state, state="writing"))
            try:
                self._collection = Collection(self._writer.folder / state.folder, self._model.fingerprint)
            except StorageError:
                logger.warning("The vector index cannot be opened: rebuilding it from the catalog.")
                self._start_over()
        else:
            self._repair(state)
        if self._collection is None:
            raise StorageError("The vector index could not be opened: run beleg index again.")
        return self._collection

    def _repair(self, state: VectorState) -> None:
        """Open what a dead writer left; should that kill this process, the next one starts over."""
        folder = self._writer.folder / state.folder
        if not _is_as_left(folder, state):
            logger.warning("The last run ended while it wrote the vector index: rebuilding it from the catalog.")
            self._start_over()
            return
        load_library()
        self._remember(replace(state, state="repairing"))
        try:
            collection = Collection(folder, self._model.fingerprint)
            missing = collection.missing(self._writer.synced_slots())
        except StorageError:
            logger.warning("The vector index that an interrupted run left cannot be used: rebuilding it.")
            self._start_over()
            return
        self._writer.mark_pending(missing)
        self._remember(replace(state, state="writing"))
        self._collection = collection

    def _remember(self, state: VectorState) -> None:
        self._state = state
        with self._writer.transaction():
            self._writer.set_meta(META, state.text())


def _is_as_left(folder: Path, state: VectorState) -> bool:
    """Return whether the graph's files are those that the last writer remembered."""
    try:
        blank_unused(folder)  # as they were then
    except StorageError:
        return False
    return segments(files(folder)) == segments(state.files)
