"""Runs that people begin: one at a time, each shown to whoever asked for it, and told of later if it was cut off."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import discord

from bot.discord_app.asker import Asker
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import reference
from bot.discord_app.features.articles import cards, reports
from bot.discord_app.features.articles.notices import Notice
from bot.discord_app.features.articles.reports import Finished, Refused
from bot.discord_app.host import Host, mention
from bot.discord_app.index_process import IndexFailure, IndexOutcome, IndexProgress, IndexRun, Kind
from bot.discord_app.remembering import remembered
from bot.discord_app.rights import scope
from bot.discord_app.texts import Texts, in_language
from bot.state.runs import BegunRun

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds between two edits of how far a run is.
_EDIT_EVERY = 2.0
_OPTIONS: Mapping[Kind, tuple[str, ...]] = {
    "refresh": ("--sent",),
    "rehearsal": ("--sent", "--dry-run"),
    "retry": ("--sent", "--retry"),
    "addition": (),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants read of a shelf.

    `sources` are what was sent and is kept now, `names` what their sender calls the files, `refused` what is not kept.
    """

    kind: Kind
    shelf: str
    sources: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    refused: Sequence[Refused] = ()


async def carry_out(
    host: Host, interaction: discord.Interaction[Any], order: Order, notice: Notice, message: int | None
) -> None:
    """Do what was ordered as soon as no other run is under way, and show how far it is and what came of it.

    Who wants all articles read while that is being done is shown how that goes, and how it ends.
    """
    texts = in_language(interaction.locale.value)
    began = _now()
    run = await _free(host, interaction, order, notice, texts)
    if run is None:
        run, began = _begun(host, interaction, order), _now()
        number = await _remember(host, interaction, message)
    else:
        number = None
    await _follow(run, notice, lambda progress: texts.articles.progress.format(progress=progress), texts)
    outcome = run.outcome()
    await _drop_useless(host, order, outcome)
    shown = await notice.card(_card(host, interaction, order, outcome, began, texts))
    if number is not None and shown:
        await remembered(host, partial(host.state.runs.end, number), None)


def _card(
    host: Host,
    interaction: discord.Interaction[Any],
    order: Order,
    outcome: IndexOutcome | IndexFailure,
    began: str,
    texts: Texts,
) -> discord.ui.LayoutView:
    if isinstance(outcome, IndexFailure):
        return reports.failed(outcome, texts, reference(interaction.id), shelf=order.shelf)
    finished = Finished(order.kind, outcome, began, _now(), order.names, order.refused, order.shelf)
    return reports.result(finished, texts, add=mention(host, "articles add"))


async def _free(
    host: Host, interaction: discord.Interaction[Any], order: Order, notice: Notice, texts: Texts
) -> IndexRun | None:
    """Wait until a run may begin, showing how far others are; return the one under way if it does what is ordered.

    Of a run over articles that the asker may not see nothing is shown.
    """
    visible = scope(host, Asker.of(interaction)) | {order.shelf}
    while run := host.reindexer.running:
        told = partial(_told, run, interaction.guild_id, texts)
        if run.kind == order.kind == "refresh" and run.shelf == order.shelf:
            await _follow(run, notice, told(texts.articles.following), texts)
            return run
        words = told(texts.articles.waiting) if run.shelf in visible else lambda _: texts.articles.queued
        await _follow(run, notice, words, texts)
    return None


def _told(run: IndexRun, server: int | None, texts: Texts, template: str) -> Callable[[str], str]:
    """Return what tells somebody of a run that another one began, and who did, if in the same server."""
    who = cards.name(run.by) if run.server == server else texts.articles.elsewhere
    who = texts.articles.feeds if run.kind == "feeds" else who
    since = cards.moment(datetime.now(UTC).timestamp() - run.age)
    return lambda progress: template.format(who=who, since=since, progress=progress)


async def _follow(run: IndexRun, notice: Notice, words: Callable[[str], str], texts: Texts) -> None:
    """Show how far a run is, until its end."""
    shown = ""
    while not run.done:
        now = words(so_far(run.progress, texts))
        if now != shown and (shown or run.progress != IndexProgress() or run.age > _EDIT_EVERY):
            shown = now
            await notice.text(now)
        await run.wait(_EDIT_EVERY)


def so_far(progress: IndexProgress, texts: Texts) -> str:
    """Return how far a run is, in words."""
    template = texts.articles.stages.get(progress.stage, texts.articles.stages["files"])
    return template.format(
        done=texts.number(progress.done), total=texts.number(progress.total) if progress.total else "?"
    )


def _begun(host: Host, interaction: discord.Interaction[Any], order: Order) -> IndexRun:
    options = [*_OPTIONS[order.kind], *(("--", *order.sources) if order.sources else ())]
    by, server = interaction.user.display_name, interaction.guild_id
    return host.reindexer.begin(by, order.kind, *options, shelf=order.shelf, server=server)


async def _drop_useless(host: Host, order: Order, outcome: IndexOutcome | IndexFailure) -> None:
    """Delete what was sent and was removed on purpose, or is no article, so that no later run stumbles over it."""
    if isinstance(outcome, IndexFailure) or order.kind == "rehearsal":
        return
    later = {failure.path for failure in reports.passing(outcome)}
    hopeless = {failure.path for failure in outcome.failed} - later
    if useless := set(outcome.left_out) | (hopeless & set(order.sources)):
        await blocking(host, partial(host.sent.drop, useless, shelf=order.shelf))


async def blocking(host: Host, work: Callable[[], T]) -> T:
    """Have a thread do something that blocks."""
    return await host.workers.enter(work, first=True).done


async def _remember(host: Host, interaction: discord.Interaction[Any], message: int | None) -> int | None:
    """Note that a run begins; return its number, None where that cannot be kept."""
    if interaction.channel_id is None:
        return None
    begin = partial(host.state.runs.begin, channel=interaction.channel_id, person=interaction.user.id, message=message)
    return await remembered(host, begin, None)


async def tell_of_cut_off_runs(host: Host) -> None:
    """Tell, where they were begun, of the runs that the last stop of the bot cut off."""
    nothing: list[BegunRun] = []
    for run in await remembered(host, host.state.runs.unfinished, nothing):
        if await _tell_cut_off(host, run):
            await remembered(host, partial(host.state.runs.end, run.number), None)


async def _tell_cut_off(host: Host, run: BegunRun) -> bool:
    """Tell of one run; return whether nobody need be told of it again."""
    known = host.get_channel(run.channel)
    channel = known if isinstance(known, discord.abc.Messageable) else host.get_partial_messageable(run.channel)
    guild: discord.Guild | None = getattr(channel, "guild", None)
    texts = in_language(guild.preferred_locale.value if guild else "en")
    sentence = texts.articles.cut_off.format(since=cards.moment(run.at))
    again = cards.button(texts.articles.again_button, "articles:again")
    try:
        # A text first, since Discord notifies of no card that is sent as one.
        message = await channel.send(sentence)
        await message.edit(content=None, view=cards.card(cards.NOTHING, [[sentence]], [again]))
    except discord.HTTPException as exc:
        log.warning("A channel could not be told of a run that was cut off: %s", exc)
    except DROPPED:
        return False
    return True


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
