"""The one way through for every way of asking: may they, is there room, answer, render, deliver.

A slash command, and whatever else a question can come by, makes a `Question` and a `Reply` and fills in nothing else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import discord

from bot.answering.answer import Answer
from bot.discord_app import rendering
from bot.discord_app.asker import Asker
from bot.discord_app.desk import Desk
from bot.discord_app.failures import Failure, moment
from bot.discord_app.host import Host
from bot.discord_app.replies import Reply
from bot.discord_app.texts import Texts, in_language
from bot.discord_app.workers import Job
from retrieval.datatypes import Query

# Who is likely to wait longer than so many seconds is told so when the question is acknowledged, others once they have
# waited as long, and all again after a while, with their new place.
_PATIENCE, _AGAIN = 2.0, 5.0
# Seconds in which a question is understood before it is acknowledged, so that only its asker sees a mistake in it.
_UNDERSTOOD = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, as they typed it."""

    asker: Asker
    text: str
    speaker: str | None = None
    since: str | None = None
    until: str | None = None


async def ask(host: Host, question: Question, reply: Reply) -> None:
    """Take a question to its answer, or tell its asker why there is none."""
    try:
        host.under_way.enter()
        if wait := host.limits.take("question", question.asker, now=time.monotonic()):
            raise Failure("too_many", seconds=wait)
        understanding = host.readers.enter(_understanding(host.desk, question))
        done, _ = await asyncio.wait({understanding.done}, timeout=_UNDERSTOOD)
        if not done:
            await reply.acknowledge()
        query = await understanding.done
        job = host.workers.enter(partial(_answered, host.desk, query))
        texts = in_language(question.asker.locale)
        told = host.workers.wait(host.workers.place(job)) > _PATIENCE
        if done:
            await reply.acknowledge(_place(host, job, texts) if told else "")
        elif told:
            await reply.wait(_place(host, job, texts))
        answer, parts = await _in_turn(host, job, reply, texts, patience=_AGAIN if told else _PATIENCE)
        await reply.show(parts, host.under(answer))
    except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told
        await reply.refuse(error)


def _understanding(desk: Desk, question: Question) -> Callable[[], Query]:
    return partial(desk.understand, question.text, speaker=question.speaker, since=question.since, until=question.until)


def _answered(desk: Desk, query: Query) -> tuple[Answer, Sequence[str]]:
    answer = desk.answer(query)
    return answer, rendering.messages(answer)


async def _in_turn(
    host: Host, job: Job[tuple[Answer, Sequence[str]]], reply: Reply, texts: Texts, *, patience: float
) -> tuple[Answer, Sequence[str]]:
    """Return what came of a job; who still waits after `patience` seconds is told their place in line, and again."""
    while True:
        await asyncio.wait({job.done}, timeout=patience)
        if job.done.done():
            return job.done.result()
        if sentence := _place(host, job, texts):
            with suppress(discord.HTTPException):  # the answer is worth more than its place in line
                await reply.wait(sentence)
        patience = _AGAIN


def _place(host: Host, job: Job[tuple[Answer, Sequence[str]]], texts: Texts) -> str:
    """Return the sentence that tells a place in line; empty for a job that has its turn."""
    if not (place := host.workers.place(job)):
        return ""
    return texts.waiting.format(place=texts.number(place), until=moment(host.workers.wait(place)))
