"""The button under an answer that shows a quotation where it stands; it works after a restart, too."""

from __future__ import annotations

import re
from functools import partial
from hashlib import sha256
from typing import Any, Self

import discord

from bot.answering.answer import Answer
from bot.discord_app import rendering
from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.host import AnswerButton, Feature, Host
from bot.discord_app.replies import Reply
from bot.discord_app.texts import in_language


def fingerprint(quote: str) -> str:
    """Return eight hex digits that show whether a span still holds `quote`."""
    return sha256(quote.encode("utf-8", "replace")).hexdigest()[:8]


class PassageButton(
    AnswerButton,
    template=r"passage:(?P<n>\d{1,4}):(?P<article>[0-9a-f]{1,40}):(?P<start>\d{1,10}):(?P<end>\d{1,10}):(?P<quote>[0-9a-f]{8})",
):
    """Everything the button needs stands in its own id, so no state is lost when Beleg restarts."""

    def __init__(self, n: int, article_id: str, start: int, end: int, quote: str, label: str | None = None) -> None:
        # The number is there because two citations may quote the same words, and an id may not occur twice.
        custom_id = f"passage:{n}:{article_id}:{start}:{end}:{quote}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id))
        self.place = article_id, start, end, quote

    @classmethod
    def under(cls, answer: Answer) -> list[Self]:
        """Return a button for each citation of an answer, labelled in its language."""
        label = in_language(answer.language).passage
        return [
            cls(one.n, one.article_id, one.start, one.end, fingerprint(one.quote), f"{label} {one.n}")
            for one in answer.citations
        ]

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was clicked."""
        del interaction, item
        return cls(int(match["n"]), match["article"], int(match["start"]), int(match["end"]), match["quote"])

    async def pressed(self, host: Host, asker: Asker, reply: Reply) -> None:
        """Show the quotation with its surroundings to whoever pressed the button."""
        article_id, start, end, quote = self.place
        texts = in_language(asker.locale)
        job = host.workers.enter(partial(host.desk.article, article_id), first=True)
        await reply.acknowledge()
        article = await job.done
        if article is None:
            raise Failure("article_gone")
        if fingerprint(article.text[start:end]) != quote:
            raise Failure("article_changed")
        await reply.show([rendering.passage(article, start, end, texts)])


FEATURE = Feature(buttons=(PassageButton,))
