"""Discord's Markdown as its clients read it: blocks of lines, and spans within a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from tests.pictures.moments import moment

BlockKind = Literal["text", "heading1", "heading2", "heading3", "small", "item", "code"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a span looks; `kind` is "link", "mention", "moment" or "spoiler" where it is one."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    code: bool = False
    kind: Literal["", "link", "mention", "moment", "spoiler"] = ""


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Span:
    """Characters in one style."""

    text: str
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class Block:
    """A line as it was typed; `quoted` stands behind a bar, an "item" `depth` levels deep behind its `bullet`."""

    kind: BlockKind
    spans: tuple[Span, ...]
    quoted: bool = False
    bullet: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """What a client knows beside the text: the names behind ids, its clock and the reader's language."""

    users: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    language: str = "en"


_LINE = re.compile(
    r"(?P<heading>#{1,3}) +(?P<title>\S.*)|-# +(?P<small>\S.*)|(?P<indent> *)(?P<bullet>[-*]|\d{1,9}\.) +(?P<item>\S.*)"
)
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)(?P<code>(?:[^`]|(?!(?P=ticks)(?!`))`)+)(?P=ticks)(?!`)"
    r"|<t:(?P<moment>-?\d{1,13})(?::(?P<form>[tTdDfFR]))?>"
    r"|<(?P<sign>@!?|@&|\#)(?P<id>\d{1,20})>|</(?P<command>[^<>:\n]{1,100}):\d{1,20}>|<a?:(?P<emoji>\w{1,32}):\d{1,20}>"
    r"|(?P<everyone>@everyone|@here)"
    r"|\[(?P<label>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])+)\]\((?:<(?P<closed>https?://[^>\s]+)>|(?P<open>https?://[^\s()]+))\)"
    r"|<(?P<bracketed>https?://[^>\s]+)>|(?P<address>https?://[^\s<]*[^\s<.,:;\"'\])])"
    r"|\|\|(?P<spoiler>.+?)\|\||~~(?P<strike>.+?)~~(?!_)"
    r"|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)|__(?P<underline>(?:\\.|[^\\])+?)__(?!_)"
    r"|\b_(?P<slanted>(?:__|\\.|[^\\_])+?)_\b|\*(?=\S)(?P<italic>(?:\*\*|\\.|\s+(?:[^*\s]|\*\*)|[^\s*\\])+?)\*(?!\*)",
    re.DOTALL,
)
_FENCE = re.compile(r"```(?:[\w+-]*\n)?(.*?)\n?```\n?", re.DOTALL)


def blocks(text: str, names: Names) -> list[Block]:
    """Return the lines of a message as blocks; an empty line is a block without spans."""
    found: list[Block] = []
    start = 0
    for fence in _FENCE.finditer(text):
        found += _lines(text[start : fence.start()].removesuffix("\n"), names) if text[start : fence.start()] else ()
        found += [Block("code", (Span(line, Style(code=True)),)) for line in fence[1].split("\n")]
        start = fence.end()
    return found + (list(_lines(text[start:], names)) if text[start:] else [])


def _lines(text: str, names: Names) -> Iterator[Block]:
    """Yield the lines that stand in no block of code."""
    everything_quoted = False
    for line in text.split("\n"):
        quoted = everything_quoted
        if line.startswith(">>> ") and not quoted:
            line, quoted, everything_quoted = line[4:], True, True
        elif line.startswith("> ") and not quoted:
            line, quoted = line[2:], True
        yield replace(_line(line, names), quoted=quoted)


def _line(line: str, names: Names) -> Block:
    match = _LINE.fullmatch(line)
    if match is None:
        return Block("text", tuple(spans(line, names)))
    if match["heading"]:
        kinds: tuple[BlockKind, ...] = ("heading1", "heading2", "heading3")
        return Block(kinds[len(match["heading"]) - 1], tuple(spans(match["title"], names, Style(bold=True))))
    if match["small"]:
        return Block("small", tuple(spans(match["small"], names)))
    bullet = "•" if match["bullet"] in "-*" else match["bullet"]
    return Block("item", tuple(spans(match["item"], names)), bullet=bullet, depth=len(match["indent"]) // 2)


def spans(text: str, names: Names, style: Style = PLAIN) -> Iterator[Span]:
    """Yield the spans of a line, marks taken away and mentions, moments and links in words."""
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            yield Span(text[end : match.start()], style)
        yield from _span(match, names, style)
        end = match.end()
    if end < len(text):
        yield Span(text[end:], style)


def _span(match: re.Match[str], names: Names, style: Style) -> Iterator[Span]:
    if match["escaped"]:
        yield Span(match["escaped"], style)
    elif match["code"]:
        yield Span(match["code"].strip() or match["code"], replace(style, code=True))
    elif match["moment"]:
        yield Span(
            moment(int(match["moment"]), match["form"] or "f", now=names.now, german=names.language == "de"),
            replace(style, kind="moment"),
        )
    elif match["sign"] or match["command"] or match["everyone"]:
        yield Span(_mention(match, names), replace(style, kind="mention"))
    elif match["emoji"]:
        yield Span(f":{match['emoji']}:", style)
    elif match["label"]:
        yield from spans(match["label"], names, replace(style, kind="link"))
    elif address := match["bracketed"] or match["address"]:
        yield Span(address, replace(style, kind="link"))
    else:
        yield from _styled(match, names, style)


def _styled(match: re.Match[str], names: Names, style: Style) -> Iterator[Span]:
    """Yield the spans between two marks of emphasis."""
    if inner := match["spoiler"]:
        yield from spans(inner, names, replace(style, kind="spoiler"))
    elif inner := match["strike"]:
        yield from spans(inner, names, replace(style, strike=True))
    elif inner := match["bold"]:
        yield from spans(inner, names, replace(style, bold=True))
    elif inner := match["underline"]:
        yield from spans(inner, names, replace(style, underline=True))
    else:
        yield from spans(match["slanted"] or match["italic"], names, replace(style, italic=True))


def _mention(match: re.Match[str], names: Names) -> str:
    match match["sign"]:
        case "@" | "@!":
            return f"@{names.users.get(match['id'], 'unknown-user')}"
        case "@&":
            return f"@{names.roles.get(match['id'], 'unknown-role')}"
        case "#":
            return f"#{names.channels.get(match['id'], 'unknown')}"
    return f"/{match['command']}" if match["command"] else match["everyone"]
