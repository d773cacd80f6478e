"""The button under an answer that shows a quotation where it stands; it works after a restart, too."""

from __future__ import annotations

import re
from functools import partial
from hashlib import sha256
from typing import Any, Self

import discord

from bot.answering.answer import Answer
from bot.discord_app import rendering
from bot.discord_app.desk import Host
from bot.discord_app.failures import tell
from bot.discord_app.texts import in_language


def fingerprint(quote: str) -> str:
    """Return eight hex digits that show whether a span still holds `quote`."""
    return sha256(quote.encode("utf-8", "replace")).hexdigest()[:8]


class PassageButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
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

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the quotation with its surroundings to whoever clicked."""
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Host = interaction.client
            article_id, start, end, quote = self.place
            texts = in_language(interaction.locale.value)
            article = await bot.in_thread(partial(bot.desk.article, article_id))
            if article is None:
                shown = texts.article_gone
            elif fingerprint(article.text[start:end]) != quote:
                shown = texts.article_changed
            else:
                shown = rendering.passage(article, start, end, texts)
            await interaction.edit_original_response(content=shown)
        except Exception as error:  # noqa: BLE001 - a view has no error handler of its own that answers
            await tell(interaction, error)
