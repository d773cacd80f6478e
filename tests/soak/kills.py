"""The indexer killed with -9 at named steps and at random moments, while it adds, changes, removes, swaps and erases.

Run it with ``python -m tests.soak.kills [KILLS] [SEED]``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from retrieval.indexing import rebuild
from retrieval.store import takedown
from retrieval.store.catalog import passages
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.vectors import mirror
from retrieval.store.vectors.collection import Collection
from tests.soak.world import KILLED, SOUND, WRONG, World, child, killing

STEPS = [
    (SqliteWriter, "put_article"),
    (SqliteWriter, "add_vectors"),
    (SqliteWriter, "drop_article"),
    (SqliteWriter, "put_source"),
    (SqliteWriter, "mark_synced"),
    (SqliteWriter, "vacuum"),
    (SqliteWriter, "checkpoint"),
    (SqliteWriter, "drop_unused_vectors"),
    (passages, "_retire"),
    (passages, "rebuild_indexes"),
    (mirror.ChromaMirror, "sync"),
    (mirror.ChromaMirror, "close"),
    (mirror.ChromaMirror, "_start_over"),
    (mirror.ChromaMirror, "_repair"),
    (Collection, "upsert"),
    (Collection, "close"),
    (rebuild.Rebuild, "_keep"),
    (rebuild.Rebuild, "_embed"),
    (rebuild.Rebuild, "_swap"),
    (takedown, "finish"),
    (SqliteWriter, "compact"),
    (SqliteWriter, "merge_text_indexes"),
]


class WrongError(AssertionError):
    """A law of the store was broken; the child has said which on stderr."""


def run(folder: Path, kills: int, seed: int, *, check_every: int = 10) -> Counter[str]:
    """Kill so many children; return how often what was done. Raises `WrongError` with the seed."""
    world = World(folder, seed)
    draw = world.random
    counts: Counter[str] = Counter()
    usual, unfinished = 0.5, None
    while counts["killed"] < kills:
        if unfinished is None:
            world.edit()
        what = draw.choices(["index", "swap", "rebuild", "remove"], [70, 12, 6, 12])[0]
        if what == "swap":
            world.dimension = 96 - world.dimension
        name = unfinished or (world.bury() if what == "remove" and counts["index"] else None)
        unfinished = None

        def work(what: str = what, name: str | None = name) -> None:
            world.index(rebuild=what == "rebuild")
            if name is not None:
                world.remove(name)

        if draw.random() < 0.5:
            place, step = draw.choice(STEPS)
            when, nth = draw.choice(["before", "after"]), draw.choice([1, 1, 1, 2, 3, 8])

            def stopped(place: object = place, step: str = step, when: str = when, nth: int = nth) -> None:
                with killing(place, step, when, nth):
                    work()

            code, _ = child(stopped)
        else:
            code, _ = child(work, kill_after=draw.random() * usual * 1.1)
        if code == KILLED:
            counts["killed"] += 1
            unfinished = name
        elif code == SOUND:
            counts["finished"] += 1
        counts[what] += 1
        _expect(code != WRONG, seed, counts)
        code, _ = child(world.check_whole)
        _expect(code == SOUND, seed, counts)
        if counts["killed"] % check_every == 0 or counts["killed"] == kills:
            code, usual = child(lambda name=unfinished: _finish(world, name))  # type: ignore[misc]
            _expect(code == SOUND, seed, counts)
            unfinished = None
            code, _ = child(world.check_done)
            _expect(code == SOUND, seed, counts)
            counts["checked against a fresh index"] += 1
            print(f"kills: {counts['killed']} of {kills} survived", file=sys.stderr, flush=True)
    return counts


def _finish(world: World, name: str | None) -> None:
    world.index()
    if name is not None:
        world.remove(name)


def _expect(holds: bool, seed: int, counts: Counter[str]) -> None:
    if not holds:
        raise WrongError(f"broken with seed {seed} after {dict(counts)}")


def main() -> None:
    """Print how many kills were survived."""
    arguments = [int(word) for word in sys.argv[1:]]
    kills, seed = [*arguments, *(300, 5)[len(arguments) :]]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts = run(Path(folder), kills, seed)
    print(f"kills: seed {seed}: {dict(counts)} in {time.monotonic() - began:.0f} s, nothing broken")


if __name__ == "__main__":
    main()
