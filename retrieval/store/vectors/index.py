"""`ChromaIndex`: the passages nearest to a question's vector. Chroma proposes, the catalog's vectors decide."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Ranking
from retrieval.errors import EncoderError, StorageError
from retrieval.store.lock import reading_vectors
from retrieval.store.reading import IndexedVectors
from retrieval.store.records import VectorHealth
from retrieval.store.vectors.collection import Collection
from retrieval.store.vectors.files import META, VectorState, copied, files
from retrieval.store.vectors.hnsw_files import is_whole

logger = logging.getLogger(__name__)

# Up to this many passages are compared one by one: 3 ms at 384 dimensions, and chromadb (0.7 s) is never imported.
EXACT_PASSAGES = 20_000
# Candidates asked of Chroma for each result, and at least: the neighbours of an approximate index, of which some are
# retired or filtered out.
OVERFETCH, FEWEST_CANDIDATES = 2, 200
MOST_CANDIDATES = 3_200
# Passages newer than the open copy that are searched one by one before the copy is renewed.
NEWER_PASSAGES = 1_000


@dataclass(frozen=True)
class _Copy:
    """An open private copy of the collection: holds every passage up to `last`, less those in `lacking`.

    It closes when the last search that uses it is done, so that renewing it disturbs none.
    """

    collection: Collection
    directory: tempfile.TemporaryDirectory[str]
    folder: str
    last: int
    lacking: NDArray[np.int64]

    def __del__(self) -> None:
        self.collection.close()
        self.directory.cleanup()


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Vectors in memory: float32 (n, dim) for sorted ids, of one model."""

    model: str
    ids: NDArray[np.int64]
    rows: NDArray[np.float32]


class ChromaIndex:
    """`store.reading.VectorIndex` over the Chroma folder of one catalog; safe to use from several threads."""

    def __init__(self, catalog: IndexedVectors) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._copy: _Copy | None = None
        self._matrix: _Matrix | None = None
        self._refused: str | None = None
        self._generation = -1

    def search(self, vector: NDArray[np.float32], k: int, *, within: NDArray[np.int64] | None = None) -> Ranking:
        """Rank the `k` live passages nearest to the unit vector, float32 (dim,), by cosine, ties by id.

        `within` (sorted ids) restricts them; None is all. Scores come from the catalog's vectors.

        Raises:
            EncoderError: the vector has another length than the index's.
        """
        with self._catalog.snapshot():
            model = self._catalog.model()
            if model is None or k < 1 or (within is not None and not len(within)):
                return Ranking(np.empty(0, np.int64), np.empty(0, np.float32))
            if len(vector) != model.dimension:
                raise EncoderError(
                    f"The question's vector has {len(vector)} numbers but the index holds {model.dimension}: run beleg "
                    "index --rebuild, or set the model the index was made with."
                )
            total = self._catalog.counts().passages
            if within is not None and len(within) <= min(EXACT_PASSAGES, total // 4):
                return _best(within, self._rows(within, model.fingerprint), vector, k)
            if total > EXACT_PASSAGES:
                found = self._proposed(vector, k, within, model.fingerprint)
                if found is not None:
                    return found
            matrix = self._in_memory(self._catalog.live(), model.fingerprint)
            if within is None:
                return _best(matrix.ids, matrix.rows, vector, k)
            chosen = np.isin(matrix.ids, within, assume_unique=True)
            return _best(matrix.ids[chosen], matrix.rows[chosen], vector, k)

    def __enter__(self) -> ChromaIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the open copy of the collection and remove it; a later search opens another."""
        with self._lock:
            self._copy = self._matrix = None
            self._generation = -1

    def health(self) -> VectorHealth:
        """Compare the files of the Chroma folder with what the catalog remembers, without opening them."""
        state = VectorState.parse(self._catalog.meta(META))
        if state is None:
            return VectorHealth("none")
        if state.state != "clean":
            return VectorHealth("unfinished")
        intact = files(self._catalog.folder / state.folder) == state.files
        return VectorHealth("sound" if intact else "damaged", len(state.files))

    def _proposed(
        self, vector: NDArray[np.float32], k: int, within: NDArray[np.int64] | None, model: str
    ) -> Ranking | None:
        """Return the best of what Chroma proposes and of what is newer than it; None where that's not enough."""
        with self._lock:
            copy = self._renewed(model)
        if copy is None:
            return None
        newer = self._in_memory(self._newer(copy), model)
        wanted = max(FEWEST_CANDIDATES, OVERFETCH * k)
        while wanted <= MOST_CANDIDATES:
            try:
                slots = copy.collection.nearest(vector, wanted)
            except StorageError:
                return None
            ids, rows = self._catalog.in_slots(slots)
            if len(newer.ids):
                known = ~np.isin(ids, newer.ids)
                ids = np.concatenate([ids[known], newer.ids])
                rows = np.concatenate([rows[known], newer.rows])
            if within is not None:
                kept = np.isin(ids, within)
                ids, rows = ids[kept], rows[kept]
            if len(ids) >= k or len(slots) < wanted:
                return _best(ids, rows, vector, k)
            wanted *= 4
        return None

    def _renewed(self, model: str) -> _Copy | None:
        """Return the open copy, renewed where too much is newer and no writer is at the files."""
        generation = self._catalog.generation()
        copy = self._copy
        if generation == self._generation:
            return copy
        state = VectorState.parse(self._catalog.meta(META))
        if copy and (state is None or state.folder != copy.folder or state.model != model):
            copy = self._copy = None
        if copy is None or len(self._newer(copy)) > NEWER_PASSAGES:
            renewed, settled = self._opened(model)
            copy = self._copy = renewed or copy
            if settled:
                self._generation = generation
        else:
            self._generation = generation
        return copy

    def _opened(self, model: str) -> tuple[_Copy | None, bool]:
        """Open a copy of the collection as it is now; the flag says that trying again needs a changed catalog."""
        folder = self._catalog.folder
        # The files are those of now, not those of the snapshot that this thread may hold.
        with reading_vectors(folder) as free, self._catalog.now() as now:
            state = VectorState.parse(now.meta(META))
            if not free or state is None or (state.model, state.state) != (model, "clean"):
                return None, False
            copy = _copied(now, state)
            if copy is None:
                self._warn(folder / state.folder)
            return copy, True

    def _warn(self, folder: Path) -> None:
        """Say once that the vector index is damaged."""
        if self._refused != folder.name:
            self._refused = folder.name
            logger.warning(
                "The vector index in %s is damaged, or there is no room for a copy of it: searching without it, slower "
                "but complete, until the next beleg index.",
                folder,
            )

    def _newer(self, copy: _Copy) -> NDArray[np.int64]:
        """Return the live passages that the copy does not hold, sorted."""
        live = self._catalog.live(after=copy.last)
        if not len(copy.lacking):
            return live
        return np.concatenate([self._catalog.still_live(copy.lacking), live])

    def _rows(self, ids: NDArray[np.int64], model: str) -> NDArray[np.float32]:
        """Return the vectors of sorted `ids`, from memory where all of them are there."""
        matrix = self._matrix
        if matrix is not None and matrix.model == model and len(matrix.ids):
            places = np.minimum(np.searchsorted(matrix.ids, ids), len(matrix.ids) - 1)
            if np.array_equal(matrix.ids[places], ids):
                return matrix.rows[places]
        return self._catalog.vectors(ids)

    def _in_memory(self, ids: NDArray[np.int64], model: str) -> _Matrix:
        """Return the vectors of sorted `ids`, reading only those that aren't in memory yet."""
        matrix = self._matrix
        if matrix is None or matrix.model != model:
            matrix = _Matrix(model, ids, self._catalog.vectors(ids))
        elif not np.array_equal(matrix.ids, ids):
            kept = np.isin(matrix.ids, ids, assume_unique=True)
            missing = np.setdiff1d(ids, matrix.ids, assume_unique=True)
            joined = np.concatenate([matrix.ids[kept], missing])
            order = np.argsort(joined)
            rows = np.concatenate([matrix.rows[kept], self._catalog.vectors(missing)])
            matrix = _Matrix(model, joined[order], rows[order])
        self._matrix = matrix
        return matrix


def _copied(catalog: IndexedVectors, state: VectorState) -> _Copy | None:
    """Open a private copy of the collection; None where it is damaged or the disk for temporary files is full."""
    directory = copied(catalog.folder / state.folder, state.files)
    if directory is None:
        return None
    if not is_whole(Path(directory.name)):
        directory.cleanup()
        return None
    try:
        collection = Collection(Path(directory.name), state.model)
    except StorageError:
        directory.cleanup()
        return None
    live = catalog.live()
    copy = _Copy(collection, directory, state.folder, int(live[-1]), catalog.pending())
    try:
        # The first query loads the vectors into memory; their copied files are only room on the disk from then on.
        collection.nearest(catalog.vectors(live[:1])[0], 1)
    except StorageError:
        return None
    for loaded in Path(directory.name).glob("*/"):
        shutil.rmtree(loaded, ignore_errors=True)
    return copy


def _best(ids: NDArray[np.int64], rows: NDArray[np.float32], vector: NDArray[np.float32], k: int) -> Ranking:
    """Return the `k` rows with the greatest dot product, ties by id."""
    scores = rows @ vector
    if len(ids) > k:
        # All that reach the k-th score, so that ties at the border are decided by id as well.
        border = np.partition(scores, len(scores) - k)[len(scores) - k]
        reached = np.flatnonzero(scores >= border)
        ids, scores = ids[reached], scores[reached]
    order = np.lexsort((ids, -scores))[:k]
    return Ranking(ids[order], scores[order])
