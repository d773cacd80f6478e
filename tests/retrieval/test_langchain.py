"""The adapters as somebody who builds with LangChain uses them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore
from pydantic import ValidationError

from retrieval import BelegEmbeddings, BelegRetriever, Indexer, OpenIndex, open_index
from retrieval.errors import QueryError
from tests.fakes import HashedEncoder, WordReader

TEXT = "The lighthouse at Gull Point was sold.\n\nA baker from Skarrow bought it and will sell bread in the tower.\n"
QUESTION = "Who bought the lighthouse at Gull Point?"


def test_embeddings_serve_a_vector_store() -> None:
    embeddings = BelegEmbeddings(HashedEncoder())
    store = InMemoryVectorStore(embeddings)
    store.add_documents([Document("bread and butter"), Document("ships and storms")])
    assert store.similarity_search("bread", k=1)[0].page_content == "bread and butter"
    assert np.linalg.norm(embeddings.embed_query("x")) == pytest.approx(1, abs=1e-5)
    assert embeddings.embed_documents([]) == []


def texts(found: list[Document]) -> list[str]:
    return [document.page_content for document in found]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[OpenIndex]:
    for name, text in (("lighthouse", TEXT), ("storm", "A storm hit the lighthouse at Gull Point in January.\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    encoder = HashedEncoder()
    Indexer(tmp_path / "index", encoder, max_bytes=10_000).index([str(path) for path in tmp_path.glob("*.txt")])
    with open_index(tmp_path / "index", load=lambda: encoder, read=WordReader) as opened:
        yield opened


async def test_the_retriever_runs_in_a_chain_and_cites_its_place(index: OpenIndex) -> None:
    retriever = index.langchain()
    documents = retriever.invoke(QUESTION)
    chain = retriever | RunnableLambda(texts)
    assert await chain.ainvoke(QUESTION) == [document.page_content for document in documents]
    first = documents[0]
    assert TEXT[first.metadata["start"] : first.metadata["end"]] == first.page_content
    assert Path(first.metadata["path"]).name == "lighthouse.txt"
    assert retriever.invoke("What did Kowalczyk say?") == []


async def test_a_question_gets_as_many_documents_as_asked_for(index: OpenIndex) -> None:
    retriever = index.langchain()
    found = texts(retriever.invoke(QUESTION))
    assert len(found) == 2
    assert texts(retriever.invoke(QUESTION, k=1)) == texts(await retriever.ainvoke(QUESTION, k=1)) == found[:1]
    assert texts(index.langchain(k=1).invoke(QUESTION)) == found[:1]
    assert texts(index.langchain(k=1).invoke(QUESTION, k=9)) == found
    with pytest.raises(ValueError, match="k is 0, at least 1 was expected"):
        retriever.invoke(QUESTION, k=0)
    with pytest.raises(ValidationError):
        index.langchain(k=0)


async def test_what_a_question_is_limited_to_is_taken(index: OpenIndex) -> None:
    retriever = index.langchain()
    assert retriever.invoke(QUESTION, since="2020-01-01") == []
    assert await retriever.ainvoke(QUESTION, until="1990") == []
    assert retriever.invoke(QUESTION, since=None, until=None, speaker=None) == retriever.invoke(QUESTION)
    assert retriever.invoke("the lighthouse", speaker="Kowalczyk") == []
    with pytest.raises(QueryError, match="soon"):
        retriever.invoke(QUESTION, since="soon")


@pytest.mark.parametrize("name", ["score_threshold", "search_kwargs", "filter", "shelves", "K"])
async def test_what_nobody_knows_is_refused_in_a_sentence(index: OpenIndex, name: str) -> None:
    retriever = index.langchain()
    unknown: dict[str, Any] = {name: 1}
    sentence = f"A question takes k, speaker, since and until, not {name}."
    with pytest.raises(TypeError) as caught:
        retriever.invoke(QUESTION, **unknown)
    assert str(caught.value) == sentence
    with pytest.raises(TypeError) as caught:
        await retriever.ainvoke(QUESTION, **unknown)
    assert str(caught.value) == sentence
    with pytest.raises(ValidationError, match=f"made with retriever and k, not with {name}."):
        BelegRetriever(retriever=index.retriever, **unknown)
