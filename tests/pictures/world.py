"""The real bot over the real index of seeds/, in a simulated Discord, and what is seen there."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import simcord
from discord import Permissions
from simcord import Env

from bot.answering.answer import Answer
from bot.answering.followups import Meant
from bot.assembly import open_indexer, open_sent
from bot.discord_app.client import BelegBot
from bot.discord_app.desk import IndexDesk
from bot.discord_app.index_process import IndexRun, Kind, Reindexer, beleg_command, index_environment
from bot.settings import Settings, load_settings
from bot.state.state import State
from tests.pictures.limits import broken_by_choices, broken_by_form, broken_by_message
from tests.pictures.stage import LOCALES, PATIENCE, Stage

SEEDS = Path(__file__).parents[2] / "seeds"
_PEOPLE = {"en": ("Alice", "Root"), "de": ("Anna", "Rut")}


class WatchedDesk(IndexDesk):
    """A desk that remembers its last answer."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.last: Answer | None = None

    def answer(self, meaning: Meant) -> Answer:
        """Answer a question."""
        self.last = super().answer(meaning)
        return self.last


class Errors(logging.Handler):
    """Keeps what the bot logs as an error: a scene may look well although what it shows went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())


class World:
    """The bot in its simulated Discord; `broken` holds what was sent beyond a limit, by the scene that sent it.

    `errors` has what the bot logged as an error.
    """

    def __init__(self, env: Env, bot: BelegBot, folder: Path) -> None:
        self.env = env
        self.bot = bot
        self.folder = folder
        self.broken: dict[str, list[str]] = {}
        self.errors = Errors()
        env.backend.bot_user.name = "Beleg"

    def take_answer(self) -> Answer | None:
        """Return the answer that was given since the last call, None where there was none."""
        desk = self.bot.desk
        assert isinstance(desk, WatchedDesk)
        given, desk.last = desk.last, None
        return given

    @contextmanager
    def stage(self, name: str, language: str) -> Iterator[Stage]:
        """Return a new server for a scene; at its end, all that the bot sent there is measured at Discord's limits."""
        env = self.env
        guild = env.create_guild("Ember Post")
        member, manager = _PEOPLE[language]
        managers = guild.create_role("Managers", permissions=Permissions(manage_guild=True))
        stage = Stage(
            env,
            self.bot,
            self.folder,
            language,
            guild,
            guild.create_text_channel("news"),
            guild.add_member(env.create_user(member.lower(), global_name=member)),
            guild.add_member(env.create_user(manager.lower(), global_name=manager), roles=[managers]),
            name,
        )
        self.bot.admission.owner = stage.manager.id  # Only who runs Beleg has all articles read again.
        sent = len(env.http_requests)
        with _watched(env, language, lambda: stage.pages.append(stage.page())):
            yield stage
        found = [line for request in env.http_requests[sent:] for line in broken_by(request.path, request.json)]
        for place in stage.page().places:
            found += [line for message in place.messages for line in broken_by_message(message)]
        if found:
            self.broken[f"{name}-{language}"] = list(dict.fromkeys(found))


def broken_by(path: str, body: Any) -> list[str]:
    """Return which limits of Discord the body of a request breaks; requests that show nothing break none."""
    if not isinstance(body, dict):
        return []
    if path.endswith("/callback"):
        data = body.get("data") or {}
        match body["type"]:
            case 4 | 7:
                return broken_by_message(data)
            case 9:
                return broken_by_form(data)
            case 8:
                return broken_by_choices(data["choices"])
        return []
    shows = "/messages" in path or path.startswith("/webhooks/") or path.endswith("/threads")
    return broken_by_message(body.get("message") or body) if shows else []


@contextmanager
def _watched(env: Env, language: str, changed: Callable[[], None]) -> Iterator[None]:
    """Have people's clients be in a language, and call `changed` after each message that is sent or edited."""
    backend = env.backend
    emit = backend.emit

    def emitted(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE":
            payload = {**payload, "locale": LOCALES[language]}
        emit(event, payload)
        if event in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
            changed()

    backend.emit = emitted  # type: ignore[method-assign]
    try:
        yield
    finally:
        backend.emit = emit  # type: ignore[method-assign]


@contextmanager
def children_outside(env: Env) -> Iterator[None]:
    """Have re-indexes go on while Discord's clock stands still: SimCord owns the bot's work, not that of its child."""
    begin, wait = Reindexer.begin, IndexRun.wait

    def begun(self: Reindexer, by: str, kind: Kind, *options: str, **place: Any) -> IndexRun:
        return contextvars.Context().run(lambda: begin(self, by, kind, *options, **place))

    async def waited(self: IndexRun, seconds: float) -> bool:
        return bool(await env.external_wait(wait(self, seconds), reason="the child indexes"))

    with patch.object(Reindexer, "begin", begun), patch.object(IndexRun, "wait", waited):
        yield


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Index a copy of seeds/ in an empty folder, and connect the bot with a simulated Discord."""
    articles = folder / "articles"
    shutil.copytree(SEEDS, articles)
    settings = load_settings().model_copy(update={"data_dir": (folder / "data").absolute()})
    report = await asyncio.to_thread(open_indexer(settings).index, [str(articles)])
    assert not report.failed, report.failed
    reindexer = Reindexer(beleg_command(), index_environment(settings.data_dir))
    state = State(settings.data_dir, settings.state)
    bot = BelegBot(
        partial(WatchedDesk, settings),
        reindexer,
        settings.limits,
        state=state,
        watching=settings.watches,
        sent=open_sent(settings),
        shard_count=1,
        everybody=True,
    )
    async with simcord.run(bot, check_errors=False, settle_timeout=PATIENCE) as env:
        made = World(env, bot, articles)
        logging.getLogger("bot").addHandler(made.errors)
        try:
            with children_outside(env):
                yield made
        finally:
            logging.getLogger("bot").removeHandler(made.errors)
