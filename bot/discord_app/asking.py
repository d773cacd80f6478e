"""The one way through for every way of asking: may they, is there room, answer, render, deliver, remember.

A slash command, and whatever else a question can come by, makes a `Question` and a `Reply` and fills in nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import discord

from bot.answering.answer import Answer
from bot.answering.conversation import turn
from bot.answering.followups import Meant
from bot.discord_app import rendering, today
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import Failure, moment
from bot.discord_app.figures import Asked
from bot.discord_app.host import Background, Host
from bot.discord_app.joining import Delivered, Worded, join
from bot.discord_app.question import Question
from bot.discord_app.remembering import remembered
from bot.discord_app.replies import Reply
from bot.discord_app.rights import plain_text, reads, require, scope
from bot.discord_app.texts import Texts, in_language
from bot.discord_app.workers import Job
from retrieval.datatypes import Retrieval
from retrieval.shelves import SHARED

log = logging.getLogger(__name__)

# Who is likely to wait longer than so many seconds is told so when the question is acknowledged, others once they have
# waited as long, and all again after a while, with their new place.
_PATIENCE, _AGAIN = 2.0, 5.0
# Seconds in which a question is understood before it is acknowledged, so that only its asker sees a mistake in it.
_UNDERSTOOD = 1.0


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer, the messages that show it as plain text, and what its card tells beside it.

    `found` is what a model words it from, None where none does.
    """

    answer: Answer
    parts: Sequence[str]
    background: Background
    found: Retrieval | None


async def ask(host: Host, question: Question, reply: Reply) -> None:
    """Take a question to its answer, or tell its asker why there is none."""
    asked = Asked(question.way)
    try:
        host.under_way.enter()
        await host.admission.meet(question.asker)
        require(host, question.asker, "ask")
        if wait := host.limits.take("question", question.asker, now=time.monotonic()):
            raise Failure("too_many", seconds=wait)
        await _within_the_day(host, question)
        meaning, job, acknowledged = await _accepted(host, question, reply)
        answered = await _in_turn(host, job, reply, question, acknowledged=acknowledged)
        sent = await _deliver(host, question, answered, reply)
        await _remember(host, question, meaning, answered.answer, sent.messages)
        if host.writer and answered.found:
            join(host, host.writer, Worded(question, meaning, answered.found), sent, reply)
        asked.ended("abstained" if answered.answer.abstained else "answered")
    except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told
        asked.ended("refused")
        await reply.refuse(error)


async def _within_the_day(host: Host, question: Question) -> None:
    """Count a question for its server's day; one that is refused counts nowhere."""
    try:
        await today.take(host, question.asker)
    except Failure:
        host.limits.give_back("question", question.asker)
        raise


async def _accepted(host: Host, question: Question, reply: Reply) -> tuple[Meant, Job[_Answered], bool]:
    """Return what a question means, the work of answering it, and whether it was acknowledged meanwhile.

    A question that is not taken does not count.
    """
    try:
        understanding = host.readers.enter(_understanding(host, question))
        done, _ = await asyncio.wait({understanding.done}, timeout=_UNDERSTOOD)
        if not done:
            await reply.acknowledge()
        meaning = await understanding.done
        return meaning, host.workers.enter(partial(_answered, host, meaning)), not done
    except Exception:
        host.limits.give_back("question", question.asker)
        await today.give_back(host, question.asker)
        raise


def _understanding(host: Host, question: Question) -> Callable[[], Meant]:
    desk, conversations = host.desk, host.state.conversations
    shelves, understood = scope(host, question.asker), reads(host, question.asker)
    # Whose words are meant is said where a speaker is given.
    goes_on = not (question.afresh or question.speaker)

    def understand() -> Meant:
        return desk.understand(
            question.text,
            speaker=question.speaker,
            since=question.since,
            until=question.until,
            turns=conversations.load(question.conversation) if question.conversation and goes_on else (),
            shelves=shelves,
            reads=understood,
        )

    return understand


def _answered(host: Host, meaning: Meant) -> _Answered:
    desk, shelves = host.desk, meaning.query.shelves or frozenset({SHARED})
    found, answer = desk.answer_with(meaning) if host.writer else (None, desk.answer(meaning))
    background = Background(desk.links(answer.citations, shelves), desk.freshness(shelves))
    return _Answered(answer, rendering.messages(answer), background, found)


async def _in_turn(
    host: Host, job: Job[_Answered], reply: Reply, question: Question, *, acknowledged: bool
) -> _Answered:
    """Acknowledge a question and return what came of it; who waits is told their place in line, and again."""
    texts = in_language(question.asker.locale)
    told = host.workers.wait(host.workers.place(job)) > _PATIENCE
    if not acknowledged:
        await reply.acknowledge(_place(host, job, texts) if told else "")
    elif told:
        await reply.wait(_place(host, job, texts))
    patience = _AGAIN if told else _PATIENCE
    while True:
        await asyncio.wait({job.done}, timeout=patience)
        if job.done.done():
            return job.done.result()
        if sentence := _place(host, job, texts):
            with suppress(discord.HTTPException, *DROPPED):  # the answer is worth more than its place in line
                await reply.wait(sentence)
        patience = _AGAIN


def _place(host: Host, job: Job[_Answered], texts: Texts) -> str:
    """Return the sentence that tells a place in line; empty for a job that has its turn."""
    if not (place := host.workers.place(job)):
        return ""
    return texts.waiting.format(place=texts.number(place), until=moment(host.workers.wait(place)))


async def _deliver(host: Host, question: Question, answered: _Answered, reply: Reply) -> Delivered:
    """Show an answer as a card, as plain text to whom chose that or where no card can hold it."""
    answer, background = answered.answer, answered.background
    plain = plain_text(host, question.asker)
    if not plain and (card := host.card(answer, question, background)):
        return Delivered(answer, await reply.show_card(card), background)
    return Delivered(answer, await reply.show(answered.parts, host.view(answer, question)), None)


async def _remember(host: Host, question: Question, meaning: Meant, answer: Answer, messages: Sequence[int]) -> None:
    """Keep what was asked for the questions that go on from it, and what was quoted, as far as it can be kept."""
    asker, state = question.asker, host.state
    place = asker.thread or asker.channel

    def keep() -> None:
        if question.conversation is not None and not answer.greeting:
            state.conversations.add(question.conversation, turn(meaning, answer), asker=asker.person)
        state.answers.keep(
            messages,
            channel=place,
            server=asker.server,
            asker=asker.person,
            language=answer.language,
            reason=answer.reason,
            citations=answer.citations,
            question=answer.question,
            editable=asker.resident and not question.private,
        )
        state.counts.add(asker.server, "refused" if answer.abstained else "answered")

    try:
        await remembered(host, keep, None)
    except Exception:
        log.exception("An answer that was shown is not remembered.")
