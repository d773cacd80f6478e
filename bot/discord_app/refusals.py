"""A failure inside a button's id: who asks by a message is told why there is no answer when they press it."""

from __future__ import annotations

import re
import time
from typing import get_args

import discord

from bot.discord_app.failures import Failure
from bot.discord_app.texts import FailureCode, Texts

TEMPLATE = r"why:(?P<person>\d{1,20}):(?P<code>[a-z_]{1,30}):(?P<reference>[0-9a-f]{6}):(?P<given>[a-z=0-9,]{0,40})"
_GIVEN = re.compile(r"([a-z]+)=([0-9]{1,20})")
_CODES: frozenset[str] = frozenset(code for one in get_args(FailureCode) for code in get_args(one) or [one])


def why_button(person: int, found: Failure, reference: str, texts: Texts) -> discord.ui.Button[discord.ui.View]:
    """Return the button that tells one person of a failure; seconds are kept as the moment when they are over."""
    given = {name: value for name, value in found.given.items() if isinstance(value, int | float)}
    if "seconds" in given:
        given["seconds"] += time.time()
    # A Discord id has more digits than a float.
    packed = ",".join(f"{name}={value if isinstance(value, int) else round(value)}" for name, value in given.items())
    return discord.ui.Button(label=texts.asking.why, custom_id=f"why:{person}:{found.code}:{reference}:{packed}")


def unpacked(code: str, packed: str) -> Failure:
    """Return the failure in a button's id; "failed" where Beleg has none of that kind, or not with all that it says."""
    if code not in _CODES:
        return Failure("failed")
    given: dict[str, float] = {name: int(value) for name, value in _GIVEN.findall(packed)}
    if "seconds" in given:
        given["seconds"] = max(0.0, given["seconds"] - time.time())
    return Failure(code, **given)  # type: ignore[arg-type]  # one of the codes
