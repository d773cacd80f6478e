"""A bot over a real index of a few articles, whose runs are real children, in a simulated Discord."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from discord import Permissions
from simcord import ChannelHandle, Env, MemberActor, interactions
from simcord.components import walk_components
from simcord.results import InteractionResult, ResponseMessage

from bot import assembly
from bot.cli import cli
from bot.discord_app.client import BelegBot
from bot.discord_app.desk import IndexDesk
from bot.discord_app.index_process import Ended, IndexRun, Reindexer
from bot.discord_app.workers import in_daemon
from bot.sent import Sent
from bot.settings import load_settings
from bot.state.state import State
from retrieval.articles import KNOWN_SUFFIXES
from tests.bot.discord_world import bot

MOST = 100_000
"""Bytes of one file."""

NOW = 1_600_000_000

HARBOUR = "---\ntitle: Harbour council meets\npublisher: Ember Post\npublished: 2022-01-10\n---\nThe quay is closed. {}"
FOG = "---\ntitle: Fog over the port\npublisher: Salt News\npublished: 2022-01-11\n---\nNo ship left port on Tuesday."


class Here(Reindexer):
    """Runs `beleg` in this process, with the quick encoder that the working folder brings."""

    def __init__(self) -> None:
        super().__init__([], {})
        self.commands: list[tuple[str, ...]] = []

    async def _ran(self, run: IndexRun | None, *arguments: str) -> Ended:
        self.commands.append(arguments)
        result = await in_daemon(lambda: CliRunner().invoke(cli, arguments))
        return Ended(result.stdout_bytes, result.exit_code, result.stderr.splitlines())


class Place:
    """A folder with articles, their index, and what was sent."""

    def __init__(self, folder: Path) -> None:
        self.articles = folder / "articles"
        self.articles.mkdir()
        self.write("harbour.md", HARBOUR.format("It was built in 1911."))
        self.write("fog.md", FOG)
        self.settings = load_settings()
        self.index()
        data = self.settings.data_dir
        self.sent = Sent(data, most_bytes=10 * MOST, most_of_one=MOST, suffixes=KNOWN_SUFFIXES)
        self.reindexer = Here()

    def write(self, name: str, text: str) -> Path:
        path = self.articles / name
        path.write_text(text)
        return path

    def index(self) -> None:
        assembly.open_indexer(self.settings).index([str(self.articles)])

    def titles(self) -> list[str]:
        from retrieval.store import open_catalog

        with open_catalog(self.settings.data_dir) as catalog:
            return sorted(one.title for one in catalog.list_articles())

    def ident(self, title: str) -> str:
        from retrieval.store import open_catalog

        with open_catalog(self.settings.data_dir) as catalog:
            return next(one.article_id for one in catalog.list_articles() if one.title == title)

    def bot(self) -> BelegBot:
        return bot(IndexDesk(self.settings), self.reindexer, state=self.state(), sent=self.sent)

    def state(self) -> State:
        """Return what the bot remembers, at one moment of 2020."""
        return State(self.settings.data_dir, self.settings.state, lambda: NOW)

    def forget_index(self) -> None:
        """Delete the index and leave all else in its folder."""
        for path in self.settings.data_dir.iterdir():
            if path.name.startswith("catalog"):
                path.unlink()


class Guild:
    """A guild with a manager and a member; `locale` is that of both."""

    def __init__(self, env: Env, name: str = "Ember") -> None:
        self.env = env
        guild = env.create_guild(name)
        self.id = str(guild.id)
        managers = guild.create_role("Managers", permissions=Permissions(manage_guild=True))
        self.channel: ChannelHandle = guild.create_text_channel("news")
        self.manager: MemberActor = guild.add_member(env.create_user(f"mia_{name}"), roles=[managers])
        self.member: MemberActor = guild.add_member(env.create_user(f"ben_{name}"))


def speak(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all clients of the simulated Discord speak a language."""
    real = interactions.base_payload

    def told(*given: Any, **named: Any) -> tuple[Any, dict[str, Any]]:
        record, payload = real(*given, **named)
        return record, {**payload, "locale": language}

    monkeypatch.setattr(interactions, "base_payload", told)


def parts(message: Any) -> Iterator[dict[str, Any]]:
    """Yield all components of a message."""
    yield from walk_components([one if isinstance(one, dict) else one.to_dict() for one in message.components])


def message(ended: InteractionResult) -> ResponseMessage:
    """Return the message that something ended with."""
    assert ended.response is not None
    return ended.response


def texts(message: Any) -> str:
    """Return all text of a message, a card's or its content."""
    shown = [one["content"] for one in parts(message) if one.get("type") == 10]
    return "\n".join(filter(None, [message.content, *shown]))


def buttons(message: Any) -> dict[str, str]:
    """Return the custom id of each button of a message, by its label."""
    found = parts(message)
    return {one["label"]: str(one.get("custom_id") or one.get("url")) for one in found if one.get("type") == 2}


def rows(message: Any) -> Iterator[int]:
    """Yield how many buttons each row of a message has."""
    for one in parts(message):
        if one.get("type") == 1:
            yield len(one["components"])
