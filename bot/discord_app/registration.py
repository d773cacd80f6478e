"""Discord's list of commands, written only where it differs: Discord allows it 200 times a day, and clients reload."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

log = logging.getLogger(__name__)

_SLASH = discord.AppCommandType.chat_input.value
# What Discord takes a field for that is not given. What it fills in from the application's page is not compared where
# the command says nothing on it.
_DEFAULTS: dict[str, Any] = {
    "type": _SLASH,
    "description": "",
    "nsfw": False,
    "default_member_permissions": None,
    "name_localizations": {},
    "description_localizations": {},
    "options": [],
    "required": False,
    "autocomplete": False,
    "choices": [],
    "channel_types": [],
    "min_value": None,
    "max_value": None,
    "min_length": None,
    "max_length": None,
}
# `dm_permission` is not compared: Discord has replaced it by the contexts.
_FROM_THE_APPLICATION = ("contexts", "integration_types")
_UNORDERED = (*_FROM_THE_APPLICATION, "channel_types")


async def register(tree: app_commands.CommandTree[Any], application_id: int, *, always: bool) -> dict[str, int]:
    """Have Discord know the commands of a tree, menus included; `always` whether or not they changed.

    Returns the ids of those that are typed, by name: menus may have the same names.

    Where Discord does not take them, those of an earlier start keep working, and none has an id here.

    Raises:
        HTTPException: Discord refuses the token.
    """
    try:
        if not always:
            known = await _known(tree, application_id)
            if not differs(await _own(tree), known):
                return {one["name"]: int(one["id"]) for one in known if one.get("type", _SLASH) == _SLASH}
        log.info("The list of commands is sent to Discord.")
        return {one.name: one.id for one in await tree.sync() if one.type.value == _SLASH}
    except discord.HTTPException as exc:
        if exc.status == 401:
            raise
        log.warning("Discord did not take the list of commands (%s); older ones stay as they are.", exc)
        return {}


async def _own(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    translator = tree.translator
    if translator is None:
        return [command.to_dict(tree) for command in tree.get_commands()]
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


async def _known(tree: app_commands.CommandTree[Any], application_id: int) -> list[dict[str, Any]]:
    route = Route("GET", "/applications/{application_id}/commands", application_id=application_id)
    known: list[dict[str, Any]] = await tree.client.http.request(route, params={"with_localizations": "true"})
    return known


def differs(own: list[dict[str, Any]], known: list[dict[str, Any]]) -> bool:
    """Return whether the payloads of commands are others than those that Discord has."""
    theirs = {(command.get("type", _SLASH), command["name"]): command for command in known}
    ours = {(command.get("type", _SLASH), command["name"]): command for command in own}
    return set(theirs) != set(ours) or any(not _same(command, theirs[key]) for key, command in ours.items())


def _same(own: dict[str, Any], known: dict[str, Any]) -> bool:
    """Return whether a command or an option is the same to Discord."""
    fields = {*_DEFAULTS, "name", *(name for name in _FROM_THE_APPLICATION if own.get(name) is not None)} - {"options"}
    if any(_plain(own, name) != _plain(known, name) for name in fields):
        return False
    options, known_options = own.get("options") or [], known.get("options") or []
    return len(options) == len(known_options) and all(map(_same, options, known_options))


def _plain(given: dict[str, Any], name: str) -> Any:
    """Return a field in the one form that is compared: permissions are a number to discord.py and a text to Discord."""
    value = given.get(name)
    if value is None:
        return _DEFAULTS.get(name)
    if name == "default_member_permissions":
        return int(value)
    if name == "choices":
        return [(one["name"], one["value"], one.get("name_localizations") or {}) for one in value]
    return sorted(value) if name in _UNORDERED else value
