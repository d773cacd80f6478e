"""A host's addresses, looked up once and checked: only those that anyone may reach are ever connected to."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import socket
import threading
from collections.abc import Collection

from retrieval.articles.metadata import line
from retrieval.errors import ArticleError

SECONDS = 5.0
"""Time for the look-up of a name that a proxy can look up, too: behind one there may be no server of names."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
"""All that IANA has given out as global unicast; what lies outside is local, or stands for an IPv4 address."""

# Special-purpose registries of IANA (RFC 6890 and later): what Python's own tables, which differ by version, lack or
# call global. 168.63.129.16 is where Azure's machines ask for their own secrets; other clouds use link-local addresses.
_SPECIAL_V4 = tuple(
    map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "100.64.0.0/10", "168.63.129.16/32"))
)
_SPECIAL_V6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20", "2620:4f:8000::/48")))

# Prefixes of 96 bits before an IPv4 address: mapped, translated (RFC 2765), NAT64 (RFC 6052).
_PREFIXED = tuple(map(ipaddress.IPv6Network, ("::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")))


# What no public host is called: names for private use (RFC 6761, 6762, 8375, ICANN's "internal"), names without a dot,
# which a network completes, and spellings of IPv4 addresses, which end in a number.
_OF_NETWORKS = re.compile(r"[^.]*|(?:.*\.)?(?:localhost|local|internal|home\.arpa|\d+|0x[0-9a-f]*)", re.IGNORECASE)


async def checked(host: str, shown: str, allow_hosts: Collection[str], *, proxied: bool = False) -> list[str]:
    """Return the addresses of `host`, in the system's order; `shown` is for messages.

    Where the request is `proxied`, a name that this machine cannot look up has none, if a public host may have it.
    Raises ArticleError where there are none else, and where any is not public and `allow_hosts` does not name the host.
    """
    try:
        async with asyncio.timeout(SECONDS if proxied else None):
            addresses = await _looked_up(host)
    except (OSError, UnicodeError) as exc:
        # TimeoutError is an OSError. An address with a zone, or none at all, is not a proxy's to understand.
        if not proxied or isinstance(exc, UnicodeError) or ":" in host:
            raise ArticleError(
                f"{shown} names a host that cannot be found, {line(host, 100)}; check the address.", "no_host"
            ) from exc
        addresses = []
    is_closed = not all(map(is_public, addresses)) if addresses else _OF_NETWORKS.fullmatch(host)
    if host not in allow_hosts and is_closed:
        raise ArticleError(
            f"{shown} leads to an address in a private network, a public one was expected; "
            "allow the host in the settings if it is yours.",
            "private_address",
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
    return _is_public(ipaddress.ip_address(address.partition("%")[0]))


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner:
            return all(map(_is_public, inner))
        if address not in _GLOBAL_V6 or any(address in network for network in _SPECIAL_V6):
            return False
    elif any(address in network for network in _SPECIAL_V4):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _embedded(address: ipaddress.IPv6Address) -> list[Address]:
    """Return the IPv4 addresses that an IPv6 address stands for; all of them are contacted or may be."""
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in _PREFIXED):
        return [last]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    # ISATAP (RFC 5214): an interface named 0000:5efe or 0200:5efe and an IPv4 address, in any network of 64 bits.
    if int(address) >> 32 & 0xFDFFFFFF == 0x5EFE:
        return [last, ipaddress.IPv6Address(int(address) >> 64 << 64)] if address in _GLOBAL_V6 else []
    return []
