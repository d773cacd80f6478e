"""`SourceReader`: one file or URL into an article, for a run over many."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval import articles
from retrieval.articles.formats import MEDIA_TYPES
from retrieval.articles.web import read_page
from retrieval.datatypes import UNASKED, Article, Validators
from retrieval.errors import ArticleError
from retrieval.indexing import sources
from retrieval.store.source_records import Stamp

if TYPE_CHECKING:
    from retrieval.articles.fetching import Fetcher


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article that was read, and what its server gave to ask later whether it has changed."""

    article: Article
    validators: Validators = UNASKED


class SourceReader:
    """How sources are read: the limit of one article in bytes, and hosts that may be private.

    `published` is what feeds say of their pages, by address; it counts where a page itself does not say.
    """

    def __init__(self, max_bytes: int, allow_hosts: Collection[str]) -> None:
        self.max_bytes = max_bytes
        self._allow_hosts = allow_hosts
        self.published: Mapping[str, str] = {}

    @cached_property
    def fetcher(self) -> Fetcher:
        """The one fetcher of a run, which knows how it has treated each host."""
        from retrieval.articles.fetching import Fetcher

        return Fetcher(max_bytes=self.max_bytes, allow_hosts=self._allow_hosts)

    def load(self, source: str, known: Validators | None = None) -> Loaded | None:
        """Read one file or URL; None for a page whose server says that it is still the `known` one.

        Raises:
            ArticleError: it is no usable article.
        """
        if sources.is_url(source):
            page = self.fetcher.fetch(source, MEDIA_TYPES, known=known)
            if page is None:
                return None
            article = read_page(page, sources.shown(source))
            day = article.published or self.published.get(source)
            loaded = Loaded(replace(article, published=day), page.validators)
        else:
            loaded = Loaded(articles.load(Path(source), max_bytes=self.max_bytes))
        try:
            loaded.article.text.encode()
        except UnicodeEncodeError as exc:
            raise ArticleError(f"{source} contains unpaired surrogates: save it as UTF-8.") from exc
        return loaded

    def digest(self, source: str, stamp: Stamp | None) -> bytes:
        """Return the SHA-256 of a file's bytes, empty where it has none worth asking for."""
        if stamp is None or stamp.size > self.max_bytes:
            return b""
        try:
            with Path(source).open("rb") as file:
                return hashlib.file_digest(file, "sha256").digest()
        except OSError:
            return b""
