"""Pointing discord.py at another REST base than Discord's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextmanager
def rest_base(address: str) -> Iterator[None]:
    """Send every REST call to `address` (version included) while the context lasts.

    discord.py keeps the base and the gateway for new sessions on its classes, so both are put back at the end: one
    process talks to one Discord at a time.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = address.rstrip("/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
