"""An article → everything the catalog stores of it but vectors."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from retrieval import names, statements
from retrieval.datatypes import Article, Passage
from retrieval.encoders.base import Encoder
from retrieval.errors import ArticleError, RetrievalError
from retrieval.indexing import chunking
from retrieval.store.records import IndexedPassage, IndexedStatement, PreparedArticle, content_hash
from retrieval.text import terms
from retrieval.text.plain import plain

SECONDS = 60.0
"""Processor time for one text: over twice what ten megabytes of ordinary news take, whatever else the machine does."""

MOST_PASSAGES = 2_000
"""Passages of one text, some 1.5 MB of news: their vectors take a minute, in which nobody else may write."""


def build(encoder: Encoder, max_tokens: int) -> str:
    """Return what stored passages depend on beside the text: while it is the same they need not be made again."""
    versions = (chunking.CHUNKER_VERSION, terms.ANALYSER_VERSION, names.NAMES_VERSION, statements.STATEMENTS_VERSION)
    return ":".join(map(str, (encoder.fingerprint, max_tokens, *versions)))


def prepare(article: Article, encoder: Encoder, max_tokens: int) -> PreparedArticle:
    """Cut an article into passages of at most `max_tokens`, and find their terms, names and the statements.

    Raises:
        ArticleError: the text takes longer than `SECONDS`, makes more than `MOST_PASSAGES`, or a stage failed on it,
            which no text should make it do.
        EncoderError: the encoder cannot be used, for any article.
    """
    with analysing(repr(article.title)) as check_time:

        def count_tokens(text: str) -> int:
            check_time()
            return encoder.count_tokens(text)

        passages = chunking.split(article, max_tokens=max_tokens, count_tokens=count_tokens)
        if len(passages) > MOST_PASSAGES:
            raise ArticleError(
                f"The text of {article.title!r} makes {len(passages)} passages, at most {MOST_PASSAGES} were expected; "
                "split it into smaller files.",
                "too_complex",
            )
        return PreparedArticle(
            article,
            tuple(_indexed(passage, check_time) for passage in passages),
            tuple(
                IndexedStatement(found, names.person_keys(found.speaker) if found.speaker else frozenset())
                for found in statements.extract(article.text, article.language, check_time=check_time)
            ),
        )


def _indexed(passage: Passage, check_time: Callable[[], None]) -> IndexedPassage:
    check_time()
    return IndexedPassage(
        passage,
        content_hash(passage),
        " ".join(terms.terms(passage.text, passage.language)),
        " ".join(names.passage_keys(plain(passage.text), passage.language)),
    )


@contextmanager
def analysing(text: str) -> Iterator[Callable[[], None]]:
    """Turn what a rule raises on a text into an error that names the text and the place in the code.

    One text that a rule stumbles over, or reads for hours, must not keep all others out of the index: what is given is
    to be called between two pieces of the work, and ends it after `SECONDS` of this thread.

    Raises:
        ArticleError: something unforeseen was raised in the block, or the time is over.
    """
    end = time.thread_time() + SECONDS

    def check_time() -> None:
        if time.thread_time() >= end:
            raise ArticleError(
                f"The text of {text} takes longer than {SECONDS:g} seconds to read for passages, names and statements; "
                "split it into smaller files.",
                "too_slow",
            )

    try:
        yield check_time
    except (RetrievalError, MemoryError, OSError):  # not the text's fault
        raise
    except Exception as exc:
        raise ArticleError(
            f"The text of {text} could not be analysed ({failure(exc)}); please report this text as a fault.", "fault"
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
