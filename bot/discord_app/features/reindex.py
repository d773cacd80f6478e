"""The command /reindex: who may start it, and how its progress is shown."""

from __future__ import annotations

import logging
import re
import time
from pathlib import PurePath
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import reference
from bot.discord_app.host import Feature, Host
from bot.discord_app.index_process import IndexFailure, IndexOutcome, IndexProgress, IndexRun
from bot.discord_app.markdown import escape, one_line
from bot.discord_app.texts import Texts, description, in_language

log = logging.getLogger(__name__)

# Seconds between two edits of the progress.
_EDIT_EVERY = 2.0
# Discord lets a bot edit its reply for 15 minutes; a minute is left for the last edit.
_REPLY_LASTS = 14 * 60.0
_FAILURES_SHOWN = 5
# The folders of absolute paths; to the last slash of the line, since folders may have spaces in their names.
_FOLDERS = re.compile(r"(?<![^\s'\"(])/(?:[^/\n]*/)*")


class ReindexCommand(commands.Cog):
    """Reading new and changed articles."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(description=description("reindex"))
    @app_commands.guild_only()
    # Discord hides the command from others, which its administrators can change; the check is what protects it.
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.checks.has_permissions(manage_guild=True)
    async def reindex(self, interaction: discord.Interaction[Any]) -> None:
        """Start a re-index, or tell who started the one under way."""
        if interaction.guild_id is None:
            raise app_commands.NoPrivateMessage
        texts = in_language(interaction.locale.value)
        if run := self.bot.reindexer.running:
            await interaction.response.send_message(under_way(run, texts), ephemeral=True)
            return
        run = self.bot.reindexer.begin(by=interaction.user.display_name)
        await interaction.response.send_message(texts.reindex_started)
        notice = _Notice(interaction, texts)
        shown = run.progress
        while not await run.wait(_EDIT_EVERY):
            if run.progress != shown:
                shown = run.progress
                await notice.show(texts.reindex_progress.format(progress=so_far(shown, texts)))
        await notice.show(result(run.outcome(), texts, reference(interaction)))


class _Notice:
    """The message that shows the progress: the reply while Discord lets it be edited, then one in the channel."""

    def __init__(self, interaction: discord.Interaction[Any], texts: Texts) -> None:
        self._interaction = interaction
        self._texts = texts
        self._moves_at = time.monotonic() + _REPLY_LASTS
        self._message: discord.Message | None = None

    async def show(self, content: str) -> None:
        """Show `content` in the place of what was shown before; a message that cannot be shown is only logged."""
        try:
            if self._message:
                await self._message.edit(content=content)
            elif time.monotonic() < self._moves_at:
                await self._interaction.edit_original_response(content=content)
            elif isinstance(self._interaction.channel, discord.abc.Messageable):
                self._message = await self._interaction.channel.send(content)
                await self._interaction.edit_original_response(content=self._texts.reindex_moved)
        except (discord.HTTPException, *DROPPED) as exc:
            log.warning("The progress of a re-index could not be shown: %s", exc)


def so_far(progress: IndexProgress, texts: Texts) -> str:
    """Return how far a run is, in words."""
    template = texts.reindex_stages.get(progress.stage, texts.reindex_stages["files"])
    return template.format(done=progress.done, total=progress.total or "?")


def under_way(run: IndexRun, texts: Texts) -> str:
    """Return the sentence for someone who wants to start a second run."""
    seconds = round(time.monotonic() - run.started)
    ago = f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
    who = escape(one_line(run.by, at_most=40))
    return texts.reindex_running.format(who=who, ago=ago, progress=so_far(run.progress, texts))


def result(outcome: IndexOutcome | IndexFailure, texts: Texts, number: str) -> str:
    """Return the message that ends a run: the counts and the first failures, or why it did nothing.

    `number` is that by which the log is found where whoever runs Beleg has to look.
    """
    if isinstance(outcome, IndexFailure):
        if sentence := texts.reindex_failed.get(outcome.code):
            return sentence
        log.error("Re-index %s failed: %s", number, outcome.code)
        return f"{texts.reindex_broken}\n-# {texts.reference.format(reference=number)}"
    counts = outcome.added, outcome.changed, outcome.unchanged, outcome.removed, len(outcome.failed)
    if not any(counts):
        return texts.reindex_nothing
    lines = [
        texts.reindex_done.format(
            seconds=f"{outcome.seconds:.0f}",
            added=outcome.added,
            changed=outcome.changed,
            unchanged=outcome.unchanged,
            removed=outcome.removed,
            failed=len(outcome.failed),
        )
    ]
    if outcome.failed:
        lines.append(texts.reindex_failures)
        lines += [f"- {_failure(path, error)}" for path, error in outcome.failed[:_FAILURES_SHOWN]]
        if len(outcome.failed) > _FAILURES_SHOWN:
            lines.append(f"- {texts.reindex_more.format(count=len(outcome.failed) - _FAILURES_SHOWN)}")
    return "\n".join(lines)


def _failure(path: str, error: str) -> str:
    """Return one failed article; folders of the machine are not shown to a server's members."""
    name = PurePath(path).name or path
    sentence = _FOLDERS.sub("", error.replace(path, name))
    return escape(one_line(sentence if name in sentence else f"{name}: {sentence}", at_most=200))


FEATURE = Feature(commands=(ReindexCommand,))
