"""`Batch`: changes that wait for their vectors, so that the encoder works on many passages at once."""

from __future__ import annotations

from retrieval.datatypes import Passage
from retrieval.encoders.base import Encoder
from retrieval.indexing import chunking
from retrieval.indexing.report import Step
from retrieval.store.records import PassageVectors, PreparedArticle
from retrieval.store.writing import Writer

# Passages embedded together: with their sentences some thousand texts, a few seconds of a small model.
PASSAGES = 128
# Steps without passages are cheap, but their rows wait in memory.
STEPS = 1_000


class Batch:
    """Steps in the order in which they were decided; `flush` carries them out in one transaction."""

    def __init__(self, writer: Writer, encoder: Encoder, model: int, *, reembed: bool = False) -> None:
        """`reembed` embeds even what has vectors of the model."""
        self._writer = writer
        self._encoder = encoder
        self._model = model
        self._steps: list[Step] = []
        self._contents: dict[bytes, Passage] = {}
        self._reembed = reembed

    def add(self, step: Step, prepared: PreparedArticle | None = None) -> None:
        """Add a change and the passages it needs vectors of."""
        self._steps.append(step)
        if prepared is not None:
            self._contents.update((item.content, item.passage) for item in prepared.passages)

    @property
    def is_full(self) -> bool:
        """Whether it is time to flush."""
        return len(self._contents) >= PASSAGES or len(self._steps) >= STEPS

    def flush(self) -> None:
        """Embed what has no vectors yet and carry the steps out, all or none.

        Raises:
            StorageError, CatalogDamagedError, EncoderError: none was carried out.
        """
        if not self._steps:
            return
        known = set() if self._reembed else self._writer.embedded(self._model, self._contents)
        missing = {content: passage for content, passage in self._contents.items() if content not in known}
        vectors = embed(list(missing.values()), self._encoder)
        with self._writer.transaction():
            self._writer.add_vectors(self._model, zip(missing, vectors, strict=True))
            for step in self._steps:
                step(self._writer)
        self._steps, self._contents = [], {}


def embed(passages: list[Passage], encoder: Encoder) -> list[PassageVectors]:
    """Return the vectors of each passage and of its units, in one call of the encoder."""
    texts = [passage.text for passage in passages]
    ends = [len(texts)]
    for passage in passages:
        spans = chunking.spans(passage.sentences)
        texts += [passage.text[start - passage.start : end - passage.start] for start, end in spans]
        ends.append(len(texts))
    rows = encoder.encode(texts, kind="passage")
    return [PassageVectors(rows[place], rows[ends[place] : ends[place + 1]]) for place in range(len(passages))]
