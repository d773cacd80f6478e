"""`Rebuild`: articles made again beside the ones in use, until all are and take their places in one transaction.

A new model, chunker or analyser touches every article. What it makes waits in the store, a batch a transaction, so
that a run which is cut off goes on where it was; readers go on with what is in use until the moment of the swap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace

from retrieval.datatypes import Article, Passage
from retrieval.encoders.base import Encoder
from retrieval.errors import ArticleError
from retrieval.indexing.batch import PASSAGES, embed
from retrieval.indexing.entries import Entry
from retrieval.store.records import PreparedArticle, RebuildState
from retrieval.store.writing import Writer

Prepare = Callable[[Article], PreparedArticle]


class Rebuild:
    """Makes articles again, for a new `build`."""

    def __init__(self, writer: Writer, encoder: Encoder, build: str, *, reembed: bool, recipe: str | None) -> None:
        """`reembed` embeds even what has vectors of the model; `recipe` describes how to load it."""
        self._writer = writer
        self._encoder = encoder
        self._build = build
        self._reembed = reembed
        self._recipe = recipe
        self._state = writer.rebuild_state()

    def discard(self) -> None:
        """Drop what an earlier run made for a build that is wanted no more."""
        if self._state is not None:
            with self._writer.transaction(visible=False):
                self._end()
                self._writer.drop_unused_vectors()

    def make(
        self,
        entries: Collection[Entry],
        prepare: Prepare,
        told: Callable[[PreparedArticle, RebuildState], None],
        failed: Callable[[Entry, ArticleError], None],
        awaited: Callable[[], bool],
    ) -> bool:
        """Make articles again from their stored texts and swap; `told` hears of each that this run made.

        `failed` hears of each that cannot be made: it keeps the form it has, and is tried again by the next run.
        Between two articles `awaited` says whether to stop there; return whether all are made and swapped.

        Raises:
            StorageError, CatalogDamagedError, EncoderError: what was in use is in use still.
        """
        if self._state is not None and self._state.build != self._build:
            self.discard()
        made = self._writer.staged()
        waiting = [entry for entry in entries if entry.number not in made]
        seconds = self._state.seconds if self._state else 0.0
        state = RebuildState(self._build, len(entries), len(entries) - len(waiting), seconds)
        # Noted first: whatever a run that is cut off leaves behind, the next one knows for which build it was.
        self._keep([], state)
        model = self._writer.add_model(self._encoder.fingerprint, self._encoder.dimension, self._recipe)
        batch: list[tuple[Entry, PreparedArticle]] = []
        began = time.monotonic()
        for place, entry in enumerate(waiting, 1):
            try:
                prepared = prepare(self._writer.article(entry.row))
                batch.append((entry, prepared))
            except ArticleError as exc:
                prepared = None
                failed(entry, exc)
            stops = place < len(waiting) and awaited()
            if sum(len(one.passages) for _, one in batch) >= PASSAGES or place == len(waiting) or stops:
                self._embed_missing(batch, model)
                state = replace(
                    state,
                    done=len(entries) - len(waiting) + place,
                    seconds=seconds + time.monotonic() - began,
                )
                self._keep(batch, state)
                batch = []
            if prepared is not None:
                told(prepared, replace(state, done=len(entries) - len(waiting) + place))
            if stops:
                return False
        self._swap({entry.row: entry for entry in entries}, model)
        return True

    def _embed_missing(self, batch: list[tuple[Entry, PreparedArticle]], model: int) -> None:
        """Store the vectors of a batch beside those in use."""
        contents = {item.content: item.passage for _, prepared in batch for item in prepared.passages}
        known = set() if self._reembed else self._writer.embedded(model, contents)
        self._embed({content: passage for content, passage in contents.items() if content not in known}, model)

    def _keep(self, batch: list[tuple[Entry, PreparedArticle]], state: RebuildState) -> None:
        """Store a batch and how far that is, together: what waits must be known to be of this build."""
        with self._writer.transaction(visible=False):
            self._writer.stage(((entry.row, prepared) for entry, prepared in batch), state)
        self._state = state

    def _embed(self, contents: dict[bytes, Passage], model: int) -> None:
        vectors = embed(list(contents.values()), self._encoder)
        with self._writer.transaction(visible=False):
            self._writer.add_vectors(model, zip(contents, vectors, strict=True))

    def _swap(self, entries: dict[int, Entry], model: int) -> None:
        """Let what was made take the places of what is in use, all of it or nothing."""
        ready = self._writer.staged() & entries.keys()
        # A removal may meanwhile have taken the vectors of a text that another article has too; and what could not be
        # made needs vectors of this model for the passages it keeps.
        for number in sorted(entries):
            if number in ready:
                contents = {item.content: item.passage for item in self._writer.staged_article(number).passages}
            else:
                contents = self._writer.passages(number)
            if lost := contents.keys() - self._writer.embedded(model, contents):
                self._embed({content: contents[content] for content in lost}, model)
        with self._writer.transaction():
            for number in sorted(ready):
                self._writer.put_article(number, self._writer.staged_article(number), build=self._build)
            if self._reembed:
                self._writer.rebuild_text_indexes()
            self._end()
            self._writer.switch_model(model)
        for number in ready:
            entries[number].build = self._build

    def _end(self) -> None:
        """Forget what waits; call it inside a transaction."""
        self._writer.clear_staged()
        self._state = None
