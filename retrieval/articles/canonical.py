"""The address of a page: where it was fetched, unless it names a better one on its own site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from retrieval.articles.metadata import canonical_url, first

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_VARIANT = re.compile(r"\A(?:www|m|amp|mobile)\.(?=.+\.)")


def address(tree: HtmlElement, fetched: str | None) -> str | None:
    """Return a page's canonical address if it is its own to give, else the one it was fetched from.

    Of a page that was not fetched (a file) it is what the page names, which nothing proves; None where it names none.
    """
    stated = _stated(tree, fetched or "")
    if fetched is None:
        return stated
    own = canonical_url(fetched)
    if stated is None or not is_same_site(stated, own):
        return own
    # A template that names the site's front page on every page would make all its articles one.
    return own if urlsplit(stated).path == "/" and not urlsplit(stated).query else stated


def is_same_site(one: str, other: str) -> bool:
    """Return whether two addresses in `canonical_url`'s form have one port and one host, or variants of it (www, m)."""
    left, right = urlsplit(one), urlsplit(other)
    if left.port != right.port:
        return False
    hosts = left.hostname or "", right.hostname or ""
    return hosts[0] == hosts[1] or _without_variant(hosts[0]) == _without_variant(hosts[1])


def base_of(tree: HtmlElement) -> str:
    """Return the address that a page's own are relative to, as its head has it; empty where it has none."""
    return str(next(iter(tree.xpath("//head//base/@href")), "")).strip()


def _stated(tree: HtmlElement, fetched: str) -> str | None:
    """Return the one canonical address that a page's head names; None for none, and for several that differ."""
    base = base_of(tree)

    def absolute(href: str) -> str:
        return canonical_url(urljoin(urljoin(fetched, base), href.strip()))

    links = tree.xpath("//head//link[@href and @rel]")
    stated = {first([link.get("href")], absolute) for link in links if "canonical" in link.get("rel").lower().split()}
    return stated.pop() if len(stated) == 1 else None


def _without_variant(host: str) -> str:
    """Return a host without the prefix of a variant, unless what is left belongs to somebody else (m.github.io)."""
    bare = _VARIANT.sub("", host)
    return bare if bare == host or _registered(bare) == _registered(host) else host


def _registered(host: str) -> str | None:
    """Return the domain that somebody registered to have this host, None below an ending that nobody knows."""
    from tld import get_fld

    return get_fld(f"https://{host}/", fail_silently=True)
