"""A model's sentences join an answer that was delivered, by edits of its message: whole ones, verified, never fewer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.answering.answer import Answer
from bot.answering.conversation import turn
from bot.answering.followups import Meant
from bot.answering.prose import Joining
from bot.answering.translated import translated
from bot.answering.unseen import Place
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
from retrieval.shelves import SHARED

if TYPE_CHECKING:
    from bot.generation.budgets import Account
    from bot.generation.rereading import Found, Reread
    from bot.generation.writer import Writer

log = logging.getLogger(__name__)

_Shown = tuple[str | None, discord.ui.View | discord.ui.LayoutView | None]
# Seconds between two edits of a message: Discord lets five pass in five seconds, of all that Beleg does in a channel.
_EVERY = 1.2


@dataclass(frozen=True, slots=True)
class Delivered:
    """An answer where it stands: its messages, and what its card tells beside it, None for plain text."""

    answer: Answer
    messages: Sequence[int]
    background: Background | None


@dataclass(frozen=True, slots=True)
class Worded:
    """What a model words: a question, what it means, and what was found for it."""

    question: Question
    meaning: Meant
    found: Retrieval


def join(host: Host, writer: Writer, asked: Worded, sent: Delivered, reply: Reply) -> None:
    """Have a model word an answer from what was found for it, beside all else that the bot does.

    Of several messages only the last one changes, and takes as much as it has room for.
    """
    task = asyncio.create_task(_joined(host, writer, asked, sent, reply), name="prose")
    host.under_way.tasks.add(task)
    task.add_done_callback(host.under_way.tasks.discard)


async def _joined(host: Host, writer: Writer, asked: Worded, sent: Delivered, reply: Reply) -> None:
    """Write into a message until there is no more to be written, or the bot stops; raises nothing."""
    try:
        message = _Message(host, writer, asked, sent, reply)
        await message.reread()
        await message.write()
        await message.translate()
    except (discord.HTTPException, *DROPPED, Failure) as exc:
        log.info("No more sentences join an answer, whose message could not be edited: %s", exc)
    except Exception:
        log.exception("No more sentences join an answer.")


class _Message:
    """The message of one answer, and what a model has worded for it so far."""

    def __init__(self, host: Host, writer: Writer, asked: Worded, sent: Delivered, reply: Reply) -> None:
        self._host = host
        self._writer = writer
        self._question = asked.question
        self._meaning = asked.meaning
        self._found = asked.found
        self._answer = sent.answer
        self._background = sent.background
        self._messages = sent.messages
        self._before = rendering.messages(sent.answer)[:-1]
        self._reply = reply
        self._joining = Joining(sent.answer, asked.found, writer.model)
        self._arrived: list[Claim] = []
        self._any = False
        self._shown = sent.answer
        self._gone = False
        self._edited = asyncio.get_running_loop().time()

    @property
    def _account(self) -> Account:
        from bot.generation.budgets import Account

        return Account(self._question.asker.server, self._question.asker.person)

    async def reread(self) -> None:
        """Show below the answer what its question finds as a model words it anew, where that is something new."""
        from bot.generation.rereading import reread

        try:
            again = await reread(
                self._writer.rewriter, self._meaning, self._found, self._answer, self._answered, account=self._account
            )
        except Failure as exc:
            log.info("A question that a model worded anew is not answered: %s", exc)
            return
        if again is None or self._host.under_way.stopping:
            return
        background = self._background
        if background is not None:
            links = partial(self._host.desk.links, again.answer.citations, self._shelves)
            background = replace(background, links=await in_daemon(links))
        shown = self._drawn(again.answer, background)
        if shown is None or not await self._changed(again.answer, shown):
            return
        self._found, self._answer, self._background = again.found, again.answer, background
        self._joining = Joining(again.answer, again.found, self._writer.model)
        await remembered(self._host, partial(self._remember, again), None)

    def _remember(self, again: Reread) -> None:
        """Have the next question go on from the new words, unless another one came meanwhile."""
        conversations, key = self._host.state.conversations, self._question.conversation
        if key is not None and [one.query for one in conversations.load(key)[-1:]] == [self._meaning.query]:
            conversations.add(key, turn(again.meaning, again.own), asker=self._question.asker.person)

    @property
    def _shelves(self) -> frozenset[str]:
        return self._meaning.query.shelves or frozenset({SHARED})

    async def _answered(self, text: str, besides: frozenset[Place]) -> Found:
        """Answer a question in other words, seen and limited as the one that was typed."""
        query, desk = self._meaning.query, self._host.desk

        def work() -> Found:
            meaning = desk.understand(
                text, since=query.since, until=query.until, shelves=self._shelves, reads=query.reads
            )
            meaning = replace(meaning, besides=besides)
            return (meaning, *desk.answer_with(meaning))

        return await self._host.workers.enter(work).done

    async def write(self) -> None:
        """Show the sentences that arrive, those of some time in one edit."""
        writing = asyncio.create_task(
            self._writer.write(self._found, self._answer, self._arrived.append, account=self._account)
        )
        try:
            while not self._host.under_way.stopping:
                await asyncio.wait({writing}, timeout=_EVERY)
                if writing.done():
                    await asyncio.sleep(self._edited + _EVERY - asyncio.get_running_loop().time())
                    self._gone = not await self._edit(writing.result().by_check)
                    return
                if self._arrived and not await self._edit({}):
                    self._gone = True
                    return
        finally:
            writing.cancel()

    async def _edit(self, left_out: Mapping[CheckName, int]) -> bool:
        """Add what has arrived to the message, as far as it has room; return whether more can be added later."""
        if self._host.under_way.stopping or not (self._arrived or (self._any and left_out)):
            return True
        shown, answer = None, self._shown
        for claim in self._arrived:
            self._joining.add(claim)
            if drawn := self._drawn(self._joining.answer(), self._background):
                shown, self._any, answer = drawn, True, self._joining.answer()
            else:
                self._joining.leave_out_last()
        self._arrived.clear()
        if left_out and self._any and (drawn := self._drawn(self._joining.answer(left_out), self._background)):
            shown, answer = drawn, self._joining.answer(left_out)
        return shown is None or await self._changed(answer, shown)

    async def translate(self) -> None:
        """Add translations of what the answer quotes, in one edit, as many as the message has room for."""
        if self._gone or self._host.under_way.stopping:
            return
        texts = await self._writer.translator.translate(self._answer, self._found, account=self._account)
        answer, shown = self._shown, None
        for n, text in texts.items():
            more = translated(answer, {n: text}, self._writer.model)
            if drawn := self._drawn(more, self._background):
                answer, shown = more, drawn
        if shown is not None and not self._host.under_way.stopping:
            await asyncio.sleep(self._edited + _EVERY - asyncio.get_running_loop().time())
            await self._changed(answer, shown)

    async def _changed(self, answer: Answer, shown: _Shown) -> bool:
        """Show an answer in the place of its message, and keep what it quotes; return whether that could be done."""
        if not await self._stands(answer):
            return False
        self._edited = asyncio.get_running_loop().time()
        if not await self._reply.change(*shown):
            return False
        self._shown = answer
        if more := (*answer.citations, *answer.further_citations):
            add = partial(self._host.state.answers.add, self._messages[0], more)
            await remembered(self._host, add, None)
        return True

    def _drawn(self, answer: Answer, background: Background | None) -> _Shown | None:
        """Return content and view of the last message that shows an answer; None where it cannot hold it."""
        if background is not None:
            card = self._host.card(answer, self._question, background)
            return (None, card) if card else None
        *before, last = rendering.messages(answer)
        return (last, self._host.view(answer, self._question)) if before == self._before else None

    async def _stands(self, answer: Answer) -> bool:
        """Return whether no article was changed meanwhile: what the message then tells of it must stay."""
        cited = {one.article_id: one.version for one in (*answer.citations, *answer.further_citations)}
        versions = await in_daemon(partial(self._host.desk.versions, tuple(cited)))
        return dict(versions) == cited
