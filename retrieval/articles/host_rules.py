"""`HostRules`: what the hosts of a run let Beleg fetch, by their robots.txt, each asked once."""

from __future__ import annotations

from urllib.parse import urlsplit

from retrieval.articles.client import BusyError, Client
from retrieval.articles.robots import Robots
from retrieval.errors import ArticleError

_TYPES = dict.fromkeys(("text/plain", "text/html", "application/octet-stream", ""), "robots")
# Of these the page's own fetch says the same, and better.
_OF_HOSTS = frozenset({"bad_address", "no_host", "private_address"})
# Something is there that is no robots.txt, or nothing (RFC 9309, 2.3.1.2 and 2.3.1.3).
_MISSING = frozenset({"redirects", "wrong_kind"})


class HostRules:
    """Asks hosts for their rules. A host whose robots.txt cannot be had is left alone for the run."""

    def __init__(self, client: Client, agent: str) -> None:
        """`agent` is how Beleg calls itself in requests."""
        self._client = client
        self._agent = agent
        self._known: dict[str, Robots | ArticleError] = {}

    async def of(self, url: str, shown: str) -> Robots:
        """Return the rules that let Beleg fetch the page at a canonical address; `shown` is for messages.

        Raises:
            ArticleError: they don't, or cannot be had.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._known:
            self._known[origin] = await self._asked(f"{origin}/robots.txt")
        rules = self._known[origin]
        if isinstance(rules, ArticleError):
            raise ArticleError(f"{shown} is not fetched, for {rules}", rules.problem, **rules.given)
        if not rules.allows(url):
            raise ArticleError(
                f"{shown} is not fetched, for {origin}/robots.txt forbids it; ask its publisher, or name the page.",
                "forbidden",
            )
        return rules

    async def _asked(self, address: str) -> Robots | ArticleError:
        try:
            page = await self._client.get(address, address, _TYPES, None)
        except BusyError as exc:
            return ArticleError(f"{address} answered with status {exc.status}; try again later.", "busy")
        except ArticleError as exc:
            is_missing = 400 <= exc.given.get("status", 0) < 500 or exc.problem in _MISSING | _OF_HOSTS
            return Robots() if is_missing else exc
        return Robots.parse(page.body, self._agent) if page else Robots()
