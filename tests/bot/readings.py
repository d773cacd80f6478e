"""Answers read as a person reads them, by position only: what is quoted, what Beleg says of it, and the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

ATTRIBUTION = re.compile(r"\[(\d+)\](?: (.+))?")
SOURCE = re.compile(r"((?:\[\d+\] )+)(.+)")
LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\(<([^<>]*)>\)")
_COLOURS = re.compile("\x1b\\[[0-9;]*m")
_OPENED = re.compile("\x1b\\]8;[^;]*;([^\x1b]*)\x1b\\\\")


@dataclass
class Reading:
    """An answer, taken apart; `quotations` and `told` are by number, `sources` are numbers with fields in order."""

    quotations: dict[int, str] = field(default_factory=dict)
    told: dict[int, list[str]] = field(default_factory=dict)
    sources: list[tuple[list[int], list[str]]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def read(lines: Sequence[str], *, bar: str = "│ ", small: str = "") -> Reading:
    """Take an answer apart: lines behind a bar, the line below each, and the lines after the last blank one."""
    reading = Reading()
    rest = iter(enumerate(lines))
    last = max((number for number, line in enumerate(lines) if line.startswith(bar)), default=-1)
    for number, line in rest:
        if line.startswith(bar):
            _, below = next(rest)
            assert below.startswith(small)
            found = ATTRIBUTION.fullmatch(below.removeprefix(small))
            assert found, below
            assert int(found[1]) not in reading.told
            reading.quotations[int(found[1])] = line.removeprefix(bar)
            reading.told[int(found[1])] = found[2].split(" · ") if found[2] else []
        elif number > last and (source := SOURCE.fullmatch(line)):
            reading.sources.append(([int(n) for n in re.findall(r"\d+", source[1])], source[2].split(" · ")))
        else:
            reading.others.append(line)
    return reading


def of_discord(messages: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the lines that Discord shows, and the addresses that it links.

    Asserts that nothing acts but bold, links, markers and what begins a line.
    """
    shown: list[str] = []
    links: list[str] = []
    for line in "\n".join(messages).split("\n"):
        begins = re.match(r">>> |> |-# |### ", line)
        inner = line[begins.end() if begins else 0 :]
        links += [match[2] for match in LINK.finditer(inner)]
        inner = LINK.sub(lambda match: match[1], inner)
        acting = re.sub(r"\\.|\[\d+\]|\*\*", "\ufffc", inner)
        assert not re.search(r"[\\*_~|`<>\[\]@]|://", acting), line
        assert not re.match(r"[\s\u200b-\u200f\u2060-\u2064]*(?:[#+-]|\d+[.)])\s", acting), line
        plain = re.sub(r"\\(.)|\*\*", lambda match: match[1] or "", inner)
        shown.append(f"{begins[0] if begins else ''}{plain}")
    return shown, links


def of_terminal(printed: str) -> tuple[list[str], list[str]]:
    """Return the lines that the rows of a terminal make, and the addresses that it links.

    Rows behind bars that follow each other are one quotation, indented rows go on with the line before.
    """
    links = [address for address in _OPENED.findall(printed) if address]
    lines: list[str] = []
    for row in _COLOURS.sub("", _OPENED.sub("", printed)).removesuffix("\n").split("\n"):
        if lines and row.startswith("│ ") and lines[-1].startswith("│ "):
            lines[-1] += f" {row[2:]}"
        elif lines and row.startswith("    "):
            lines[-1] += f" {row[4:]}"
        else:
            lines.append(row)
    return lines, links
