"""An OpenAI-compatible server on this machine whose answers are the test's, chunk for chunk or byte for byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Body = dict[str, Any]
"""A request as the client sent it."""
Script = Callable[["Exchange"], Awaitable[web.StreamResponse]]


class Exchange:
    """One request, and the answer while it is sent."""

    def __init__(self, request: web.Request, body: Body) -> None:
        self.request = request
        self.body = body

    @property
    def prompt(self) -> str:
        """All that the model is told."""
        return "\n".join(message["content"] for message in self.body["messages"])

    async def begin(self, **headers: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **headers})
        await response.prepare(self.request)
        return response


class Server:
    """Answers each request by the script, and remembers the requests and how many were under way at once."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.under_way = 0
        self.most_at_once = 0
        self.ended = asyncio.Condition()
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        exchange = Exchange(request, await request.json())
        self.bodies.append(exchange.body)
        self.headers.append(dict(request.headers))
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            return await self.script(exchange)
        finally:
            self.under_way -= 1
            async with self.ended:
                self.ended.notify_all()

    async def idle(self) -> None:
        """Wait until no request is under way."""
        async with self.ended:
            await self.ended.wait_for(lambda: not self.under_way)


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[Server]:
    server = Server(script)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.answer)
    # A handler ends when its client goes, so that a test can wait for ever where a real server would.
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


def event(data: object) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def delta(text: str | None = None, *, finish: str | None = None, **more: object) -> bytes:
    """Return an event that brings a piece of text, or says why there is no more."""
    content: Body = {"content": text} if text is not None else {}
    choice = {"index": 0, "delta": {**content, **more}, "finish_reason": finish}
    return event(
        {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
    )


def usage(tokens: int) -> bytes:
    counted = {"prompt_tokens": tokens - 1, "completion_tokens": 1, "total_tokens": tokens}
    return event({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [],
                  "usage": counted})  # fmt: skip


DONE = b"data: [DONE]\n\n"


def events(pieces: Iterable[str], *, finish: str | None = "stop", tokens: int | None = 1_234) -> bytes:
    """Return all events of an answer in these pieces."""
    told = b"".join(map(delta, pieces)) + delta(finish=finish)
    return delta("", role="assistant") + told + (usage(tokens) if tokens is not None else b"") + DONE


def streamed(text: str, *, size: int = 7, finish: str | None = "stop", tokens: int | None = 1_234) -> Script:
    """Answer with a text, so many characters an event."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return sent(events(pieces, finish=finish, tokens=tokens))


def sent(*pieces: bytes, **headers: str) -> Script:
    """Answer with bytes, each piece by itself."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        response = await exchange.begin(**headers)
        for piece in pieces:
            await response.write(piece)
        await response.write_eof()
        return response

    return script


def then_silent(*pieces: bytes) -> Script:
    """Answer with bytes, and then with nothing until the client goes."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        response = await exchange.begin()
        for piece in pieces:
            await response.write(piece)
        await asyncio.Event().wait()
        return response

    return script


def cut_after(*pieces: bytes) -> Script:
    """Answer with bytes, and hang up."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        response = await exchange.begin()
        for piece in pieces:
            await response.write(piece)
        transport = exchange.request.transport
        assert transport is not None
        transport.abort()
        return response

    return script


def endless(piece: Callable[[int], bytes], *, every: float = 0.0) -> Script:
    """Answer with pieces until the client goes, one every so many seconds."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        response = await exchange.begin()
        number = 0
        while True:
            await response.write(piece(number))
            number += 1
            await asyncio.sleep(every)

    return script


def failing(status: int, message: str = "no", *, code: str | None = None, param: str | None = None,
            **headers: str) -> Script:  # fmt: skip
    """Answer with an error as OpenAI words it."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        error = {"error": {"message": message, "type": "invalid_request_error", "code": code, "param": param}}
        return web.json_response(error, status=status, headers=headers)

    return script
