"""`WriteSession`: one write to a data folder: what an older build made, then changes in batches, then the vectors."""

from __future__ import annotations

from collections.abc import Callable, Collection

from retrieval.datatypes import Article
from retrieval.encoders.base import Encoder
from retrieval.errors import ArticleError, StorageError
from retrieval.indexing.batch import Batch
from retrieval.indexing.entries import Entry
from retrieval.indexing.rebuild import Rebuild
from retrieval.indexing.report import Progress, Step
from retrieval.store import open_mirror, takedown
from retrieval.store.records import PreparedArticle, RebuildState
from retrieval.store.writing import VectorMirror, Writer

# Passages that may wait for the vector index during a long run, so that a run that is cut off has little left to do.
MOST_PENDING = 4_000


class WriteSession:
    """Changes of one index, as a context: leaving it carries them out; `complete` is called where no more will follow.

    Left with an error, it keeps what was flushed. What the vector index lacks is for the next session.
    """

    def __init__(
        self,
        writer: Writer,
        encoder: Encoder,
        build: str,
        *,
        recipe: str | None,
        reembed: bool,
        progress: Callable[[Progress], None],
    ) -> None:
        """`build` names what articles are made with, `recipe` how the encoder is loaded.

        `reembed` embeds even what has vectors of the model.
        """
        self._writer = writer
        self._encoder = encoder
        self._build = build
        self._recipe = recipe
        self._reembed = reembed
        self._progress = progress
        self._batch: Batch | None = None
        self._mirror: VectorMirror | None = None

    def renew(
        self,
        outdated: Collection[Entry],
        prepare: Callable[[Article], PreparedArticle],
        told: Callable[[PreparedArticle], None],
        failed: Callable[[Entry, ArticleError], None],
        *,
        awaited: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Make articles again that another build made, beside what is in use, and swap; return whether that is done.

        `told` hears of each that was made, `failed` of each that could not be and stays as it is. Once `awaited` says
        that somebody waits for the index it stops, and the next session goes on there.
        """
        rebuild = Rebuild(self._writer, self._encoder, self._build, reembed=self._reembed, recipe=self._recipe)
        if not outdated:
            rebuild.discard()
            return True

        def tell(prepared: PreparedArticle, state: RebuildState) -> None:
            told(prepared)
            self._progress(Progress("rebuild", state.done, state.total, state.seconds_left))

        return rebuild.make(outdated, prepare, tell, failed, awaited)

    def __enter__(self) -> WriteSession:
        return self

    def change(self, step: Step, prepared: PreparedArticle | None = None) -> None:
        """Take a change and the passages it needs vectors of; it is carried out with others."""
        batch, mirror = self._parts()
        batch.add(step, prepared)
        if batch.is_full:
            batch.flush()
            if self._writer.count_pending() > MOST_PENDING:
                mirror.sync()

    def flush(self) -> None:
        """Carry out the changes taken so far."""
        if self._batch is not None:
            self._batch.flush()

    def complete(self) -> None:
        """Carry out the changes and bring all that is derived from them level: vectors, takedowns, files."""
        self.flush()
        _, mirror = self._parts()
        mirror.sync(self._tell, everything=self._reembed)
        mirror.close()
        takedown.finish(self._writer, self._tell)
        self._writer.compact()

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Carry out the changes, unless an error ended the block, and let go of the vector index."""
        try:
            if kind is None:
                self.flush()
        except StorageError:
            kind = StorageError
            raise
        finally:
            if self._mirror is not None:
                if kind is not None and issubclass(kind, StorageError):
                    self._mirror.abandon()
                else:
                    self._mirror.close()

    def _tell(self, done: int, total: int) -> None:
        self._progress(Progress("vectors", done, total))

    def _parts(self) -> tuple[Batch, VectorMirror]:
        """Return batch and mirror for the model in use, made when they are first needed."""
        if self._batch is None or self._mirror is None:
            model = self._writer.use_model(self._encoder.fingerprint, self._encoder.dimension, self._recipe)
            self._batch = Batch(self._writer, self._encoder, model.number, reembed=self._reembed)
            self._mirror = open_mirror(self._writer, model)
        return self._batch, self._mirror
