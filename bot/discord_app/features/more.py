"""What an answer quotes beside what its card has room for, for whoever wants to see it; it works after a restart."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Self

import discord

from bot.answering.answer import Answer
from bot.discord_app.asker import Asker
from bot.discord_app.card import listing, visible
from bot.discord_app.failures import Failure
from bot.discord_app.host import AnswerButton, Feature, Host
from bot.discord_app.question import Question
from bot.discord_app.remembering import remembered
from bot.discord_app.replies import InteractionReply
from bot.discord_app.rights import scope
from bot.discord_app.texts import in_language

_SHOWN = re.compile(r"passage:(\d{1,4}):")


class MoreButton(AnswerButton, template="more"):
    """Shows what the card it stands on left out; which that is, the buttons beside its quotations tell."""

    def __init__(self, label: str | None = None, message: discord.Message | None = None) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id="more"))
        self.message = message

    @classmethod
    def under(cls, answer: Answer, question: Question) -> list[Self]:
        """Return the button where a card has no room for all quotations."""
        del question
        left = len(answer.citations) - len(visible(answer))
        return [cls(in_language(answer.language).card.more.format(count=left))] if left else []

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del item, match
        return cls(message=interaction.message)

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Show the other quotations, as their articles have them now."""
        await reply.acknowledge()
        message = self.message
        kept = await remembered(host, partial(host.state.answers.of_message, message.id), None) if message else None
        if kept is None or message is None:
            raise Failure("forgotten")
        children = discord.ui.LayoutView.from_message(message).walk_children()
        ids = (getattr(item, "custom_id", None) or "" for item in children)
        shown = {int(match[1]) for one in ids if (match := _SHOWN.match(one))}
        places = [(one.n, one.quoted) for one in kept.quotations if one.n not in shown]
        again = partial(host.desk.quoted_again, places, kept.language, scope(host, asker))
        entries = await host.workers.enter(again, first=True).done
        if not entries:
            raise Failure("article_gone")
        beside = host.beside((one.citation for one in entries), in_language(kept.language), "icon")
        await reply.show_card(listing(entries, beside, kept.language))


FEATURE = Feature(actions=(MoreButton,))
