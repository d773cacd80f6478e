"""`Client`: one request for a page, its redirects followed one by one, within a time.

The host is resolved here, every address it has is checked, and the connection goes to the checked address: an answer
that changes between check and use changes nothing. A redirect is checked like the first address.

Through a proxy the host goes by its name: proxies choose sites by name, and rules, names of certificates and requests
in absolute form need it. What they look up is theirs anyway where this machine finds no address; so addresses that are
found here are checked, but not what the proxy finds.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import certifi
import httpx

from retrieval.articles import addresses, refresh
from retrieval.articles.bodies import read_body
from retrieval.articles.metadata import canonical_url, line
from retrieval.articles.page import Page
from retrieval.articles.proxy import Progress, Proxy
from retrieval.datatypes import Validators
from retrieval.errors import ArticleError

MOST_REDIRECTS = 5

USER_AGENT = "Beleg/0.1 (+news article indexer)"
"""How Beleg calls itself where the settings don't say."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 502, 503, 504})


class BusyError(Exception):
    """The host asks to come again; `after` is in how many seconds, None where it does not say."""

    def __init__(self, status: int, after: float | None) -> None:
        super().__init__()
        self.status = status
        self.after = after


class Client:
    """Asks for pages; the environment's proxies are not used."""

    def __init__(
        self, *, max_bytes: int, seconds: float, allow_hosts: Collection[str], user_agent: str, proxy: str | None
    ) -> None:
        """`max_bytes` limits a body unpacked, `seconds` everything from the first look-up to the last byte.

        `allow_hosts` are host names or addresses that may be private, loopback or link-local, `proxy` is what all is
        fetched through, as `Proxy` takes it; it may be anywhere.
        """
        self._proxy = Proxy(proxy) if proxy else None
        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._allow_hosts = frozenset(allow_hosts)

    async def get(
        self,
        url: str,
        shown: str,
        types: Mapping[str, str],
        known: Validators | None,
        *,
        permit: Callable[[str], Awaitable[object]] | None = None,
    ) -> Page | None:
        """Return the page at a canonical address; None if it is still the `known` one. `shown` is for messages.

        `permit` is asked about each address that it leads to, and raises ArticleError for one not to be asked for.

        Raises:
            BusyError: its host has no time for it.
            ArticleError: it cannot be had.
        """
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx.AsyncClient(
                    follow_redirects=False,
                    trust_env=False,
                    # A proxy that does not answer is to be named before the time is over.
                    timeout=httpx.Timeout(self._seconds, connect=self._seconds / 2 if self._proxy else self._seconds),
                    verify=self._tls,
                    proxy=self._proxy.httpx if self._proxy else None,
                ) as client,
            ):
                return await self._followed(client, url, shown, types, known, permit)
        except TimeoutError as exc:
            raise ArticleError(
                f"{shown} took longer than {self._seconds:g} seconds; try again later.", "timed_out"
            ) from exc
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as exc:
            raise ArticleError(
                f"{shown} could not be fetched ({_reason(exc)}); check the address or try later.", "unreachable"
            ) from exc

    async def _followed(
        self,
        client: httpx.AsyncClient,
        url: str,
        shown: str,
        types: Mapping[str, str],
        known: Validators | None,
        permit: Callable[[str], Awaitable[object]] | None,
    ) -> Page | None:
        """Return the page after at most `MOST_REDIRECTS` redirects; pages that only lead on within their site count."""
        accept = ", ".join(filter(None, types))
        led_on: set[str] = set()
        for step in range(MOST_REDIRECTS + 1):
            if step and permit:
                await permit(url)
            response = await self._response(client, url, shown, _headers(url, accept, self._user_agent, known))
            try:
                status = response.status_code
                if status == 304 and known:
                    return None
                if status in _BUSY:
                    raise BusyError(status, _seconds(response.headers.get("retry-after")))
                if status not in _REDIRECTS:
                    page = await read_body(response, url, shown, types, self._max_bytes)
                    target = await refresh.target(page, shown)
                    if target is None:
                        return page
                    led_on.add(url)
                    if target in led_on:
                        raise ArticleError(
                            f"{shown} leads on in a circle, a page with an article was expected; check the address.",
                            "redirects",
                        )
                    url = target
                else:
                    url = _target(url, response, shown)
            finally:
                await response.aclose()
        raise ArticleError(
            f"{shown} redirects more than {MOST_REDIRECTS} times; give the address it ends at.", "redirects"
        )

    async def _response(
        self, client: httpx.AsyncClient, url: str, shown: str, headers: dict[str, str]
    ) -> httpx.Response:
        """Return the response, body unread, of the first checked address of the host of `url` that answers."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        found = await addresses.checked(host, shown, self._allow_hosts, proxied=self._proxy is not None)
        if self._proxy:
            return await _through(self._proxy, client, client.build_request("GET", url, headers=headers), shown)
        for address in found:
            literal = f"[{address}]" if ":" in address else address
            pinned = parts._replace(netloc=literal if parts.port is None else f"{literal}:{parts.port}").geturl()
            # Certificates are checked against the name, not the address.
            request = client.build_request("GET", pinned, headers=headers, extensions={"sni_hostname": host})
            try:
                return await client.send(request, stream=True)
            except httpx.ConnectError:
                if address == found[-1]:
                    raise
        raise ArticleError(f"{shown} names a host without an address; check the address.", "no_host")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Trust Mozilla's authorities, and those of this machine (OpenSSL reads SSL_CERT_FILE)."""
        context = ssl.create_default_context(cafile=certifi.where())
        context.load_default_certs()
        return context


async def _through(proxy: Proxy, client: httpx.AsyncClient, request: httpx.Request, shown: str) -> httpx.Response:
    """Return the response, body unread, to a request through a proxy; raises ArticleError where that fails."""
    progress = Progress()
    request.extensions["trace"] = progress.trace
    try:
        response = await client.send(request, stream=True)
    except httpx.HTTPError as exc:
        if failure := proxy.failure(exc, progress, shown):
            raise failure from None  # the cause may hold what the proxy said, or its password
        raise
    if refused := proxy.refused(response, shown):
        await response.aclose()
        raise refused
    return response


def _headers(url: str, accept: str, user_agent: str, known: Validators | None) -> dict[str, str]:
    """Return the headers of a request; `known` lets the server say that nothing has changed."""
    headers = {
        "Host": urlsplit(url).netloc,
        "User-Agent": user_agent,
        "Accept": accept,
        "Accept-Encoding": "gzip",
    }
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _target(url: str, response: httpx.Response, shown: str) -> str:
    """Return the address that a redirect leads to."""
    location = response.headers.get("location", "")
    try:
        return canonical_url(urljoin(url, location))
    except ValueError as exc:
        raise ArticleError(
            f"{shown} redirects to {line(location, 100) or 'nowhere'!r}, an http or https address was expected; "
            "give the article's own address.",
            "redirects",
        ) from exc


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds that a Retry-After header names; dates, which few servers send, count as saying nothing."""
    return float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None


def _reason(exc: Exception) -> str:
    """Return a few words on what went wrong, for a person."""
    if isinstance(exc, httpx.ConnectError):
        return "no connection"
    return line(str(exc), 80) or type(exc).__name__
