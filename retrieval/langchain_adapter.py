"""The encoder and the retriever as LangChain parts, for people who build with LangChain."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import run_in_executor
from pydantic import ConfigDict, Field, model_validator

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

    Each document is one span of evidence, best first, verbatim; its metadata say where it is in the article. When the
    articles do not answer the question there are no documents. `k` is how many documents there are at most, None for
    all. ``invoke(question, k=2)`` sets it for one question, for which `speaker`, `since` and `until` say the same as to
    `understand`; any other keyword is refused, here and there.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int | None = Field(default=None, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _check_names(cls, given: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(given.keys() - cls.model_fields.keys()):
            raise ValueError(f"BelegRetriever is made with retriever and k, not with {', '.join(unknown)}.")
        return given

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
        k: int | None = None,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        **unknown: object,
    ) -> list[Document]:
        if unknown:
            raise TypeError(f"A question takes k, speaker, since and until, not {', '.join(sorted(unknown))}.")
        if k is not None and k < 1:
            raise ValueError(f"k is {k}, at least 1 was expected.")
        found = self.retriever.retrieve(understand(query, speaker=speaker, since=since, until=until))
        answering = [one for each in (found, *found.further) if not each.reason for one in each.evidence]
        return [_document(one) for one in answering[: k or self.k]]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **asked: Any
    ) -> list[Document]:
        return await run_in_executor(
            None, self._get_relevant_documents, query, run_manager=run_manager.get_sync(), **asked
        )


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
