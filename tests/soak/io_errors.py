"""Every call that changes a file fails once, or the process is killed there: full, failing, dead and read-only disks.

Run it with ``python -m tests.soak.io_errors [FAULTS] [SEED] [PLACES]``, on Linux with a C compiler: `failing_writes.c`
is loaded before the C library and fails the n-th call, for so many n of each piece of work; 0 is all of them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from retrieval.archive import exporting
from retrieval.archive.reading import Archive
from retrieval.errors import ArchiveError, StorageError
from retrieval.store.vectors import collection
from tests.desk import CountingEncoder
from tests.soak.kills import WrongError
from tests.soak.world import KILLED, REFUSED, SOUND, World, child

SHIM = Path(__file__).with_name("failing_writes.c")
KILLS = -1  # in place of an error: the process is killed at that call
HANGING = 120  # seconds of a child, which takes one or two
WORK = ("index", "remove", "swap", "index", "import", "rebuild", "export")


@dataclass(frozen=True, slots=True)
class Fault:
    """What the disk answers from one call on: for good or once, and whether half of the bytes are written first."""

    name: str
    error: int
    lasts: bool
    halves: bool = False


FAULTS = (
    Fault("full", errno.ENOSPC, lasts=True, halves=True),
    Fault("full once", errno.ENOSPC, lasts=False, halves=True),
    Fault("failing once", errno.EIO, lasts=False),
    Fault("dead", errno.EIO, lasts=True),
    Fault("read-only", errno.EROFS, lasts=True),
    Fault("killed", KILLS, lasts=True, halves=True),
)
SOUND_DISK = Fault("sound", 0, lasts=False)


class Trial:
    """A world's work, begun again and again at the same state, on a disk that fails; `SHIM` must be loaded."""

    def __init__(self, folder: Path, world: World) -> None:
        self._world = world
        self._library = ctypes.CDLL(None)
        self._library.writes_seen.restype = ctypes.c_long
        self._seen = folder / "seen"
        self._saved = folder / "saved"
        self._archive = folder / "exports" / "archive.tar"
        self._archive.parent.mkdir()
        self._what = self._buried = ""

    def begin(self, what: str) -> None:
        """Bring the world to where the work begins, and keep this state."""
        world, self._what = self._world, what
        world.edit()
        if what == "swap":
            world.dimension = 96 - world.dimension
        if what in ("remove", "import", "export"):
            must(world.index, "the run before")
        if what == "remove":
            self._buried = world.bury() or ""
        if what == "import":
            must(self._export, "the export before")
            shutil.rmtree(world.desk.data)
        shutil.rmtree(self._saved, ignore_errors=True)
        if self._folder.exists():
            shutil.copytree(self._folder, self._saved)

    def again(self) -> None:
        """Go back to where the work began."""
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._saved.exists():
            shutil.copytree(self._saved, self._folder)

    def work(self, fault: Fault = SOUND_DISK, nth: int = 0) -> tuple[int, int]:
        """Do the work in a child whose n-th call fails; return how it ended and how many calls it made."""

        def counted() -> None:
            signal.alarm(HANGING)
            below = os.fsencode(self._folder)
            self._library.fail_writes(below, ctypes.c_long(nth), fault.error, fault.lasts, fault.halves)
            try:
                self._do()
            finally:
                self._seen.write_text(str(self._library.writes_seen()))

        self._seen.write_text("0")
        code, _ = child(counted)
        return code, int(self._seen.read_text())

    def finish(self) -> None:
        """Do what is left of the work."""
        self._do()
        if self._what != "export":
            self._world.index()

    def check_whole(self) -> None:
        """Assert that nothing is lost: every article is there as before or after, an archive is whole or not there."""
        self._world.check_whole()
        if self._what == "export" and self._archive.exists():
            found = [record for _, record, _ in Archive(self._archive, max_bytes=100_000).articles()]
            texts = [record.article.text for record in found if record]
            assert sorted(texts) == sorted(self._world.expected().values()), "an archive that is not whole"

    def check_done(self) -> None:
        """Assert that the work is done as if no disk had failed."""
        self._world.check_done()
        if self._what == "remove":
            self._check_erased()
        assert self._what != "export" or self._archive.exists()

    def _check_erased(self) -> None:
        data = self._world.desk.data
        assert len(list(data.glob("chroma-*"))) <= 1, "vectors of what was removed"
        stored = b"".join(path.read_bytes() for path in data.glob("catalog*"))
        for text in self._world.buried & self._world.ever:
            assert text[-30:].encode() not in stored, "a text that was removed is in the files"

    @property
    def _folder(self) -> Path:
        """Where the work writes."""
        return self._archive.parent if self._what == "export" else self._world.desk.data

    def _do(self) -> None:
        if self._what == "remove":
            self._world.remove(self._buried)
        elif self._what == "import":
            self._world.desk.encoder = CountingEncoder(self._world.dimension)
            self._world.desk.indexer().import_archive(self._archive)
        elif self._what == "export":
            self._export()
        else:
            self._world.index(rebuild=self._what == "rebuild")

    def _export(self) -> None:
        self._archive.unlink(missing_ok=True)
        try:
            exporting.export_archive(self._world.desk.data, self._archive)
        except ArchiveError as exc:
            raise StorageError(str(exc)) from exc


def run(folder: Path, faults: int, seed: int, *, places: int) -> Counter[str]:
    """Meet so many faults, `places` in each piece of work; return how often what was done and how it ended.

    Raises:
        WrongError: a failure was no sentence about the storage, or something was lost; it names seed and place.
    """
    # Chroma saves its graph when this many rows are new; its own 1,000 are more than the world has.
    collection.HNSW = {**collection.HNSW, "sync_threshold": 20, "batch_size": 10}
    world = World(folder, seed)
    trial = Trial(folder, world)
    counts: Counter[str] = Counter()
    kinds, todo = cycle(FAULTS), cycle(WORK)
    world.edit(30)
    while (left := faults - counts["faults"]) > 0:
        what = next(todo)
        trial.begin(what)
        code, calls = trial.work()
        if code != SOUND:
            raise WrongError(f"seed {seed}: {what} without a fault")
        tried = min(places or calls, calls, left)
        for nth in sorted(world.random.sample(range(1, calls + 1), tried)):
            fault = next(kinds)
            where = f"seed {seed}: {what}, disk {fault.name} at call {nth} of {calls}"
            trial.again()
            code, seen = trial.work(fault, nth)
            killed = code == KILLED and fault.error == KILLS
            if code not in (SOUND, REFUSED) and not killed:
                raise WrongError(f"{where}: ended with {code}")
            must(trial.check_whole, where)
            if code != SOUND:
                must(trial.finish, where)
            must(trial.check_done, where)
            if killed or seen >= nth:
                ended = {SOUND: "finished", REFUSED: "refused"}.get(code, "cut off")
                counts.update(("faults", what, fault.name, ended))
        print(f"io errors: {counts['faults']} of {faults}", file=sys.stderr, flush=True)
    return counts


def must(work: Callable[[], None], where: str) -> None:
    """Do `work` in a child on a sound disk. Raises `WrongError` where it fails."""
    if child(work)[0] != SOUND:
        raise WrongError(where)


def main() -> int:
    """Print how many faults were met."""
    if not hasattr(ctypes.CDLL(None), "fail_writes"):
        return start_again()
    arguments = [int(word) for word in sys.argv[1:]]
    faults, seed, places = [*arguments, *(400, 5, 20)[len(arguments) :]]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts = run(Path(folder).resolve(), faults, seed, places=places)
    print(f"io errors: seed {seed}: {dict(counts)} in {time.monotonic() - began:.0f} s, nothing lost")
    return 0


def start_again() -> int:
    """Run all of this in a process that has `SHIM` loaded; where there can be none, say why not."""
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None or "failing_writes" in os.environ.get("LD_PRELOAD", ""):
        print("io errors: skipped, because a library that fails writes needs Linux and a C compiler named cc")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        library = f"{folder}/failing_writes.so"
        flags = ("-shared", "-fPIC", "-O2", "-U_FORTIFY_SOURCE")
        subprocess.run([compiler, *flags, "-o", library, str(SHIM), "-ldl"], check=True)
        command = [sys.executable, "-m", "tests.soak.io_errors", *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, "LD_PRELOAD": library}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
