"""The button under an answer that shows a quotation where it stands; it works after a restart, too."""

from __future__ import annotations

import re
from functools import partial
from hashlib import sha256
from typing import Any, Self

import discord

from bot.answering.answer import Answer, Citation
from bot.discord_app import rendering
from bot.discord_app.desk import Host
from bot.discord_app.failures import tell
from bot.discord_app.texts import Texts, in_language

# Discord shows five buttons in a row and five rows.
_MOST_BUTTONS = 25


def buttons(answer: Answer) -> discord.ui.View | None:
    """Return a button for each citation; None for an answer without any."""
    texts = in_language(answer.language)
    view = discord.ui.View(timeout=None)
    for citation in answer.citations[:_MOST_BUTTONS]:
        view.add_item(PassageButton.of(citation, texts))
    return view if view.children else None


def fingerprint(quote: str) -> str:
    """Return eight hex digits that tell whether a span still holds `quote`."""
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
    def of(cls, citation: Citation, texts: Texts) -> Self:
        """Return the button for a citation."""
        label = f"{texts.passage} {citation.n}"
        place = citation.article_id, citation.start, citation.end
        return cls(citation.n, *place, fingerprint(citation.quote), label)

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
