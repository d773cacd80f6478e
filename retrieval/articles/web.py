"""A web page into an article: fetched with limits, and only from addresses that anyone may reach.

The host is resolved here, every address it has is checked, and the connection goes to the checked address: an answer
that changes between check and use changes nothing. Redirects are followed one by one, each checked like the first.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

import httpx

from retrieval.articles import html, markdown, plain
from retrieval.articles.decoding import decode
from retrieval.articles.metadata import Metadata, article, canonical_url, line
from retrieval.datatypes import Article
from retrieval.errors import ArticleError

MOST_REDIRECTS = 5

SECONDS = 30.0
"""Time for everything from the first look-up to the last byte, redirects included."""

_USER_AGENT = "Beleg/0.1 (+news article indexer)"
_ACCEPTED = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/plain": "plain",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class _Page:
    """What was fetched: the last address, the body, and what its Content-Type said."""

    url: str
    body: bytes
    kind: str
    charset: str | None


def load_url(url: str, *, max_bytes: int, seconds: float = SECONDS, allow_hosts: Collection[str] = ()) -> Article:
    """Fetch the page at `url` and read it as HTML, Markdown or plain text, at most `max_bytes` long unpacked.

    `seconds` is the time for all of it. `allow_hosts` are host names or addresses that may be private, loopback or
    link-local (for intranets and tests). Not to be called where an event loop runs in the same thread. Raises
    ArticleError for a refused address, a failed fetch, and for what is no usable article.
    """
    shown = line(url, 200) or "the address"
    try:
        page = asyncio.run(_fetched(canonical_url(url), shown, max_bytes, seconds, frozenset(allow_hosts)))
    except ValueError as exc:
        raise ArticleError(
            f"{shown} is no usable address ({exc}); give one that begins with http:// or https://."
        ) from exc
    text, metadata = _read(page, shown)
    title = page.url.rstrip("/").rsplit("/", 1)[-1]
    return article(text, metadata, title=line(title, 120) or "untitled")


def _read(page: _Page, name: str) -> tuple[str, Metadata]:
    """Return the text and metadata of a fetched page; its address is its identity unless it names a better one."""
    if page.kind == "html":
        declared = page.charset or html.declared_encoding(page.body)
        return html.read(decode(page.body, name, declared=declared), name, url=page.url)
    text = decode(page.body, name, declared=page.charset)
    text, found = markdown.read(text, name) if page.kind == "markdown" else plain.read(text)
    return text, Metadata(found.title, found.publisher, found.published, page.url, found.language)


async def _fetched(url: str, shown: str, max_bytes: int, seconds: float, allow_hosts: frozenset[str]) -> _Page:
    """Return the page, after at most `MOST_REDIRECTS` redirects."""
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=seconds) as client,
        ):
            for _ in range(MOST_REDIRECTS + 1):
                response = await _response(client, url, shown, allow_hosts)
                try:
                    if response.status_code not in _REDIRECTS:
                        return await _page(response, url, shown, max_bytes)
                    url = _target(url, response, shown)
                finally:
                    await response.aclose()
    except TimeoutError as exc:
        raise ArticleError(f"{shown} took longer than {seconds:g} seconds; try again later.") from exc
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as exc:
        raise ArticleError(f"{shown} could not be fetched ({_reason(exc)}); check the address or try later.") from exc
    raise ArticleError(f"{shown} redirects more than {MOST_REDIRECTS} times; give the address it ends at.")


async def _response(client: httpx.AsyncClient, url: str, shown: str, allow_hosts: frozenset[str]) -> httpx.Response:
    """Return the response, body unread, of the first checked address of the host of `url` that answers."""
    addresses = await _checked_addresses(urlsplit(url).hostname or "", shown, allow_hosts)
    for address in addresses[:-1]:
        try:
            return await client.send(_request(client, url, address), stream=True)
        except httpx.ConnectError:
            continue
    return await client.send(_request(client, url, addresses[-1]), stream=True)


def _request(client: httpx.AsyncClient, url: str, address: str) -> httpx.Request:
    """Return a request that connects to a checked address, and asks it for the host as named in `url`."""
    parts = urlsplit(url)
    literal = f"[{address}]" if ":" in address else address
    pinned = parts._replace(netloc=literal if parts.port is None else f"{literal}:{parts.port}").geturl()
    return client.build_request(
        "GET",
        pinned,
        headers={
            "Host": parts.netloc,
            "User-Agent": _USER_AGENT,
            "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9",
            "Accept-Encoding": "gzip",
        },
        extensions={"sni_hostname": parts.hostname},  # certificates are checked against the name, not the address
    )


async def _checked_addresses(host: str, shown: str, allow_hosts: frozenset[str]) -> list[str]:
    """Return the addresses of `host`; refused if any of its addresses is not public and the host is not allowed."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise ArticleError(f"{shown} names a host that cannot be found, {line(host, 100)}; check the address.") from exc
    addresses = [str(entry[4][0]) for entry in found]
    if host not in allow_hosts and not all(map(_is_public, addresses)):
        raise ArticleError(
            f"{shown} leads to an address in a private network, a public one was expected; "
            "allow the host in the settings if it is yours."
        )
    return addresses


def _is_public(address: str) -> bool:
    """Tell whether an address is one that anyone may reach, also behind an IPv6 form of an IPv4 address."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if inner is not None:
            return _is_public(str(inner))
        if parsed in _NAT64:
            return _is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed.is_global and not parsed.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _target(url: str, response: httpx.Response, shown: str) -> str:
    """Return the address that a redirect leads to."""
    location = response.headers.get("location", "")
    try:
        return canonical_url(urljoin(url, location))
    except ValueError as exc:
        raise ArticleError(
            f"{shown} redirects to {line(location, 100) or 'nowhere'!r}, an http or https address was expected; "
            "give the article's own address."
        ) from exc


async def _page(response: httpx.Response, url: str, shown: str, max_bytes: int) -> _Page:
    """Return the body of a response, unpacked, if it is a page of a known kind within the limit."""
    if response.status_code != 200:
        raise ArticleError(f"{shown} answered with status {response.status_code}, 200 was expected; check the address.")
    header = Message()
    header["content-type"] = response.headers.get("content-type", "")
    media_type = header.get_content_type() if header["content-type"] else ""
    kind = _ACCEPTED.get(media_type)
    if kind is None:
        found = line(media_type, 80) or "nothing said"
        raise ArticleError(
            f"{shown} is of type {found}, HTML, Markdown or plain text was expected; give an article's page."
        )
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > max_bytes:
            raise _too_long(shown, max_bytes)
    return _Page(url, _unpacked(bytes(body), response, shown, max_bytes), kind, header.get_content_charset())


def _unpacked(body: bytes, response: httpx.Response, shown: str, max_bytes: int) -> bytes:
    """Return the body without its content coding; never unpacks more than the limit."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        return body
    if coding not in {"gzip", "x-gzip"}:
        raise ArticleError(f"{shown} is packed as {line(coding, 40)!r}, gzip was expected; save the page as a file.")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(body, max_bytes + 1)
    except zlib.error as exc:
        raise ArticleError(f"{shown} is packed as gzip but broken; try again later.") from exc
    if len(unpacked) > max_bytes:
        raise _too_long(shown, max_bytes)
    if not unpacker.eof:
        raise ArticleError(f"{shown} ended before its gzip data did; try again later.")
    return unpacked


def _too_long(shown: str, max_bytes: int) -> ArticleError:
    """Return the error for a page over the limit."""
    return ArticleError(
        f"{shown} is longer than {max_bytes} bytes; raise the limit in the settings if it is an article."
    )


def _reason(exc: Exception) -> str:
    """Return a few words on what went wrong, for a person."""
    if isinstance(exc, httpx.ConnectError):
        return "no connection"
    return line(str(exc), 80) or type(exc).__name__
