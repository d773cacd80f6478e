"""Messages that people write to Beleg: which are meant for it, and what they ask."""

from __future__ import annotations

import discord

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


def is_written(message: discord.Message) -> bool:
    """Return whether a person has written a message: no bot, no webhook, not Discord itself."""
    return not message.author.bot and message.webhook_id is None and message.type in _WRITTEN


def is_addressed(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether a message is for the bot: it mentions it, replies to it, or is written to it alone.

    A reply that does not mention whom it replies to comes without its words where the bot may not read all messages.
    """
    if me is None or not is_written(message):
        return False
    if isinstance(message.channel, discord.DMChannel) or any(user.id == me.id for user in message.mentions):
        return True
    replied_to = message.reference.resolved if message.reference else None
    return isinstance(replied_to, discord.Message) and replied_to.author.id == me.id and bool(message.content)


def asked_in(message: discord.Message, me: discord.ClientUser | None) -> str:
    """Return what a message asks: its words without the bot's mention, others mentioned by their names."""
    text = message.content
    for user in message.mentions:
        name = "" if me and user.id == me.id else user.display_name
        for mention in (f"<@{user.id}>", f"<@!{user.id}>"):
            text = text.replace(mention, name)
    return text.strip()
