"""A host's addresses, looked up once and checked: only those that anyone may reach are ever connected to."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Collection

from retrieval.articles.metadata import line
from retrieval.errors import ArticleError

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


async def checked(host: str, shown: str, allow_hosts: Collection[str]) -> list[str]:
    """Return the addresses of `host`, in the system's order; `shown` is for messages.

    Raises ArticleError where there are none, and where any is not public and `allow_hosts` does not name the host.
    """
    try:
        addresses = await _looked_up(host)
    except (OSError, UnicodeError) as exc:
        raise ArticleError(f"{shown} names a host that cannot be found, {line(host, 100)}; check the address.") from exc
    if host not in allow_hosts and not all(map(is_public, addresses)):
        raise ArticleError(
            f"{shown} leads to an address in a private network, a public one was expected; "
            "allow the host in the settings if it is yours."
        )
    return addresses


async def _looked_up(host: str) -> list[str]:
    """Return the addresses of a host, found by a thread of its own.

    The system's look-up cannot be cancelled: a thread of the loop's pool would keep the loop from ending.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def tell(addresses: list[str] | None, failure: BaseException | None) -> None:
        if found.done():
            return
        if failure is not None:
            found.set_exception(failure)
        else:
            found.set_result(addresses or [])

    def look_up() -> None:
        addresses, failure = None, None
        try:
            addresses = [str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as exc:
            failure = exc
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, addresses, failure)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    return await found


def is_public(address: str) -> bool:
    """Return whether an address is one that anyone may reach, also behind an IPv6 form of an IPv4 address."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if parsed in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed.is_global and not parsed.is_multicast
