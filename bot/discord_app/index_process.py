"""Running `beleg index` as a child process, one at a time, with its progress, and `beleg remove`."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from retrieval.shelves import SHARED

log = logging.getLogger(__name__)

# Seconds a child gets to end by itself after it was asked to.
_PATIENCE = 4.0
# Bytes of one line of progress; a longer one is skipped.
_LINE = 1 << 20
# Lines of the child's own log that are kept for the bot's log when it fails.
_KEPT_LINES = 20
_UNREPORTED = "The child for %s ended with status %s and no report; its last lines:\n%s"
_COUNTS = ("added", "changed", "unchanged", "removed")


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far the child is with its `stage`: "files" read, articles in a "rebuild", passages put into "vectors"."""

    stage: str = "files"
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article that a run tells of, with its title, hostile; `sentences` counts those that changed."""

    article_id: str
    title: str
    publisher: str | None
    published: str | None
    source: str | None
    sentences: int


@dataclass(frozen=True, slots=True)
class FailedArticle:
    """A file, address or feed that could not be read, and why: `problem` with what is `given`, `error` for the log.

    `title` is that of the last good version, which stays; None where there is none.
    """

    path: str
    error: str
    problem: str
    given: Mapping[str, int]
    title: str | None


@dataclass(frozen=True, slots=True)
class IndexOutcome:
    """What a finished run did: counts of articles, the first of each kind by name, and all that failed.

    `left_out` are the first sources whose article was removed on purpose.
    """

    added: int
    changed: int
    unchanged: int
    removed: int
    failed: tuple[FailedArticle, ...]
    seconds: float
    added_articles: tuple[IndexedArticle, ...] = ()
    changed_articles: tuple[IndexedArticle, ...] = ()
    unchanged_articles: tuple[IndexedArticle, ...] = ()
    removed_articles: tuple[IndexedArticle, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexFailure:
    """Why a run did nothing: the code of the child's error, "stopped" when it ended without one."""

    code: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What a child printed, its exit status, and the last lines of its log."""

    output: bytes
    status: int
    tail: Sequence[str]


Kind = Literal["refresh", "rehearsal", "retry", "addition", "feeds"]
"""What a run does: reads all articles again, tells what that would do, reads what failed, or what somebody sent."""


class IndexRun:
    """One run from its start (seconds, monotonic) to its end; `progress` changes until `done`.

    `by` is who began it, which is hostile, and `server` where that was, None in a direct message or by Beleg itself.
    """

    def __init__(self, by: str, kind: Kind, shelf: str, started: float, server: int | None) -> None:
        self.by = by
        self.kind = kind
        self.shelf = shelf
        self.started = started
        self.server = server
        self.progress = IndexProgress()
        self.task: asyncio.Task[IndexOutcome | IndexFailure]

    @property
    def done(self) -> bool:
        """Whether the child has ended."""
        return self.task.done()

    @property
    def age(self) -> float:
        """How many seconds ago it began."""
        return time.monotonic() - self.started

    async def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; return whether it has come."""
        await asyncio.wait({self.task}, timeout=seconds)
        return self.done

    def outcome(self) -> IndexOutcome | IndexFailure:
        """Return the result of a run that is done; a cancelled or broken one is a "stopped" `IndexFailure`."""
        if self.task.cancelled():
            return IndexFailure("stopped")
        if error := self.task.exception():
            log.error("Watching the indexing process failed", exc_info=error)
            return IndexFailure("stopped")
        return self.task.result()


class Reindexer:
    """Starts the child that indexes, and holds the one run that may be under way.

    `command` and `environment` are those of the child; it writes JSON Lines of progress on stderr and one JSON value,
    the report or an error, on stdout.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = tuple(command)
        self._environment = dict(environment)
        self._run: IndexRun | None = None

    @property
    def running(self) -> IndexRun | None:
        """The run under way, None if there is none."""
        return self._run if self._run and not self._run.done else None

    def begin(self, by: str, kind: Kind, *options: str, shelf: str = SHARED, server: int | None = None) -> IndexRun:
        """Start a run over one shelf for the person named `by` of a server, with further `options`.

        Only while none goes on.
        """
        run = IndexRun(by, kind, shelf, time.monotonic(), server)
        run.task = asyncio.create_task(self._index(run, ("--shelf", shelf, *options)), name="reindex")
        self._run = run
        return run

    async def remove(self, article_id: str) -> bool | IndexFailure:
        """Take an article out of the index and its files; return whether there was one, or why that did not work.

        A run under way makes room for it.
        """
        ended = await self._ran(None, "remove", "--json", "--wait", "--", article_id)
        if ended is None:
            return IndexFailure("not_started")
        match _value(ended.output):
            case {"removed": list(removed), "unknown": list()}:
                return article_id in removed
            case {"error": {"code": str(code), "message": str(message)}}:
                log.error("Removing an article failed: %s", message)
                return IndexFailure(code)
        log.error(_UNREPORTED, "remove", ended.status, "\n".join(ended.tail))
        return IndexFailure("stopped")

    async def close(self) -> None:
        """End the run under way, if any, and wait until its child is gone."""
        if run := self.running:
            run.task.cancel()
            await asyncio.wait({run.task})

    async def _index(self, run: IndexRun, options: Sequence[str]) -> IndexOutcome | IndexFailure:
        ended = await self._ran(run, "index", "--json", "--progress-json", *options)
        return IndexFailure("not_started") if ended is None else _understand(ended)

    async def _ran(self, run: IndexRun | None, *arguments: str) -> Ended | None:
        """Run a command in a child, whose progress is that of `run`; None where it can't be started."""
        try:
            child = await asyncio.create_subprocess_exec(
                *self._command,
                *arguments,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=_LINE,
            )
        except OSError:
            log.exception("A child process could not be started")
            return None
        try:
            output, tail = await asyncio.gather(_stream(child.stdout).read(), _follow(_stream(child.stderr), run))
            return Ended(output, await child.wait(), tail)
        finally:
            await _end(child)


def _stream(pipe: asyncio.StreamReader | None) -> asyncio.StreamReader:
    assert pipe is not None  # noqa: S101 - asked for above
    return pipe


async def _follow(stream: asyncio.StreamReader, run: IndexRun | None) -> list[str]:
    """Keep the progress of a run up to date until the stream ends; return the last lines that were none."""
    others: deque[str] = deque(maxlen=_KEPT_LINES)
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # Longer than the limit: asyncio has dropped it.
            continue
        if not line:
            return list(others)
        if run and (progress := _progress(line)):
            run.progress = progress
        else:
            others.append(line.decode("utf-8", "replace").rstrip())


def _progress(line: bytes) -> IndexProgress | None:
    try:
        match json.loads(line):
            case {"stage": str(stage), "done": int(done), "total": int(total)}:
                return IndexProgress(stage, done, total)
    except ValueError:
        pass
    return None


async def _end(child: asyncio.subprocess.Process) -> None:
    """Ask a child that still runs to end, and end it if it does not."""
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), _PATIENCE)
    except TimeoutError:
        child.kill()
        await child.wait()


def _understand(ended: Ended) -> IndexOutcome | IndexFailure:
    """Return what the child says it did; its own log goes to the bot's when it did nothing."""
    found = _value(ended.output)
    match found:
        case {"error": {"code": str(code), "message": str(message)}}:
            log.error("Indexing failed: %s", message)
            return IndexFailure(code)
        case {"failed": list(failed), "seconds": int() | float() as seconds}:
            added, changed, unchanged, removed = (int(found[kind]) for kind in _COUNTS)
            named = {f"{kind}_articles": tuple(map(_article, found[f"{kind}_articles"])) for kind in _COUNTS}
            told = tuple(FailedArticle(**one) for one in failed)
            left_out = tuple(map(str, found["left_out"]))
            outcome = IndexOutcome(added, changed, unchanged, removed, told, seconds, left_out=left_out, **named)
            for failure in outcome.failed:
                log.warning("Not indexed: %s: %s", failure.path, failure.error)
            return outcome
    log.error(_UNREPORTED, "index", ended.status, "\n".join(ended.tail))
    return IndexFailure("stopped")


def _value(output: bytes) -> Any:
    """Return the JSON value that a child printed, None where it is none."""
    try:
        return json.loads(output)
    except ValueError:
        return None


def _article(value: Mapping[str, Any]) -> IndexedArticle:
    return IndexedArticle(**value)


def beleg_command(options: Sequence[str] = ()) -> list[str]:
    """Return the command line of a child that runs `beleg`; its command and what belongs to that follow."""
    # -P keeps a folder called "bot" in the working directory from being run in Beleg's place.
    return [sys.executable, "-P", "-m", "bot", *options]


def index_environment(data_dir: Path) -> dict[str, str]:
    """Return this process's environment for the child: the same code and data folder, without the Discord token."""
    code = str(Path(__file__).resolve().parents[2])
    inherited = {name: value for name, value in os.environ.items() if name.upper() != "BELEG_DISCORD__TOKEN"}
    paths = os.pathsep.join(filter(None, (code, inherited.get("PYTHONPATH"))))
    return {**inherited, "BELEG_DATA_DIR": str(data_dir), "PYTHONPATH": paths}
