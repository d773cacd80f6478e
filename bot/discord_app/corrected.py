"""The messages of an answer once they tell what became of what they quote; pure functions, no client.

They are made of the messages as they are, so that nothing of an answer's words has to be kept; made of messages that
tell it already, they are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

import discord

from bot.discord_app.card import Item, component_of, fits, row_of, small
from bot.discord_app.markdown import LIMIT, length, split

SIGN = "⚠️ "
"""Begins each line of a notice, and no other line of an answer."""

_NOTICE = component_of(0)
_QUOTE, _SMALL = "> ", "-# "
_BELOW = re.compile(r"-# \[(\d{1,4})\]")
_SOURCES = re.compile(r"(?:\[\d{1,4}\] )+")
_BOLD = re.compile(r"(?<!\\)\*\*")
_GAPS = re.compile(r"\n{3,}")
_EMPTIED = "…"  # no message may be empty
# What a quotation that is cut to make room ends with, and how long it is at least, in UTF-16 units.
_CUT, _SHORTEST = " …", 40


def plain(contents: Sequence[str], notice: str, brief: str, removed: Set[int]) -> list[str]:
    """Return the contents of the messages of an answer in plain text with a notice on top, one line or several.

    `brief` says it where there is little room. The quotations `removed` are gone, with the lines that tell of them.
    """
    lines = [(place, line) for place, content in enumerate(contents) for line in content.split("\n")]
    kept = [(place, line) for place, line in _without(lines, removed) if not line.startswith(SIGN)]
    texts = ["\n".join(line for at, line in kept if at == place) for place in range(len(contents))]
    first, *others = (_GAPS.sub("\n\n", text).strip() for text in texts)
    return [_topped(first, notice, brief), *(other or _EMPTIED for other in others)]


def card(
    shown: discord.ui.LayoutView, notice: str, marked: dict[int, str], removed: Set[int]
) -> discord.ui.LayoutView | None:
    """Return a card with a notice on top, without the quotations `removed`; None for what is no card of an answer's.

    `marked` has what stands below quotations, by number, as small print.
    """
    container = next((one for one in shown.children if isinstance(one, discord.ui.Container)), None)
    if container is None:
        return None
    quotations = {component_of(n) for n in range(1, 1000)}
    taken = {id_of(n) for n in removed for id_of in (component_of, row_of)} | {_NOTICE}
    items = [item for item in container.children if item.id not in taken]
    for n, mark in marked.items():
        for item in items:
            if item.id == component_of(n):
                _mark(item, small(mark))
    if removed:
        items = list(_tidied(items, quotations))
    top: Item = discord.ui.TextDisplay(notice, id=_NOTICE)
    while True:
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.Container(top, *items, accent_colour=container.accent_colour, id=container.id))
        spare = [item for item in items if item.id not in quotations]
        if fits(view) or not spare:
            return view
        items.remove(spare[-1])


def _without(lines: Sequence[tuple[int, str]], removed: Set[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines, each with its message, without those of the quotations `removed` and of their sources."""
    quotation: list[tuple[int, str]] = []  # it may begin in the message before
    for place, line in lines:
        if line.startswith(_QUOTE):
            quotation.append((place, line))
            continue
        below = _BELOW.match(line)
        if below and int(below[1]) in removed:
            quotation = []
            continue
        if below or not removed:  # without a line below, whose it is cannot be told: that message was deleted
            yield from quotation
        quotation = []
        if left := _of_sources(line, removed):
            yield place, left
        elif not line:
            yield place, line
    if not removed:
        yield from quotation


def _of_sources(line: str, removed: Set[int]) -> str:
    """Return a line without the markers of `removed`; "" for the source of nothing else."""
    markers = _SOURCES.match(line)
    if markers is None:
        return line
    left = [n for n in re.findall(r"\d+", markers[0]) if int(n) not in removed]
    return "".join(f"[{n}] " for n in left) + line[markers.end() :] if left else ""


def _topped(content: str, notice: str, brief: str) -> str:
    """Return a content with a notice on top; where that is too long, without the question, and at last cut."""
    question, _, rest = content.partition("\n")
    shorter = rest if question.startswith(_SMALL) and rest else content
    for below, above in ((content, notice), (content, brief), (shorter, brief)):
        if length(shown := f"{above}\n{below}".rstrip()) <= LIMIT:
            return shown
    lines = [brief, *shorter.split("\n")]
    at = max(range(len(lines)), key=lambda number: lines[number].startswith(_QUOTE) and length(lines[number]))
    room = length(lines[at]) - (length("\n".join(lines)) - LIMIT) - len(_CUT)
    if lines[at].startswith(_QUOTE) and room >= _SHORTEST:
        lines[at] = split(_BOLD.sub("", lines[at]), limit=room)[0].rstrip() + _CUT
    while length("\n".join(lines)) > LIMIT:
        lines.pop()
    return "\n".join(lines)


def _mark(item: Item, line: str) -> None:
    """Put small print below a quotation, once."""
    for text in (item, *getattr(item, "children", ())):
        if isinstance(text, discord.ui.TextDisplay) and not text.content.endswith(f"\n{line}"):
            text.content = f"{text.content}\n{line}"


def _tidied(items: Sequence[Item], quotations: Set[int]) -> Iterator[Item]:
    """Yield the items without separators and headings of quotations that separate and head nothing any more."""
    headed = [
        item for item, below in pairwise([*items, None]) if item and not (_is_heading(item) and _no(below, quotations))
    ]
    while headed and isinstance(headed[-1], discord.ui.Separator):
        headed.pop()
    before: Item | None = None
    for item in headed:
        if isinstance(item, discord.ui.Separator) and (before is None or isinstance(before, discord.ui.Separator)):
            continue
        yield item
        before = item


def _is_heading(item: Item) -> bool:
    """Return whether an item is a line in bold; quotations begin with a quotation mark or a name."""
    text = item.content if isinstance(item, discord.ui.TextDisplay) else ""
    return bool(_BOLD.match(text)) and text.endswith("**")


def _no(item: Item | None, quotations: Set[int]) -> bool:
    return item is None or item.id not in quotations
