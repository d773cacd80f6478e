"""The entry "Ask about this" in the menu of a message."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_app.asker import Asker
from bot.discord_app.forms import QuestionForm
from bot.discord_app.host import Feature, Host, let_in
from bot.discord_app.messages import asked_in
from bot.discord_app.replies import InteractionReply
from bot.discord_app.texts import ENGLISH, in_language


def ask_about(_: Host) -> app_commands.ContextMenu:
    """Return the entry: it opens a form that already has the words of the message."""

    async def chosen(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        async def opened(host: Host, asker: Asker, reply: InteractionReply) -> None:
            texts = in_language(asker.locale)
            await reply.open(QuestionForm(texts, texts.menus["ask_about"], typed=asked_in(message, host.user)))

        await let_in(interaction, opened, right="ask", private=True, press=False)

    entry = app_commands.ContextMenu(
        name=app_commands.locale_str(ENGLISH.menus["ask_about"], menu="ask_about"), callback=chosen
    )
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(
        app_commands.allowed_installs(guilds=True, users=True)(entry)
    )


FEATURE = Feature(menus=(ask_about,))
