"""Pages that are only a refresh: where on their own site they send a visitor, as a redirect would."""

from __future__ import annotations

import asyncio
import re

from retrieval.articles import worker
from retrieval.articles.canonical import is_same_site
from retrieval.articles.metadata import canonical_url
from retrieval.articles.page import Page
from retrieval.errors import ArticleError

LOOKED_AT = 1 << 18
"""Bytes of a page in which a refresh is looked for: pages that are only one have some hundreds."""

_STATED = re.compile(rb"http-equiv\s{0,9}=\s{0,9}[\"']?\s{0,9}refresh", re.IGNORECASE)


async def target(page: Page, shown: str) -> str | None:
    """Return the canonical address on its own site to which a page without text leads on; None of any other page.

    The child process reads the page. Where it can't, there is no target: who reads the page then says what is wrong.
    """
    if page.kind != "html" or not _STATED.search(page.body, 0, LOOKED_AT):
        return None
    try:
        named = await asyncio.to_thread(worker.leads_on, page, shown)
        address = canonical_url(named) if named else None
    except (ArticleError, ValueError):
        return None
    return address if address and is_same_site(address, page.url) else None
