"""Word lists of a language, one TOML file for each folder of `retrieval` that asks for them, read when first asked for.

``languages/de/names.toml`` holds what `retrieval.names` must know of German, ``languages/mul/`` what belongs to no one
language. A list is a string of words with blanks between them, phrases are a string with one a line, pairs are a table.
Each file says in a comment where its lists come from. Literal strings (''') are read much faster than basic ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class WordData:
    """The lists of one file, by name; each method raises ValueError where the file lacks the list."""

    file: Path
    lists: Mapping[str, object]

    def words(self, name: str) -> frozenset[str]:
        """Return a list of single words."""
        return frozenset(str(self._found(name, str)).split())

    def phrases(self, name: str) -> tuple[str, ...]:
        """Return phrases in the order of their lines, without blank lines."""
        lines = (line.strip() for line in str(self._found(name, str)).splitlines())
        return tuple(line for line in lines if line)

    def pairs(self, name: str) -> Mapping[str, str]:
        """Return a table of words."""
        found = self._found(name, dict)
        assert isinstance(found, dict)  # noqa: S101 - `_found` checked it
        return {str(key): str(value) for key, value in found.items()}

    def _found(self, name: str, kind: type) -> object:
        value = self.lists.get(name)
        if not isinstance(value, kind):
            raise ValueError(f"{self.file} has no {'table' if kind is dict else 'list'} {name!r}")
        return value


@cache
def load(language: str, part: str, folder: Path = FOLDER) -> WordData:
    """Return the lists of a language, ISO 639-1, for one part; empty where the language has no such file.

    Raises:
        ValueError: the file is not TOML.
    """
    file = folder / language / f"{part}.toml"
    try:
        return WordData(file, tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return WordData(file, {})
    except tomllib.TOMLDecodeError as exc:
        raise ValueError(f"{file} is not TOML: {exc}") from exc


@cache
def languages(part: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the languages that have a file for a part, sorted."""
    return tuple(sorted(file.parent.name for file in folder.glob(f"*/{part}.toml")))
