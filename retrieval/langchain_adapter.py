"""The encoder and the retriever as LangChain parts, for people who build with LangChain."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from retrieval.datatypes import Evidence
from retrieval.encoders.base import Encoder
from retrieval.retriever import Retriever
from retrieval.search.query import understand


class BelegEmbeddings(Embeddings):
    """An `Encoder` as LangChain embeddings: unit vectors, questions and passages told apart."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector for each passage."""
        vectors: list[list[float]] = self._encoder.encode(texts, kind="passage").tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        vector: list[float] = self._encoder.encode([text], kind="query")[0].tolist()
        return vector


class BelegRetriever(BaseRetriever):
    """The whole read path as a LangChain retriever.

    Each document is one span of evidence, best first, verbatim; its metadata say where it stands. When the articles do
    not answer the question there are no documents.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        found = self.retriever.retrieve(understand(query))
        return [] if found.reason else [_document(one) for one in found.evidence]


def _document(evidence: Evidence) -> Document:
    article = evidence.article
    return Document(
        id=f"{article.article_id}:{evidence.start}-{evidence.end}",
        page_content=evidence.text,
        metadata={
            "article_id": article.article_id,
            "title": article.title,
            "publisher": article.publisher,
            "published": article.published,
            "language": article.language,
            "url": article.url,
            "path": article.path,
            "start": evidence.start,
            "end": evidence.end,
            "score": evidence.score,
        },
    )
