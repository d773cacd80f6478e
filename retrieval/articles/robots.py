"""What a host's robots.txt lets Beleg fetch (RFC 9309): the group that names it, the longest rule that matches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST = 512_000
"""Bytes of a robots.txt that are read: what the RFC asks for at least."""

MOST_RULES = 2_000
"""Rules that count, from the top; sites have tens, and each is held against each page."""

LONGEST_RULE = 500
"""Characters of a rule; a longer one is none."""

_AGENT = re.compile(r"[A-Za-z_-]+")
_LINE = re.compile(r"\s*+(user-agent|allow|disallow|crawl-delay)\s*+:\s*+([^#]*+)", re.IGNORECASE)
_DELAY = re.compile(r"\d{1,6}(?:\.\d{1,3})?")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a host for one agent: patterns, the longest first, and whether they allow; a pause in seconds."""

    rules: tuple[tuple[str, bool], ...] = ()
    pause: float = 0.0

    @classmethod
    def parse(cls, raw: bytes, agent: str) -> Robots:
        """Read a robots.txt; `agent` is how Beleg calls itself in requests.

        What cannot be understood is no rule. All groups that name the agent count together; where none does, those for
        everybody.
        """
        named = _AGENT.match(agent)
        token = named[0].lower() if named else ""
        groups = list(_groups(raw[:LONGEST].decode("utf-8-sig", "replace")))
        own = [lines for agents, lines in groups if token in agents]
        everybody = [lines for agents, lines in groups if "*" in agents]
        lines = [line for some in own or everybody for line in some]
        rules = [(_normal(value), key == "allow") for key, value in lines if key != "crawl-delay" and value]
        delays = [float(value) for key, value in lines if key == "crawl-delay" and _DELAY.fullmatch(value)]
        fitting = [rule for rule in rules if len(rule[0]) <= LONGEST_RULE][:MOST_RULES]
        # Of rules of one length the one that allows comes first.
        return cls(tuple(sorted(fitting, key=lambda rule: (-len(rule[0]), not rule[1]))), max(delays, default=0.0))

    def allows(self, url: str) -> bool:
        """Return whether the page at a canonical address may be fetched."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        return next((allowed for pattern, allowed in self.rules if _matches(pattern, path)), True)


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Yield the groups: the agents that they name, lower case, and their lines as key and value."""
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    for row in re.split(r"[\r\n]", text):
        found = _LINE.match(row)
        if not found:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key != "user-agent":
            lines.append((key, value))
            continue
        if lines:
            yield agents, lines
            agents, lines = set(), []
        agent = _AGENT.match(value)
        agents.add(agent[0].lower() if agent else value[:1])
    yield agents, lines


def _normal(path: str) -> str:
    """Return a path or pattern in one form: encoded but for what need not be."""
    encoded = quote(path, safe="/%?&=*$:,;@!'()+~[]", encoding="utf-8", errors="replace")
    return _ESCAPE.sub(lambda found: _unescaped(chr(int(found[1], 16)), found[0]), encoded)


def _unescaped(char: str, escape: str) -> str:
    return char if char in _UNRESERVED else escape.upper()


def _matches(pattern: str, path: str) -> bool:
    """Return whether a pattern matches the beginning of a path; "*" stands for anything, "$" for the path's end."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    # The leftmost place for each part leaves most room for the ones after it.
    for number, part in enumerate(others, 1):
        if ends and number == len(others):
            return path.endswith(part) and len(path) - len(part) >= place
        place = path.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return not ends or place == len(path)
