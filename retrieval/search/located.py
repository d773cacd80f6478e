"""Where an article can be opened now: its file may be gone while another with the same text is still there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from retrieval.datatypes import Article, Source
from retrieval.mail_boxes import box_of


def located(article: Article, sources: Sequence[Source]) -> tuple[Article, tuple[Source, ...]]:
    """Return an article with a path or address that is there, and its further sources.

    `sources` are all that it has, the one that it is told by first. Where that one is a file that is gone since it was
    read, the first other one that is there takes its place; where none is, all stays as it is.
    """
    if article.path is None or not _is_gone(article.path):
        return article, tuple(sources[1:])
    there = next((source for source in sources[1:] if source.path is None or not _is_gone(source.path)), None)
    if there is None:
        return article, tuple(sources[1:])
    others = tuple(source for source in sources[1:] if source is not there)
    return replace(article, path=there.path, url=there.url or article.url), others


def _is_gone(path: str) -> bool:
    """Return whether a file is gone; of a mail, whether its box is, which may be too large to be searched for it."""
    return not os.path.lexists(box_of(path) or path)
