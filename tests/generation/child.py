"""A process that asks a scripted model: what it imports, how long its event loop is held, and to whom it sends what.

``python -m tests.generation.child beleg`` asks as Beleg does, ``plain`` as a program does that just uses LangChain.
Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from bot.generation.service import Service
from tests.generation.answers import SECOND, settings, written
from tests.generation.scripted_server import serving, streamed

HEAVY = {"langchain", "langchain_core", "langchain_openai", "langsmith", "openai", "httpx2", "httpx", "tiktoken"}


class Heart:
    """Beats in an event loop and measures how much its process works between two beats, in seconds of processor time.

    That is how long the loop is held on a machine that does nothing else.
    """

    longest = 0.0

    async def beat(self) -> None:
        while True:
            before = time.process_time()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.process_time() - before)


async def beleg(url: str) -> dict[str, object]:
    heart = Heart()
    beating = asyncio.create_task(heart.beat())
    before = HEAVY & set(sys.modules)
    claims, _ = await written(Service(settings(url)))
    beating.cancel()
    return {"claims": len(claims), "longest": heart.longest, "before": sorted(before)}


async def plain(url: str) -> dict[str, object]:
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(model="scripted", base_url=url, api_key="none")  # type: ignore[arg-type]
    return {"text": "".join([str(chunk.text) async for chunk in model.astream("hello")])}


async def main() -> None:
    async with serving(streamed(f"E1.2 | {SECOND}\n")) as server:
        found = await (beleg if sys.argv[1] == "beleg" else plain)(server.url)
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main())
