"""The one way in for whatever somebody does with articles: may they, on which shelf, and what if it fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.discord_app.asker import Asker
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import Failure, reference, told
from bot.discord_app.host import Host
from bot.discord_app.limits import Use
from bot.discord_app.replies import InteractionReply
from bot.discord_app.rights import Right, require, scope
from bot.discord_app.texts import Texts, in_language
from retrieval.shelves import SHARED

log = logging.getLogger(__name__)


def seen(interaction: discord.Interaction[Any]) -> frozenset[str]:
    """Return the shelves whose articles somebody may see.

    Raises:
        Failure: they may not ask at all.
    """
    asker = Asker.of(interaction)
    require(interaction.client, asker, "ask")
    return scope(interaction.client, asker)


def own_shelf(interaction: discord.Interaction[Any], right: Right = "add") -> str:
    """Return the shelf of the server where somebody has a right to its articles.

    Raises:
        Failure: they may not, or there is no such server.
    """
    asker = Asker.of(interaction)
    require(interaction.client, asker, right)
    shelf = str(asker.server)
    if shelf not in scope(interaction.client, asker):
        raise Failure("servers_only")
    return shelf


def shared_shelf(interaction: discord.Interaction[Any]) -> str:
    """Return the shelf of everybody's articles, for somebody who may change them.

    Raises:
        Failure: they may not.
    """
    require(interaction.client, Asker.of(interaction), "add_shared")
    return SHARED


def shelf_to_change(interaction: discord.Interaction[Any], *, own: bool = False) -> str:
    """Return the shelf that somebody may have read again: their `own` server's, else the shared one where they may.

    Raises:
        Failure: they may have neither.
    """
    if not own and may(require, interaction.client, Asker.of(interaction), "refresh"):
        return SHARED
    return own_shelf(interaction, "refresh_own")


def changeable(interaction: discord.Interaction[Any], shelf: str) -> str:
    """Return the shelf of an article if somebody may change what stands there.

    Raises:
        Failure: they may not.
    """
    if shelf == SHARED:
        return shared_shelf(interaction)
    if shelf != own_shelf(interaction):
        raise Failure("no_article")
    return shelf


def may(check: Callable[..., object], *given: object) -> bool:
    """Return whether a check lets somebody pass."""
    try:
        check(*given)
    except Failure:
        return False
    return True


async def let_in(
    interaction: discord.Interaction[Any],
    right: Right | None,
    act: Callable[[Host, Texts], Awaitable[None]],
    *,
    use: Use = "press",
) -> None:
    """Do what somebody asks for, or tell them alone why not; it counts as a `use` of the bot.

    `right` is what they need for it; None leaves that to `act`, where it depends on the shelf.
    """
    host: Host = interaction.client
    asker = Asker.of(interaction)
    try:
        host.under_way.enter()
        await host.admission.meet(asker)
        if right is not None:
            require(host, asker, right)
        if wait := host.limits.take(use, asker, now=time.monotonic()):
            raise Failure("too_many" if use == "question" else "too_many_presses", seconds=wait)
        await act(host, in_language(interaction.locale.value))
    except Exception as error:  # noqa: BLE001 - views and forms have no error handler that answers
        await _refuse(interaction, error)


async def _refuse(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell somebody alone why there is nothing; what is shown already, perhaps a card, stays as it is."""
    kind = interaction.response.type
    if kind is None or kind is discord.InteractionResponseType.deferred_channel_message:
        await InteractionReply(interaction, private=True).refuse(error)
        return
    sentence = told(error, in_language(interaction.locale.value), reference(interaction.id), interaction.type.name)
    try:
        await interaction.followup.send(sentence, ephemeral=True)
    except (discord.HTTPException, *DROPPED) as exc:
        log.warning("Somebody could not be told of a failure: %s", exc)
