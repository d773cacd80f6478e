"""`history`: what an index knows of one article: its versions, where it was read and when, and why it can't be now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from retrieval.datatypes import Article
from retrieval.indexing.known_failures import KnownFailure, known_failures
from retrieval.store.reading import Catalog
from retrieval.store.records import Version


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """One file or address of an article: when it was last read well or tried (UTC), and what is wrong with it since.

    `source` is as it was found, so a path may hold any characters. `read` is None of a source that came with an archive
    and was not read here. `failure` is None where all is well.
    """

    source: str
    read: str | None
    failure: KnownFailure | None


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """An article as it is shown now, its last good version; all its versions, the present one last; its sources."""

    article: Article
    versions: tuple[Version, ...]
    sources: tuple[SourceHistory, ...]

    @property
    def failing(self) -> bool:
        """Whether no source of the article can be read any more, so that what is shown may be old."""
        return bool(self.sources) and all(source.failure for source in self.sources)


def history(catalog: Catalog, article_id: str, shelves: Collection[str] | None = None) -> ArticleHistory | None:
    """Return the history of an article, None of one that is not indexed on these shelves; None is all of them."""
    with catalog.snapshot():
        article = catalog.on(shelves).articles([article_id]).get(article_id)
        if article is None:
            return None
        numbers = [known.number for known in catalog.known_articles() if known.article_id == article_id]
        failures = known_failures(catalog, article.shelf)
        sources = tuple(
            SourceHistory(known.address, _moment(known.state.checked_ns), failures.get(known.address))
            for known in catalog.known_sources()
            if known.article in numbers
        )
        return ArticleHistory(article, catalog.versions(article_id), sources)


def _moment(ns: int) -> str | None:
    """Return nanoseconds since 1970 as ``YYYY-MM-DDTHH:MM:SSZ``; None for 0, which stands for never."""
    return datetime.fromtimestamp(ns / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if ns else None
