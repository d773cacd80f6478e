"""The YAML block at the head of a Markdown file, read with limits: no aliases, no depth, no types but text."""

from __future__ import annotations

import yaml

from retrieval.errors import ArticleError

LONGEST = 65_536
"""Code points of a front matter: a hundred times what titles and addresses need."""

DEEPEST = 8
"""Levels of nesting; Beleg itself needs one, other tools' keys a few."""

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_KEYS = ("id", "title", "publisher", "published", "url", "language")


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


def separate(text: str, name: str) -> tuple[dict[str, str | None], str]:
    """Return the known keys of the front matter, None where empty, and the body after it.

    Without front matter the keys are empty and the body is `text`. Unknown keys are ignored. Raises ArticleError where
    it is not closed, no valid YAML, no mapping, or a known key holds a list or mapping.
    """
    opening, _, rest = text.partition("\n")
    if opening.rstrip() != "---":
        return {}, text
    block, body = _cut(rest)
    if block is None:
        if ":" not in rest.partition("\n")[0]:
            return {}, text  # a rule over the text, not front matter
        raise ArticleError(
            f"{name} has front matter without an end, a second line '---' was expected; add it.", "bad_metadata"
        )
    if len(block) > LONGEST:
        raise ArticleError(
            f"{name} has {len(block)} characters of front matter, at most {LONGEST} were expected; shorten it.",
            "bad_metadata",
        )
    return _known(_parsed(block, name), name), body


def _cut(rest: str) -> tuple[str | None, str]:
    """Return the lines before the closing mark, and those after it; None if there is no closing mark."""
    position = 0
    for line in rest.splitlines(keepends=True):
        if line.rstrip() in {"---", "..."}:
            return rest[:position], rest[position + len(line) :]
        position += len(line)
    return None, rest


def _parsed(block: str, name: str) -> dict[str, object]:
    """Return the mapping that `block` holds."""
    try:
        found = yaml.load(block, Loader=_Loader)  # noqa: S506 - derived from BaseLoader: text, lists, mappings only
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        mark = getattr(exc, "problem_mark", None)
        place = f" in line {mark.line + 2}" if mark else ""
        why = getattr(exc, "problem", None) or (str(exc).splitlines() or ["it cannot be read"])[0]
        raise ArticleError(
            f"{name} has broken front matter{place} ({why}); correct the YAML between the '---' lines.", "bad_metadata"
        ) from exc
    if found is None or found == "":
        return {}
    if not isinstance(found, dict):
        kind = "a list" if isinstance(found, list) else "plain text"
        raise ArticleError(
            f"{name} has {kind} as front matter, lines such as 'title: …' were expected; correct it.", "bad_metadata"
        )
    return found


def _known(found: dict[str, object], name: str) -> dict[str, str | None]:
    """Return the keys that Beleg knows, as text."""
    known: dict[str, str | None] = {}
    for key in _KEYS:
        value = found.get(key)
        if isinstance(value, list | dict):
            kind = "a list" if isinstance(value, list) else "a mapping"
            raise ArticleError(
                f"{name} gives {kind} as {key}, one line of text was expected; put it in quotation marks.",
                "bad_metadata",
            )
        known[key] = None if value is None or str(value) in _NOTHING else str(value)
    return known
