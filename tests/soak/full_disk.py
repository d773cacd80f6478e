"""The disk refuses at every size: real failing writes in SQLite and Chroma, by a limit on the size of files.

Run it with ``python -m tests.soak.full_disk [LIMITS] [SEED]``.
"""

from __future__ import annotations

import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.soak.kills import WrongError
from tests.soak.world import REFUSED, SOUND, World, child

SMALLEST, LARGEST = 2_000, 2_000_000  # bytes; the whole index of the runs below is a little smaller


def run(folder: Path, limits: int, seed: int) -> Counter[str]:
    """Index under so many limits; return how often it was refused and how often it fitted.

    Raises:
        WrongError: a failure was no sentence about the storage, or something was lost; it names the seed.
    """
    world = World(folder, seed)
    counts: Counter[str] = Counter()
    world.edit(30)
    child(world.index)
    for _ in range(limits):
        world.edit()
        what = world.random.choices(["index", "swap", "remove"], [70, 15, 15])[0]
        if what == "swap":
            world.dimension = 96 - world.dimension
        name = world.bury() if what == "remove" else None
        limit = int(SMALLEST * (LARGEST / SMALLEST) ** world.random.random())

        def limited(limit: int = limit, name: str | None = name) -> None:
            # A write beyond the limit then fails with EFBIG instead of ending the process.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            world.index()
            if name is not None:
                world.remove(name)

        code, _ = child(limited)
        counts[{SOUND: "fitted", REFUSED: "refused"}.get(code, "wrong")] += 1
        _expect(code in (SOUND, REFUSED), seed, limit)
        _expect(child(world.check_whole)[0] == SOUND, seed, limit)
        if code == REFUSED:

            def finish(name: str | None = name) -> None:
                world.index()
                if name is not None:
                    world.remove(name)

            _expect(child(finish)[0] == SOUND, seed, limit)
    _expect(child(world.check_done)[0] == SOUND, seed, 0)
    return counts


def _expect(holds: bool, seed: int, limit: int) -> None:
    if not holds:
        raise WrongError(f"broken with seed {seed} at a limit of {limit} bytes")


def main() -> None:
    """Print how many limits were met."""
    arguments = [int(word) for word in sys.argv[1:]]
    limits, seed = [*arguments, *(100, 5)[len(arguments) :]]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts = run(Path(folder), limits, seed)
    print(f"full disk: seed {seed}: {dict(counts)} in {time.monotonic() - began:.0f} s, nothing lost")


if __name__ == "__main__":
    main()
