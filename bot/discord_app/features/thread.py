"""Threads in which an answer is talked about: the button that opens one, and its messages without a mention."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Self

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.answering.followups import Turn
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.failures import Failure
from bot.discord_app.host import AnswerButton, Feature, Host
from bot.discord_app.markdown import one_line
from bot.discord_app.messages import asked_in, is_addressed, is_written
from bot.discord_app.question import (
    OPEN_CONVERSATION,
    Question,
    conversation_of,
    fingerprint,
    owner,
    thread_conversation,
)
from bot.discord_app.recall import recalled
from bot.discord_app.remembering import remembered
from bot.discord_app.replies import InteractionReply, MessageReply
from bot.discord_app.texts import in_language
from bot.state.conversations import Conversations

# Discord's limit for the name of a thread, and its code for a message that has one already.
_NAME, _THERE_ALREADY = 100, 160004


class ThreadButton(AnswerButton, template=rf"thread:(?P<conversation>{OPEN_CONVERSATION}):(?P<question>[0-9a-f]{{8}})"):
    """Opens a thread below an answer that all can see; questions in it go on from that answer."""

    def __init__(
        self, conversation: str, question: str, label: str | None = None, message: discord.Message | None = None
    ) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"thread:{conversation}:{question}"))
        self.conversation, self.question, self.message = conversation, question, message

    @classmethod
    def under(cls, answer: Answer, question: Question) -> list[Self]:
        """Return the button where a thread can be opened, labelled in the language of the answer."""
        asker = question.asker
        nowhere = asker.server is None or asker.thread is not None or not asker.resident
        if nowhere or question.private or question.conversation is None:
            return []
        label = in_language(answer.language).asking.in_thread
        return [cls(question.conversation, fingerprint(answer.question), label)]

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del item
        return cls(match["conversation"], match["question"], message=interaction.message)

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Open the thread, and say where it is to whoever pressed the button."""
        await reply.acknowledge()
        words = in_language(asker.locale).asking
        turn = await recalled(host, self.conversation, self.question)
        name = one_line(turn.query.question, at_most=_NAME) if turn else ""
        thread = await self._open(name or "Beleg")
        if turn:
            key, whose = thread_conversation(thread.id), owner(self.conversation) or asker.person
            await remembered(host, partial(_begin, host.state.conversations, key, turn, whose), None)
        if isinstance(thread, discord.Thread):
            me = host.user.mention if host.user else ""
            await thread.send(words.in_thread_alone if host.reads_messages else words.in_thread_mention.format(me=me))
        await reply.show([words.thread_opened.format(thread=f"<#{thread.id}>")])

    async def _open(self, name: str) -> discord.Thread | discord.Message:
        """Return the new thread, or where the message has one already the message, whose id is the thread's."""
        if self.message is None:
            raise Failure("no_threads")
        try:
            return await self.message.create_thread(name=name)
        except discord.Forbidden as error:
            raise Failure("no_threads") from error
        except discord.HTTPException as error:
            if error.code == _THERE_ALREADY:
                return self.message
            raise


def _begin(conversations: Conversations, key: str, turn: Turn, asker: int) -> None:
    """Let a conversation begin with a turn, unless it goes on already."""
    if not conversations.load(key):
        conversations.add(key, turn, asker=asker)


class ThreadMessages(commands.Cog):
    """Messages in Beleg's own threads, which need no mention where Discord lets the bot read them."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is for nobody else."""
        thread, me = message.channel, self.host.user
        if not self.host.reads_messages or not isinstance(thread, discord.Thread) or me is None:
            return
        for_others = bool(message.mentions or message.reference or message.role_mentions)
        if thread.owner_id != me.id or for_others or not is_written(message) or is_addressed(message, me):
            return
        if text := asked_in(message, me):
            asker = Asker.by(message, text)
            asked = Question(asker, text, conversation=conversation_of(asker), way="thread")
            await ask(self.host, asked, MessageReply(message, asker))


FEATURE = Feature(commands=(ThreadMessages,), actions=(ThreadButton,))
