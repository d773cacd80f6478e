"""`Fetcher`: fetches pages with limits and politely, several hosts side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from retrieval.articles.client import USER_AGENT, BusyError, Client
from retrieval.articles.host_rules import HostRules
from retrieval.articles.metadata import canonical_url, line
from retrieval.articles.page import Page
from retrieval.datatypes import Validators
from retrieval.errors import ArticleError

SECONDS = 30.0
"""Time for one try, everything from the first look-up to the last byte, redirects included."""

TRYING = 60.0
"""Seconds after which a page that its host is too busy for is not tried again: two tries that use their time up."""

AT_ONCE = 8
"""Pages fetched side by side, each from another host: a few that dribble leave room for the others."""

PAUSE = 1.0
"""Seconds between two fetches from one host, and the first wait before a busy host is asked again."""

TRIES = 3
"""How often a busy host is asked for a page, and how many failures in a row end asking it in this run."""

PATIENCE = 10.0
"""Seconds that a host may ask to be left alone and still be waited for."""


@dataclass(slots=True)
class _Host:
    """What a run knows of a host: when it may be asked again (seconds, monotonic), its failures in a row, its pause."""

    free_at: float = 0.0
    failures: int = 0
    pause: float = 0.0


Fetched = Page | ArticleError | None
"""What came of asking for a page: None where it is still the one known."""


class Fetcher:
    """Fetches for one run. Not to be used where an event loop runs in the same thread."""

    def __init__(
        self,
        *,
        max_bytes: int,
        seconds: float | None = None,
        allow_hosts: Collection[str] = (),
        pause: float | None = None,
        user_agent: str = USER_AGENT,
        proxy: str | None = None,
    ) -> None:
        """`max_bytes` limits a body unpacked, `seconds` one try at a page; `SECONDS` and `PAUSE` hold unless given.

        `allow_hosts` are host names or addresses that may be private, loopback or link-local (for intranets and
        tests). `user_agent` is what servers are told who asks, `proxy` what all is fetched through,
        as `Proxy` takes it.
        """
        limit = SECONDS if seconds is None else seconds
        self._client = Client(
            max_bytes=max_bytes, seconds=limit, allow_hosts=allow_hosts, user_agent=user_agent, proxy=proxy
        )
        self._rules = HostRules(self._client, user_agent)
        self._pause = PAUSE if pause is None else pause
        self._hosts: dict[str, _Host] = {}

    def fetch(self, url: str, types: Mapping[str, str], *, known: Validators | None = None) -> Page | None:
        """Return the page at `url`, whose media type must be among `types`; None if it is still the `known` one.

        Raises ArticleError for a refused address and for a fetch that fails.
        """
        return asyncio.run(self._one(url, types, known))

    def fetch_all(
        self,
        wanted: Mapping[str, Validators | None],
        types: Mapping[str, str],
        *,
        begins: Callable[[str], bool],
        told: Callable[[str, Fetched, float], None],
        unnamed: Collection[str] = (),
    ) -> None:
        """Fetch pages side by side, those of one host one after the other; `wanted` has what is known of each.

        `begins` is asked before each whether it is to be fetched at all, `told` is given what came of it and the
        seconds that took, pauses left out. `unnamed` are those that no person named, which robots.txt may forbid.
        """
        asyncio.run(self._all(wanted, types, begins, told, unnamed))

    async def _all(
        self,
        wanted: Mapping[str, Validators | None],
        types: Mapping[str, str],
        begins: Callable[[str], bool],
        told: Callable[[str, Fetched, float], None],
        unnamed: Collection[str],
    ) -> None:
        room = asyncio.Semaphore(AT_ONCE)
        queues: dict[str, list[str]] = {}
        for url in wanted:
            queues.setdefault(_host(url), []).append(url)

        async def serve(host: str, queue: list[str]) -> None:
            for url in queue:
                await self._pause_for(host)
                async with room:
                    if not begins(url):
                        continue
                    began = time.monotonic()
                    found = await self._outcome(url, types, wanted[url], unnamed=url in unnamed)
                    told(url, found, time.monotonic() - began)

        async with asyncio.TaskGroup() as tasks:
            for host, queue in queues.items():
                tasks.create_task(serve(host, queue))

    async def _pause_for(self, name: str) -> None:
        """Leave a host alone between two pages; one that wants that for long is told by the fetch itself."""
        wait = self._hosts.setdefault(name, _Host()).free_at - time.monotonic()
        await asyncio.sleep(max(0.0, wait) if wait <= PATIENCE else 0.0)

    async def _outcome(self, url: str, types: Mapping[str, str], known: Validators | None, *, unnamed: bool) -> Fetched:
        """Return what comes of a page; an error that nobody foresaw is that page's alone."""
        try:
            return await self._one(url, types, known, unnamed=unnamed)
        except ArticleError as exc:
            return exc
        except MemoryError:
            raise
        except Exception as exc:  # noqa: BLE001 - whatever a server brings about is no reason to lose other pages
            shown = line(url, 200) or "the address"
            return ArticleError(
                f"{shown} could not be fetched ({type(exc).__name__}); please report it as a fault.", "fault"
            )

    async def _one(
        self, url: str, types: Mapping[str, str], known: Validators | None, *, unnamed: bool = False
    ) -> Page | None:
        """Fetch a page, unless its host has failed too often or forbids it."""
        shown = line(url, 200) or "the address"
        try:
            address = canonical_url(url)
        except ValueError as exc:
            raise ArticleError(
                f"{shown} is no usable address ({exc}); give one that begins with http:// or https://.", "bad_address"
            ) from exc
        host = self._hosts.setdefault(_host(address), _Host())
        if host.failures >= TRIES:
            raise ArticleError(
                f"{shown} is on a host that failed {host.failures} times in a row; try again later.", "unreachable"
            )
        if unnamed:
            rules = await self._rules.of(address, shown)
            host.pause = min(rules.pause, PATIENCE)
        host.failures += 1
        permit = partial(self._rules.of, shown=shown) if unnamed else None
        page = await self._patiently(address, shown, types, known, host, permit)
        host.failures = 0
        return page

    async def _patiently(
        self,
        url: str,
        shown: str,
        types: Mapping[str, str],
        known: Validators | None,
        host: _Host,
        permit: Callable[[str], Awaitable[object]] | None,
    ) -> Page | None:
        """Fetch a page, giving the host its pauses, and time when it is busy."""
        until = time.monotonic() + TRYING
        for done in range(1, TRIES + 1):
            wait = host.free_at - time.monotonic()
            if wait > PATIENCE:
                raise ArticleError(
                    f"{shown} is on a host that asked not to be contacted for {wait:,.0f} s; try again then.", "busy"
                )
            await asyncio.sleep(max(0.0, wait))
            try:
                return await self._client.get(url, shown, types, known, permit=permit)
            except BusyError as exc:
                after = self._pause * 2**done if exc.after is None else exc.after
                host.free_at = time.monotonic() + after
                if done == TRIES or (after <= PATIENCE and host.free_at > until):
                    raise ArticleError(
                        f"{shown} answered with status {exc.status} {done} times, 200 was expected; try again later.",
                        "busy",
                    ) from exc
            finally:
                host.free_at = max(host.free_at, time.monotonic() + max(self._pause, host.pause))
        raise AssertionError("unreachable")


def _host(url: str) -> str:
    """Return host and port of an address, nothing of what is none."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
