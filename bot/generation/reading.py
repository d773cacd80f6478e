"""Reads a stream under Beleg's own limits: lines as they end, or a `Failed` that says why there are no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from bot.generation.failures import Failed, Failure, failure_of
from bot.generation.limits import Limiter
from bot.generation.lines import Line, Scanner
from bot.generation.models import Chunk
from bot.settings import GenerationSettings

REASONING_SECONDS = 10.0
"""How long a model may reason before its first line; one that does not gets `first_line_seconds`."""


class Reading:
    """One answer of a model while it comes.

    `tokens` is what the server counted, None where it does not say; `characters` is how much text came.
    """

    def __init__(self, chunks: AsyncGenerator[Chunk, None], limits: GenerationSettings) -> None:
        self._chunks = chunks
        self._limits = limits
        self._limiter = Limiter(characters=limits.characters, lines=limits.lines)
        self._scanner = Scanner()
        self._lines = 0
        self._silent = 0
        self._ended = False
        self.tokens: int | None = None

    @property
    def characters(self) -> int:
        """How many code points of text came."""
        return self._limiter.characters

    async def lines(self) -> AsyncIterator[Line]:
        """Yield the lines of the answer, each when it has ended.

        The last one counts only where the model ended by itself: half a sentence may say the opposite of the whole.

        Raises:
            Failed: the stream was cut off, by whom and why.
        """
        now = asyncio.get_running_loop().time
        begun = now()
        while (chunk := await self._next(begun, now())) is not None:
            for line in self._taken(chunk):
                yield line
        if not self._ended:
            raise Failed(Failure("malformed", "the stream broke off"))
        for line in self._scanner.finish():
            self._limiter.count(line)
            yield line

    async def _next(self, begun: float, now: float) -> Chunk | None:
        """Return the next chunk, None behind the last one."""
        limits = self._limits
        until, why = begun + limits.whole_seconds, f"not done within {limits.whole_seconds:g} s"
        if not self._lines:
            seconds = limits.first_line_seconds
            if self._reasons():
                seconds = max(seconds, REASONING_SECONDS)
            first = begun + seconds
            until, why = min((until, why), (first, f"no line within {seconds:g} s"))
        if self.characters:
            until, why = min((until, why), (now + limits.gap_seconds, f"nothing more within {limits.gap_seconds:g} s"))
        try:
            async with asyncio.timeout_at(until):
                return await anext(self._chunks, None)
        except TimeoutError as exc:
            if asyncio.get_running_loop().time() >= until:
                raise Failed(Failure("timeout", why)) from None
            raise Failed(failure_of(exc)) from exc
        except Failed:
            raise
        except Exception as exc:
            raise Failed(failure_of(exc)) from exc

    def _reasons(self) -> bool:
        """Return whether the model reasons: within marks, or in a field of its own, which leaves chunks without text.

        Some servers send one such chunk before any work.
        """
        return self._scanner.reasoning or self._silent > 1

    def _taken(self, chunk: Chunk) -> Iterator[Line]:
        """Yield the lines that a chunk ends; raises what `lines` does."""
        if chunk.tokens is not None:
            self.tokens = chunk.tokens
        if chunk.refused:
            raise Failed(Failure("refused", "the model does not want to answer"))
        if chunk.calls:
            raise Failed(Failure("malformed", "the model calls a tool, though it has none"))
        self._ended |= chunk.ended
        self._silent = 0 if chunk.text else self._silent + 1
        piece, failure = self._limiter.admit(chunk.text)
        if chunk.cut and not failure:
            failure = Failure("too_long", "the server's limit of tokens")
        for line in self._scanner.feed(piece):
            self._limiter.count(line)
            self._lines += 1
            yield line
        if failure:
            raise Failed(failure)
