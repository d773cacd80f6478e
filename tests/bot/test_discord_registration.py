"""Discord's list of commands is written where it differs in anything, and only there."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.discord_app.client import BelegBot
from bot.discord_app.endpoint import rest_base
from bot.discord_app.registration import differs, register
from tests.bot.discord_server import APPLICATION, TOKEN, discord_server
from tests.bot.discord_world import Shelf, bot

Payload = dict[str, Any]


def of_every_kind(client: BelegBot) -> app_commands.CommandTree[Any]:
    """Return a tree with a command, a group and a menu that set all that can be set."""
    tree: app_commands.CommandTree[Any] = client.tree

    @app_commands.command(name="quoted", description="What somebody said")
    @app_commands.describe(speaker="Who", count="How many", where="Where", kind="Which")
    @app_commands.choices(kind=[app_commands.Choice(name="Direct", value="direct")])
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def said(
        interaction: discord.Interaction[Any],
        speaker: app_commands.Range[str, 1, 200],
        count: app_commands.Range[int, 1, 9] = 3,
        where: discord.TextChannel | discord.Thread | None = None,
        kind: str = "direct",
    ) -> None: ...

    @said.autocomplete("speaker")
    async def complete(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return []

    group = app_commands.Group(
        name="papers",
        description="Articles",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    @group.command(name="add", description="Add one")
    async def add(interaction: discord.Interaction[Any], address: str) -> None: ...

    @app_commands.context_menu(name="ask")  # as a command is called, too
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def menu(interaction: discord.Interaction[Any], message: discord.Message) -> None: ...

    tree.add_command(said)
    tree.add_command(group)
    tree.add_command(menu)
    return tree


def kept(payloads: list[Payload]) -> list[Payload]:
    """Return payloads as Discord gives them back: ids added, defaults left out or null, permissions as text."""
    found: list[Payload] = json.loads(json.dumps(payloads))
    for number, command in enumerate(found, start=1):
        for one in _all(command):
            for name in [name for name, value in one.items() if value in (False, None, [], {})]:
                one[name] = None
            for choice in one.get("choices") or []:
                choice.setdefault("name_localizations", None)
            if one.get("channel_types"):
                one["channel_types"].reverse()
        if command.get("default_member_permissions"):
            command["default_member_permissions"] = str(command["default_member_permissions"])
        command |= {"id": str(number), "application_id": str(APPLICATION), "version": "1", "dm_permission": True}
        command.setdefault("integration_types", [0])
        for name in ("contexts", "integration_types"):
            command[name] = command.get(name) and command[name][::-1]
    return found


def _all(command: Payload) -> Iterator[Payload]:
    """Yield a payload with all its options, and theirs."""
    yield command
    for option in command.get("options") or []:
        yield from _all(option)


@pytest.fixture
async def own() -> list[Payload]:
    """Return what discord.py sends for the tree."""
    return [command.to_dict(tree) for tree in [of_every_kind(bot(Shelf()))] for command in tree.get_commands()]


async def test_what_discord_gives_back_is_the_same(own: list[Payload]) -> None:
    assert not differs(own, kept(own))
    assert not differs(own, kept(own)[::-1])


_OTHER: dict[type, Callable[[Any], Any]] = {
    bool: lambda value: not value,
    int: lambda value: value + 1,
    float: lambda value: value + 1,
    str: lambda value: f"{value}1",
    list: lambda value: value[:-1],
    dict: lambda value: {**value, "de": "anders"},
}
# Not compared: Discord has replaced it by the contexts.
_IGNORED = {"dm_permission"}


async def test_a_change_of_anything_that_is_sent_is_seen(own: list[Payload]) -> None:
    seen: set[str] = set()
    for number, command in enumerate(own):
        for place, part in enumerate(_all(command)):
            for name, value in part.items():
                if name in _IGNORED or value is None:
                    continue
                changed = kept(own)
                altered = list(_all(changed[number]))[place]
                altered[name] = _OTHER[type(value)](copy.deepcopy(value)) if value else ["x"]
                if name in {"name_localizations", "description_localizations"}:
                    altered[name] = {"de": "anders"}
                elif value in (False, []):
                    altered[name] = True if value is False else [_option()]
                assert differs(own, changed), (command["name"], part.get("name"), name)
                seen.add(name)
    assert seen >= {
        *("name", "type", "description", "options", "choices", "required", "autocomplete", "nsfw", "min_value"),
        *("max_value", "min_length", "max_length", "channel_types", "contexts", "integration_types"),
        "default_member_permissions",
    }


def _option() -> Payload:
    return {"name": "more", "description": "More", "type": 3}


async def test_a_command_or_a_menu_more_or_less_is_seen(own: list[Payload]) -> None:
    known = kept(own)
    for number in range(len(own)):
        assert differs(own, known[:number] + known[number + 1 :])
        assert differs(own[:number] + own[number + 1 :], known)


async def test_a_choice_in_another_language_is_a_change(own: list[Payload]) -> None:
    known = kept(own)
    [choice] = next(part["choices"] for command in known for part in _all(command) if part.get("choices"))
    choice["name_localizations"] = {"de": "Direkt"}
    assert differs(own, known)


async def test_commands_and_menus_are_sent_once_and_ids_are_those_of_what_is_typed() -> None:
    async with discord_server() as server:
        with rest_base(server.api_base):
            client = bot(Shelf(), shard_count=None)
            await client.login(TOKEN)
            tree = of_every_kind(client)
            await tree.set_translator(None)  # It knows the words of Beleg's own commands.
            first = await register(tree, APPLICATION, always=False)
            server.commands = [
                {**one, "id": sent["id"]} for one, sent in zip(kept(server.commands), server.commands, strict=True)
            ]
            second = await register(tree, APPLICATION, always=False)
            sent = server.bodies("PUT", "/commands")
            await client.close()
    assert len(sent) == 2  # one of them by the start, without what the test adds
    assert first == second
    typed = {one["name"]: int(one["id"]) for one in server.commands if one["type"] == 1}
    assert second == typed
    assert "ask" in typed
    assert [one["name"] for one in server.commands].count("ask") == 2
