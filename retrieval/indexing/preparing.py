"""An article → everything the catalog stores of it but vectors."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from retrieval import names, statements
from retrieval.datatypes import Article
from retrieval.encoders.base import Encoder
from retrieval.errors import ArticleError, RetrievalError
from retrieval.indexing import chunking
from retrieval.store.records import IndexedPassage, IndexedStatement, PreparedArticle, content_hash
from retrieval.text import terms


def build(encoder: Encoder, max_tokens: int) -> str:
    """Return what stored passages depend on beside the text: while it is the same they need not be made again."""
    versions = (chunking.CHUNKER_VERSION, terms.ANALYSER_VERSION, names.NAMES_VERSION, statements.STATEMENTS_VERSION)
    return ":".join(map(str, (encoder.fingerprint, max_tokens, *versions)))


def prepare(article: Article, encoder: Encoder, max_tokens: int) -> PreparedArticle:
    """Cut an article into passages of at most `max_tokens`, and find their terms, names and the statements.

    Raises:
        ArticleError: a stage failed on this text, which no text should make it do.
        EncoderError: the encoder cannot be used, for any article.
    """
    with analysing(repr(article.title)):
        passages = chunking.split(article, max_tokens=max_tokens, count_tokens=encoder.count_tokens)
        return PreparedArticle(
            article,
            tuple(
                IndexedPassage(
                    passage,
                    content_hash(passage),
                    " ".join(terms.terms(passage.text, passage.language)),
                    " ".join(names.passage_keys(passage.text, passage.language)),
                )
                for passage in passages
            ),
            tuple(
                IndexedStatement(found, names.keys(names.surname(found.speaker)) if found.speaker else frozenset())
                for found in statements.extract(article.text, article.language)
            ),
        )


@contextmanager
def analysing(text: str) -> Iterator[None]:
    """Turn what a rule raises on a text into an error that names the text and the place in the code.

    One text that a rule stumbles over must not keep all others out of the index.

    Raises:
        ArticleError: something unforeseen was raised in the block.
    """
    try:
        yield
    except (RetrievalError, MemoryError, OSError):  # not the text's fault
        raise
    except Exception as exc:
        raise ArticleError(
            f"The text of {text} could not be analysed ({failure(exc)}); please report this text as a fault."
        ) from exc


def of_article(prepared: PreparedArticle, article: Article) -> PreparedArticle:
    """Return what was prepared of a text for an article of the same text and language with another id or metadata."""
    if prepared.article.article_id == article.article_id:
        return replace(prepared, article=article)
    passages = (replace(one, passage=chunking.of_article(one.passage, article.article_id)) for one in prepared.passages)
    return replace(prepared, article=article, passages=tuple(passages))


def failure(error: BaseException) -> str:
    """Return the kind of an unexpected error and the place in the code where it was raised, for a report of it."""
    places = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return f"{type(error).__name__}{where}"
