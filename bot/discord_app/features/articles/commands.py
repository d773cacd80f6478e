"""/articles with its subcommands, and /reindex, which is /articles refresh under its first name."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.article_list import ListedArticle
from bot.discord_app.failures import Failure
from bot.discord_app.features.articles import listing
from bot.discord_app.features.articles.adding import AddForm
from bot.discord_app.features.articles.buttons import ask_removal, begin_run, found
from bot.discord_app.features.articles.control import changeable, let_in, may, seen, shared_shelf, shelf_to_change
from bot.discord_app.features.articles.runs import blocking
from bot.discord_app.host import Host
from bot.discord_app.markdown import one_line
from bot.discord_app.texts import Texts, description, descriptions

log = logging.getLogger(__name__)

# What Discord shows of a completion, and how many.
_LONGEST_CHOICE, _CHOICES = 100, 25
# Less than the three in which completions have to come.
_SECONDS = 2.0


class ArticleCommands(commands.GroupCog, name="articles", description=description("articles")):
    """What people can do with articles."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(name="add", description=description("articles add"))
    @app_commands.guild_only()
    async def add(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form that articles are sent with."""

        async def act(_: Host, texts: Texts) -> None:
            await interaction.response.send_modal(AddForm(texts, shared=may(shared_shelf, interaction)))

        await let_in(interaction, "add", act)

    @app_commands.command(name="list", description=description("articles list"))
    @app_commands.describe(**descriptions("articles list"))
    async def list_them(
        self, interaction: discord.Interaction[Any], search: app_commands.Range[str, 1, listing.LONGEST_SEARCH] = ""
    ) -> None:
        """List the articles, a page at a time."""

        async def act(host: Host, texts: Texts) -> None:
            shown = await blocking(host, partial(host.desk.listed, seen(interaction), search=search))
            await interaction.response.send_message(view=listing.listed(shown, search, texts), ephemeral=True)

        await let_in(interaction, "ask", act, use="question")

    @app_commands.command(name="show", description=description("articles show"))
    @app_commands.describe(**descriptions("articles show"))
    async def show(self, interaction: discord.Interaction[Any], article: str) -> None:
        """Show one article with its history."""

        async def act(host: Host, texts: Texts) -> None:
            known = await found(interaction, await _meant(interaction, article, host), host)
            view = listing.shown(known, texts, removable=may(changeable, interaction, known.article.shelf))
            await interaction.response.send_message(view=view, ephemeral=True)

        await let_in(interaction, "ask", act, use="question")

    @app_commands.command(name="remove", description=description("articles remove"))
    @app_commands.describe(**descriptions("articles remove"))
    @app_commands.guild_only()
    async def remove(self, interaction: discord.Interaction[Any], article: str) -> None:
        """Ask whether an article is really to be removed."""

        async def act(host: Host, texts: Texts) -> None:
            shelf_to_change(interaction)
            await ask_removal(interaction, await _meant(interaction, article, host), host, texts)

        await let_in(interaction, None, act)

    @app_commands.command(name="refresh", description=description("articles refresh"))
    @app_commands.describe(**descriptions("articles refresh"))
    @app_commands.guild_only()
    async def refresh(self, interaction: discord.Interaction[Any], rehearse: bool = False, own: bool = False) -> None:
        """Read new and changed articles."""
        act = partial(begin_run, interaction, "rehearsal" if rehearse else "refresh", own=own)
        await let_in(interaction, None, act)

    @show.autocomplete("article")
    @remove.autocomplete("article")
    async def complete(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        """Return the articles that what was typed so far may mean."""
        listed = partial(self.bot.desk.listed, search=typed[: listing.LONGEST_SEARCH], most=_CHOICES)
        try:
            async with asyncio.timeout(_SECONDS):
                shown = await blocking(self.bot, partial(listed, seen(interaction)))
        except (Failure, TimeoutError) as error:
            log.info("No articles were completed: %r", error)
            return []
        return [app_commands.Choice(name=_choice(one), value=one.article_id) for one in shown.articles]


class ReindexCommand(commands.Cog):
    """Reading new and changed articles."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(description=description("reindex"))
    @app_commands.guild_only()
    # Discord hides the command from others, which its administrators can change; the check is what protects it.
    @app_commands.default_permissions(manage_guild=True)
    async def reindex(self, interaction: discord.Interaction[Any]) -> None:
        """Read new and changed articles."""
        await let_in(interaction, None, partial(begin_run, interaction, "refresh"))


async def _meant(interaction: discord.Interaction[Any], typed: str, host: Host) -> str:
    """Return the id of the one article that was chosen, or typed so that only one can be meant.

    Raises:
        Failure: there is none, or there are several.
    """
    search = typed[: listing.LONGEST_SEARCH]
    page = await blocking(host, partial(host.desk.listed, seen(interaction), search=search, most=2))
    if page.total != 1:
        raise Failure("no_article")
    return page.articles[0].article_id


def _choice(one: ListedArticle) -> str:
    facts = [fact for fact in (one.publisher, (one.published or "")[:10]) if fact]
    return one_line(" · ".join([one_line(one.name, at_most=70), *facts]), at_most=_LONGEST_CHOICE)
