"""One Chroma collection on disk: a vector for each numbered slot, nothing else. All of chromadb is here."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import StorageError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

# A batch may hold 5,461 rows in chromadb 1.5.9; beyond 1,000 a larger one is no faster.
BATCH = 2_000
# `ef_search` is wider than Chroma's default of 100: candidates are rescored, so recall counts more than a fraction of a
# millisecond.
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_search": 200}
_importing = threading.Lock()
_ROUNDING = 1e-4  # of a unit vector's numbers on their way through Chroma


class Collection:
    """An open collection. Only the holder of the writer's lock opens one of the data folder; readers open copies."""

    def __init__(self, folder: Path, fingerprint: str, *, create: bool = False) -> None:
        """Open the collection in `folder`, or make it.

        Raises:
            StorageError: Chroma cannot open it.
        """
        self._folder = folder
        self._client, self._rows = self._guarded(lambda: _opened(folder, fingerprint, create=create))

    def upsert(self, slots: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Write the vectors of slots, replacing what was there.

        Raises:
            StorageError: the disk is full or fails.
        """
        for first in range(0, len(slots), BATCH):
            ids = [str(slot) for slot in slots[first : first + BATCH]]
            part = vectors[first : first + BATCH]
            self._guarded(lambda ids=ids, part=part: self._rows.upsert(ids=ids, embeddings=part))

    def nearest(self, vector: NDArray[np.float32], count: int) -> list[int]:
        """Return about `count` slots near the unit vector, nearest first.

        Raises:
            StorageError: Chroma cannot answer.
        """
        found = self._guarded(lambda: self._rows.query(query_embeddings=vector[None, :], n_results=count, include=[]))
        return [int(slot) for slot in found["ids"][0]]

    def count(self) -> int:
        """Return how many slots the collection holds."""
        return int(self._guarded(self._rows.count))

    def missing(self, slots: Sequence[int]) -> list[int]:
        """Return which of `slots` the collection does not hold."""
        absent = []
        for first in range(0, len(slots), BATCH):
            part = slots[first : first + BATCH]
            ids = [str(slot) for slot in part]
            held = set(self._guarded(lambda ids=ids: self._rows.get(ids=ids, include=[]))["ids"])
            absent += [slot for slot in part if str(slot) not in held]
        return absent

    def holds(self, slots: Sequence[int], vectors: NDArray[np.float32]) -> bool:
        """Return whether these slots give these unit vectors back.

        Raises:
            StorageError: Chroma cannot read them.
        """
        for first in range(0, len(slots), BATCH):
            ids = [str(slot) for slot in slots[first : first + BATCH]]
            found = self._guarded(lambda ids=ids: self._rows.get(ids=ids, include=["embeddings"]))
            rows = dict(zip(found["ids"], found["embeddings"], strict=True))
            if rows.keys() != set(ids):
                return False
            if not np.allclose([rows[name] for name in ids], vectors[first : first + BATCH], atol=_ROUNDING):
                return False
        return True

    def close(self) -> None:
        """Close the collection; afterwards its files no longer change."""
        self._client.close()

    def _guarded(self, action: Any) -> Any:
        """Run an action of chromadb's, whose errors share no root, and turn any failure into one of ours."""
        try:
            return action()
        except BaseException as exc:
            # A panic of the Rust library under Chroma, on a database that somebody spoiled, is no Exception.
            if not isinstance(exc, Exception) and type(exc).__name__ != "PanicException":
                raise
            raise StorageError(
                f"The vector index in {self._folder} could not be used ({_first_line(exc)}): free space or allow "
                "writing there, and run beleg index again."
            ) from exc


def load_library() -> None:
    """Import chromadb now, half a second, rather than when a collection is first opened.

    It makes settings as it is imported, of names like IS_PERSISTENT in the environment and in any `./.env`, and a value
    that they refuse would end the import. So they are made of their defaults alone.
    """
    with _importing:
        if "chromadb" in sys.modules:
            return
        from pydantic import BaseModel
        from pydantic_settings import BaseSettings

        reading = BaseSettings.__init__

        def made(self: BaseSettings, *args: Any, **values: Any) -> None:
            if type(self).__module__ == "chromadb.config":
                BaseModel.__init__(self, **values)
            else:
                reading(self, *args, **values)

        BaseSettings.__init__ = made  # type: ignore[method-assign,assignment]
        try:
            import chromadb  # noqa: F401
        finally:
            BaseSettings.__init__ = reading  # type: ignore[method-assign]


def _opened(folder: Path, fingerprint: str, *, create: bool) -> tuple[Client, Any]:
    load_library()
    import chromadb
    from chromadb.config import Settings

    # `Settings(...)` would read the environment and `./.env`, where classes can be named that Chroma then imports.
    settings = Settings.model_construct(anonymized_telemetry=False)
    client = cast("Client", chromadb.PersistentClient(str(folder), settings=settings))
    try:
        # The name says the model: vectors of two models must never meet in one collection.
        name = f"passages-{hashlib.sha256(fingerprint.encode()).hexdigest()[:16]}"
        if create:
            return client, client.create_collection(name, embedding_function=None, configuration={"hnsw": HNSW})
        return client, client.get_collection(name, embedding_function=None)
    except BaseException:
        client.close()
        raise


def _first_line(exc: BaseException) -> str:
    return (str(exc).splitlines() or [type(exc).__name__])[0][:200]
