"""The proxy that pages are fetched through, and what to say where it fails."""

from __future__ import annotations

import re

import httpx

from retrieval.errors import ArticleError

_NEEDS_NAME = 407
_NO_PROXY = frozenset({400, 405, 501})
"""What web servers that are no proxies answer to CONNECT."""


class Proxy:
    """A proxy of HTTP. Its user name and password are part of no message."""

    def __init__(self, address: str) -> None:
        """`address` is ``http://[user:password@]host:port``; signs of the password may be percent-encoded."""
        self.httpx = httpx.Proxy(address)
        self._place = self.httpx.url.netloc.decode("ascii")

    def refused(self, response: httpx.Response, shown: str) -> ArticleError | None:
        """Return the error for the answer to a request in absolute form that is not the site's; None for the site's."""
        return self._of_status(_NEEDS_NAME, shown) if response.status_code == _NEEDS_NAME else None

    def failure(self, exc: httpx.HTTPError, progress: Progress, shown: str) -> ArticleError | None:
        """Return the error for a request that the proxy did not do; None for what failed beyond it."""
        if progress.is_beyond:
            return None
        if isinstance(exc, httpx.ProxyError):
            status = re.match(r"\d{3}", str(exc))
            return self._of_status(int(status[0]) if status else 0, shown)
        if not progress.is_connected:
            what = f"the proxy {self._place} cannot be reached; check articles.proxy in the settings, or try later."
        elif isinstance(exc, httpx.ProtocolError | httpx.ReadError | httpx.WriteError):
            what = f"{self._place} does not answer as an HTTP proxy does; check articles.proxy in the settings."
        else:
            return None
        return ArticleError(f"{shown} could not be fetched: {what}", "unreachable")

    def _of_status(self, status: int, shown: str) -> ArticleError:
        if status == _NEEDS_NAME and self.httpx.auth:
            what = f"the proxy {self._place} refuses the user name and password of articles.proxy (407); correct them."
        elif status == _NEEDS_NAME:
            what = f"the proxy {self._place} wants a user name and a password (407); give them in articles.proxy."
        elif status in _NO_PROXY:
            what = (
                f"{self._place} answered CONNECT with status {status}, as what is no proxy does; "
                "check articles.proxy in the settings."
            )
        else:
            what = f"the proxy {self._place} answered CONNECT with status {status}; allow the host there, or try later."
        return ArticleError(f"{shown} could not be fetched: {what}", "unreachable")


class Progress:
    """How far a request through a proxy came, as httpcore's trace tells it: to the proxy, beyond it."""

    def __init__(self) -> None:
        self.is_connected = False
        self.is_beyond = False

    async def trace(self, event: str, _: object) -> None:
        """Take an event of httpcore."""
        self.is_connected |= event == "connection.connect_tcp.complete"
        self.is_beyond |= event == "proxy.start_tls.started"
