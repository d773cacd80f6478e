"""When to stop reading a stream, whatever the server thinks of limits: too much, blanks only, the same again."""

from __future__ import annotations

import re

from bot.generation.failures import Failed, Failure
from bot.generation.lines import Line

MOST_BLANKS = 200
"""White-space characters in a row; servers are known to send them until the end of their context."""

_RUN = re.compile(rf"\s{{{MOST_BLANKS}}}")


class Limiter:
    """Counts what one stream brings, and says where it is to be cut off, however it was cut into pieces."""

    def __init__(self, *, characters: int, lines: int) -> None:
        self._most_characters = characters
        self._most_lines = lines
        self._characters = 0
        self._blanks = 0
        self._seen: set[Line] = set()

    @property
    def characters(self) -> int:
        """How many code points were let through."""
        return self._characters

    def admit(self, piece: str) -> tuple[str, Failure | None]:
        """Return as much of a piece of text as may be looked at, and why the rest may not be, None where it is all."""
        failure: Failure | None = None
        if self._characters + len(piece) > self._most_characters:
            piece = piece[: self._most_characters - self._characters]
            failure = Failure("too_long", f"more than {self._most_characters} characters")
        joined = " " * self._blanks + piece
        if run := _RUN.search(joined):
            piece = piece[: max(0, run.end() - self._blanks)]
            failure = Failure("malformed", f"{MOST_BLANKS} white-space characters in a row")
        self._characters += len(piece)
        self._blanks = len(joined) - len(joined.rstrip())
        return piece, failure

    def count(self, line: Line) -> None:
        """Count a line before it is used.

        Raises:
            Failed: it is one too many, or was there before.
        """
        if line in self._seen:
            raise Failed(Failure("malformed", "the same line twice"))
        if len(self._seen) >= self._most_lines:
            raise Failed(Failure("too_long", f"more than {self._most_lines} lines"))
        self._seen.add(line)
