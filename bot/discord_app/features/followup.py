"""Under an answer: a form for the next question, and the same question without what it took over from those before."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.answering.answer import Answer
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.failures import Failure
from bot.discord_app.forms import QuestionForm
from bot.discord_app.host import AnswerButton, Feature, Host
from bot.discord_app.question import CONVERSATION, Question, fingerprint, takes_part
from bot.discord_app.recall import recalled
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import in_language

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class FollowUpButton(AnswerButton, template=r"followup"):
    """Opens a form; what is typed goes on from what whoever presses it has asked before, not from others' questions."""

    def __init__(self, label: str | None = None) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id="followup"))

    @classmethod
    def under(cls, answer: Answer, question: Question) -> list[Self]:
        """Return the button, labelled in the language of the answer."""
        return [cls(in_language(answer.language).asking.follow_up)] if question.conversation else []

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item, match
        return cls()

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Open the form."""
        del host
        texts = in_language(asker.locale)
        await reply.open(QuestionForm(texts, texts.asking.follow_up, example=texts.asking.example))


class AfreshButton(
    AnswerButton,
    template=rf"afresh:(?P<conversation>{CONVERSATION}):(?P<question>[0-9a-f]{{8}}):(?P<since>[\d-]*):(?P<until>[\d-]*)",
):
    """Asks the same words again, as they mean by themselves; they are looked up in the conversation."""

    private = False

    def __init__(self, conversation: str, question: str, since: str, until: str, label: str | None = None) -> None:
        custom_id = f"afresh:{conversation}:{question}:{since}:{until}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id))
        self.conversation, self.question, self.since, self.until = conversation, question, since, until

    @classmethod
    def under(cls, answer: Answer, question: Question) -> list[Self]:
        """Return the button where an answer took something over, labelled in its language."""
        if not answer.carried or not question.conversation:
            return []
        since, until = (day if day and _DAY.fullmatch(day) else "" for day in (question.since, question.until))
        label = in_language(answer.language).asking.afresh
        return [cls(question.conversation, fingerprint(answer.question), since, until, label)]

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(match["conversation"], match["question"], match["since"], match["until"])

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Answer the question by itself."""
        if not takes_part(asker, self.conversation):
            raise Failure("not_yours")
        turn = await recalled(host, self.conversation, self.question)
        if turn is None:
            raise Failure("forgotten")
        private = self.conversation.endswith("s")
        asked = Question(
            asker,
            turn.query.question,
            since=self.since or None,
            until=self.until or None,
            conversation=self.conversation,
            afresh=True,
            private=private,
            way="button",
        )
        await ask(host, asked, reply)


FEATURE = Feature(actions=(FollowUpButton, AfreshButton))
