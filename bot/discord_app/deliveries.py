"""REST calls that survive a dropped connection and are carried out once.

discord.py tries again after two error numbers that only macOS and Windows use. Here every call is tried again that can
be repeated without harm: reading, setting and deleting by their nature; acknowledging, since Discord refuses a second
time by a code of its own; messages to a channel by a nonce that Discord enforces. What follows on an answer has no
nonce, since Discord takes none from webhooks: `replies.py` looks whether it has arrived.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

log = logging.getLogger(__name__)

DROPPED = (aiohttp.ClientError, OSError, TimeoutError)
"""What a call ends with when its connection breaks."""
# What it ends with when there was no connection to send anything over.
_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

# Seconds before each further try: a minute in all, of the quarter of an hour in which an answer can be given.
WAITS = (0.1, 0.4, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# Discord waits three seconds for an acknowledgement.
_WAITS_TO_ACKNOWLEDGE = (0.1, 0.3, 0.5, 0.5)
# A machine that starts may have its network some minutes later, or the network of its proxy, which says so by a status
# from 500. Where a connection is refused, the network is there.
_WAITS_TO_LOG_IN = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0)
_WAITS_WHERE_REFUSED = 2

# As discord.py writes these routes.
_CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
_LOGIN = "/users/@me"
_CHANNEL_MESSAGE = "/channels/{channel_id}/messages"
# Discord's codes for an interaction that was acknowledged before.
_ACKNOWLEDGED = 40060


async def _steadily(send: Callable[[], Awaitable[Any]], route: Route) -> Any:
    """Return what Discord answers to a call, tried again after dropped connections where that does no harm."""
    waits = {_CALLBACK: _WAITS_TO_ACKNOWLEDGE, _LOGIN: _WAITS_TO_LOG_IN}.get(route.path, WAITS)
    dropped = 0
    while True:
        try:
            return await send()
        except (*DROPPED, discord.DiscordServerError) as error:
            if dropped == len(waits) or not _may_be_repeated(route, error, dropped):
                raise
            wait = waits[dropped]
            what = str(error) or type(error).__name__
            if isinstance(error, discord.DiscordServerError):
                what = f"HTTP status {error.status}"
            log.warning("%s %s: no connection (%s); trying again in %.1f s.", route.method, route.path, what, wait)
            dropped += 1
            await asyncio.sleep(wait)
        except discord.HTTPException as error:
            if dropped and route.path == _CALLBACK and error.code == _ACKNOWLEDGED:
                return {"interaction": {"id": route.webhook_id, "type": 2}}
            if dropped and route.method == "DELETE" and error.status == 404:
                return None
            raise


def _may_be_repeated(route: Route, error: BaseException, dropped: int) -> bool:
    """Return whether a call that failed does no harm a second time, and may then do better."""
    if route.path == _LOGIN:
        return dropped < _WAITS_WHERE_REFUSED or not _is_refused(error)
    if isinstance(error, discord.DiscordServerError):
        return False
    return route.method != "POST" or route.path in (_CALLBACK, _CHANNEL_MESSAGE) or isinstance(error, _UNSENT)


def _is_refused(error: BaseException) -> bool:
    return isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, ConnectionRefusedError)


def steady(http: HTTPClient) -> None:
    """Have all calls of a client that logs in now tried again, those of its interactions included."""
    request = http.request

    async def steadily(
        route: Route, *, files: Sequence[discord.File] | None = None, form: Any = None, **given: Any
    ) -> Any:
        if route.method == "POST" and route.path == _CHANNEL_MESSAGE and "json" in given:
            # The same nonce in every try; one that the caller chose stays.
            given["json"] = {"nonce": str(secrets.randbits(60)), "enforce_nonce": True, **given["json"]}
        return await _steadily(lambda: request(route, files=files, form=form, **dict(given)), route)

    http.request = steadily  # type: ignore[method-assign]
    async_context.set(SteadyAdapter(async_context.get()))


class SteadyAdapter(AsyncWebhookAdapter):
    """What discord.py sends replies to interactions with, over another such adapter."""

    def __init__(self, inner: AsyncWebhookAdapter) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._inner = inner

    async def request(self, route: Route, session: aiohttp.ClientSession, **given: Any) -> Any:
        """Return what Discord answers to a call."""
        return await _steadily(lambda: self._inner.request(route, session, **given), route)
