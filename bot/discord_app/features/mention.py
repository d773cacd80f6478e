"""Questions in messages: that mention Beleg, reply to an answer, or are written to it alone."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.host import Feature, Host
from bot.discord_app.messages import asked_in, is_addressed
from bot.discord_app.question import Question, conversation_of
from bot.discord_app.replies import MessageReply


class Mentions(commands.Cog):
    """Messages that are meant for Beleg."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for Beleg."""
        if not is_addressed(message, self.host.user):
            return
        text = asked_in(message, self.host.user)
        asker = Asker.by(message, text)
        typed = Question(asker, text, conversation=conversation_of(asker), way="message")
        await ask(self.host, typed, MessageReply(message, asker))


FEATURE = Feature(commands=(Mentions,))
