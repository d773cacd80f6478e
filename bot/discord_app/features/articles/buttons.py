"""The buttons of cards on articles: each has all it needs in its id, so that it works after a restart."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, ClassVar, Self

import discord

from bot.discord_app.failures import Failure
from bot.discord_app.features.articles import cards, listing
from bot.discord_app.features.articles.control import changeable, let_in, seen, shelf_to_change
from bot.discord_app.features.articles.notices import Notice
from bot.discord_app.features.articles.runs import Order, blocking, carry_out
from bot.discord_app.host import Host
from bot.discord_app.index_process import Kind
from bot.discord_app.remembering import remembered
from bot.discord_app.rights import Right
from bot.discord_app.texts import Texts
from retrieval.indexing.history import ArticleHistory

_ID = r"[0-9a-f]{1,40}"


class ArticleButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """A button that is known by its id; `right` is what it takes to press it, None where that depends on the shelf."""

    right: ClassVar[Right | None] = "ask"

    def __init__(self, item: discord.ui.Button[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction
        assert isinstance(item, discord.ui.Button)  # noqa: S101 - no other kind has such an id
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button promises."""
        await let_in(interaction, self.right, partial(self.pressed, interaction))

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Do what the button promises; raises what its presser is told."""
        raise NotImplementedError


class PageButton(ArticleButton, template=r"articles:page:(?P<page>\d{1,6}):(?P<search>[\s\S]{0,60})"):
    """Another page of the list, in its place."""

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Turn the page."""
        search, page = self.match["search"], int(self.match["page"])
        shown = await blocking(host, partial(host.desk.listed, seen(interaction), search=search, page=page))
        await interaction.response.edit_message(view=listing.listed(shown, search, texts))


class ChangesButton(ArticleButton, template=r"articles:changes:(?P<span>\d{28}):(?P<page>\d{1,6})"):
    """What a run changed, by title, in a message for whoever asks."""

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Show the first page of it."""
        await interaction.response.send_message(view=await self.read(interaction, host, texts), ephemeral=True)

    async def read(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> discord.ui.LayoutView:
        """Return a page of what was changed."""
        span, page = self.match["span"], int(self.match["page"])
        since, until = (_moment(digits) for digits in (span[:14], span[14:]))
        shown = await blocking(host, partial(host.desk.listed, seen(interaction), since=since, until=until, page=page))
        return listing.changed(shown, span, texts)


class TurnButton(ChangesButton, template=r"articles:turn:(?P<span>\d{28}):(?P<page>\d{1,6})"):
    """Another page of what a run changed, in its place."""

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Turn the page."""
        await interaction.response.edit_message(view=await self.read(interaction, host, texts))


class RemoveButton(ArticleButton, template=rf"articles:remove:(?P<article>{_ID})"):
    """Asks whether an article is really to be removed."""

    right = None

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Ask whoever pressed the button."""
        await ask_removal(interaction, self.match["article"], host, texts)


class RemovedButton(ArticleButton, template=rf"articles:removed:(?P<article>{_ID})"):
    """Removes an article."""

    right = None

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Remove the article and what was sent of it, and say so in the place of the question."""
        ident = self.match["article"]
        known = await found(interaction, ident, host)
        shelf = changeable(interaction, known.article.shelf)
        await interaction.response.defer()
        if await host.reindexer.remove(ident) is not True:
            raise Failure("not_removed")
        # Should this be cut off, the next run does it, which finds them left out.
        await blocking(host, partial(host.sent.drop, [one.source for one in known.sources], shelf=shelf))
        gone = texts.articles.removed.format(name=cards.title(listing.name(known)))
        await interaction.edit_original_response(view=cards.card(cards.DONE, [[f"### {gone}"]]))


class KeptButton(ArticleButton, template=rf"articles:kept:(?P<article>{_ID})"):
    """Leaves an article where it is."""

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Say so in the place of the question."""
        known = await found(interaction, self.match["article"], host)
        stays = texts.articles.kept.format(name=cards.title(listing.name(known)))
        await interaction.response.edit_message(view=cards.card(cards.NOTHING, [[stays]]))


class RunButton(ArticleButton, template=r"articles:(?P<kind>again|retry)(?P<own>:own)?"):
    """Has all articles read again, or those that failed, of the server where it is pressed or of all."""

    right = None

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Begin a run, shown in a message of its own."""
        kind: Kind = "retry" if self.match["kind"] == "retry" else "refresh"
        await begin_run(interaction, kind, host, texts, own=bool(self.match["own"]))


class MineButton(ArticleButton, template=r"articles:mine(?P<own>:own)?"):
    """Has what failed of what somebody sent, and all else that failed, read again, for them alone."""

    right = None

    async def pressed(self, interaction: discord.Interaction[Any], host: Host, texts: Texts) -> None:
        """Begin a run, shown in a message of its own."""
        await begin_run(interaction, "retry", host, texts, own=bool(self.match["own"]), private=True)


BUTTONS = (PageButton, ChangesButton, TurnButton, RemoveButton, RemovedButton, KeptButton, RunButton, MineButton)


async def begin_run(
    interaction: discord.Interaction[Any],
    kind: Kind,
    host: Host,
    texts: Texts,
    *,
    own: bool = False,
    private: bool = False,
) -> None:
    """Have articles read, and show that to everybody in the channel, or to whoever asked alone.

    They are those of the `own` server, else the shared ones where whoever asks may have them read.
    """
    shelf = shelf_to_change(interaction, own=own)
    notice = Notice(interaction, texts, private=private)
    message = await notice.begin(texts.articles.begun[kind])
    await carry_out(host, interaction, Order(kind, shelf), notice, message)


async def found(interaction: discord.Interaction[Any], article_id: str, host: Host) -> ArticleHistory:
    """Return what is known of an article that somebody may see.

    Raises:
        Failure: there is none.
    """
    known = await blocking(host, partial(host.desk.history, article_id, seen(interaction)))
    if known is None:
        raise Failure("no_article")
    return known


async def ask_removal(interaction: discord.Interaction[Any], article_id: str, host: Host, texts: Texts) -> None:
    """Ask whoever wants to remove an article whether they are sure."""
    known = await found(interaction, article_id, host)
    changeable(interaction, known.article.shelf)
    quoting = await remembered(host, partial(host.state.answers.count_quoting, article_id), 0)
    await interaction.response.send_message(view=listing.removal(known, quoting, texts), ephemeral=True)


def _moment(digits: str) -> str:
    """Return a moment, given as 14 digits, as ``YYYY-MM-DDTHH:MM:SSZ``."""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:]}Z"
