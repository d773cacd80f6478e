"""The block at the head of a Markdown file, as people write it: YAML, TOML or JSON, read with limits.

What is no valid YAML or TOML is read line by line, so that a colon in a title costs nothing. Whatever cannot be read is
left out; nothing is refused.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

import yaml

LONGEST = 65_536
"""Code points of a front matter: a hundred times what titles and addresses need."""

DEEPEST = 8
"""Levels of nesting; Beleg itself needs one, other tools' keys a few."""

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_NAMES = {
    "id": ("id",),
    "title": ("title", "headline", "titel", "titre", "заголовок", "назва"),
    "publisher": (
        "publisher",
        "publication",
        "site_name",
        "sitename",
        "site",
        "outlet",
        "zeitung",
        "medium",
        "herausgeber",
    ),
    "published": (
        *("published", "date", "publish_date", "publishdate", "pubdate", "date_published", "datepublished"),
        *("published_at", "publication_date", "datum", "veröffentlicht", "erschienen", "дата", "created"),
    ),
    "url": ("url", "source", "link", "canonical_url", "canonical", "original_url", "source_url", "quelle", "источник"),
    "language": ("language", "lang", "locale", "sprache"),
}
_LINE = re.compile(r"""["']?([^\W\d_][\w -]{0,40}?)["']?[ \t]*[:=](?=[ \t]|\Z)[ \t]*(.*)""")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_COMMENT_FIRST = re.compile(r"(?:[ \t]*(?:<!--[^\n]{0,500}?-->)?[ \t]*\n)*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands at the head of an article.

    `values` are the texts of the keys that Beleg knows, by Beleg's name for them: several where a key holds a list, or
    where the block has several keys that mean the same, the likeliest first. `problems` say in a few words each what
    could not be read.
    """

    values: Mapping[str, list[str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


class _Loader(yaml.BaseLoader):
    """Keeps every scalar as text ("no" stays Norwegian), refuses aliases (a few of them can stand for gigabytes)."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it uses an alias (*), which Beleg does not follow")
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.YAMLError(f"it is nested deeper than {DEEPEST} levels")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def separate(text: str) -> tuple[FrontMatter, str]:
    """Return what the head of a text says of it, and the body after it; without such a head the body is `text`."""
    start = _COMMENT_FIRST.match(text)
    head = text[start.end() if start else 0 :]
    if head.startswith("{"):
        return _of_json(head) or (FrontMatter(), text)
    opening, _, rest = head.partition("\n")
    mark = opening.rstrip()
    if mark not in _READERS:
        return FrontMatter(), text
    block, body = _cut(rest, mark)
    problems: tuple[str, ...] = ()
    if block is None:
        block, body = _unclosed(rest)
        problems = (f"has no second line {mark!r}",)
    if not any(map(_LINE.match, block[:LONGEST].split("\n"))):
        return FrontMatter(), text  # a rule over the text, not front matter
    if len(block) > LONGEST:
        return FrontMatter(problems=(f"has {len(block)} characters, of which {LONGEST} are read at most",)), body
    return FrontMatter(dict(_known(_READERS[mark](block))), problems), body


def _cut(rest: str, mark: str) -> tuple[str | None, str]:
    """Return the lines before the closing mark, and those after it; None if there is no closing mark."""
    closing = {mark, "..."} if mark == "---" else {mark}
    position = 0
    for line in rest.splitlines(keepends=True):
        if line.rstrip() in closing:
            return rest[:position], rest[position + len(line) :]
        position += len(line)
    return None, rest


def _unclosed(rest: str) -> tuple[str, str]:
    """Return the lines that look like front matter up to the first that does not, and those after it."""
    position = 0
    for line in rest.splitlines(keepends=True):
        if not (_LINE.match(line.rstrip()) or _ITEM.match(line) or line.startswith(("#", " ", "\t"))):
            break
        position += len(line)
    return rest[:position], rest[position:]


def _of_json(head: str) -> tuple[FrontMatter, str] | None:
    """Return the front matter of a text that begins with an object of JSON; None where it does not."""
    try:
        found, end = json.JSONDecoder(strict=False).raw_decode(head[:LONGEST])
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or head[end : end + 1] not in {"", "\n", "\r", " "}:
        return None
    return FrontMatter(dict(_known(found))), head[end:]


def _of_yaml(block: str) -> Mapping[str, object]:
    """Return the keys of a block of YAML, by lines where it is none."""
    try:
        found = yaml.load(block, Loader=_Loader)  # noqa: S506 - derived from BaseLoader: text, lists, mappings only
    except (yaml.YAMLError, ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else _by_lines(block)


def _of_toml(block: str) -> Mapping[str, object]:
    """Return the keys of a block of TOML, by lines where it is none."""
    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError):
        return _by_lines(block)


_READERS: Mapping[str, Callable[[str], Mapping[str, object]]] = {"---": _of_yaml, "+++": _of_toml}


def _by_lines(block: str) -> Mapping[str, object]:
    """Return the keys of a block that no parser reads: what stands behind "key:", or in the lines below it."""
    found: dict[str, object] = {}
    below: list[object] = []
    for line in block.split("\n"):
        if match := _LINE.match(line):
            below = []
            found[match[1]] = _plain(match[2]) if match[2].strip(" \t>|-+") else below
        elif item := _ITEM.match(line):
            below.append(_plain(item[1]))
        elif line[:1] in {" ", "\t"} and line.strip():
            below.append(line.strip())
    return found


def _plain(value: str) -> object:
    """Return the text of a value without quotation marks and comment; a list in brackets as one."""
    value = value.strip()
    if value[:1] in {'"', "'"}:
        end = value.rfind(value[0])
        return value[1:end] if end > 0 else value[1:]
    value = re.split(r"(?:\A|[ \t])#[ \t]", value, maxsplit=1)[0].rstrip()
    if value.startswith("[") and value.endswith("]"):
        return [piece.strip(" \t\"'") for piece in value[1:-1].split(",")]
    return value


def _known(found: Mapping[str, object]) -> Iterator[tuple[str, list[str]]]:
    """Yield the keys that Beleg knows with their texts."""
    held = {
        str(key).strip().lower().replace("-", "_").replace(" ", "_"): value
        for key, value in reversed(list(found.items()))
    }
    for key, names in _NAMES.items():
        texts = [text for name in names if name in held for text in _texts(held[name], key)]
        if texts:
            yield key, texts


def _texts(value: object, key: str) -> list[str]:
    """Return the texts of a value: of a list one for each entry, but for names, which are told together."""
    if isinstance(value, list):
        texts = [text for one in value[:100] for text in _texts(one, key)]
        return [", ".join(texts)] if key in {"title", "publisher"} and texts else texts
    if isinstance(value, dict):
        return _texts(value.get("name"), key)
    if isinstance(value, date | time):
        return [value.isoformat()]
    text = "" if value is None else str(value).strip()
    return [] if text in _NOTHING else [text]
