"""Each way of asking, as people do it in a small Discord on localhost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.discord_app.texts import ENGLISH
from tests.bot.discord_server import APPLICATION, DiscordServer

ME = f"<@{APPLICATION}>"


async def shown(server: DiscordServer, token: str) -> str:
    await server.until(lambda: server.replies[token].state == "shown")
    return server.replies[token].content


async def posted(server: DiscordServer, before: int) -> str:
    await server.until(lambda: len(server.posted) > before)
    return str(server.posted[before]["content"])


async def by_slash(server: DiscordServer, question: str) -> str:
    return await shown(server, await server.slash("ask", question=question))


async def by_mention(server: DiscordServer, question: str) -> str:
    before = len(server.posted)
    await server.write(f"{ME} {question}")
    return await posted(server, before)


async def by_reply(server: DiscordServer, question: str) -> str:
    before = len(server.posted)
    await server.write(f"{ME} {question}", reply=True)
    return await posted(server, before)


async def by_direct_message(server: DiscordServer, question: str) -> str:
    before = len(server.posted)
    await server.write(question, alone=True)
    return await posted(server, before)


async def by_menu(server: DiscordServer, question: str) -> str:
    opened = await server.choose(ENGLISH.menus["ask_about"], question)
    await server.until(lambda: server.replies[opened].form)
    return await shown(server, await server.send_form(opened))


async def by_form(server: DiscordServer, question: str) -> str:
    button = {"type": 2, "style": 2, "custom_id": "followup", "label": ENGLISH.asking.follow_up}
    opened = await server.click([{"type": 1, "components": [button]}])
    await server.until(lambda: server.replies[opened].form)
    return await shown(server, await server.send_form(opened, question))


WAYS: list[Callable[[DiscordServer, str], Awaitable[str]]] = [
    by_slash,
    by_mention,
    by_reply,
    by_direct_message,
    by_menu,
    by_form,
]
