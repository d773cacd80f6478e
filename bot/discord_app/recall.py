"""Finding again what was asked, by what a button's id says of it."""

from __future__ import annotations

from bot.answering.followups import Turn
from bot.discord_app.host import Host
from bot.discord_app.question import fingerprint


async def recalled(host: Host, conversation: str, question: str) -> Turn | None:
    """Return the last turn of a conversation whose question has this fingerprint; None where it is forgotten."""
    turns = await host.readers.enter(lambda: host.state.conversations.load(conversation), first=True).done
    return next((one for one in reversed(turns) if fingerprint(one.query.question) == question), None)
