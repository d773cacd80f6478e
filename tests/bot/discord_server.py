"""A small Discord on localhost: the REST routes and the gateway that a bot with slash commands needs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

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


EPHEMERAL = 64
FORM = 9
"""The type of the reply that opens a form."""


def nested(components: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield components and those in them, from top to bottom."""
    for one in components:
        yield one
        yield from nested([*one.get("components", []), *([one["accessory"]] if "accessory" in one else [])])


def said(body: dict[str, Any]) -> str:
    """Return what a message says: its content, or the texts of its card but for the question that stands above it."""
    texts = [one["content"] for one in nested(body.get("components") or []) if one["type"] == 10]
    told = [text for text in texts if not (text.startswith("-# ") and text is texts[0] and len(texts) > 1)]
    return (body.get("content") or "\n".join(told)).strip()


FOLLOWING = 10_000
"""The id of the first message that follows on a reply."""
V2 = 1 << 15
"""The flag of messages that are made of components alone."""


@dataclass
class Shown:
    """What people see of one interaction: `more` are the messages that follow, each with whether it is private.

    `form` is what was opened instead.
    """

    id: int
    state: Literal["", "thinking", "shown", "form", "deleted"] = ""
    content: str = ""
    private: bool = False
    form: dict[str, Any] | None = None
    components: list[dict[str, Any]] = field(default_factory=list)
    more: list[tuple[str, bool]] = field(default_factory=list)


class DiscordServer:
    """What a bot did is in `requests` (method, path, body) and `identified`; `changed` wakes who waits for more.

    `refuse` closes the gateway with that code at the next identification, `page` is sent in place of all JSON, and
    a `silent` gateway says nothing at all. `replies` has what people see of each interaction, by its token, and
    `commands` what is registered. The connection of the call with the number `drop` is dropped, once that call has
    been carried out if `late`; calls are counted by `calls`. The next calls fail with the statuses in `failing`, as
    those of a proxy do whose own network is not up.
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
        self.replies: dict[str, Shown] = {}
        self.posted: list[dict[str, Any]] = []
        self.commands: list[dict[str, Any]] = []
        self.calls = 0
        self.drop = 0
        self.late = False
        self.failing: list[int] = []

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self.port}/proxy/v10"

    async def until(self, found: Any, seconds: float = 120) -> None:
        """Wait until the predicate `found` holds."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(found)

    def bodies(self, method: str, ending: str) -> list[Any]:
        return [body for verb, path, body in self.requests if verb == method and path.endswith(ending)]

    async def slash(
        self, name: str, *, locale: str = "en-GB", permissions: int = 0, person: int = 5, **options: str | bool
    ) -> str:
        """Let a member of a server type a command; return the interaction's token."""
        kinds = {str: 3, bool: 5}
        given = [{"name": option, "type": kinds[type(value)], "value": value} for option, value in options.items()]
        return await self.interact(
            2, {"id": "1", "name": name, "type": 1, "options": given}, locale, permissions, person=person
        )

    async def click(self, components: list[dict[str, Any]], *, locale: str = "en-GB", person: int = 5) -> str:
        """Let a member of a server click the first button of a message with these components."""
        custom_id = next(one["custom_id"] for one in nested(components) if one["type"] == 2 and "custom_id" in one)
        data = {"custom_id": custom_id, "component_type": 2}
        message = {**MESSAGE, "components": components, "flags": V2 if any(o["type"] == 17 for o in components) else 0}
        return await self.interact(3, data, locale, 0, message, person=person)

    async def send_form(self, token: str, typed: str | None = None, *, locale: str = "en-GB", person: int = 5) -> str:
        """Let a member send the form of an interaction, as it came or with other words in its one field."""
        form = self.replies[token].form
        assert form
        label = form["components"][0]
        field = {"type": 4, "id": 2, "custom_id": label["component"]["custom_id"]}
        field["value"] = label["component"].get("value", "") if typed is None else typed
        data = {"custom_id": form["custom_id"], "components": [{"type": 18, "id": 1, "component": field}]}
        return await self.interact(5, data, locale, 0, person=person)

    async def choose(self, name: str, content: str, *, locale: str = "en-GB", person: int = 5) -> str:
        """Let a member choose an entry in the menu of a message."""
        message = {**MESSAGE, "id": "902", "type": 0, "author": {**USER, "id": "6"}, "content": content}
        data = {"id": "9", "name": name, "type": 3, "target_id": "902", "resolved": {"messages": {"902": message}}}
        return await self.interact(2, data, locale, 0, person=person)

    async def join(self) -> None:
        """Take the bot into a server with one channel, 70."""
        everyone: dict[str, Any] = {
            "id": "60",
            "name": "@everyone",
            "permissions": str(2**53 - 1),
            "position": 0,
            "color": 0,
        }
        everyone |= {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        channel: dict[str, Any] = {
            "id": "70",
            "type": 0,
            "name": "news",
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
        }
        guild: dict[str, Any] = {
            "id": "60",
            "name": "Ember",
            "owner_id": "6",
            "preferred_locale": "en-US",
            "features": [],
        }
        guild |= {
            "features": [],
            "roles": [everyone],
            "channels": [channel],
            "threads": [],
            "members": [],
            "emojis": [],
            "stickers": [],
        }
        guild |= {"voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": []}
        guild |= {"member_count": 2, "verification_level": 0, "default_message_notifications": 0, "mfa_level": 0}
        guild |= {"explicit_content_filter": 0, "nsfw_level": 0, "premium_tier": 0, "system_channel_flags": 0}
        guild |= {"afk_timeout": 60, "premium_progress_bar_enabled": False, "soundboard_sounds": []}
        await self.dispatch("GUILD_CREATE", guild)

    async def write(
        self, text: str, *, person: int = 5, alone: bool = False, reply: bool = False, mention: bool = True
    ) -> None:
        """Let somebody write a message: in the server's channel, mentioning the bot or not, or to the bot `alone`.

        A `reply` is one to the bot's own message. Without a mention the bot sees no words.
        """
        self.interactions += 1
        message = {**MESSAGE, "id": str(900 + self.interactions), "type": 0, "author": {**USER, "id": str(person)}}
        if alone:
            message |= {"channel_id": "80", "content": text}
        else:
            member = {"roles": [], "joined_at": "2022-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
            message |= {"guild_id": "60", "member": member, "content": text if mention else ""}
            message["mentions"] = [BOT] if mention else []
        if reply:
            message |= {"type": 19, "message_reference": {"message_id": "901", "channel_id": "70", "guild_id": "60"}}
            message["referenced_message"] = MESSAGE
        await self.dispatch("MESSAGE_CREATE", message)

    async def interact(
        self,
        kind: int,
        data: dict[str, Any],
        locale: str,
        permissions: int,
        message: dict[str, Any] | None = None,
        *,
        person: int,
    ) -> str:
        self.interactions += 1
        token = f"token-{self.interactions}"
        self.replies[token] = Shown(900 + self.interactions)
        member = {
            "user": {**USER, "id": str(person)},
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
            "token": token,
            "version": 1,
            "locale": locale,
            "guild_id": "60",
            "guild_locale": "en-US",
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
        return token

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        await self.sockets[-1].send_json({"op": 0, "t": event, "s": len(self.requests) + 2, "d": data})

    async def rest(self, request: web.Request) -> web.Response:
        text = await request.text()
        path = request.path.removeprefix("/proxy/v10")
        self.calls += 1
        dropped = self.calls == self.drop
        if dropped and not self.late:
            return self.cut(request)
        response = self.respond(request, path, text)
        async with self.changed:
            self.requests.append((request.method, path, json.loads(text) if text else None))
            self.changed.notify_all()
        return self.cut(request) if dropped else response

    def cut(self, request: web.Request) -> web.Response:
        """Drop the connection of a call instead of answering it."""
        if request.transport:
            request.transport.abort()
        return web.Response()

    def respond(self, request: web.Request, path: str, text: str) -> web.Response:
        if request.headers.get("Authorization") != f"Bot {TOKEN}" and not path.startswith(
            ("/webhooks", "/interactions")
        ):
            return answered({"message": "401: Unauthorized", "code": 0}, status=401)
        if self.failing:
            return web.Response(text="<html>Bad gateway</html>", status=self.failing.pop(0), content_type="text/html")
        if self.page:
            return web.Response(text=self.page, content_type="text/html")
        if path.startswith("/guilds/60/members/"):
            joined = {"roles": [], "joined_at": "2022-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
            return answered({**joined, "user": {**USER, "id": path.rpartition("/")[2]}})
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
            self.commands = [
                {"description": "", **command, "id": str(n), "application_id": str(APPLICATION), "version": "1"}
                for n, command in enumerate(json.loads(text), start=1)
            ]
            return answered(self.commands)
        if (method, path) == ("GET", f"/applications/{APPLICATION}/commands"):
            return answered(self.commands)
        if path.endswith("/callback"):
            return self.called_back(self.replies[path.split("/")[-2]], json.loads(text))
        if path.startswith(f"/webhooks/{APPLICATION}/"):
            shown = self.replies[path.split("/")[3]]
            return self.followed(shown, method, path.rsplit("/", maxsplit=1)[-1], json.loads(text) if text else {})
        if path.endswith("/typing"):
            return web.Response(status=204)
        if path.endswith("/threads"):
            return answered({"message": "Missing Permissions", "code": 50013}, status=403)
        if path.startswith("/channels/70/messages/"):
            self.posted[-1]["content"] = said(json.loads(text))
            return answered({**MESSAGE, "content": self.posted[-1]["content"]})
        if path in ("/channels/70/messages", "/channels/80/messages"):
            return self.in_channel(method, json.loads(text) if text else {})
        return answered({"message": "404: Not Found", "code": 0}, status=404)

    def called_back(self, shown: Shown, body: dict[str, Any]) -> web.Response:
        if shown.state:
            return answered({"message": "Interaction has already been acknowledged.", "code": 40060}, status=400)
        if body["type"] == FORM:
            shown.state, shown.form = "form", body["data"]
            return answered({"interaction": {"id": str(shown.id), "type": 2}})
        shown.private = bool(body.get("data", {}).get("flags", 0) & EPHEMERAL)
        shown.state, shown.content = ("thinking", "") if body["type"] == 5 else ("shown", said(body["data"]))
        return answered({"interaction": {"id": str(shown.id), "type": 2}})

    def followed(self, shown: Shown, method: str, message: str, body: dict[str, Any]) -> web.Response:
        """Edit or delete a reply, or add to it: what is added to one that is "thinking" takes its place."""
        if shown.state == "deleted":
            return answered({"message": "Unknown Message", "code": 10008}, status=404)
        if method == "DELETE":
            shown.state, shown.content = "deleted", ""
            return web.Response(status=204)
        if method == "PATCH" and message.isdecimal():
            number = int(message) - FOLLOWING
            shown.more[number] = (said(body), shown.more[number][1])
        elif method == "POST" and shown.state == "shown":
            shown.more.append((said(body), bool(body.get("flags", 0) & EPHEMERAL)))
            return answered({**MESSAGE, "id": str(FOLLOWING + len(shown.more) - 1)})
        else:
            shown.state, shown.content = "shown", said(body) or shown.content  # What an edit leaves out stays.
        shown.components = body.get("components") or shown.components
        return answered(MESSAGE)

    def in_channel(self, method: str, body: dict[str, Any]) -> web.Response:
        """Post a message unless one with its nonce is there, or list what follows on public replies."""
        if method == "POST":
            if not any(one["nonce"] == body.get("nonce") for one in self.posted if body.get("enforce_nonce")):
                self.posted.append({**body, "content": said(body)})
            return answered({**MESSAGE, "content": said(body)})
        listed = []
        for shown in self.replies.values():
            source = {"id": str(shown.id), "type": 2, "user": USER, "authorizing_integration_owners": {}}
            listed += [
                {**MESSAGE, "id": str(FOLLOWING + n), "content": content, "interaction_metadata": source}
                for n, (content, private) in enumerate(shown.more)
                if not private
            ]
        return answered(listed)

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
async def discord_server(port: int = 0) -> AsyncIterator[DiscordServer]:
    """Run the server on a port, a free one unless given."""
    server = DiscordServer()
    application = web.Application()
    application.router.add_get("/gateway", server.gateway)
    application.router.add_route("*", "/proxy/v10/{path:.*}", server.rest)
    runner = web.AppRunner(application, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        for socket in server.sockets:
            with suppress(ConnectionError):
                await socket.close()
        await runner.cleanup()
