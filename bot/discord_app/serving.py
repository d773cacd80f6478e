"""`beleg serve`: the bot from its start to its clean end, and what each kind of failure is called."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from functools import partial
from pathlib import Path

import aiohttp
import discord

from bot.assembly import open_sent, open_writer
from bot.discord_app.client import BelegBot, NotDiscordError
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.desk import IndexDesk
from bot.discord_app.endpoint import rest_base
from bot.discord_app.feed_loop import take_feeds
from bot.discord_app.index_process import Reindexer, beleg_command, index_environment
from bot.discord_app.operation import PortError, watched
from bot.settings import DiscordSettings, OperationSettings, Settings
from bot.state.state import State
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)

DONE, FAILED, MISCONFIGURED = 0, 1, 2

# Seconds for the clean end; container hosts kill after ten.
_CLOSING = 8.0
# Seconds that a thread keeps Python's interpreter while another one wants it: five times shorter than usual, so that
# Discord is answered in time while questions are.
_TURN = 0.001
# What the gateway closes a connection with for good, and when starting again does not help.
_AUTHENTICATION_FAILED, _DISALLOWED_INTENTS = 4004, 4014
_CLOSED = {
    4012: "Discord no longer speaks the version of its gateway that Beleg does (code 4012); update Beleg.",
    4013: "Discord does not know what Beleg asks to be told of (code 4013); update Beleg.",
    4014: "Discord does not allow this application what Beleg asks to be told of (code 4014); switch the intents on in "
    "the Discord Developer Portal under Bot, Privileged Gateway Intents.",
}


# What a connection with the gateway breaks with.
_CONNECTION = (*DROPPED, discord.ConnectionClosed, discord.HTTPException, discord.GatewayNotFound)


class ServeError(Exception):
    """The bot cannot run; the message is a sentence, `status` the exit code."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


def serve(settings: Settings, *, config: Path | None = None, sync: bool = False) -> int:
    """Run the bot until SIGINT or SIGTERM; return the exit code, a failure's sentence having gone to stderr.

    `config` is the file the settings were read from, which the child that /reindex starts has to read, too. `sync` has
    Discord take the list of commands though it has not changed.
    """
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("bot", "discord"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("discord.shard").addFilter(without_traceback)
    sys.setswitchinterval(_TURN)
    options = ("--config", str(config)) if config else ()
    try:
        token = _token(settings.discord)
        reindexer = Reindexer(beleg_command(options), index_environment(settings.data_dir))
        with rest_base(settings.discord.api_base):
            every = settings.feeds.minutes * 60 if settings.feeds.urls else None
            state = State(settings.data_dir, settings.state)
            open_desk = partial(IndexDesk, settings)
            bot = BelegBot(
                open_desk,
                reindexer,
                settings.limits,
                state=state,
                sent=open_sent(settings),
                watching=settings.watches,
                writer=open_writer(settings),
                sync=sync,
                reads_messages=settings.discord.message_content,
                servers=settings.discord.servers,
                everybody=settings.discord.everybody,
            )
            asyncio.run(run(bot, token, settings.discord.api_base, feeds_every=every, operation=settings.operation))
    except ServeError as exc:
        sys.stderr.write(f"beleg: {exc}\n")
        return exc.status
    return DONE


def without_traceback(record: logging.LogRecord) -> bool:
    """Shorten what discord.py logs of a connection that it opens again to a line; for a logger's filters."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, _CONNECTION):
        record.msg, record.args = "%s (%s)", (record.getMessage(), " ".join(str(error).split()) or type(error).__name__)
        record.exc_info = None
    return True


def _token(settings: DiscordSettings) -> str:
    token = settings.token.get_secret_value().strip() if settings.token else ""
    if not token:
        raise ServeError(
            "No Discord token was found; set the environment variable BELEG_DISCORD__TOKEN to the token that the "
            "Discord Developer Portal shows under Bot.",
            MISCONFIGURED,
        )
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ServeError(
            "BELEG_DISCORD__TOKEN holds characters that no Discord token has; copy the token again from the Discord "
            "Developer Portal, without quotation marks or line breaks.",
            MISCONFIGURED,
        )
    return token


async def run(
    bot: BelegBot,
    token: str,
    api_base: str,
    *,
    feeds_every: float | None = None,
    operation: OperationSettings | None = None,
) -> None:
    """Run the bot until SIGINT or SIGTERM; raises `ServeError` where it ends by itself with a failure.

    `feeds_every` is how many seconds lie between two looks at the feeds, None where there are none. `operation` says
    where the bot's state can be asked for.
    """
    try:
        async with watched(bot, operation):
            await _run(bot, token, api_base, feeds_every)
    except PortError as exc:
        raise ServeError(str(exc), FAILED) from exc


async def _run(bot: BelegBot, token: str, api_base: str, feeds_every: float | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    running = asyncio.create_task(bot.start(token), name="bot")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    feeding = asyncio.create_task(take_feeds(bot.reindexer, feeds_every), name="feeds") if feeds_every else None
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if feeding:
        feeding.cancel()
    if stop.is_set():
        log.info("Stopping.")
    try:
        async with asyncio.timeout(_CLOSING):
            await bot.close()
    except TimeoutError:
        log.warning("Discord did not answer the goodbye within %.0f s.", _CLOSING)
    failure = running.exception() if running.done() and not running.cancelled() else None
    tasks = [running, stopping, *([feeding] if feeding else [])]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if failure and not stop.is_set():
        raise translated(failure, api_base) from failure


def translated(error: BaseException, api_base: str) -> ServeError:
    """Return the sentence and the exit code for what ended the bot; what nobody foresaw also goes to the log."""
    match error:
        case RetrievalError():
            return ServeError(str(error), FAILED)
        case discord.LoginFailure() | discord.HTTPException(status=401):
            return _refused()
        case discord.PrivilegedIntentsRequired():
            return ServeError(_CLOSED[_DISALLOWED_INTENTS], MISCONFIGURED)
        case discord.ConnectionClosed(code=code):
            if code == _AUTHENTICATION_FAILED:
                return _refused()
            if code in _CLOSED:
                return ServeError(_CLOSED[code], MISCONFIGURED)
            return ServeError(f"Discord closed the connection for good (code {code}); start Beleg again.", FAILED)
        case discord.HTTPException(status=status):
            return ServeError(
                f"{api_base} answered with HTTP status {status} where Discord's API was expected; check "
                "discord.api_base, or try again later.",
                FAILED,
            )
        case NotDiscordError():
            return ServeError(
                f"{api_base} answered, but not as Discord's API does; check discord.api_base, its version included.",
                FAILED,
            )
        case discord.GatewayNotFound():
            return ServeError(f"{api_base} named no gateway; Discord may be down, try again later.", FAILED)
        case aiohttp.ClientError() | OSError() | TimeoutError():
            return ServeError(
                f"{api_base} could not be reached ({' '.join(str(error).split()) or type(error).__name__}); check the "
                "network and discord.api_base.",
                FAILED,
            )
    log.error("The bot ended unexpectedly", exc_info=error)
    return ServeError(f"The bot ended unexpectedly ({type(error).__name__}: {error}); see the log above.", FAILED)


def _refused() -> ServeError:
    return ServeError(
        "Discord refused the token in BELEG_DISCORD__TOKEN; copy it again from the Discord Developer Portal "
        "(Bot, Reset Token).",
        MISCONFIGURED,
    )
