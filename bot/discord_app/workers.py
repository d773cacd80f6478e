"""The threads that questions are answered in, and the line before them.

All but the work itself happens on the event loop, so nothing here is locked. A thread whose work takes longer than its
time is written off: another one takes its place, and the process can end without it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from time import perf_counter
from typing import Any, Generic, TypeVar

from bot.discord_app.failures import Failure

log = logging.getLogger(__name__)

T = TypeVar("T")

# Threads written off before nothing more is tried: each holds a snapshot of the index and its stack.
_MOST_LOST = 8
# Seconds that work takes as long as none was measured, and the weight of one measured.
_FIRST_GUESS, _WEIGHT = 0.1, 0.1
# The share of its time that work gets in any case once a thread has begun it, however long it had waited.
_LEAST_SHARE = 0.25


class Job(Generic[T]):
    """Work that waits for its turn or is being done; `await job.done` raises what ended it."""

    def __init__(
        self, work: Callable[[], T], seconds: float, expire: Callable[[Job[T]], None], *, first: bool = False
    ) -> None:
        loop = asyncio.get_running_loop()
        self.work = work
        self.first = first
        self.done: asyncio.Future[T] = loop.create_future()
        self.expires = loop.call_later(seconds, expire, self)

    def fail(self, error: Exception) -> None:
        """End it for whoever waits; what a thread still makes of it is dropped."""
        if not self.done.done():
            self.done.set_exception(error)
            self.done.exception()  # Nobody may be waiting any more.
        self.expires.cancel()


class Workers:
    """At most `threads` threads, `waiting` jobs in line before them, and `seconds` for each job, its wait included.

    As many jobs again may wait that come first.
    """

    def __init__(self, *, threads: int, waiting: int, seconds: float) -> None:
        self._most = threads
        self._waiting = waiting
        self._seconds = seconds
        self._line: deque[Job[Any]] = deque()
        self._idle: list[_Thread] = []
        self._busy: dict[_Thread, tuple[Job[Any], asyncio.TimerHandle]] = {}
        self._lost: set[_Thread] = set()
        self._took = _FIRST_GUESS
        self._ended = False

    def enter(self, work: Callable[[], T], *, first: bool = False) -> Job[T]:
        """Put blocking `work` into the line, where `first` before all that is not.

        Raises:
            Failure: "restarting", "stuck", or "full" with the seconds until there may be room.
        """
        if self._ended:
            raise Failure("restarting")
        if self.stuck:
            raise Failure("stuck")
        ahead = sum(1 for job in self._line if job.first)
        if (ahead if first else len(self._line) - ahead) >= self._waiting:
            raise Failure("full", seconds=self.wait(ahead if first else len(self._line)))
        job = Job(work, self._seconds, self._expire, first=first)
        self._line.insert(ahead if first else len(self._line), job)
        self._hand_out()
        return job

    @property
    def in_line(self) -> int:
        """How many jobs wait for their turn."""
        return len(self._line)

    @property
    def stuck(self) -> bool:
        """Whether so many threads hang that nothing more is tried."""
        return len(self._lost) >= _MOST_LOST

    @property
    def written_off(self) -> int:
        """How many threads hang."""
        return len(self._lost)

    def place(self, job: Job[Any]) -> int:
        """Return the place of a job in line, from 1; 0 when it is being done or over."""
        return self._line.index(job) + 1 if job in self._line else 0

    def wait(self, place: int) -> float:
        """Return about how many seconds it takes until the one at a place in line gets its turn."""
        return place * self._took / self._most

    def end(self) -> None:
        """End all jobs for those who wait, and all threads that can be ended; nothing new is taken."""
        self._ended = True
        for job in [*self._line, *(job for job, _ in self._busy.values())]:
            job.fail(Failure("restarting"))
        self._line.clear()
        for _, overdue in self._busy.values():
            overdue.cancel()
        for thread in [*self._idle, *self._busy, *self._lost]:
            thread.inbox.put(None)

    def _hand_out(self) -> None:
        while self._line and (self._idle or len(self._busy) < self._most):
            job = self._line.popleft()
            if job.done.done():  # cancelled by whoever waited
                continue
            loop = asyncio.get_running_loop()
            thread = self._idle.pop() if self._idle else _Thread(self._report, loop)
            left = job.expires.when() - loop.time()
            overdue = loop.call_later(max(left, _LEAST_SHARE * self._seconds), self._write_off, thread)
            self._busy[thread] = job, overdue
            thread.inbox.put(job.work)

    def _report(self, thread: _Thread, result: Any, error: BaseException | None, took: float) -> None:
        """Take a result from a thread, and give it something else to do."""
        if thread in self._lost:
            self._lost.discard(thread)
            log.warning("A thread that was written off has come back after %.0f s.", took)
            thread.inbox.put(None)
            return
        job, overdue = self._busy.pop(thread)
        overdue.cancel()
        self._idle.append(thread)
        self._took += _WEIGHT * (took - self._took)
        try:
            _settle(job.done, result, error)
        except TypeError:  # asyncio takes no StopIteration; whoever waits must not wait for ever
            _settle(job.done, None, RuntimeError("The work ended with StopIteration."))
        job.expires.cancel()
        self._hand_out()

    def _expire(self, job: Job[Any]) -> None:
        with suppress(ValueError):
            self._line.remove(job)
        job.fail(Failure("too_slow"))

    def _write_off(self, thread: _Thread) -> None:
        job, _ = self._busy.pop(thread)
        self._lost.add(thread)
        log.error(
            "An answer does not come to an end; its thread is written off, %d of %d, and then only a restart helps.",
            len(self._lost),
            _MOST_LOST,
        )
        job.fail(Failure("too_slow"))
        if self.stuck:
            while self._line:
                self._line.popleft().fail(Failure("stuck"))
        self._hand_out()


class _Thread:
    """A thread that does what is put into its inbox until that is None, and reports to the event loop."""

    def __init__(self, report: Callable[..., None], loop: asyncio.AbstractEventLoop) -> None:
        self.inbox: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self._report = report
        self._loop = loop
        # A thread that hangs must not keep the process from ending.
        threading.Thread(target=self._run, name="beleg", daemon=True).start()

    def _run(self) -> None:
        while work := self.inbox.get():
            result, error = None, None
            began = perf_counter()
            try:
                result = work()
            except BaseException as exc:  # noqa: BLE001 - raised where it is waited for
                error = exc
            with suppress(RuntimeError):  # The loop has ended.
                self._loop.call_soon_threadsafe(self._report, self, result, error, perf_counter() - began)


def in_daemon(work: Callable[[], T]) -> asyncio.Future[T]:
    """Start blocking `work` in a thread of its own, which does not keep the process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def report(*reported: Any) -> None:
        _, result, error, _ = reported
        thread.inbox.put(None)
        _settle(done, result, error)

    thread = _Thread(report, loop)
    thread.inbox.put(work)
    return done


def _settle(done: asyncio.Future[T], result: Any, error: BaseException | None) -> None:
    """Give what came of some work to whoever waits, unless they were told something else meanwhile."""
    if done.done():
        return
    if error:
        done.set_exception(error)
    else:
        done.set_result(result)
