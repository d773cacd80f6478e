"""Why somebody gets no answer, as a code with what belongs into its sentence; the sentences are in `texts/`."""

from __future__ import annotations

import logging
import math
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.discord_app import figures
from bot.discord_app.markdown import escape, one_line
from bot.discord_app.texts import FailureCode, Texts
from retrieval.errors import DataFolderMissingError, IndexReplacedError, QueryError

log = logging.getLogger(__name__)

# Failures that whoever runs Beleg has to know of; the asker is told a number to name.
_FOR_THE_OPERATOR = frozenset({"failed", "no_index", "stuck", "too_slow"})


class Failure(Exception):  # noqa: N818 - as much a refusal as an error
    """`code` names the sentence, `given` fills its gaps; "seconds" are shown as the moment when they are over.

    The ids of a "channel" and a "role" are shown by their names.
    """

    def __init__(self, code: FailureCode, **given: Any) -> None:
        super().__init__(code)
        self.code: FailureCode = code
        self.given = given


def failure(error: BaseException) -> Failure:
    """Return what an exception is to people: "failed" for all that nobody foresaw."""
    match error:
        case Failure():
            return error
        case app_commands.MissingPermissions():
            return Failure("not_allowed")
        case app_commands.NoPrivateMessage():
            return Failure("servers_only")
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return Failure("outdated")
        case QueryError():
            return Failure(error.problem, **error.given)
        case DataFolderMissingError() | IndexReplacedError():
            return Failure("no_index")
    return Failure("failed")


def told(error: BaseException, texts: Texts, number: str, what: str) -> str:
    """Return the sentence for what ended an interaction, and log what its asker can do nothing about.

    `number` is the reference by which the log's entry on `what` is found again. Raises nothing.
    """
    found = failure(error)
    try:
        sentence = sentence_of(found, texts, number)
    except (LookupError, ValueError) as exc:
        # A sentence whose gaps this failure does not fill must not leave its asker without any.
        log.error("There is no sentence for %s: %r", found.code, exc)
        found = Failure("failed")
        sentence = sentence_of(found, texts, number)
    figures.failed(found.code)
    if found.code in _FOR_THE_OPERATOR:
        log.error("Interaction %s (%s) failed: %s", number, what, found.code, exc_info=error)
    return sentence


def sentence_of(found: Failure, texts: Texts, number: str) -> str:
    """Return what people read of a failure, with its number where whoever runs Beleg has to know of it."""
    sentence = texts.failures[found.code].format(**{name: _shown(name, it, texts) for name, it in found.given.items()})
    if found.code not in _FOR_THE_OPERATOR:
        return sentence
    return f"{sentence}\n-# {texts.reference.format(reference=number)}"


def reference(number: int) -> str:
    """Return the short form of an interaction's or a message's id that the log and its asker have."""
    return f"{number % 0x1000000:06x}"


def moment(seconds: float) -> str:
    """Return the moment in so many seconds as Discord shows it to everybody in their own words: "in 12 seconds"."""
    return discord.utils.format_dt(discord.utils.utcnow() + timedelta(seconds=max(1, math.ceil(seconds))), "R")


def _shown(name: str, value: Any, texts: Texts) -> str:
    if name == "seconds":
        return moment(value)
    if name == "channel":
        return f"<#{value}>"
    if name == "role":
        return f"<@&{value}>"
    if name == "option":
        return texts.commands[f"ask.{value}"].name
    if isinstance(value, int):
        return texts.number(value)
    return escape(one_line(str(value), at_most=60))
