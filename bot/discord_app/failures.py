"""What people read when a command fails: one sentence in Discord, the details in the log."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.markdown import escape, one_line
from bot.discord_app.texts import Texts, in_language
from retrieval.errors import DataFolderMissingError, IndexReplacedError, QueryError

log = logging.getLogger(__name__)

# Set in `Interaction.extras` once an answer stands, so that a later failure does not overwrite it.
ANSWERED = "answered"


class SentenceTree(app_commands.CommandTree[Any]):
    """A command tree whose one error handler answers every failure with a sentence.

    A failed check, a cooldown or a bad question is the user's to know and is not logged; all else is logged with a
    reference that the user is told. `busy` holds the tasks of the commands under way.
    """

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        self.busy: set[asyncio.Task[Any]] = set()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let every command pass, and know that it runs."""
        del interaction
        if task := asyncio.current_task():
            self.busy.add(task)
            task.add_done_callback(self.busy.discard)
        return True

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Answer and log `error`."""
        await tell(interaction, getattr(error, "original", error))


async def tell(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the user in one sentence, visible to them alone where Discord allows it, what went wrong."""
    texts = in_language(interaction.locale.value)
    sentence = expected(error, texts)
    if sentence is None:
        reference = f"{interaction.id % 0x1000000:06x}"
        log.error("Interaction %s (%s) failed", reference, _what(interaction), exc_info=error)
        sentence = texts.failed.format(reference=reference)
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(sentence, ephemeral=True)
        elif interaction.extras.get(ANSWERED):
            await interaction.followup.send(sentence, ephemeral=True)
        else:
            await interaction.edit_original_response(content=sentence, view=None)
    except discord.HTTPException as exc:
        log.warning("The user could not be told that an interaction failed: %s", exc)


def expected(error: BaseException, texts: Texts) -> str | None:
    """Return the sentence for a failure that the asker can fix or need not report; None for all others."""
    match error:
        case app_commands.CommandOnCooldown():
            return texts.cooldown.format(seconds=max(1, math.ceil(error.retry_after)))
        case app_commands.MissingPermissions():
            return texts.not_allowed
        case app_commands.NoPrivateMessage():
            return texts.servers_only
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return texts.outdated
        case QueryError():
            return escape(one_line(str(error), at_most=500))
        case DataFolderMissingError() | IndexReplacedError():
            return texts.no_index
    return None


def _what(interaction: discord.Interaction[Any]) -> str:
    command = interaction.command
    return f"/{command.qualified_name}" if command else interaction.type.name
