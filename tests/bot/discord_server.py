"""A small Discord on localhost: the REST routes and the gateway that a bot with slash commands needs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSMsgType, web

TOKEN = "right.token.here"
APPLICATION = 4000
USER = {"id": "5", "username": "ann", "discriminator": "0", "avatar": None, "global_name": "Ann"}
BOT = {"id": str(APPLICATION), "username": "Beleg", "discriminator": "0", "avatar": None, "bot": True}

MESSAGE: dict[str, Any] = {
    "id": "901",
    "channel_id": "70",
    "author": BOT,
    "content": "",
    "timestamp": "2022-01-10T00:00:00+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "pinned": False,
    "type": 20,
    "components": [],
}


def answered(value: Any, *, status: int = 200) -> web.Response:
    """Return JSON as Discord sends it: discord.py takes the content type for JSON only without a charset."""
    return web.Response(body=json.dumps(value).encode(), status=status, headers={"Content-Type": "application/json"})


class DiscordServer:
    """What a bot did is in `requests` (method, path, body) and `identified`; `changed` wakes who waits for more.

    `refuse` closes the gateway with that code at the next identification, `page` is sent in place of all JSON, and
    a `silent` gateway says nothing at all.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, Any]] = []
        self.identified: list[dict[str, Any]] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.refuse = 0
        self.changed = asyncio.Condition()
        self.port = 0
        self.interactions = 0
        self.page = ""
        self.silent = False

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self.port}/proxy/v10"

    async def until(self, found: Any, seconds: float = 20) -> None:
        """Wait until the predicate `found` holds."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(found)

    def bodies(self, method: str, ending: str) -> list[Any]:
        return [body for verb, path, body in self.requests if verb == method and path.endswith(ending)]

    async def slash(self, name: str, *, locale: str = "en-GB", permissions: int = 0, **options: str) -> None:
        """Let a member of a server type a command."""
        given = [{"name": option, "type": 3, "value": value} for option, value in options.items()]
        await self.interact(2, {"id": "1", "name": name, "type": 1, "options": given}, locale, permissions)

    async def click(self, components: list[dict[str, Any]]) -> None:
        """Let a member of a server click the first button of a message with these components."""
        custom_id = components[0]["components"][0]["custom_id"]
        data = {"custom_id": custom_id, "component_type": 2}
        await self.interact(3, data, "en-GB", 0, {**MESSAGE, "components": components})

    async def interact(
        self, kind: int, data: dict[str, Any], locale: str, permissions: int, message: dict[str, Any] | None = None
    ) -> None:
        self.interactions += 1
        member = {
            "user": USER,
            "roles": [],
            "joined_at": "2022-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": str(permissions),
        }
        interaction = {
            "id": str(900 + self.interactions),
            "application_id": str(APPLICATION),
            "type": kind,
            "token": f"token-{self.interactions}",
            "version": 1,
            "locale": locale,
            "guild_id": "60",
            "guild": {"id": "60", "locale": "en-US", "features": []},
            "member": member,
            "channel_id": "70",
            "channel": {"id": "70", "type": 0, "name": "news", "guild_id": "60", "permissions": "0", "position": 0},
            "app_permissions": "0",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "attachment_size_limit": 1,
            "context": 0,
            "data": data,
        }
        if message:
            interaction["message"] = message
        await self.dispatch("INTERACTION_CREATE", interaction)

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        await self.sockets[-1].send_json({"op": 0, "t": event, "s": len(self.requests) + 2, "d": data})

    async def rest(self, request: web.Request) -> web.Response:
        text = await request.text()
        path = request.path.removeprefix("/proxy/v10")
        async with self.changed:
            self.requests.append((request.method, path, json.loads(text) if text else None))
            self.changed.notify_all()
        if request.headers.get("Authorization") != f"Bot {TOKEN}" and not path.startswith(
            ("/webhooks", "/interactions")
        ):
            return answered({"message": "401: Unauthorized", "code": 0}, status=401)
        if self.page:
            return web.Response(text=self.page, content_type="text/html")
        return self.reply(request.method, path, text)

    def reply(self, method: str, path: str, text: str) -> web.Response:
        if (method, path) == ("GET", "/users/@me"):
            return answered(BOT)
        if (method, path) == ("GET", "/oauth2/applications/@me"):
            owner = {**BOT, "flags": 0}
            return answered(
                {
                    "id": str(APPLICATION),
                    "name": "Beleg",
                    "icon": None,
                    "description": "",
                    "summary": "",
                    "owner": owner,
                    "bot_public": True,
                    "bot_require_code_grant": False,
                    "verify_key": "0" * 64,
                    "flags": 0,
                    "team": None,
                }
            )
        if (method, path) == ("GET", "/gateway/bot"):
            limits = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
            address = f"ws://127.0.0.1:{self.port}/gateway"
            return answered({"url": address, "shards": 1, "session_start_limit": limits})
        if (method, path) == ("PUT", f"/applications/{APPLICATION}/commands"):
            commands = [
                {**command, "id": str(n), "application_id": str(APPLICATION), "version": "1"}
                for n, command in enumerate(json.loads(text), start=1)
            ]
            return answered(commands)
        if path.endswith("/callback"):
            return answered({"interaction": {"id": "1", "type": 2}})
        if path.startswith(f"/webhooks/{APPLICATION}/"):
            return answered(MESSAGE)
        return answered({"message": "404: Not Found", "code": 0}, status=404)

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async with self.changed:
            self.sockets.append(socket)
            self.changed.notify_all()
        if not self.silent:
            await socket.send_json({"op": 10, "d": {"heartbeat_interval": 30_000}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            received = json.loads(message.data)
            if received["op"] == 1:
                await socket.send_json({"op": 11})
            elif received["op"] == 2:
                if self.refuse:
                    await socket.close(code=self.refuse)
                    break
                await self.ready(socket, received["d"])
        return socket

    async def ready(self, socket: web.WebSocketResponse, identity: dict[str, Any]) -> None:
        ready = {
            "v": 10,
            "user": BOT,
            "guilds": [],
            "session_id": "session",
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway",
            "application": {"id": str(APPLICATION), "flags": 0},
            "shard": [0, 1],
        }
        await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
        async with self.changed:
            self.identified.append(identity)
            self.changed.notify_all()


@asynccontextmanager
async def discord_server() -> AsyncIterator[DiscordServer]:
    """Run the server on a free port."""
    server = DiscordServer()
    application = web.Application()
    application.router.add_get("/gateway", server.gateway)
    application.router.add_route("*", "/proxy/v10/{path:.*}", server.rest)
    runner = web.AppRunner(application, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        for socket in server.sockets:
            with suppress(ConnectionError):
                await socket.close()
        await runner.cleanup()
