"""The connection to an OpenAI-compatible server, which is not trusted: no redirects, no packed or endless bodies."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import httpx2

from bot.generation.addresses import is_loopback
from bot.generation.failures import Failed, Failure

MOST_BYTES = 4_000_000
"""Of one answer; a chunk of some characters takes 300 bytes, so this is many times what the limits let through."""

_STREAM = "text/event-stream"


def client(base_url: str, *, seconds: float) -> httpx2.AsyncClient:
    """Return a client for one server; `seconds` is how long it waits for anything at most.

    A proxy of the environment is used, except for servers on this machine. No connection is kept for later, so that the
    client may be used in one event loop after another. To be called in a thread without an event loop.
    """
    anyio.run(anyio.sleep, 0)  # loads what the first request would load within the event loop
    return httpx2.AsyncClient(
        timeout=seconds,
        follow_redirects=False,
        trust_env=not is_loopback(base_url),
        headers={"Accept-Encoding": "identity"},
        limits=httpx2.Limits(max_keepalive_connections=0),
        event_hooks={"response": [_check]},
    )


async def _check(response: httpx2.Response) -> None:
    """Refuse an answer by its head, before any of its body is read.

    Raises:
        Failed: it leads elsewhere, is packed, or no stream.
    """
    if response.is_redirect:
        raise Failed(
            Failure("server", f"the server leads elsewhere (status {response.status_code}), which is not followed")
        )
    # A few packed kilobytes may unpack to gigabytes.
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"identity", ""}:
        raise Failed(Failure("malformed", "the server packs its answer, unasked"))
    if response.is_success and not response.headers.get("content-type", _STREAM).lower().startswith(_STREAM):
        raise Failed(Failure("malformed", "the server sends no stream"))
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends with a failure where it grows too long."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise Failed(Failure("malformed", f"the server sends more than {MOST_BYTES} bytes"))
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
