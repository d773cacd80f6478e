"""Where an answer goes, and what its asker is told when there is none."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import discord

from bot.discord_app.asker import Asker
from bot.discord_app.deliveries import DROPPED, WAITS
from bot.discord_app.failures import failure, reference, told
from bot.discord_app.refusals import why_button
from bot.discord_app.texts import in_language

log = logging.getLogger(__name__)

_THINKING = discord.InteractionResponseType.deferred_channel_message
# Seconds for which Discord lets a reply be edited.
_LASTS = 15 * 60.0
# Messages that are looked through for one that may have arrived.
_LATEST = 50


class Reply(Protocol):
    """Where the answer to one question goes."""

    async def acknowledge(self, sentence: str = "") -> None:
        """Show that the question has arrived, and how long the answer takes where that is known."""

    async def wait(self, sentence: str) -> None:
        """Show how long the answer takes; only after `acknowledge`."""

    async def show(self, parts: Sequence[str], view: discord.ui.View | None = None) -> tuple[int, ...]:
        """Show an answer in so many messages, `view` below the last; only after `acknowledge`. Return their ids."""

    async def show_card(self, card: discord.ui.LayoutView) -> tuple[int, ...]:
        """Show an answer as a card; only after `acknowledge`. Return the message's id."""

    async def change(self, content: str | None, view: discord.ui.View | discord.ui.LayoutView | None) -> bool:
        """Show the last message of an answer anew in its place, a card without content.

        Return whether that can be done.
        """

    async def refuse(self, error: BaseException) -> None:
        """Tell the asker alone why there is no answer; raises nothing."""


class InteractionReply:
    """The reply to a command, a button or a form, to the asker alone where `private`, and what follows on it."""

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._told_to_wait = False
        self._shown = False
        self._last: int | None = None  # what follows on the reply, where something does
        self._whole = True
        self._began = time.monotonic()

    async def acknowledge(self, sentence: str = "") -> None:
        """Have Discord show that this takes a moment, or a sentence that says how long it takes."""
        if sentence:
            await self._interaction.response.send_message(sentence, ephemeral=self._private)
            self._told_to_wait = True
        else:
            await self._interaction.response.defer(ephemeral=self._private, thinking=True)

    async def open(self, form: discord.ui.Modal) -> None:
        """Open a form in place of any other reply; what is sent with it is an interaction of its own."""
        await self._interaction.response.send_modal(form)

    async def wait(self, sentence: str) -> None:
        """Show how long the answer takes, in its place."""
        await self._interaction.edit_original_response(content=sentence)
        self._told_to_wait = True

    async def show(self, parts: Sequence[str], view: discord.ui.View | None = None) -> tuple[int, ...]:
        """Show an answer in so many messages, `view` below the last; return the ids of those that are known."""
        below = view or discord.utils.MISSING
        first, *others = parts
        edit = self._interaction.edit_original_response
        sent: list[int | None] = [(await edit(content=first, view=discord.utils.MISSING if others else below)).id]
        self._shown = True
        for place, content in enumerate(others, start=1):
            try:
                self._last = await self._follow(content, below if place == len(others) else discord.utils.MISSING)
                sent.append(self._last)
                self._whole = self._last is not None
            except DROPPED:
                if not self._private:
                    raise
                # Nobody but the asker sees whether it has arrived: they decide whether it comes again.
                await edit(view=self._rest(parts[place:], view))
                self._whole = False
                break
        return tuple(one for one in sent if one is not None)

    async def show_card(self, card: discord.ui.LayoutView) -> tuple[int, ...]:
        """Show an answer as a card; return the message's id."""
        # What said how long it takes has to go: a card has no other content.
        content = None if self._told_to_wait else discord.utils.MISSING
        message = await self._interaction.edit_original_response(content=content, view=card)
        self._shown = True
        return (message.id,)

    async def change(self, content: str | None, view: discord.ui.View | discord.ui.LayoutView | None) -> bool:
        """Show the last message of an answer anew in its place, as long as Discord lets a reply be edited."""
        if time.monotonic() - self._began >= _LASTS or not self._whole:
            return False
        shown, nobody = content or discord.utils.MISSING, discord.AllowedMentions.none()
        if self._last is None:
            await self._interaction.edit_original_response(content=shown, view=view, allowed_mentions=nobody)
        else:
            followup: Any = self._interaction.followup
            await followup.edit_message(self._last, content=shown, view=view, allowed_mentions=nobody)
        return True

    async def refuse(self, error: BaseException) -> None:
        """Tell the asker alone, in their language, why there is no answer."""
        interaction = self._interaction
        texts = in_language(interaction.locale.value)
        command = interaction.command
        what = f"/{command.qualified_name}" if command else interaction.type.name
        sentence = told(error, texts, reference(interaction.id), what)
        try:
            if interaction.response.type is None:
                await interaction.response.send_message(sentence, ephemeral=True)
            elif self._private and not self._shown:
                await interaction.edit_original_response(content=sentence, view=None)
            elif self._shown or not (self._told_to_wait or interaction.response.type is _THINKING):
                await self._tell(sentence)
            else:
                # Everybody sees that reply. It has to say something first, or what follows would take its place; should
                # a later call fail, that stays.
                await interaction.edit_original_response(content=texts.asking.unanswered)
                await self._tell(sentence)
                await interaction.delete_original_response()
        except (discord.HTTPException, *DROPPED) as exc:
            log.warning("An asker could not be told that there is no answer: %s", exc)

    async def _tell(self, sentence: str) -> None:
        """Send a sentence to the asker alone, rather twice than not at all."""
        for wait in (*WAITS, None):
            try:
                await self._interaction.followup.send(sentence, ephemeral=True)
                return
            except DROPPED:
                if wait is None:
                    raise
                await asyncio.sleep(wait)

    async def _follow(self, content: str, view: Any) -> int | None:
        """Send what follows on the reply; after a dropped connection only where it has surely not arrived.

        Return the message's id where it is known.
        """
        send = self._interaction.followup.send
        for wait in (*WAITS, None):
            try:
                return (await send(content, ephemeral=self._private, view=view, wait=True)).id
            except DROPPED:
                if wait is None or self._private:
                    raise
                await asyncio.sleep(wait)
                if arrived := await self._arrived(content):
                    return arrived
        return None

    def _rest(self, parts: Sequence[str], view: discord.ui.View | None) -> discord.ui.View:
        """Return the button that shows the parts of an answer that may be lacking."""
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            label=in_language(self._interaction.locale.value).asking.rest
        )

        async def pressed(interaction: discord.Interaction[Any]) -> None:
            reply = InteractionReply(interaction, private=True)
            try:
                await reply.acknowledge()
                await reply.show(parts, view)
            except Exception as error:  # noqa: BLE001 - a view has no error handler of its own that answers
                await reply.refuse(error)

        button.callback = pressed  # type: ignore[method-assign]
        shown = discord.ui.View(timeout=_LASTS)
        shown.add_item(button)
        return shown

    async def _arrived(self, content: str) -> int | None:
        """Return the id of the message of this reply that the channel shows; what cannot be seen counts as lost."""
        channel = self._interaction.channel
        if not isinstance(channel, discord.abc.Messageable):
            return None
        try:
            async for message in channel.history(limit=_LATEST, after=discord.Object(self._interaction.id)):
                answers = message.interaction_metadata
                if answers and answers.id == self._interaction.id and message.content == content.strip():
                    return message.id
        except (discord.HTTPException, *DROPPED):
            pass  # no permission to read there
        return None


class MessageReply:
    """The reply to a message, below it in its channel.

    No message in a channel is for one person alone, so why there is no answer is behind a button that only the asker
    can press; in a direct message it stands there.
    """

    def __init__(self, message: discord.Message | discord.PartialMessage, asker: Asker) -> None:
        self._message = message
        self._asker = asker
        self._notice: discord.Message | None = None
        self._last: discord.Message | None = None  # of several
        self._shown = False

    async def acknowledge(self, sentence: str = "") -> None:
        """Have Discord show that Beleg is typing, or a sentence that says how long it takes."""
        if sentence:
            await self.wait(sentence)
        else:
            with suppress(discord.HTTPException, *DROPPED):  # the answer is worth more
                await self._message.channel.typing()

    async def wait(self, sentence: str) -> None:
        """Show how long the answer takes, in its place."""
        await self._put(sentence, None)

    async def show(self, parts: Sequence[str], view: discord.ui.View | None = None) -> tuple[int, ...]:
        """Show an answer in so many messages, `view` below the last; return their ids."""
        first, *others = parts
        sent = [await self._put(first, None if others else view)]
        self._shown = True
        for content in others:
            below = view if content is others[-1] and view else discord.utils.MISSING
            self._last = await self._message.channel.send(content, view=below)
            sent.append(self._last.id)
        return tuple(sent)

    async def show_card(self, card: discord.ui.LayoutView) -> tuple[int, ...]:
        """Show an answer as a card; return the message's id."""
        sent = await self._put(None, card)
        self._shown = True
        return (sent,)

    async def change(self, content: str | None, view: discord.ui.View | discord.ui.LayoutView | None) -> bool:
        """Show the last message of an answer anew in its place."""
        last = self._last or self._notice
        if last is None:
            return False
        await last.edit(
            content=content or discord.utils.MISSING, view=view, allowed_mentions=discord.AllowedMentions.none()
        )
        return True

    async def refuse(self, error: BaseException) -> None:
        """Say that there is no answer, and tell the asker alone why."""
        texts = in_language(self._asker.locale)
        number = reference(self._message.id)
        sentence = told(error, texts, number, "message")
        try:
            if self._asker.server is None:
                await self._put(sentence, None)
                return
            view = discord.ui.View(timeout=None)
            view.add_item(why_button(self._asker.person, failure(error), number, texts))
            await self._put(texts.asking.unanswered, view)
        except (discord.HTTPException, *DROPPED) as exc:
            log.warning("An asker could not be told that there is no answer: %s", exc)

    async def _put(self, content: str | None, view: discord.ui.View | discord.ui.LayoutView | None) -> int:
        """Show something in the place of what said how long it takes; below the answer where that stands already.

        Return the message's id.
        """
        if self._notice and not self._shown:
            await self._notice.edit(content=content, view=view)
        else:
            send: Any = self._message.channel.send
            self._notice = await send(
                content,
                view=view or discord.utils.MISSING,
                reference=self._message.to_reference(fail_if_not_exists=False),
                mention_author=False,
            )
        assert self._notice is not None  # noqa: S101 - sent just now
        return self._notice.id
