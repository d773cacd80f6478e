"""Answers that were given say so once an article they quote was changed or removed, and lose what was taken down."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import discord
from discord.ext import tasks

from bot.answering.fates import Fate
from bot.discord_app import corrected
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.desk import Desk
from bot.discord_app.host import Feature, Host
from bot.discord_app.notices import notice
from bot.discord_app.remembering import remembered
from bot.discord_app.texts import in_language
from bot.discord_app.workers import in_daemon
from bot.state.answers import Correction, KeptAnswer, KeptQuotation
from bot.state.corrections import Notice, notices, outdated
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)

# Seconds between two looks at whether the index has changed, and after which answers are looked through anyway: for
# those that were given while it changed, and for messages that could not be edited.
_LOOK_EVERY, _ANYWAY = 5.0, 600.0
# Seconds between two answers that are edited: what people ask meanwhile goes first.
_PAUSE = 0.4
# Discord's code for what stands in an archived thread.
_ARCHIVED = 50083

_CORRECTIONS: Mapping[str, Correction | None] = {
    "stands": None,
    "attributed": "changed",
    "changed": "changed",
    "gone": "changed",
    "removed": "removed",
}


class _Looking:
    """Whether answers have to be looked through."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._generation = -1
        self._again = 0.0

    async def look(self) -> None:
        """Correct answers if the index has changed or it is time; raises nothing."""
        try:
            generation = await in_daemon(self._host.desk.generation)
            if generation != self._generation or time.monotonic() >= self._again:
                await correct(self._host)
                self._generation, self._again = generation, time.monotonic() + _ANYWAY
        except RetrievalError as exc:
            log.warning("Answers could not be looked through for what articles no longer say: %s", exc)
        except Exception:
            log.exception("Correcting answers failed, which is tried again")


async def correcting(host: Host) -> None:
    """Correct answers at the start and after each change of the index, until cancelled."""
    await tasks.loop(seconds=_LOOK_EVERY)(_Looking(host).look).start()


async def correct(host: Host) -> None:
    """Have all answers say what became of what they quote that do not say so yet."""
    kept = host.state.answers
    unknown: dict[str, set[int]] = {}
    quoted = await remembered(host, kept.quoted, unknown)
    versions = await in_daemon(partial(host.desk.versions, tuple(quoted)))
    told = _Telling(host)
    # What was taken down comes first.
    for article_id, version in sorted(outdated(quoted, versions).items(), key=lambda one: one[1]):
        answers = await remembered(host, partial(kept.of_articles, [article_id]), None)
        if answers is None:
            return
        everywhere = True
        for answer in answers:
            everywhere &= await told.of(answer)
        if everywhere:
            await remembered(host, partial(kept.checked, article_id, version), None)


class _Telling:
    """One look through answers: what is known of their quotations, and channels that the bot may not edit in."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._fates: dict[tuple[object, str | None], Fate] = {}
        self._closed: set[int] = set()

    async def of(self, answer: KeptAnswer) -> bool:
        """Have an answer say what it has to; return whether nothing is left to be said there."""
        fates = await in_daemon(partial(self._look, self._host.desk, answer.quotations))
        for told in notices([answer], lambda one: _CORRECTIONS[fates[one.n].state]):
            channel = answer.channel
            if channel is None or channel in self._closed:
                return False
            await asyncio.sleep(_PAUSE)
            try:
                stands = await self._tell(told, fates, self._host.get_partial_messageable(channel))
            except discord.Forbidden as exc:
                self._closed.add(channel)
                log.info("Answers in the channel %d cannot be corrected, which is tried again: %s", channel, exc)
                return False
            except (discord.HTTPException, *DROPPED) as exc:
                log.warning("The answer %d could not be corrected, which is tried again: %s", answer.messages[0], exc)
                return False
            except Exception:  # one message must not keep all others as they are
                log.exception("The answer %d could not be corrected, which is tried again", answer.messages[0])
                return False
            if stands:
                await remembered(self._host, partial(self._note, told), None)
            else:
                await remembered(self._host, partial(self._host.state.answers.forget, answer.messages[0]), None)
        return True

    def _look(self, desk: Desk, quotations: Sequence[KeptQuotation]) -> dict[int, Fate]:
        """Return what became of quotations, by number; the same one is looked for once."""
        for one in quotations:
            if (key := (one.quoted, one.speaker)) not in self._fates:
                self._fates[key] = desk.fate(*key)
        return {one.n: self._fates[one.quoted, one.speaker] for one in quotations}

    def _note(self, told: Notice) -> None:
        for n in told.new:
            correction: Correction = "removed" if n in told.removed else "changed"
            self._host.state.answers.corrected(told.answer.messages[0], n, correction)

    async def _tell(self, told: Notice, fates: Mapping[int, Fate], channel: discord.PartialMessageable) -> bool:
        """Edit the messages of an answer as far as they do not say so yet; return whether any of them is there."""
        messages = []
        for ident in told.answer.messages:
            try:
                messages.append(await channel.get_partial_message(ident).fetch())
            except discord.NotFound:
                continue  # somebody has deleted it
        if not messages:
            return False
        texts = in_language(told.answer.language)
        removed = set(told.removed)
        if messages[0].flags.components_v2:
            words = notice(told, fates, texts, numbered=False)
            marked = {n: texts.corrections.mark for n in told.changed if fates[n].state == "changed"}
            shown = discord.ui.LayoutView.from_message(messages[0])
            before = shown.to_components()  # type: ignore[no-untyped-call]
            view = corrected.card(shown, words, marked, removed)
            if view and view.to_components() != before:  # type: ignore[no-untyped-call]
                view.stop()  # its buttons are found by their ids, as before
                await self._edit(messages[0], view=view)
            return True
        words, brief = (notice(told, fates, texts, numbered=True, brief=short) for short in (False, True))
        contents = corrected.plain([one.content for one in messages], words, brief, removed)
        for message, content in zip(messages, contents, strict=True):
            if message.content != content:
                await self._edit(message, content=content)
        return True

    async def _edit(self, message: discord.Message, **changes: Any) -> None:
        """Edit a message; an archived thread is opened for that moment."""
        try:
            await message.edit(**changes)
        except discord.HTTPException as exc:
            if exc.code != _ARCHIVED:
                raise
            thread = await self._host.fetch_channel(message.channel.id)
            if not isinstance(thread, discord.Thread):
                raise
            await thread.edit(archived=False)
            try:
                await message.edit(**changes)
            finally:
                with suppress(discord.HTTPException, *DROPPED):  # it closes by itself after a while
                    await thread.edit(archived=True)


FEATURE = Feature(tasks=(correcting,))
