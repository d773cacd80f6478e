"""`Rebuild`: articles made anew beside the ones in use, until all are and take their places in one transaction.

A new model, chunker or analyser touches every article. What it makes waits in the catalog, a batch a transaction, so
that a run which is cut off goes on where it was; readers go on with what is in use until the moment of the swap.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace

from retrieval.datatypes import Article, Passage
from retrieval.encoders.base import Encoder
from retrieval.errors import ArticleError
from retrieval.indexing.batch import PASSAGES, embed
from retrieval.indexing.ledger import Entry
from retrieval.store.catalog import passages, staged
from retrieval.store.catalog.writer import Writer
from retrieval.store.records import PreparedArticle

META = "staging"
Prepare = Callable[[Article], PreparedArticle]


@dataclass(frozen=True, slots=True)
class RebuildState:
    """How far a new index is: `done` of `total` articles in `seconds` of work; `build` says what it is made with."""

    build: str
    total: int
    done: int = 0
    seconds: float = 0.0

    @classmethod
    def parse(cls, text: str | None) -> RebuildState | None:
        """Return the state that `text` describes; None of None."""
        return None if text is None else cls(**json.loads(text))

    def text(self) -> str:
        """Return the state as the catalog remembers it."""
        return json.dumps(asdict(self))

    @property
    def seconds_left(self) -> float | None:
        """Estimate the work that is left, in seconds, from the articles done; None before the first."""
        return self.seconds / self.done * (self.total - self.done) if self.done else None


class Rebuild:
    """Makes articles anew for `build`; whoever uses it holds the `WriterLock` of the folder."""

    def __init__(self, writer: Writer, encoder: Encoder, build: str, *, anew: bool, recipe: str | None) -> None:
        """`anew` embeds even what has vectors of the model; `recipe` tells how to load it again."""
        self._writer = writer
        self._encoder = encoder
        self._build = build
        self._anew = anew
        self._recipe = recipe
        self._state = RebuildState.parse(writer.meta(META))

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
    ) -> None:
        """Make articles anew from their stored texts and swap; `told` hears of each that this run made.

        `failed` hears of each that cannot be made: it keeps the form it has, and is tried again by the next run.

        Raises:
            StorageError, CatalogDamagedError, EncoderError: what was in use is in use still.
        """
        if self._state is not None and self._state.build != self._build:
            self.discard()
        made = self._staged()
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
            if sum(len(one.passages) for _, one in batch) >= PASSAGES or place == len(waiting):
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
        self._swap({entry.row: entry for entry in entries}, model)

    def _embed_missing(self, batch: list[tuple[Entry, PreparedArticle]], model: int) -> None:
        """Store the vectors of a batch beside those in use."""
        contents = {item.content: item.passage for _, prepared in batch for item in prepared.passages}
        known = set() if self._anew else self._writer.embedded(model, contents)
        self._embed({content: passage for content, passage in contents.items() if content not in known}, model)

    def _keep(self, batch: list[tuple[Entry, PreparedArticle]], state: RebuildState) -> None:
        """Store a batch and how far that is, together: what waits must be known to be of this build."""
        with self._writer.transaction(visible=False) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO staged VALUES (?, ?)",
                ((entry.row, staged.pack(prepared)) for entry, prepared in batch),
            )
            self._writer.set_meta(META, state.text())
        self._state = state

    def _embed(self, contents: dict[bytes, Passage], model: int) -> None:
        vectors = embed(list(contents.values()), self._encoder)
        with self._writer.transaction(visible=False):
            self._writer.add_vectors(model, zip(contents, vectors, strict=True))

    def _swap(self, entries: dict[int, Entry], model: int) -> None:
        """Let what was made take the places of what is in use, all of it or nothing."""
        ready = self._staged() & entries.keys()
        # A removal may meanwhile have taken the vectors of a text that another article has too; and what could not be
        # made needs vectors of this model for the passages it keeps.
        for number in sorted(entries):
            if number in ready:
                contents = {item.content: item.passage for item in self._made(number).passages}
            else:
                contents = self._writer.passages(number)
            if lost := contents.keys() - self._writer.embedded(model, contents):
                self._embed({content: contents[content] for content in lost}, model)
        with self._writer.transaction() as connection:
            for number in sorted(ready):
                made = self._made(number)
                self._writer.put_article(number, made.article, made.passages, made.said, build=self._build)
            if self._anew:
                passages.rebuild_indexes(connection)
            self._writer.set_meta("model", str(model))
            self._end()
            self._writer.drop_unused_vectors()
        for number in ready:
            entries[number].build = self._build

    def _made(self, number: int) -> PreparedArticle:
        """Return what waits for an article."""
        sql = "SELECT payload FROM staged WHERE article = ?"
        (payload,) = self._writer.connection.execute(sql, (number,)).fetchone()
        return staged.unpack(payload, self._writer.article(number))

    def _staged(self) -> set[int]:
        return {row[0] for row in self._writer.connection.execute("SELECT article FROM staged")}

    def _end(self) -> None:
        """Forget the staging; call it inside a transaction."""
        self._writer.connection.execute("DELETE FROM staged")
        self._writer.connection.execute("DELETE FROM meta WHERE name = ?", (META,))
        self._state = None
