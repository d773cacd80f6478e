"""`SourceReader`: one file or URL into an article, for a run over many."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval import articles, mail_boxes
from retrieval.articles.web import read_page
from retrieval.datatypes import UNASKED, Article, Validators
from retrieval.errors import ArticleError
from retrieval.indexing import sources
from retrieval.indexing.roots import Roots
from retrieval.store.source_records import Stamp

if TYPE_CHECKING:
    from retrieval.articles.fetching import Fetcher
    from retrieval.articles.page import Page


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article that was read; of a page where it was fetched in the end, and what to ask the server by later.

    `warnings` are sentences about what it says of itself and nobody could read.
    """

    article: Article
    validators: Validators = UNASKED
    fetched: str | None = None
    warnings: tuple[str, ...] = ()


class SourceReader:
    """How sources are read: the limit of one article in bytes, and hosts that may be private.

    `published` is what feeds say of their pages, by address; it counts where a page itself does not say. `roots` say
    which files may be read, `user_agent` what servers are told who asks, `proxy` what pages are fetched through.
    """

    def __init__(
        self,
        max_bytes: int,
        allow_hosts: Collection[str],
        user_agent: str | None = None,
        proxy: str | None = None,
    ) -> None:
        self.max_bytes = max_bytes
        self._allow_hosts = allow_hosts
        self._user_agent = user_agent
        self._proxy = proxy
        self.published: Mapping[str, str] = {}
        self.roots = Roots()

    @cached_property
    def fetcher(self) -> Fetcher:
        """The one fetcher of a run, which knows how it has treated each host."""
        from retrieval.articles.client import USER_AGENT
        from retrieval.articles.fetching import Fetcher

        agent = self._user_agent or USER_AGENT
        return Fetcher(max_bytes=self.max_bytes, allow_hosts=self._allow_hosts, user_agent=agent, proxy=self._proxy)

    def load(self, path: str) -> Loaded:
        """Read one file.

        Raises:
            ArticleError: it is no usable article.
        """
        warnings: list[str] = []
        within = self._within(path)
        article = articles.load(Path(path), max_bytes=self.max_bytes, within=within, warn=warnings.append)
        return _storable(Loaded(article, warnings=tuple(warnings)), path)

    def from_page(self, page: Page, address: str) -> Loaded:
        """Read a page that was fetched from an address; what a feed says of it counts where it says nothing itself.

        Raises:
            ArticleError: it is no usable article.
        """
        warnings: list[str] = []
        article = read_page(page, sources.shown(address), max_bytes=self.max_bytes, warn=warnings.append)
        day = article.published or self.published.get(address)
        read = Loaded(replace(article, published=day), page.validators, page.url, tuple(warnings))
        return _storable(read, address)

    def digest(self, source: str, stamp: Stamp | None) -> bytes:
        """Return the SHA-256 of a file's bytes, empty where it has none worth asking for."""
        if stamp is None or stamp.size > self.max_bytes:
            return b""
        try:
            read = mail_boxes.read(source, self.max_bytes, within=self._within(source))
            return hashlib.sha256(read).digest()
        except (OSError, ArticleError):
            return b""

    def _within(self, source: str) -> tuple[str, ...]:
        """Return what `Roots.within` does of a file, for a mail that of its box."""
        return self.roots.within(mail_boxes.box_of(source) or source)


def _storable(loaded: Loaded, source: str) -> Loaded:
    """Return what was read, if its text can be stored; raises ArticleError."""
    try:
        loaded.article.text.encode()
    except UnicodeEncodeError as exc:
        raise ArticleError(f"{source} contains unpaired surrogates: save it as UTF-8.", "encoding") from exc
    return loaded
