"""Cards: what they look like, and how hostile names stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

import discord

from bot.answering.marks import field
from bot.answering.wording import wording
from bot.discord_app.markdown import escape, length, one_line
from bot.discord_app.texts import Texts
from bot.discord_app.texts.form import Counted
from bot.sent import FOLDER
from retrieval.indexing.sources import is_url

DONE, FAILED, NOTHING = discord.Colour(0x3BA55D), discord.Colour(0xED4245), discord.Colour(0x80848E)
"""The colours of what went well, of what failed, and of what changed nothing; the words say it, too."""

# Below Discord's 4,000 characters over all texts of a card, and below the 10,170 bytes that it allows besides.
_CHARACTERS, _BYTES = 3_900, 9_500
_TITLE, _PUBLISHER, _NAME = 90, 40, 60


def button(
    label: str, custom_id: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> discord.ui.Button[discord.ui.LayoutView]:
    """Return a button that `buttons.py` knows by its id."""
    return discord.ui.Button(label=label, custom_id=custom_id, style=style)


def card(
    colour: discord.Colour,
    blocks: Sequence[Sequence[str]],
    buttons: Sequence[discord.ui.Button[discord.ui.LayoutView]] = (),
) -> discord.ui.LayoutView:
    """Return a card of blocks of lines with rules between them, and at most three buttons in a row below.

    What is more than Discord takes is left out, from the end of the last block on.
    """
    view = discord.ui.LayoutView(timeout=None)
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(accent_colour=colour)
    for number, lines in enumerate(_fitting(blocks)):
        if number:
            box.add_item(discord.ui.Separator())
        box.add_item(discord.ui.TextDisplay("\n".join(lines)))
    if buttons:
        box.add_item(discord.ui.ActionRow(*buttons[:3]))
    view.add_item(box)
    return view


def _fitting(blocks: Sequence[Sequence[str]]) -> list[list[str]]:
    kept = [list(lines) for lines in blocks if lines]
    while _is_too_much(kept):
        if len(kept[-1]) > 1:
            kept[-1] = kept[-1][:-1] if kept[-1][-1] != "…" else [*kept[-1][:-2], "…"]
        else:
            kept.pop()
    return kept


def _is_too_much(blocks: Sequence[Sequence[str]]) -> bool:
    text = "\n".join(line for lines in blocks for line in lines)
    return len(blocks) > 1 and (length(text) > _CHARACTERS or len(text.encode("utf-8", "replace")) > _BYTES)


def counted(words: Counted, number: int, texts: Texts) -> str:
    """Return words with a number in them."""
    return words.one if number == 1 else words.many.format(count=texts.number(number))


def title(text: str) -> str:
    """Return an article's title as a card shows it."""
    return escape(one_line(field(text, at_most=_TITLE), at_most=_TITLE))


def facts(publisher: str | None, published: str | None, texts: Texts) -> list[str]:
    """Return where and when an article was published, as far as that is known."""
    paper = escape(one_line(field(publisher or "", at_most=_PUBLISHER), at_most=_PUBLISHER))
    return [fact for fact in (paper, day(published, texts)) if fact]


def day(published: str | None, texts: Texts) -> str:
    """Return the day of an article; "" where none is known."""
    try:
        return wording(texts.language).day(published) if published else ""
    except (ValueError, IndexError):
        return ""


def name(text: str) -> str:
    """Return the name of a file or person as a card shows it."""
    return escape(one_line(field(text, at_most=_NAME), at_most=_NAME))


def place(source: str) -> str:
    """Return how a file or an address is called in a card: without the folders of the machine."""
    return name((source.partition("://")[2] if is_url(source) else PurePath(source).name) or source)


def is_sent(source: str) -> bool:
    """Return whether a source is a file that somebody sent, which has no name that says anything."""
    return not is_url(source) and PurePath(source).parent.parent.name == FOLDER


def moment(utc: str | float) -> str:
    """Return a moment, ``YYYY-MM-DDTHH:MM:SSZ`` or seconds since 1970, as Discord shows it to each in their words."""
    try:
        seconds = datetime.fromisoformat(utc).timestamp() if isinstance(utc, str) else utc
    except ValueError:
        return "…"
    return f"<t:{seconds:.0f}:R>"


def size(number: int, texts: Texts) -> str:
    """Return a number of bytes in round words."""
    unit, one = ("MB", 1_000_000) if number >= 1_000_000 else ("kB", 1_000) if number >= 1_000 else ("B", 1)
    return f"{texts.number(number // one)} {unit}"
