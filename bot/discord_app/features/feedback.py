"""The thumbs under an answer: one a person and answer, seen by nobody else, counted by the day."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Self

import discord

from bot.answering.answer import Answer
from bot.discord_app.asker import Asker
from bot.discord_app.host import AnswerButton, Feature, Host
from bot.discord_app.question import Question
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import in_language
from bot.state.feedback import Thumb

_SIGNS: dict[Thumb, str] = {"up": "👍", "down": "👎"}


class FeedbackButton(AnswerButton, template=r"feedback:(?P<thumb>up|down)"):
    """A thumb for the message that the button is under."""

    def __init__(self, thumb: Thumb, message: int = 0) -> None:
        """`message` is the id of that message, known when the button is pressed."""
        super().__init__(discord.ui.Button(emoji=_SIGNS[thumb], custom_id=f"feedback:{thumb}"))
        self._thumb = thumb
        self._message = message

    @classmethod
    def under(cls, answer: Answer, question: Question) -> list[Self]:
        """Return both thumbs for an answer that quotes anything."""
        del question
        return [cls(thumb) for thumb in _SIGNS] if answer.citations else []

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del item
        return cls("up" if match["thumb"] == "up" else "down", interaction.message.id if interaction.message else 0)

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Give the thumb, change it, or take it back, and say which."""
        pressing = partial(
            host.state.feedback.press, self._thumb, message=self._message, person=asker.person, server=asker.server
        )
        job = host.keeper.enter(pressing)
        await reply.acknowledge()
        words = in_language(asker.locale).feedback
        sentence = {"given": words.given, "changed": words.changed, "taken_back": words.taken_back}[await job.done]
        await reply.show([sentence.format(thumb=_SIGNS[self._thumb])])


FEATURE = Feature(actions=(FeedbackButton,))
