"""The scripted server in a thread and an event loop of its own, for tests of programs that run a loop themselves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.generation.scripted_server import Script, Server, serving


@contextmanager
def served(script: Script) -> Iterator[Server]:
    """Serve until the end of the context."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    ready: list[Server] = []
    is_ready = threading.Event()

    async def serve() -> None:
        async with serving(script) as server:
            ready.append(server)
            is_ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert is_ready.wait(10)
        yield ready[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
