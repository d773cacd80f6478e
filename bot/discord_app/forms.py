"""The form that a question is typed into, and the part of forms in which languages are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.answering.wording import wording
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.host import Form, Host
from bot.discord_app.question import LONGEST, Question, conversation_of
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import Texts

# Discord's limit for the title of a form.
_TITLE = 45


def language_choice(texts: Texts, now: Sequence[str]) -> discord.ui.CheckboxGroup[Any]:
    """Return a part of a form in which languages are chosen; `now` are those that are (ISO 639-1)."""
    options = [
        discord.CheckboxGroupOption(label=name, value=code, default=code in now)
        for code, name in wording(texts.language).languages.items()
    ]
    return discord.ui.CheckboxGroup(options=options, required=False)


class QuestionForm(Form):
    """A form with one field; what is typed goes on from what its sender asked before."""

    def __init__(self, texts: Texts, title: str, *, typed: str = "", example: str = "") -> None:
        super().__init__(title=title[:_TITLE], timeout=None)
        self.field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            default=typed[:LONGEST] or None,
            placeholder=example or None,
            min_length=1,
            max_length=LONGEST,
        )
        self.add_item(discord.ui.Label(text=texts.asking.your_question, component=self.field))

    async def submitted(self, host: Host, asker: Asker, reply: InteractionReply, *, private: bool) -> None:
        """Answer what was typed."""
        conversation = conversation_of(asker, private=private)
        asked = Question(asker, self.field.value, conversation=conversation, private=private, way="form")
        await ask(host, asked, reply)
