"""A model's sentences join an answer that was delivered, by edits of its message: whole ones, verified, never fewer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.answering.answer import Answer
from bot.answering.prose import Joining
from bot.discord_app import rendering
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import Failure
from bot.discord_app.host import Background, Host
from bot.discord_app.question import Question
from bot.discord_app.remembering import remembered
from bot.discord_app.replies import Reply
from bot.discord_app.workers import in_daemon
from bot.verification.claims import CheckName, Claim
from retrieval.datatypes import Retrieval

if TYPE_CHECKING:
    from bot.generation.writer import Writer

log = logging.getLogger(__name__)

# Seconds between two edits of a message: Discord lets five pass in five seconds, of all that Beleg does in a channel.
_EVERY = 1.2


@dataclass(frozen=True, slots=True)
class Delivered:
    """An answer where it stands: its messages, and what its card tells beside it, None for plain text."""

    answer: Answer
    messages: Sequence[int]
    background: Background | None


def join(host: Host, writer: Writer, found: Retrieval, question: Question, sent: Delivered, reply: Reply) -> None:
    """Have a model word an answer from what was found for it, beside all else that the bot does.

    Nothing joins an answer of several messages: the one that has its buttons is full, or nearly.
    """
    if len(sent.messages) == 1:
        task = asyncio.create_task(_joined(host, writer, found, question, sent, reply), name="prose")
        host.under_way.tasks.add(task)
        task.add_done_callback(host.under_way.tasks.discard)


async def _joined(
    host: Host, writer: Writer, found: Retrieval, question: Question, sent: Delivered, reply: Reply
) -> None:
    """Write into a message until there is no more to be written, or the bot stops; raises nothing."""
    try:
        await _Message(host, writer, found, question, sent, reply).write()
    except (discord.HTTPException, *DROPPED, Failure) as exc:
        log.info("No more sentences join an answer, whose message could not be edited: %s", exc)
    except Exception:
        log.exception("No more sentences join an answer.")


class _Message:
    """The message of one answer, and what a model has worded for it so far."""

    def __init__(
        self, host: Host, writer: Writer, found: Retrieval, question: Question, sent: Delivered, reply: Reply
    ) -> None:
        self._host = host
        self._writer = writer
        self._found = found
        self._question = question
        self._sent = sent
        self._reply = reply
        self._joining = Joining(sent.answer, found, writer.model)
        self._arrived: list[Claim] = []
        self._any = False
        self._edited = asyncio.get_running_loop().time()

    async def write(self) -> None:
        """Show the sentences that arrive, those of some time in one edit."""
        from bot.generation.budgets import Account

        asker = self._question.asker
        account = Account(asker.server, asker.person)
        answer = self._sent.answer
        writing = asyncio.create_task(
            self._writer.write(self._found, answer.language, self._arrived.append, account=account)
        )
        try:
            while not self._host.under_way.stopping:
                await asyncio.wait({writing}, timeout=_EVERY)
                if writing.done():
                    await asyncio.sleep(self._edited + _EVERY - asyncio.get_running_loop().time())
                    await self._edit(writing.result().by_check)
                    return
                if self._arrived and not await self._edit({}):
                    return
        finally:
            writing.cancel()

    async def _edit(self, left_out: Mapping[CheckName, int]) -> bool:
        """Add what has arrived to the message, as far as it has room; return whether more can be added later."""
        if self._host.under_way.stopping or not (self._arrived or (self._any and left_out)):
            return True
        shown = None
        for claim in self._arrived:
            self._joining.add(claim)
            if drawn := self._drawn(self._joining.answer()):
                shown, self._any = drawn, True
            else:
                self._joining.leave_out_last()
        self._arrived.clear()
        if left_out and self._any:
            shown = self._drawn(self._joining.answer(left_out)) or shown
        if shown is None:
            return True
        answer = self._joining.answer()
        if not await self._stands(answer):
            return False
        self._edited = asyncio.get_running_loop().time()
        if not await self._reply.change(*shown):
            return False
        if further := answer.further_citations:
            add = partial(self._host.state.answers.add, self._sent.messages[0], further)
            await remembered(self._host, add, None)
        return True

    def _drawn(self, answer: Answer) -> tuple[str | None, discord.ui.View | discord.ui.LayoutView | None] | None:
        """Return content and view of the message that shows an answer; None where one cannot hold it."""
        if self._sent.background is not None:
            card = self._host.card(answer, self._question, self._sent.background)
            return (None, card) if card else None
        first, *others = rendering.messages(answer)
        return None if others else (first, self._host.view(answer, self._question))

    async def _stands(self, answer: Answer) -> bool:
        """Return whether no article was changed meanwhile: what the message then tells of it must stay."""
        cited = {one.article_id: one.version for one in (*answer.citations, *answer.further_citations)}
        versions = await in_daemon(partial(self._host.desk.versions, tuple(cited)))
        return dict(versions) == cited
