"""Adding articles: by a form with files and addresses, and by the menu of a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.failures import Failure
from bot.discord_app.features.articles.control import let_in, own_shelf, shared_shelf
from bot.discord_app.features.articles.notices import Notice
from bot.discord_app.features.articles.reports import Finished, Refused, result
from bot.discord_app.features.articles.runs import Order, blocking, carry_out
from bot.discord_app.host import Host
from bot.discord_app.index_process import IndexOutcome
from bot.discord_app.texts import ENGLISH, Texts
from bot.sent import KeptFile, Sent, SentError
from retrieval.errors import ArticleError
from retrieval.indexing import sources

_MOST = 10
"""Files, and addresses, that are taken at once."""

_HERE, _EVERYBODY = "here", "everybody"
_LINK = re.compile(r"https?://[^\s<>\"'|]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?*_)»“”]"


class AddForm(discord.ui.Modal):
    """The form of /articles add; `shared` offers to add articles that everybody sees."""

    def __init__(self, texts: Texts, *, shared: bool) -> None:
        words = texts.articles
        super().__init__(title=words.form_title, custom_id="articles:form")
        self.files: discord.ui.FileUpload[Any] = discord.ui.FileUpload(
            custom_id="files", required=False, min_values=0, max_values=_MOST
        )
        self.addresses: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="addresses", style=discord.TextStyle.paragraph, required=False, max_length=4_000
        )
        self.whose: discord.ui.RadioGroup[Any] = discord.ui.RadioGroup(custom_id="whose", required=True)
        self.whose.add_option(label=words.form_server, value=_HERE, default=True)
        self.whose.add_option(label=words.form_everybody, value=_EVERYBODY)
        self.add_item(discord.ui.Label(text=words.form_files, description=words.form_files_hint, component=self.files))
        self.add_item(
            discord.ui.Label(text=words.form_addresses, description=words.form_addresses_hint, component=self.addresses)
        )
        if shared:
            self.add_item(discord.ui.Label(text=words.form_whose, component=self.whose))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Take in what was filled in."""
        here = self.whose.value != _EVERYBODY
        links = self.addresses.value.split()
        await let_in(interaction, None, partial(_take, interaction, list(self.files.values), links, here=here))


def add_menu(_: Host) -> app_commands.ContextMenu:
    """Return the entry in the menu of messages that takes in what a message brings."""
    name = app_commands.locale_str(ENGLISH.menus["index"], menu="index")
    return app_commands.ContextMenu(name=name, callback=_of_message)


async def _of_message(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Take in the attachments and links of a message."""
    links = [found.rstrip(_AFTER_LINK) for found in _LINK.findall(message.content)]
    act = partial(_take, interaction, list(message.attachments), links, here=True)
    await let_in(interaction, None, act)


async def _take(
    interaction: discord.Interaction[Any],
    files: Sequence[discord.Attachment],
    links: Sequence[str],
    host: Host,
    texts: Texts,
    *,
    here: bool,
) -> None:
    """Keep what was sent, have it read, and show its sender what came of each.

    It goes onto the shelf of the server it was sent `here`, else onto the shared one.
    """
    shelf = own_shelf(interaction) if here else shared_shelf(interaction)
    files, links = files[:_MOST], list(dict.fromkeys(links))[:_MOST]
    if not files and not links:
        raise Failure("nothing_sent")
    notice = Notice(interaction, texts, private=True)
    await notice.begin(texts.articles.begun["addition"])
    names, refused = await _keep_files(host, files, shelf)
    addresses = await _keep_addresses(host, links, shelf, refused)
    order = Order("addition", shelf, sources=(*names, *addresses), names=names, refused=refused)
    if order.sources:
        await carry_out(host, interaction, order, notice, None)
    else:
        nothing = IndexOutcome(0, 0, 0, 0, (), 0.0)
        await notice.card(result(Finished("addition", nothing, refused=refused, shelf=shelf), texts, add=""))


async def _keep_files(
    host: Host, files: Sequence[discord.Attachment], shelf: str
) -> tuple[dict[str, str], list[Refused]]:
    """Keep files; return what their sender calls each, by where it is kept, and those that are not kept."""
    names: dict[str, str] = {}
    refused: list[Refused] = []
    for file in files:
        try:
            kept = await _keep(host.sent, host, file, shelf)
        except SentError as error:
            refused.append(Refused(file.filename, error.problem, error.most))
        except (discord.HTTPException, OSError):
            refused.append(Refused(file.filename, "unreachable"))
        else:
            names[kept.path] = file.filename
    return names, refused


async def _keep(sent: Sent, host: Host, file: discord.Attachment, shelf: str) -> KeptFile:
    sent.check(file.filename, file.size)  # before it is fetched
    content = await file.read()
    return await blocking(host, partial(sent.keep_file, file.filename, content, shelf=shelf))


async def _keep_addresses(host: Host, links: Sequence[str], shelf: str, refused: list[Refused]) -> list[str]:
    """Keep addresses of pages; return them in their one spelling, those that are none go to `refused`."""
    addresses: list[str] = []
    for link in links:
        try:
            if not sources.is_url(link):
                raise ArticleError("It is none.", "bad_address")
            addresses.append(sources.address(link))
        except ArticleError as error:
            refused.append(Refused(link, error.problem))
    if addresses:
        try:
            await blocking(host, partial(host.sent.keep_addresses, addresses, shelf=shelf))
        except SentError as error:
            refused += [Refused(address, error.problem) for address in addresses]
            return []
    return addresses
