"""Questions that can be asked at a press: instead of one without an answer, after a greeting, about each of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Self

import discord

from bot.answering.answer import Answer
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.host import AnswerButton, Feature, Host
from bot.discord_app.markdown import one_line
from bot.discord_app.question import Question, conversation_of
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import in_language

# Code points: what Discord takes for an id, less what stands before the question in it, and what a phone shows of a
# button.
_QUESTION, _LABEL = 95, 32
_NAMESAKES = 3
# Each takes a row: below an abstention, which is read first, a phone has room for few.
_MOST, _MOST_INSTEAD = 5, 2


class AskButton(AnswerButton, template=r"ask:(?P<question>(?s:.{1,95}))"):
    """Asks the question in its id, as a question of whoever presses it."""

    private = False

    def __init__(self, question: str, label: str | None = None, *, private: bool = False) -> None:
        shown = one_line(label or question, at_most=_LABEL)
        super().__init__(discord.ui.Button(label=shown, custom_id=f"ask:{question}"))
        self.question, self.private_message = question, private

    @classmethod
    def under(cls, answer: Answer, question: Question) -> list[Self]:
        """Return a button for each question that can be asked."""
        del question
        offered = dict.fromkeys(_offered(answer))
        most = _MOST_INSTEAD if answer.abstained else _MOST
        return [cls(text, label) for text, label in offered if 0 < len(text) <= _QUESTION][:most]

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del item
        private = interaction.message is not None and interaction.message.flags.ephemeral
        return cls(match["question"], private=private)

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Ask it."""
        private = self.private_message
        conversation = conversation_of(asker, private=private)
        asked = Question(asker, self.question, conversation=conversation, afresh=True, private=private, way="button")
        await ask(host, asked, reply)


def _offered(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield questions with the labels of their buttons."""
    words = in_language(answer.language)
    for name in answer.namesakes[:_NAMESAKES]:
        yield one_line(words.asking.said.format(speaker=name), at_most=_QUESTION), name
    suggested = answer.suggestions
    for question in suggested.all:
        yield question, words.card.undated if question == suggested.undated else question


FEATURE = Feature(suggestions=(AskButton,))
