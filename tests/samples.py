"""The sample articles, indexed with the default model, for tests that measure; see the fixture `samples`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.encoders.loading import load_encoder
from retrieval.indexer import Indexer
from retrieval.readers.loading import load_reader
from retrieval.retriever import Retriever
from retrieval.store import open_catalog, open_vectors
from retrieval.store.reading import Catalog
from retrieval.text.lexicon import Lexicon

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "retrieval" / "questions.toml"


@dataclass(frozen=True)
class Samples:
    """An index of seeds/ and the read path over it."""

    catalog: Catalog
    retriever: Retriever


@contextmanager
def indexed(folder: Path) -> Iterator[Samples]:
    """Index seeds/ in `folder`."""
    encoder = load_encoder()
    report = Indexer(folder, encoder, max_bytes=10_000_000).index([str(ROOT / "seeds")])
    assert not report.failed
    with open_catalog(folder) as catalog, open_vectors(catalog) as vectors:
        yield Samples(catalog, Retriever(catalog, vectors, encoder, Lexicon.shipped(), load_reader()))
