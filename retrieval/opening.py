"""`open_index`: an index open for questions, for the bot and for people who build with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval.encoders.loading import SHIPPED_MODEL, load_encoder
from retrieval.readers.loading import load_reader

if TYPE_CHECKING:
    from retrieval.encoders.base import Encoder
    from retrieval.langchain_adapter import BelegRetriever
    from retrieval.readers.base import Reader
    from retrieval.retriever import Retriever
    from retrieval.store.reading import Catalog, VectorIndex


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An index that is open for questions; safe to use from several threads. Close it in the end, or use ``with``."""

    catalog: Catalog
    vectors: VectorIndex
    retriever: Retriever

    def langchain(self, *, k: int | None = None) -> BelegRetriever:
        """Return the retriever for LangChain, which gives at most `k` documents a question; None means all found."""
        from retrieval.langchain_adapter import BelegRetriever

        return BelegRetriever(retriever=self.retriever, k=k)

    def close(self) -> None:
        """Close the index; nothing is asked after that."""
        self.vectors.close()
        self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.vectors.close()
        self.catalog.__exit__(kind, error, trace)


def open_index(
    folder: Path | str,
    *,
    load: Callable[[], Encoder] = load_encoder,
    read: Callable[[], Reader] = load_reader,
    model: str = SHIPPED_MODEL,
    download: bool = False,
) -> OpenIndex:
    """Open the index in a data folder for questions.

    `load` loads the embedding model, the shipped one unless given. An index that was made with another model is asked
    with its own if that ships with Beleg or is the `model` you name, a name or folder as `load_encoder` takes it, which
    may be fetched from a hub if `download` is true. `read` loads what reads the passages for an answer, the shipped
    reader unless given, with the first question; that question raises `ReaderError` if it can't.

    Raises:
        DataFolderMissingError: there is no index.
        CatalogDamagedError, StorageError: it cannot be read.
        EncoderError: the model cannot be loaded, or the index was made with another that cannot or may not.
    """
    from retrieval.encoders.recipe import Recipe
    from retrieval.readers.lazy import LazyReader
    from retrieval.retriever import Retriever
    from retrieval.search.index_encoder import IndexEncoder
    from retrieval.store import open_catalog, open_vectors
    from retrieval.text.lexicon import Lexicon

    catalog = open_catalog(Path(folder))
    try:
        encoder = IndexEncoder(catalog, load(), lambda text: Recipe.parse(text).load(download=download, named=model))
        encoder.current()
        vectors = open_vectors(catalog)
        return OpenIndex(catalog, vectors, Retriever(catalog, vectors, encoder, Lexicon.shipped(), LazyReader(read)))
    except BaseException:
        catalog.close()
        raise
