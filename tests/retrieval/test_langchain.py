"""The adapters as somebody who builds with LangChain uses them."""

from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore

from retrieval.indexer import Indexer
from retrieval.langchain_adapter import BelegEmbeddings, BelegRetriever
from retrieval.retriever import Retriever
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon
from tests.fakes import HashedEncoder

TEXT = "The lighthouse at Gull Point was sold.\n\nA baker from Skarrow bought it and will sell bread in the tower.\n"


def test_embeddings_serve_a_vector_store() -> None:
    embeddings = BelegEmbeddings(HashedEncoder())
    store = InMemoryVectorStore(embeddings)
    store.add_documents([Document("bread and butter"), Document("ships and storms")])
    assert store.similarity_search("bread", k=1)[0].page_content == "bread and butter"
    assert np.linalg.norm(embeddings.embed_query("x")) == pytest.approx(1, abs=1e-5)
    assert embeddings.embed_documents([]) == []


def texts(found: list[Document]) -> list[str]:
    return [document.page_content for document in found]


async def test_the_retriever_runs_in_a_chain_and_cites_its_place(tmp_path: Path) -> None:
    file = tmp_path / "lighthouse.txt"
    file.write_text(TEXT, encoding="utf-8")
    encoder = HashedEncoder()
    Indexer(tmp_path / "index", encoder, max_bytes=10_000).index([str(file)])
    with open_catalog(tmp_path / "index") as catalog:
        vectors = open_vectors(catalog)
        retriever = BelegRetriever(retriever=Retriever(catalog, vectors, encoder, Lexicon.shipped()))
        documents = retriever.invoke("Who bought the lighthouse at Gull Point?")
        chain = retriever | RunnableLambda(texts)
        assert await chain.ainvoke("Who bought the lighthouse at Gull Point?") == [d.page_content for d in documents]
        first = documents[0]
        assert TEXT[first.metadata["start"] : first.metadata["end"]] == first.page_content
        assert first.metadata["path"] == str(file)
        assert retriever.invoke("What did Kowalczyk say?") == []
        vectors.close()
