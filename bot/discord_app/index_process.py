"""Running `beleg index` as a child process, one at a time, with its progress."""

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

log = logging.getLogger(__name__)

# Seconds a child gets to end by itself after it was asked to.
_PATIENCE = 4.0
# Bytes of one line of progress; a longer one is skipped.
_LINE = 1 << 20
# Lines of the child's own log that are kept for the bot's log when it fails.
_KEPT_LINES = 20
_COUNTS = ("added", "changed", "unchanged", "removed")


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far the child is with its `stage`: "files" read, articles in a "rebuild", passages put into "vectors"."""

    stage: str = "files"
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class IndexOutcome:
    """What a finished run did: counts of articles, and (path, sentence) of each that failed."""

    added: int
    changed: int
    unchanged: int
    removed: int
    failed: tuple[tuple[str, str], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexFailure:
    """Why a run did nothing: the code of the child's error, "stopped" when it ended without one."""

    code: str


class IndexRun:
    """One re-index from its start (seconds, monotonic) to its end; `progress` changes until `done`."""

    def __init__(self, by: str, started: float) -> None:
        self.by = by
        self.started = started
        self.progress = IndexProgress()
        self.task: asyncio.Task[IndexOutcome | IndexFailure]

    @property
    def done(self) -> bool:
        """Whether the child has ended."""
        return self.task.done()

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

    def begin(self, by: str, *options: str) -> IndexRun:
        """Start a run for the person named `by`, with further `options`; only while `running` is None."""
        run = IndexRun(by, time.monotonic())
        run.task = asyncio.create_task(self._index(run, options), name="reindex")
        self._run = run
        return run

    async def close(self) -> None:
        """End the run under way, if any, and wait until its child is gone."""
        if run := self.running:
            run.task.cancel()
            await asyncio.wait({run.task})

    async def _index(self, run: IndexRun, options: Sequence[str]) -> IndexOutcome | IndexFailure:
        try:
            child = await asyncio.create_subprocess_exec(
                *self._command,
                *options,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=_LINE,
            )
        except OSError:
            log.exception("The indexing process could not be started")
            return IndexFailure("not_started")
        try:
            output, tail = await asyncio.gather(_stream(child.stdout).read(), _follow(_stream(child.stderr), run))
            status = await child.wait()
        finally:
            await _end(child)
        return _understand(output, status, tail)


def _stream(pipe: asyncio.StreamReader | None) -> asyncio.StreamReader:
    assert pipe is not None  # noqa: S101 - asked for above
    return pipe


async def _follow(stream: asyncio.StreamReader, run: IndexRun) -> list[str]:
    """Keep `run.progress` up to date until the stream ends; return the last lines that were no progress."""
    others: deque[str] = deque(maxlen=_KEPT_LINES)
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # Longer than the limit: asyncio has dropped it.
            continue
        if not line:
            return list(others)
        if progress := _progress(line):
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


def _understand(output: bytes, status: int, tail: Sequence[str]) -> IndexOutcome | IndexFailure:
    """Return what the child says it did; its own log goes to the bot's when it did nothing."""
    try:
        found = json.loads(output)
    except ValueError:
        found = None
    match found:
        case {"error": {"code": str(code), "message": str(message)}}:
            log.error("Indexing failed: %s", message)
            return IndexFailure(code)
        case {"failed": list(failed), "seconds": int() | float() as seconds}:
            pairs = tuple((str(item["path"]), str(item["error"])) for item in failed)
            for path, error in pairs:
                log.warning("Not indexed: %s: %s", path, error)
            added, changed, unchanged, removed = (int(found[name]) for name in _COUNTS)
            return IndexOutcome(added, changed, unchanged, removed, pairs, seconds)
    log.error("Indexing ended with status %s and no report; its last lines:\n%s", status, "\n".join(tail))
    return IndexFailure("stopped")


def index_command(options: Sequence[str] = ()) -> list[str]:
    """Return the command line of a child that indexes all remembered sources; `options` go before the command."""
    # -P keeps a folder called "bot" in the working directory from being run in Beleg's place.
    return [sys.executable, "-P", "-m", "bot", *options, "index", "--json", "--progress-json"]


def index_environment(data_dir: Path) -> dict[str, str]:
    """Return this process's environment for the child: the same code and data folder, without the Discord token."""
    code = str(Path(__file__).resolve().parents[2])
    inherited = {name: value for name, value in os.environ.items() if name.upper() != "BELEG_DISCORD__TOKEN"}
    paths = os.pathsep.join(filter(None, (code, inherited.get("PYTHONPATH"))))
    return {**inherited, "BELEG_DATA_DIR": str(data_dir), "PYTHONPATH": paths}
