"""The button beside a quotation that shows where it stands now; it works after a restart and after edits, too."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Self

import discord

from bot.answering.answer import Citation
from bot.answering.wording import wording
from bot.discord_app import passages
from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.host import Feature, Host, Look, QuotationButton
from bot.discord_app.replies import InteractionReply
from bot.discord_app.rights import scope
from bot.discord_app.texts import Texts, in_language
from retrieval.search.standing import Quoted
from retrieval.text.wording import fingerprint

_SIGN = "🔎"
_PLACE = r"(?P<article>[0-9a-f]{1,40}):(?P<version>\d{1,6}):(?P<start>\d{1,9}):(?P<end>\d{1,9}):(?P<words>[0-9a-f]{16})"


class PassageButton(QuotationButton, template=rf"passage:(?P<n>\d{{1,4}}):{_PLACE}"):
    """Everything the button needs stands in its own id: where the words stood, and a hash by which they are found."""

    def __init__(self, n: int, quoted: Quoted, *, label: str | None = None, emoji: str | None = None) -> None:
        # The number is there because two citations may quote the same words, and an id may not occur twice.
        place = f"{quoted.article_id}:{quoted.version}:{quoted.start}:{quoted.end}:{quoted.fingerprint}"
        super().__init__(discord.ui.Button(label=label, emoji=emoji, custom_id=f"passage:{n}:{place}"))
        self.quoted = quoted

    @classmethod
    def beside(cls, citation: Citation, texts: Texts, *, look: Look) -> Self:
        """Return the button of a citation."""
        one = citation
        quoted = Quoted(one.article_id, one.start, one.end, fingerprint(one.quote), one.version)
        if look == "icon":
            return cls(one.n, quoted, emoji=_SIGN)
        if look == "numbered":
            return cls(one.n, quoted, label=f"{texts.passage} {one.n}")
        return cls(one.n, quoted, label=texts.passage, emoji=_SIGN)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was clicked."""
        del interaction, item
        start, end, version = int(match["start"]), int(match["end"]), int(match["version"])
        return cls(int(match["n"]), Quoted(match["article"], start, end, match["words"], version))

    async def pressed(self, host: Host, asker: Asker, reply: InteractionReply) -> None:
        """Show the quotation with its surroundings to whoever pressed the button, or what became of it."""
        texts = in_language(asker.locale)
        job = host.workers.enter(partial(host.desk.standing, self.quoted, scope(host, asker)), first=True)
        await reply.acknowledge()
        found = await job.done
        if found.state == "removed" and found.when:
            raise Failure("article_removed", day=wording(texts.language).day(found.when))
        if found.state == "changed":
            await reply.show([passages.changed(found, texts)])
            return
        if found.article is None or found.start is None or found.end is None:
            raise Failure("article_gone")
        await reply.show([passages.passage(found.article, found.start, found.end, texts)])


FEATURE = Feature(quotations=(PassageButton,))
