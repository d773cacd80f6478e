"""A long run lets in who waits to write, between two files; what that removes stays out, and the run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.articles import article_id
from retrieval.errors import LockedError
from retrieval.indexer import Progress, Removal, Report
from retrieval.indexing import preparing
from retrieval.indexing.source_reader import SourceReader
from retrieval.store import is_awaited
from retrieval.store import lock as locks
from tests.desk import CountingEncoder, Desk

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TEXT = (
    "Bericht {number} über den Damm von Ort{number}. Wort{number} und Zahl{number} stehen hier, sagte Ina Wert{number}."
)


def text(number: int) -> str:
    return TEXT.format(number=number)


@contextmanager
def pausing(owner: object, name: str, nth: int, meanwhile: Callable[[], None]) -> Iterator[list[object]]:
    """Have something happen at the n-th call of a function; gives the calls so far."""
    real, calls = getattr(owner, name), list[object]()

    def paused(*args: object, **options: object) -> object:
        calls.append(args)
        if len(calls) == nth:
            meanwhile()
        return real(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, paused)
        yield calls


class Remover(threading.Thread):
    """Removes articles while somebody else indexes; `begin` returns once it waits."""

    def __init__(self, desk: Desk, ids: list[str], calls: Callable[[], int] = lambda: 0) -> None:
        super().__init__()
        self._desk = desk
        self._ids = ids
        self._calls = calls
        self.told: list[Progress] = []
        self.removal = Removal((), ())
        self.calls_when_done = -1
        self._waits = threading.Event()

    def run(self) -> None:
        self.removal = self._desk.indexer().remove(self._ids, progress=self._tell)
        self.calls_when_done = self._calls()

    def _tell(self, now: Progress) -> None:
        self.told.append(now)
        if now.stage == "waiting":
            self._waits.set()

    def begin(self) -> None:
        self.start()
        assert self._waits.wait(30)
        await_waiter(self._desk)


def await_waiter(desk: Desk) -> None:
    tick = threading.Event()
    for _ in range(6_000):
        if is_awaited(desk.data):
            return
        tick.wait(0.005)
    pytest.fail("nobody waits")


def test_a_removal_waits_for_one_file_of_a_long_run(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("z.txt", text(1_000))
    desk.index()
    for number in range(200):
        desk.write(f"a{number:03}.txt", text(number))
    calls: list[object] = []
    ids = [article_id(text(1_000)), article_id(text(5)), "ffffffffffff"]
    remover = Remover(desk, ids, lambda: len(calls))
    with pausing(SourceReader, "load", 100, remover.begin) as made:
        calls = made
        report = desk.index()
    remover.join()
    assert remover.removal == Removal(tuple(ids[:2]), ("ffffffffffff",))
    assert remover.told[0] == Progress("waiting", 0, 0)
    assert remover.calls_when_done == 100
    assert (report.added, report.unchanged, report.removed_earlier, report.failed) == (200, 0, 1, [])
    assert set(desk.texts()) == {f"a{number:03}.txt" for number in range(200) if number != 5}
    desk.check()
    assert desk.holds_vectors()
    again = desk.index()
    assert (again.added, again.unchanged, again.removed_earlier) == (0, 199, 2)


def test_another_process_is_let_in(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for number in range(12):
        desk.write(f"a{number:02}.txt", text(number))
    code = "import sys; from pathlib import Path; from tests.desk import Desk\n"
    code += "print(Desk(Path(sys.argv[1])).indexer().remove([sys.argv[2]]).removed)"
    command = [sys.executable, "-c", code, str(tmp_path), article_id(text(2))]
    started: list[subprocess.Popen[str]] = []

    def begin() -> None:
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        await_waiter(desk)

    with pausing(SourceReader, "load", 8, begin):
        report = desk.index()
    output, _ = started[0].communicate(timeout=60)
    assert output == f"('{article_id(text(2))}',)\n"
    assert (report.added, report.failed) == (12, [])
    assert "a02.txt" not in desk.texts()
    desk.check()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_removed_in_the_middle_stays_out(data: st.DataObject) -> None:
    """Old and new articles, removed at any file, before or after the run has come to them."""
    count = data.draw(st.integers(2, 7))
    old = data.draw(st.sets(st.integers(0, count - 1), max_size=count - 1))
    removed = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for number in sorted(old):
            desk.write(f"a{number}.txt", text(number))
        if old:
            desk.index()
        for number in range(count):
            desk.write(f"a{number}.txt", text(number))
        nth = data.draw(st.integers(1, count - len(old)))
        remover = Remover(desk, [article_id(text(number)) for number in sorted(removed)])
        with pausing(SourceReader, "load", nth, remover.begin):
            report = desk.index()
        remover.join()
        gone = {number for number in removed if article_id(text(number)) in remover.removal.removed}
        new = [number for number in range(count) if number not in old]
        # Those that the run came to before the removal, the file it was at included.
        passed = set(range(new[nth - 1] + 1))
        assert gone == removed & (old | passed)
        assert report.added == count - len(old)
        assert report.removed_earlier == len(gone - passed)
        assert report.unchanged == len(old - (gone - passed))
        assert report.failed == []
        assert desk.texts() == {f"a{number}.txt": text(number) for number in range(count) if number not in gone}
        assert desk.index().removed_earlier == len(gone)
        desk.check()


@pytest.mark.parametrize("rebuild", [True, False], ids=["rebuild", "model"])
def test_a_rebuild_lets_in_who_waits(tmp_path: Path, rebuild: bool) -> None:
    desk = Desk(tmp_path)
    for number in range(12):
        desk.write(f"a{number:02}.txt", text(number))
    desk.index()
    if not rebuild:
        desk.encoder = CountingEncoder(96)
    calls: list[object] = []
    remover = Remover(desk, [article_id(text(number)) for number in (2, 9)], lambda: len(calls))
    with pausing(preparing, "prepare", 6, remover.begin) as made:
        calls = made
        report = desk.index(rebuild=rebuild)
    remover.join()
    assert remover.calls_when_done == 6
    assert (report.unchanged, report.removed_earlier, report.failed) == (10, 2, [])
    assert report.passages == 11  # made again before or after: all but the one that was gone when its turn came
    assert len(calls) == 11
    assert len(desk.texts()) == 10
    desk.check()
    assert desk.holds_vectors()
    assert desk.index().unchanged == 10


def test_a_second_run_is_refused_between_two_turns_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for number in range(6):
        desk.write(f"a{number}.txt", text(number))
    refused: list[LockedError] = []
    remover = Remover(desk, [article_id(text(0))])

    def meanwhile() -> None:
        for options in ({}, {"rebuild": True}):
            with pytest.raises(LockedError, match=f"Process {os.getpid()} is writing") as caught:
                desk.index(**options)
            refused.append(caught.value)
        assert desk.index(dry_run=True).failed == []
        remover.begin()

    with pausing(SourceReader, "load", 3, meanwhile):
        assert desk.index().added == 6
    remover.join()
    assert len(refused) == 2
    assert len(desk.texts()) == 5


def test_a_removal_waits_no_longer_than_a_file_may_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    desk = Desk(tmp_path)
    desk.write("a.txt", text(0))
    desk.index()
    desk.write("b.txt", text(1))

    def meanwhile() -> None:
        with pytest.raises(LockedError, match=r"is writing to .* add --wait\."):
            desk.indexer().remove([article_id(text(0))])

    with pausing(SourceReader, "load", 1, meanwhile):
        report: Report = desk.index()
    assert (report.added, report.unchanged) == (1, 1)


# The run that makes room is killed at a named step of that.
CHILD = """
import os, signal, sys, threading
from pathlib import Path
from retrieval.indexing.session import WriteSession
from retrieval.indexing.source_reader import SourceReader
from retrieval.store.lock import WriterLock
from tests.retrieval.test_turns import pausing, await_waiter
from tests.desk import Desk

owner, name, when, nth = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
place = {"Session": WriteSession, "Lock": WriterLock}[owner]
real, calls = getattr(place, name), 0

def killing(*args, **options):
    global calls
    calls += 1
    if calls == nth and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*args, **options)
    if calls == nth and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return result

desk = Desk(Path(sys.argv[1]))
setattr(place, name, killing)

def meanwhile():
    print("at it", flush=True)
    await_waiter(desk)

with pausing(SourceReader, "load", 4, meanwhile):
    desk.index()
"""

STEPS = [
    ("Session", "flush", "before", 1),
    ("Session", "flush", "after", 1),
    ("Lock", "release", "after", 1),
    ("Lock", "acquire", "after", 2),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: "-".join(map(str, step)))
def test_a_run_that_is_killed_while_it_makes_room(tmp_path: Path, step: tuple[str, str, str, int]) -> None:
    desk = Desk(tmp_path)
    desk.write("a0.txt", text(0))
    desk.index()
    for number in range(8):
        desk.write(f"a{number}.txt", text(number))
    command = [sys.executable, "-c", CHILD, str(tmp_path), *map(str, step)]
    remover = Remover(desk, [article_id(text(0))])
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdout.readline() == "at it\n"
        remover.begin()
        remover.join()
    assert child.returncode == -signal.SIGKILL
    assert remover.removal.removed == (article_id(text(0)),)
    for name, found in desk.texts().items():
        assert found == text(int(name[1]))
    report = desk.index()
    assert (report.removed_earlier, report.added + report.unchanged) == (1, 7)
    assert desk.texts() == {f"a{number}.txt": text(number) for number in range(1, 8)}
    desk.check()
    assert desk.holds_vectors()
