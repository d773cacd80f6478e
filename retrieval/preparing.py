"""An article → everything the catalog stores of it but vectors."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval import analysis, chunking, names, statements
from retrieval.catalog.rows import content_hash
from retrieval.catalog.switching import Analysed
from retrieval.catalog.writing import Said
from retrieval.datatypes import Article
from retrieval.embedding import Encoder


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article cut, analysed and searched for statements."""

    article: Article
    passages: tuple[Analysed, ...]
    said: tuple[Said, ...]


def build(encoder: Encoder, max_tokens: int) -> str:
    """Return what stored passages depend on beside the text: while it is the same they need not be made again."""
    versions = (chunking.CHUNKER_VERSION, analysis.ANALYSER_VERSION, names.NAMES_VERSION, statements.STATEMENTS_VERSION)
    return ":".join(map(str, (encoder.fingerprint, max_tokens, *versions)))


def prepare(article: Article, encoder: Encoder, max_tokens: int) -> Prepared:
    """Cut an article into passages of at most `max_tokens`, and find their terms, names and the statements."""
    passages = chunking.split(article, max_tokens=max_tokens, count_tokens=encoder.count_tokens)
    return Prepared(
        article,
        tuple(
            Analysed(
                passage,
                content_hash(passage),
                " ".join(analysis.terms(passage.text, passage.language)),
                " ".join(names.passage_keys(passage.text, passage.language)),
            )
            for passage in passages
        ),
        tuple(
            Said(found, names.keys(names.surname(found.speaker)) if found.speaker else frozenset())
            for found in statements.extract(article.text, article.language)
        ),
    )
